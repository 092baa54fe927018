"""Standpoint's dashboard: ``streamlit run app.py``."""

from components.main import run

run()
