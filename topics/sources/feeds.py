"""Feeds as they really are: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, news sitemaps.

Bytes in, headlines and problems out; nothing is fetched here and no entity is expanded. A feed that breaks
off gives the items that came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import feedparser
from selectolax.lexbor import LexborHTMLParser

from topics.sources.encoding import decode
from topics.sources.items import Item, make_headline
from topics.types import Batch, Headline, Problem, Source

MOST_ITEMS = 5000  # of one feed
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_START = re.compile(r"<(?:[a-z]+:)?(rss|feed|RDF|urlset|sitemapindex|html|body)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parse_feed(
    data: bytes, *, source: Source, url: str | None, content_type: str | None, now: datetime
) -> Batch:
    """The headlines of a feed, in its order, and what was wrong with the rest. Never raises."""
    declared = _CHARSET.search(content_type or "")
    text = _CONTROL.sub("", decode(data, declared[1] if declared else None)[0]).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _batch(_json_items(text), source, url, now)
    start = _START.search(text[:20_000])
    kind = start[1].lower() if start else ""
    if kind not in {"rss", "feed", "rdf", "urlset", "sitemapindex"}:
        return _refused(source, *_not_a_feed(kind))
    if _DOCTYPE.search(text[: start.start() if start else 0]) or "<!ENTITY" in text[:100_000]:
        return _refused(
            source, "expected a feed without entities of its own, got one that defines some", "entities"
        )
    if kind == "sitemapindex":
        message = "expected a news sitemap, got an index of sitemaps; add the one with the news instead"
        return _refused(source, message, "sitemap-index")
    items = _sitemap_items(text) if kind == "urlset" else _feed_items(text)
    return _batch(items, source, url, now)


def _not_a_feed(kind: str) -> tuple[str, str]:
    if kind in {"html", "body"}:
        return (
            "expected a feed, got an HTML page; add it with --kind page to read its headlines",
            "not-a-feed",
        )
    return "expected RSS, Atom, JSON Feed or a news sitemap, got something else", "not-a-feed"


def _refused(source: Source, message: str, code: str) -> Batch:
    return Batch(problems=(Problem(source.name, "", f"{message}.", code),))


def _batch(items: Iterator[Item | Problem], source: Source, url: str | None, now: datetime) -> Batch:
    headlines: dict[str, Headline] = {}
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(Problem(source.name, item.position, item.message, item.code))
            continue
        headline, wrong = make_headline(source, item, now=now, base=url)
        problems += wrong
        if headline is None:
            continue
        if headline.id in headlines and headlines[headline.id].title != headline.title:
            message = (
                f"expected guids that differ, got {str(item.key)[:60]!r} twice; the first item was kept."
            )
            problems.append(Problem(source.name, item.position, message, "duplicate-guid"))
        headlines.setdefault(headline.id, headline)
    return Batch(tuple(headlines.values()), tuple(problems))


# --- RSS and Atom ------------------------------------------------------------------------------


def _feed_items(text: str) -> Iterator[Item | Problem]:
    # The declaration goes: it names an encoding that the text no longer has.
    parsed = feedparser.parse(
        _DECLARATION.sub("", text).encode("utf-8", "replace"),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    language = parsed.feed.get("language")
    for number, entry in enumerate(parsed.entries[:MOST_ITEMS], start=1):
        yield _entry_item(entry, f"item {number}", language)
    if len(parsed.entries) > MOST_ITEMS:
        message = f"expected at most {MOST_ITEMS} items, got {len(parsed.entries)}; the rest was left out."
        yield Problem("", "", message, "too-many-items")
    if parsed.bozo and not _harmless(parsed.bozo_exception):
        message = (
            f"expected well-formed XML, got a feed that breaks off or is broken ({parsed.bozo_exception})"
        )
        yield Problem("", "", f"{message}; its {len(parsed.entries)} items were kept.", "broken-feed")


def _harmless(error: Exception) -> bool:
    return isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)


def _entry_item(entry: Any, position: str, language: str | None) -> Item:
    return Item(
        title=_plain(entry.get("title", "")),
        position=position,
        key=entry.get("id") or None,
        url=entry.get("link") or None,
        published=_entry_date(entry),
        language=entry.get("title_detail", {}).get("language") or language,
        summary=_plain(entry.get("summary", ""))[:4000] or None,
    )


def _entry_date(entry: Any) -> Any:
    """As it was written; our own reader knows more months than feedparser's."""
    return entry.get("published") or entry.get("updated") or entry.get("created") or None


def _plain(markup: str) -> str:
    """Text of a title that may hold markup, escaped or not."""
    text = unescape(markup) if "&lt;" in markup else markup
    if not _TAG.search(text):
        return text
    body = LexborHTMLParser(text).body
    return body.text(separator=" ", strip=True) if body else ""


# --- JSON Feed ---------------------------------------------------------------------------------


def _json_items(text: str) -> Iterator[Item | Problem]:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Problem("", "", f"expected a JSON Feed, got JSON that can't be read ({error}).", "broken-feed")
        return
    entries = feed.get("items")
    if not isinstance(entries, list):
        yield Problem("", "", "expected a JSON Feed with items, got none.", "not-a-feed")
        return
    for number, entry in enumerate(entries[:MOST_ITEMS], start=1):
        position = f"item {number}"
        if not isinstance(entry, dict):
            yield Problem("", position, "expected an object; the item was left out.", "bad-json")
            continue
        yield Item(
            title=_plain(_string(entry, "title") or _string(entry, "content_text")[:300]),
            position=position,
            key=str(entry["id"]) if entry.get("id") else None,
            url=_string(entry, "url") or _string(entry, "external_url") or None,
            published=entry.get("date_published") or entry.get("date_modified"),
            language=_string(entry, "language") or _string(feed, "language") or None,
            summary=_plain(_string(entry, "summary")) or None,
        )


def _string(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


# --- news sitemaps -----------------------------------------------------------------------------

_URL = re.compile(r"<url\b[^>]*>(.*?)</url\s*>", re.DOTALL | re.IGNORECASE)


def _sitemap_items(text: str) -> Iterator[Item | Problem]:
    """Flat and regular by specification, so patterns read it; what has no news:title is no headline."""
    number = 0
    for number, found in enumerate(_URL.finditer(text), start=1):
        if number > MOST_ITEMS:
            return
        entry = found[1]
        title = _element(entry, "title")
        if title is None:
            message = "expected a news sitemap with news:title, got an address alone; it was left out."
            yield Problem("", f"item {number}", message, "no-title")
            continue
        yield Item(
            title=_plain(title),
            position=f"item {number}",
            url=_element(entry, "loc"),
            published=_element(entry, "publication_date") or _element(entry, "lastmod"),
            language=_element(entry, "language"),
        )
    if "</urlset" not in text[-200:].lower():
        message = f"expected </urlset>, got a sitemap that breaks off; its {number} items were kept."
        yield Problem("", "", message, "broken-feed")


def _element(entry: str, name: str) -> str | None:
    found = re.search(
        rf"<(?:\w+:)?{name}\b[^>]*>(.*?)</(?:\w+:)?{name}\s*>", entry, re.DOTALL | re.IGNORECASE
    )
    if found is None:
        return None
    return unescape(re.sub(r"^\s*<!\[CDATA\[(.*)\]\]>\s*$", r"\1", found[1], flags=re.DOTALL)).strip()
