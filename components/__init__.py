"""Streamlit pages and plotly figures. What things mean is decided in ``analysis``; here it is shown."""
