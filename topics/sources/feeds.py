"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed and news sitemaps, whole or broken."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

from topics.sources.encoding import decode
from topics.sources.feed_text import FeedText, Root, feed_text
from topics.sources.items import MOST_ITEMS, Item, at_most, make_headline
from topics.sources.json_feed import json_items
from topics.sources.sitemap import sitemap_items
from topics.types import Batch, Headline, Problem, Source

NO_IDENTITY = 3  # a guid that stands at so many different addresses names nothing
_REFERENCE = re.compile(r"&([^\s&;]{1,100});")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|mark|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)"
    r"(?:\s[^<>]*)?/?>|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(r"</?(?:br|center|div|h[1-6]|hr|img|li|ol|p|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_REFUSED = {
    Root.HTML: ("a feed", "an HTML page; add it with --kind page", "not-a-feed"),
    Root.OPML: ("a feed", "an OPML list of feeds; read it with `topics sources import`", "not-a-feed"),
    Root.SITEMAP_INDEX: ("a sitemap", "an index of sitemaps; add the news sitemap it names", "sitemap-index"),
    Root.OTHER: ("RSS, Atom, JSON Feed or a news sitemap", "something else; check the URL", "not-a-feed"),
}


def parse_feed(
    data: bytes, *, source: Source, url: str | None, content_type: str | None, now: datetime
) -> Batch:
    """The headlines of a feed in its order, and what was wrong with the rest. Never raises.

    ``url`` completes relative addresses; ``content_type`` is the HTTP header, for its charset.
    """
    document = feed_text(decode(data, content_type)[0])
    found = list(_found(document))
    items = [entry for entry in found if isinstance(entry, Item)]
    problems = [replace(entry, source=source.name) for entry in found if isinstance(entry, Problem)]
    headlines, wrong = _headlines(items, document, source, url, now)
    return Batch(headlines, at_most(problems + wrong, source))


def _found(document: FeedText) -> Iterator[Item | Problem]:
    """Everything that stands in a document, as it stands there."""
    if document.entities:
        message = "expected a feed without entity definitions, got some; they were not read."
        yield Problem("", "", message, "entities-refused")
    if document.truncated:
        message = "expected a whole feed, got one that ends too early; its whole items were kept."
        yield Problem("", "", message, "truncated")
    if document.overlong:
        message = f"expected at most {MOST_ITEMS} items, got more; the rest was left out."
        yield Problem("", "", message, "too-many-items")
    if document.root in _REFUSED:
        expected, got, code = _REFUSED[document.root]
        got = got if document.text else "an empty answer; check the URL"
        yield Problem("", "", f"expected {expected}, got {got}.", code if document.text else "empty")
    elif document.root is Root.JSON:
        yield from json_items(document.text)
    elif document.root is Root.SITEMAP:
        yield from sitemap_items(document.text)
    else:
        yield from _feed_items(document.text)


# --- RSS and Atom ------------------------------------------------------------------------------


def _feed_items(text: str) -> Iterator[Item | Problem]:
    try:
        feed = feedparser.parse(
            io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001 - a foreign parser on hostile bytes may raise anything
        yield Problem("", "", f"expected RSS or Atom, got: {type(error).__name__}.", "malformed")
        return
    if feed.bozo and isinstance(feed.bozo_exception, Exception):
        line = getattr(feed.bozo_exception, "getLineNumber", lambda: None)()
        message = "expected well-formed XML, got a feed with errors; what could be read was kept."
        yield Problem("", f"line {line - 1}" if line else "", message, "malformed")
    language = _plain(feed.feed, "language")
    for number, entry in enumerate(feed.entries, 1):
        yield _entry_item(entry, number, language)


def _entry_item(entry: Any, number: int, language: str | None) -> Item:
    return Item(
        title=without_markup(_plain(entry, "title") or ""),
        position=f"item {number}",
        key=_plain(entry, "id"),
        url=_plain(entry, "link"),
        published=_plain(entry, "published") or _plain(entry, "updated") or _plain(entry, "created"),
        language=_plain(entry, "language")
        or _plain(dict.get(entry, "title_detail", {}), "language")
        or language,
        summary=without_markup(_plain(entry, "summary") or "") or None,
    )


def _plain(entry: Any, name: str) -> str | None:
    """A value as it is stored: feedparser's own look-up would answer with a neighbour's, and warn."""
    value = dict.get(entry, name)
    return value.strip() or None if isinstance(value, str) else None


def without_markup(text: str) -> str:
    """Text whose HTML tags are gone; a lone "<" or ">" stays."""
    return _BLOCK.sub(" ", _INLINE.sub("", text)) if "<" in text else text


# --- what is kept --------------------------------------------------------------------------------


def _headlines(
    items: Sequence[Item], document: FeedText, source: Source, url: str | None, now: datetime
) -> tuple[tuple[Headline, ...], list[Problem]]:
    kept: dict[str, Headline] = {}
    problems: list[Problem] = []
    for item in _with_identity(items):
        if not document.entities.isdisjoint(_REFERENCE.findall(item.title)):
            message = "expected a title, got one made of refused entities; it was left out."
            problems.append(Problem(source.name, item.position, message, "entities-refused"))
            continue
        headline, wrong = make_headline(source, item, now=now, base=url)
        problems += wrong
        if headline is None:
            continue
        if headline.id in kept:
            problems.append(_repeated(source, item))
            headline = _renamed(source, item, kept[headline.id], now, url)
        if headline is not None:
            kept.setdefault(headline.id, headline)
    return tuple(kept.values()), problems


def _renamed(source: Source, item: Item, first: Headline, now: datetime, url: str | None) -> Headline | None:
    """A headline that shares its identity with another one, known by its title; None if it is the same."""
    headline, _ = make_headline(source, replace(item, key=None, url=None), now=now, base=url)
    if headline is None or headline.title == first.title:
        return None
    own, _ = make_headline(source, replace(item, key=None), now=now, base=url)
    return own if own is not None and own.id != first.id else headline


def _repeated(source: Source, item: Item) -> Problem:
    what = "guid" if item.key else "url" if item.url else "title"
    message = f"expected a {what} of its own, got one used above in the feed; only another title counted."
    return Problem(source.name, item.position, message, f"duplicate-{what}")


def _with_identity(items: Sequence[Item]) -> Iterable[Item]:
    """Items whose guid names them; one that an outlet puts on everything is taken off."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.key and item.url:
            addresses[item.key].add(item.url)
    useless = {key for key, urls in addresses.items() if len(urls) >= NO_IDENTITY}
    return [replace(item, key=None) if item.key in useless else item for item in items]
