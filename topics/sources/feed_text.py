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


_ROOT = re.compile(
    r"<(?:(?P<feed>(?:\w+:)?(?:rss|RDF|feed))|(?P<sitemap>(?:\w+:)?urlset)|(?P<index>(?:\w+:)?sitemapindex)"
    r"|(?P<opml>opml)|(?P<html>!doctype\s+html|(?i:html|head|body)))(?=[\s>/])",
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
_REFERENCE = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,40};)?")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_PROLOG = 100_000  # characters in which a root element must begin


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
    whole, truncated = _closed(body, found[0][1:])
    return FeedText(root, _mended(whole), entities, truncated)


def _closed(body: str, root: str) -> tuple[str, bool]:
    """The document up to its root's end; one that ends too early is closed after its last whole item."""
    end = body.rfind(f"</{root}")
    if end >= 0:
        return f"{body[:end]}</{root}>", False
    items = list(re.finditer(r"</((?:\w+:)?(?:item|entry|url))\s*>", body))
    last = items[-1].end() if items else _before_first_item(body)
    inside = re.search(r"<((?:\w+:)?channel)[\s>]", body[:last])
    open_channel = inside is not None and f"</{inside[1]}" not in body[:last]
    closing = f"</{inside[1]}>" if inside is not None and open_channel else ""
    return f"{body[:last]}{closing}</{root}>", True


def _before_first_item(body: str) -> int:
    """Where the first item begins, or where the root's own tag ends."""
    item = re.search(r"<(?:\w+:)?(?:item|entry|url)[\s>]", body)
    return item.start() if item else body.find(">") + 1 or len(body)


def well_formed(text: str) -> str:
    """An XML document's text without its declaration and with characters mended; its definitions stay."""
    return _mended(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).lstrip())


def _mended(text: str) -> str:
    """Well-formed where only characters were wrong; CDATA is left as it is."""
    parts = _CDATA.split(_ILLEGAL.sub("", text))
    parts[::2] = [_REFERENCE.sub(_known_reference, part) for part in parts[::2]]
    return "".join(parts)


def _known_reference(found: re.Match[str]) -> str:
    """The reference itself if XML knows it, the character if HTML does, and otherwise plain text."""
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES or (name[0] == "#" and _is_character(name)):
        return found[0]
    return html5.get(name) or f"&amp;{name}"


def _is_character(reference: str) -> bool:
    digits = reference[1:-1]
    point = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return (
        point in (9, 10, 13) or 32 <= point < 0xD800 or 0xE000 <= point < 0xFFFE or 0xFFFF < point < 0x110000
    )
