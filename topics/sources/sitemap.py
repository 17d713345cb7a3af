"""News sitemaps: the titles an outlet offers to search engines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from topics.sources.items import Item
from topics.types import Problem


def sitemap_items(text: str) -> Iterator[Item | Problem]:
    """The entries of a sitemap; where the XML breaks, those before the break and a problem."""
    number = titled = 0
    try:
        for _, element in iterparse(io.BytesIO(text.encode()), events=("end",), forbid_dtd=True):
            if _local(element) != "url":
                continue
            number += 1
            item = _item(element, number)
            element.clear()
            if item is not None:
                titled += 1
                yield item
    except (ParseError, DefusedXmlException) as error:
        yield Problem("", f"item {number + 1}", f"expected XML, got: {error}.", "malformed")
    if number and not titled:
        message = "expected a news sitemap with news:title, got one of addresses only; use the news sitemap."
        yield Problem("", "", message, "not-a-news-sitemap")


def _item(entry: Element, number: int) -> Item | None:
    news = next((element for element in entry if _local(element) == "news"), None)
    if news is None:
        return None
    values = {_local(element): (element.text or "").strip() for element in news.iter()}
    address = next((element.text for element in entry if _local(element) == "loc"), None)
    return Item(
        title=values.get("title", ""),
        position=f"item {number}",
        url=(address or "").strip() or None,
        published=values.get("publication_date") or None,
        language=values.get("language") or None,
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
