"""Front pages: the headlines among everything else that a page holds.

A headline is a link (or a heading) whose text reads like one: long enough, not part of navigation, footer,
comments or a notice. Works on the markup alone; nothing is fetched and no script is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from topics.sources.encoding import decode
from topics.sources.items import Item, make_headline
from topics.sources.urls import canonical_url
from topics.types import Batch, Headline, Problem, Source

LARGEST = 20 * 1024 * 1024  # bytes of markup
MOST_NODES = 20_000  # links and headings looked at
LEAST_LETTERS = 15
LEAST_WORDS = 4
LONGEST = 300  # characters
_LEFT_OUT = "script, style, noscript, template, nav, footer, form, iframe, svg, aside[role=complementary]"
_ASIDE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|footer|breadcrumbs?|cookies?|consent|comments?|share|social|login|"
    r"newsletter|advert\w*|ads?|sponsored|tags?|pagination|copyright|weather-widget)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HEADINGS = "h1, h2, h3, h4"
_TIMES = "time[datetime]"


def parse_page(data: bytes | str, *, source: Source, url: str | None, now: datetime) -> Batch:
    """The headlines of a page as HTML or as saved text, each once, in their order.

    A page without any headline gives a problem ("no-headlines"), never an error.
    """
    text = data if isinstance(data, str) else decode(data[:LARGEST])[0]
    items = list(_items(text, url))
    headlines: list[Headline] = []
    problems: list[Problem] = []
    for item in items:
        headline, wrong = make_headline(source, item, now=now, base=url)
        problems += wrong
        if headline is not None:
            headlines.append(headline)
    if not headlines:
        message = "expected a page with headlines, got none; is it drawn by a script, or is it a feed?"
        problems.append(Problem(source.name, "", message, "no-headlines"))
    return Batch(tuple(headlines), tuple(problems))


def _items(text: str, url: str | None) -> Iterator[Item]:
    if not re.search(r"<(?:html|body|a|h[1-4]|div|article)[\s>]", text[:200_000], re.IGNORECASE):
        from topics.sources.saved_text import headlines_of

        yield from headlines_of(text)
        return
    tree = LexborHTMLParser(text)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    yield from _once(_candidates(tree, url))


def _candidates(tree: LexborHTMLParser, url: str | None) -> Iterator[Item]:
    host = urlsplit(url).hostname if url else None
    for number, node in enumerate(tree.css(f"a[href], {_HEADINGS}"), start=1):
        if number > MOST_NODES:
            return
        link = node if node.tag == "a" else node.css_first("a[href]")
        title = _title(node)
        if not _reads_like_headline(title) or _is_aside(node):
            continue
        address = canonical_url(link.attributes.get("href") or "", base=url) if link else None
        if link is not None and url and address is None:
            continue  # javascript:, mailto:, #
        if address and host and _foreign(address, host):
            continue  # advertisements and partners
        yield Item(title, f"element {number}", url=address, published=_time(node))


def _title(node: LexborNode) -> str:
    """The heading inside a link where there is one; else its own text, else what it says of itself."""
    heading = node.css_first(_HEADINGS) if node.tag == "a" else None
    text = (heading or node).text(separator=" ", strip=True)
    return " ".join((text or node.attributes.get("title") or "").split())


def _reads_like_headline(title: str) -> bool:
    letters = sum(map(str.isalpha, title))
    return letters >= LEAST_LETTERS and len(title.split()) >= LEAST_WORDS and len(title) <= LONGEST


def _is_aside(node: LexborNode) -> bool:
    """Is it, or something that holds it, named like navigation or a notice?"""
    current: LexborNode | None = node
    while current is not None and current.tag not in {"body", "html", "-undef"}:
        attributes = current.attributes
        if current.tag == "header" and current.css_first("h1, h2") is None:
            return True
        for name in ("class", "id", "role"):
            if _ASIDE.search(attributes.get(name) or ""):
                return True
        current = current.parent
    return False


def _foreign(address: str, host: str) -> bool:
    """Another site, not another part of this one (sport.example.org of www.example.org)."""
    other = urlsplit(address).hostname or ""
    return ".".join(other.split(".")[-2:]) != ".".join(host.split(".")[-2:])


def _time(node: LexborNode) -> str | None:
    """The time in the same teaser: of the nearest parents that hold one headline."""
    current: LexborNode | None = node
    for _ in range(4):
        current = current.parent if current is not None else None
        if current is None or len(current.css(_HEADINGS)) > 1:
            return None
        found = current.css_first(_TIMES)
        if found is not None:
            return found.attributes.get("datetime")
    return None


def _once(items: Iterator[Item]) -> Iterator[Item]:
    """A teaser links its picture, its title and its text to one page: the first title counts."""
    addresses: set[str] = set()
    titles: set[str] = set()
    for item in items:
        if item.title in titles or (item.url and item.url in addresses):
            continue
        titles.add(item.title)
        if item.url:
            addresses.add(item.url)
        yield item
