"""Feeds that any reader can follow: Atom (RFC 4287) and JSON Feed 1.1, made of the same entries."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
AUTHOR = "headline topics"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without an entry was brought up to date
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry."""

    id: str  # a URN
    title: str  # as it is shown
    updated: datetime  # UTC
    language: str  # BCP-47, or ``und``
    author: str  # the outlet
    url: str | None = None
    text: str = ""  # plain
    html: str = ""  # instead of the plain text
    categories: tuple[tuple[str, str], ...] = ()  # (what kind, term)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries the newest first."""

    name: str  # what it is of, for good: "topics/sport"
    title: str
    url: str  # where it is read
    entries: Sequence[FeedEntry]
    language: str | None = None

    @property
    def id(self) -> str:
        """Names the feed wherever it is read."""
        return urn("feed", self.name)

    @property
    def updated(self) -> datetime:
        """When something was added."""
        return max((entry.updated for entry in self.entries), default=LONG_AGO)


def urn(kind: str, name: str) -> str:
    """A name that is the same wherever it is made."""
    return uuid5(NAMESPACE_URL, f"headline-topics:{kind}:{name}").urn


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    root = Element("feed", {"xmlns": ATOM, **({_LANG: feed.language} if feed.language else {})})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.isoformat())
    _text(SubElement(root, "author"), "name", AUTHOR)
    SubElement(root, "link", rel="self", type="application/atom+xml", href=_clean(feed.url))
    for entry in feed.entries:
        root.append(_atom_entry(entry))
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": feed.url,
        "authors": [{"name": AUTHOR}],
        **({"language": feed.language} if feed.language else {}),
        "items": [_json_item(entry) for entry in feed.entries],
    }
    found: dict[str, Any] = json.loads(_clean(json.dumps(told, ensure_ascii=False)))
    return found


def _atom_entry(entry: FeedEntry) -> Element:
    item = Element("entry", {_LANG: entry.language})
    _text(item, "id", entry.id)
    _text(item, "title", entry.title)
    _text(item, "updated", entry.updated.isoformat())
    _text(item, "published", entry.updated.isoformat())
    _text(SubElement(item, "author"), "name", entry.author or AUTHOR)
    if entry.url:
        SubElement(item, "link", rel="alternate", href=_clean(entry.url))
    for kind, term in entry.categories:
        SubElement(item, "category", scheme=f"urn:headline-topics:{kind}", term=_clean(term))
    _text(item, "content", entry.html or entry.text or entry.title, type="html" if entry.html else "text")
    return item


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    content = {"content_html": entry.html} if entry.html else {"content_text": entry.text or entry.title}
    return {
        "id": entry.id,
        "title": entry.title,
        "date_published": entry.updated.isoformat(),
        "language": entry.language,
        "authors": [{"name": entry.author or AUTHOR}],
        **({"url": entry.url} if entry.url else {}),
        "tags": [term for _, term in entry.categories],
        **content,
    }


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = _clean(text)


def _clean(text: str) -> str:
    """XML has no way to write some characters, not even escaped."""
    return _NO_XML.sub("", text)
