"""The Streamlit dashboard: pages ask the service and draw; no logic lives here."""
