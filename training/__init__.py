"""Recipes that rebuild the shipped models. Needs torch; nothing else in the project imports it."""
