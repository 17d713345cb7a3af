"""JSON Feed, version 1 and 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from topics.sources.items import MOST_ITEMS, Item
from topics.types import Problem

_ITEMS = re.compile(r'"items"\s*:\s*\[')


def json_items(text: str) -> Iterator[Item | Problem]:
    """The items of a JSON Feed; of one that breaks off, those before the break and a problem."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        yield from _before_break(text)
        return
    found = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(found, list):
        yield Problem("", "", "expected a JSON Feed with a list of items, got other JSON.", "not-a-feed")
        return
    if len(found) > MOST_ITEMS:
        message = f"expected at most {MOST_ITEMS} items, got {len(found)}; the rest was left out."
        yield Problem("", "", message, "too-many-items")
    for number, value in enumerate(found[:MOST_ITEMS], 1):
        yield _item(value, number, _text(feed.get("language")))


def _before_break(text: str) -> Iterator[Item | Problem]:
    start = _ITEMS.search(text)
    place = start.end() if start else len(text)
    decoder, number = json.JSONDecoder(), 0
    while place < len(text) and number < MOST_ITEMS:
        place += len(text[place : place + 64]) - len(text[place : place + 64].lstrip(" \t\r\n,"))
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        number += 1
        yield _item(value, number, None)
    code = "truncated" if number else "not-a-feed"
    yield Problem("", f"item {number + 1}", "expected whole JSON, got text that breaks here.", code)


def _item(value: Any, number: int, language: str | None) -> Item | Problem:
    position = f"item {number}"
    if not isinstance(value, dict):
        return Problem("", position, f"expected an object, got {type(value).__name__}.", "no-title")
    return Item(
        title=_text(value.get("title")) or "",
        position=position,
        key=_text(value.get("id")),
        url=_text(value.get("url")) or _text(value.get("external_url")),
        published=_text(value.get("date_published")) or _text(value.get("date_modified")),
        language=_text(value.get("language")) or language,
        summary=_text(value.get("summary")),
    )


def _text(value: Any) -> str | None:
    """Text or a number as text; the rest is as if it were not there."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None
