"""Which digits a reader of Arabic wants: 0 to 9, as the Maghreb writes, or ٠ to ٩, as the Mashriq does."""

from __future__ import annotations

import re

import streamlit as st

KEY = "digits"  # of the control, and in the address
WESTERN, ARABIC = "latn", "arab"  # as CLDR names numbering systems
NAMES = {WESTERN: "0123", ARABIC: "٠١٢٣"}
WESTERN_DIGIT = re.compile("[0-9]")
NUMERALS = "٠١٢٣٤٥٦٧٨٩"
SHAPES = str.maketrans("0123456789", NUMERALS)


def arabic(language: str) -> bool:
    """Whether this reader's numbers are written with ٠ to ٩."""
    return language == "ar" and st.session_state.get(KEY) == ARABIC


def shaped(text: str, language: str) -> str:
    """A number or a date in the reader's digits."""
    has_any = WESTERN_DIGIT.search(text)  # asking for the reader's choice takes twenty microseconds
    return text.translate(SHAPES) if has_any and arabic(language) else text


def shaped_by_vega(expression: str) -> str:
    """An expression of Vega whose text gets ٠ to ٩: its formats of time know no digits but 0 to 9."""
    for digit, numeral in enumerate(NUMERALS):
        expression = f"replace({expression}, /{digit}/g, '{numeral}')"
    return expression
