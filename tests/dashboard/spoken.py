"""All words that a page says, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from dashboard.words import WORDS

SAID = frozenset({"body", "label", "help", "placeholder", "value", "text", "options", "delta", "default"})
LATIN = re.compile(r"[^\W\d_]+", re.UNICODE)
TAGS = re.compile(r"<[^>]*>")
HINTS = re.compile(r'(?:title|aria-label)="([^"]*)"')


def spoken(app: AppTest) -> str:
    """The texts of every element."""
    assert not app.exception
    return " ".join(_texts([MessageToDict(node.proto) for node in app._tree if getattr(node, "proto", None)]))


def _texts(found: Any, key: str = "") -> Iterator[str]:
    if isinstance(found, dict):
        for name, one in found.items():
            yield from _texts(one, name)
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one, key)
    elif isinstance(found, str) and key in SAID and "<style>" not in found:
        yield unescape(" ".join([TAGS.sub(" ", found), *HINTS.findall(found)]))


def words_of(text: str) -> set[str]:
    """Its words, in small letters."""
    return {one.lower() for one in LATIN.findall(text)}


def english_of(text: str) -> set[str]:
    """Words of a text that only our English texts have."""
    ours = {
        language: words_of(" ".join(one[language] for one in WORDS.values())) for language in ("en", "fr")
    }
    return words_of(text) & (ours["en"] - ours["fr"])


def latin_of(text: str) -> set[str]:
    """Words of a text in Latin letters."""
    return {one for one in words_of(text) if one.isascii()}
