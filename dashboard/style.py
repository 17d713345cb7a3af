"""How the pages look: the style sheets, the direction of the reader's language, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.words import LANGUAGES, RIGHT_TO_LEFT, word

FOLDER = Path(__file__).parent
FONT = "IBM Plex Sans Arabic, Noto Sans, Noto Sans Arabic, Segoe UI, Geeza Pro, Tahoma, sans-serif"
LIGHT = {
    "ink": "#1b2326", "muted": "#5b6468", "line": "#e3dfd5", "paper": "#ffffff", "page": "#faf9f6",
    "soft": "#f0eee8", "accent": "#0b5d66", "up": "#a8321c", "down": "#2f5d84", "shade": "rgba(20,30,30,.08)",
}  # fmt: skip
DARK = {
    "ink": "#e8e6df", "muted": "#a3acae", "line": "#2b363a", "paper": "#172023", "page": "#11181a",
    "soft": "#212c30", "accent": "#5cc3cf", "up": "#f0907a", "down": "#8fbbe0", "shade": "rgba(0,0,0,.35)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is drawn: its language and its light."""

    language: str
    dark: bool = False

    @property
    def rtl(self) -> bool:
        """Whether text and time run from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def colours(self) -> dict[str, str]:
        """Names of surfaces and inks -> colours."""
        return DARK if self.dark else LIGHT


def look() -> Look:
    """How this reader's page is drawn now."""
    return Look(st.session_state.language, st.context.theme.type == "dark")


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def root_attributes(language: str) -> str:
    """A script that tells browsers and screen readers the page's language and direction; nothing else can."""
    if language not in LANGUAGES:
        raise ValueError(f"expected one of {', '.join(LANGUAGES)}, got {language!r}")
    said = f"document.documentElement.lang='{language}';document.documentElement.dir='{direction(language)}'"
    return f"<script>{said}</script>"


@cache
def style_sheet(look: Look) -> str:
    """The style element of a page."""
    names = ["style.css", *(["mirrored.css"] if look.rtl else [])]
    variables = "".join(f"--{name}:{colour};" for name, colour in look.colours.items())
    if look.language != "en":
        names.append("reworded.css")
        variables += f'--choose-file:"{word("choose_file", look.language)}";'
    sheets = "".join((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return f"<style>:root{{{variables}}}{sheets}</style>"
