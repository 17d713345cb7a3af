"""trends."""

import streamlit as st

st.title("…")
