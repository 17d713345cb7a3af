"""The text of a feed made safe and whole before any parser sees it.

No document type definition reaches a parser: it is cut off with everything else before the root element,
so there is no entity to expand and nothing to fetch. What outlets break most (bare ampersands, HTML's
entities, control characters, a file that ends in the middle) is mended here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html.entities import html5
from itertools import islice
from xml.sax.saxutils import escape

from topics.sources.items import MOST_ITEMS


class Root(StrEnum):
    """What a document is, by its root element."""

    FEED = "feed"  # RSS or Atom
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"
    OPML = "OPML"
    HTML = "an HTML page"
    JSON = "json"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class FeedText:
    """A document ready to be parsed."""

    root: Root
    text: str  # XML from the root element on, or JSON
    entities: frozenset[str] = frozenset()  # names that a definition declared; none was expanded
    truncated: bool = False  # the end was missing; ``text`` was closed after the last whole item
    overlong: bool = False  # more than MOST_ITEMS; ``text`` was closed after that many


_ROOT = re.compile(
    r"<(?:(?P<feed>(?:\w+:)?(?:rss|RDF|feed))|(?P<sitemap>(?:\w+:)?urlset)|(?P<index>(?:\w+:)?sitemapindex)"
    r"|(?P<opml>opml)|(?P<html>!doctype\s+html|html|head|body))(?=[\s>/])",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s*)?([^\s%>]{1,100})", re.IGNORECASE)
_KINDS = {
    "feed": Root.FEED,
    "sitemap": Root.SITEMAP,
    "index": Root.SITEMAP_INDEX,
    "opml": Root.OPML,
    "html": Root.HTML,
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ITEM_START = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_ITEM_END = {
    Root.FEED: re.compile(r"</(?:\w+:)?(?:item|entry)\s*>"),
    Root.SITEMAP: re.compile(r"</(?:\w+:)?url\s*>"),
}
_CHANNEL = re.compile(r"<((?:\w+:)?channel)[\s>]")
_REFERENCE = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,40};)?")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_PROLOG = 100_000  # characters in which a root element must begin
_MOST_TAGS = 200_000  # of one document: nothing but an attack has more, and parsing them takes minutes


def feed_text(text: str) -> FeedText:
    """What a decoded document is, and its text ready to be parsed."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in ("{", "["):
        return FeedText(Root.JSON, stripped)
    head = _COMMENT.sub(lambda found: " " * len(found[0]), stripped[:_PROLOG])
    found = _ROOT.search(head)
    if found is None:
        return FeedText(Root.OTHER, stripped)
    entities = frozenset(_ENTITY.findall(head[: found.start()]))
    root = _KINDS[found.lastgroup or "html"]
    body = stripped[found.start() :]
    if root in (Root.HTML, Root.OPML, Root.SITEMAP_INDEX):
        return FeedText(root, body, entities)
    return _whole(root, found[0][1:], _first_tags(body), entities)


def _first_tags(body: str) -> str:
    surplus = next(islice(re.finditer("<", body), _MOST_TAGS, None), None)
    return body[: surplus.start()] if surplus else body


def _whole(root: Root, name: str, body: str, entities: frozenset[str]) -> FeedText:
    """A document from its root element (``name`` as written) to the end of it, or to its last whole item."""
    ends = [item.end() for item in islice(_ITEM_END[root].finditer(body), MOST_ITEMS + 1)]
    if len(ends) > MOST_ITEMS:
        part = _closed(body[: ends[MOST_ITEMS - 1]], name)
        return FeedText(root, _mended(part), entities, overlong=True)
    end = body.rfind(f"</{name}")
    if end < 0:
        part = _closed(body[: ends[-1] if ends else _before_first_item(body)], name)
        return FeedText(root, _mended(part), entities, truncated=True)
    return FeedText(root, _mended(f"{body[:end]}</{name}>"), entities)


def _closed(part: str, root: str) -> str:
    """The beginning of a document, cut between two items, with what it left open closed."""
    channel = _CHANNEL.search(part)
    is_open = channel is not None and f"</{channel[1]}" not in part
    return f"{part}</{channel[1]}></{root}>" if channel and is_open else f"{part}</{root}>"


def _before_first_item(body: str) -> int:
    """Where the first item begins, or where the root's own tag ends."""
    item = _ITEM_START.search(body)
    return item.start() if item else body.find(">") + 1 or len(body)


def well_formed(text: str) -> str:
    """An XML document's text without its declaration and with characters mended; its definitions stay."""
    return _mended(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).lstrip())


def legal(text: str) -> str:
    """Text without the characters that XML can't hold."""
    return _ILLEGAL.sub("", text)


def _mended(text: str) -> str:
    """Well-formed where only characters were wrong; CDATA is left as it is."""
    parts = _CDATA.split(legal(text))
    parts[::2] = [_REFERENCE.sub(_known_reference, part) for part in parts[::2]]
    return "".join(parts)


def _known_reference(found: re.Match[str]) -> str:
    """The reference itself if XML knows it, the character if HTML does, and otherwise plain text."""
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES or (name[0] == "#" and _is_character(name)):
        return found[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


def _is_character(reference: str) -> bool:
    digits = reference[1:-1]
    point = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return point < 0x110000 and not _ILLEGAL.match(chr(point))
