"""Front pages: the headlines among everything else that a page holds.

A headline is a link (or a heading) whose text reads like one: long enough, not part of navigation, footer,
comments or a notice. Works on the markup alone; nothing is fetched and no script is run. The time taken grows
with the page's length, however it is nested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from topics.sources.encoding import decode
from topics.sources.items import Item, at_most, make_headline
from topics.sources.saved_text import headlines_of
from topics.sources.urls import canonical_url
from topics.types import Batch, Headline, Problem, Source

LARGEST = 20 * 1024 * 1024  # bytes of markup
MOST_TAGS = 25_000  # of one page; the parser's time grows with the square of how deep they nest
MOST_NODES = 20_000  # links and headings looked at
MOST_INSIDE = 200  # nodes inside a link or heading; what holds more is a part of the page
LEAST_LETTERS = 15
LEAST_WORDS = 4
LONGEST = 300  # characters
_IS_HTML = re.compile(r"<(?:html|body|a|h[1-4]|div|article)[\s>]", re.IGNORECASE)
_UNREAD = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_START_TAG = re.compile("<[a-zA-Z]")
_LEFT_OUT = "script, style, noscript, template, nav, footer, form, iframe, svg, aside[role=complementary]"
_ASIDE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|footer|breadcrumbs?|cookies?|consent|comments?|share|social|login|"
    r"newsletter|advert\w*|ads?|sponsored|tags?|pagination|copyright|weather-widget)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4")
_TEASER = 4  # parents of a headline among which its time is looked for


def parse_page(
    data: bytes | str, *, source: Source, url: str | None, now: datetime, content_type: str | None = None
) -> Batch:
    """The headlines of a page as HTML or as saved text, each once, in their order.

    A page without any headline gives a problem ("no-headlines"), never an error.
    """
    text = data if isinstance(data, str) else decode(data[:LARGEST], content_type)[0]
    headlines: list[Headline] = []
    problems: list[Problem] = []
    for item in _items(text, url):
        if isinstance(item, Problem):
            problems.append(replace(item, source=source.name))
            continue
        headline, wrong = make_headline(source, item, now=now, base=url)
        problems += wrong
        if headline is not None:
            headlines.append(headline)
    if not headlines:
        message = "expected a page with headlines, got none; is it drawn by a script, or is it a feed?"
        problems.append(Problem(source.name, "", message, "no-headlines"))
    return Batch(tuple(headlines), at_most(problems, source))


def _items(text: str, url: str | None) -> Iterator[Item | Problem]:
    if not _IS_HTML.search(text[:200_000]):
        yield from headlines_of(text)
        return
    markup = _UNREAD.sub(" ", text)
    surplus = next(islice(_START_TAG.finditer(markup), MOST_TAGS, None), None)
    if surplus is not None:
        message = f"expected at most {MOST_TAGS} tags, got more; the rest of the page was left out."
        yield Problem("", f"character {surplus.start()}", message, "too-large")
    tree = LexborHTMLParser(markup[: surplus.start()] if surplus else markup)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    yield from _once(_candidates(tree, url))


def _candidates(tree: LexborHTMLParser, url: str | None) -> Iterator[Item]:
    host = urlsplit(url).hostname if url else None
    surroundings = _Surroundings(tree)
    nodes = tree.css(", ".join(("a[href]", *_HEADINGS)))
    for number, node in enumerate(nodes[:MOST_NODES], start=1):
        title, link = _read(node)
        if not _reads_like_headline(title) or surroundings.is_aside(node):
            continue
        address = canonical_url(link.attributes.get("href") or "", base=url) if link else None
        if link is not None and url and address is None:
            continue  # javascript:, mailto:, #
        if address and host and _foreign(address, host):
            continue  # advertisements and partners
        yield Item(title, f"element {number}", url=address, published=surroundings.time(node))


def _read(node: LexborNode) -> tuple[str, LexborNode | None]:
    """The title that a link or heading shows, and the link.

    It is the heading inside a link where there is one; else its own text, else what it says of itself.
    """
    inside = list(islice(node.traverse(include_text=False), MOST_INSIDE))
    if node.tag != "a":
        link = next((one for one in inside if one.tag == "a" and one.attributes.get("href")), None)
        return _text(node), link
    heading = next((one for one in inside if one.tag in _HEADINGS), node)
    return _text(heading) or " ".join((node.attributes.get("title") or "").split()), node


def _text(node: LexborNode) -> str:
    """The text in a node, on one line; nothing of a node that holds a part of the page."""
    inside = list(islice(node.traverse(include_text=True), MOST_INSIDE + 1))
    if len(inside) > MOST_INSIDE:
        return ""
    return " ".join(" ".join(one.text(deep=False) for one in inside if one.tag == "-text").split())


def _reads_like_headline(title: str) -> bool:
    letters = sum(map(str.isalpha, title))
    return letters >= LEAST_LETTERS and len(title.split()) >= LEAST_WORDS and len(title) <= LONGEST


class _Surroundings:
    """What stands around the nodes of a page; each node is looked at once."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._aside: dict[int, bool] = {}  # node -> is it, or something that holds it, no news?
        self._headings: Counter[int] = Counter()  # node -> headings close inside it
        self._times: dict[int, str] = {}  # node -> the first time close inside it
        for heading in tree.css(", ".join(_HEADINGS)):
            self._headings.update(parent.mem_id for parent in _parents(heading))
        for time in tree.css("time[datetime]"):
            for parent in _parents(time):
                self._times.setdefault(parent.mem_id, time.attributes.get("datetime") or "")

    def is_aside(self, node: LexborNode) -> bool:
        """Is it, or something that holds it, named like navigation or a notice?"""
        path: list[LexborNode] = []
        current: LexborNode | None = node
        while current is not None and current.mem_id not in self._aside:
            path.append(current)
            current = current.parent
        answer = self._aside[current.mem_id] if current is not None else False
        for one in reversed(path):
            answer = self._aside[one.mem_id] = answer or self._is_named_aside(one)
        return answer

    def _is_named_aside(self, node: LexborNode) -> bool:
        if node.tag in ("body", "html", "-document", "-undef"):
            return False
        if node.tag == "header" and not self._headings[node.mem_id]:
            return True
        return any(_ASIDE.search(node.attributes.get(name) or "") for name in ("class", "id", "role"))

    def time(self, node: LexborNode) -> str | None:
        """The time in the same teaser: of the nearest parents that hold one headline."""
        for parent in _parents(node):
            if self._headings[parent.mem_id] > 1:
                return None
            if parent.mem_id in self._times:
                return self._times[parent.mem_id]
        return None


def _parents(node: LexborNode) -> Iterator[LexborNode]:
    """The nearest parents, inmost first."""
    current = node.parent
    for _ in range(_TEASER):
        if current is None:
            return
        yield current
        current = current.parent


def _foreign(address: str, host: str) -> bool:
    """Another site, not another part of this one (sport.example.org of www.example.org)."""
    other = urlsplit(address).hostname or ""
    return ".".join(other.split(".")[-2:]) != ".".join(host.split(".")[-2:])


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
