"""Measurements: each module prints a report and, with --out, writes it with the command that made it."""
