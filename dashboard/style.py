"""How the pages look: the style sheets, and the direction of the reader's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashboard.words import RIGHT_TO_LEFT

FOLDER = Path(__file__).parent


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@cache
def style_sheet(language: str) -> str:
    """The style element of a page."""
    names = ["style.css", *(["mirrored.css"] if direction(language) == "rtl" else [])]
    return "<style>" + "".join((FOLDER / name).read_text(encoding="utf-8") for name in names) + "</style>"
