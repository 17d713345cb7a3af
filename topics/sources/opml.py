"""OPML: the list of feeds that readers exchange. Folders become groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from topics.sources.urls import canonical_url
from topics.text import clean_title
from topics.types import Problem, Source, SourceKind

FOLDER = " / "  # between folders in folders
_KINDS = {"rss": SourceKind.FEED, "atom": SourceKind.FEED, "page": SourceKind.PAGE, "file": SourceKind.FILE}
_NAMES = {SourceKind.FEED: "rss", SourceKind.PAGE: "page", SourceKind.FILE: "file"}


def read_opml(data: bytes) -> tuple[list[Source], list[Problem]]:
    """The sources of an OPML file and what could not be used. Names that occur twice get a number."""
    try:
        root = ElementTree.fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as error:
        return [], [Problem("opml", "", f"expected OPML, got XML that can't be used ({error}).", "not-opml")]
    body = root.find("body") if root.tag == "opml" else None
    if body is None:
        return [], [Problem("opml", "", f"expected <opml> with a <body>, got <{root.tag}>.", "not-opml")]
    sources: list[Source] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for number, (outline, folders) in enumerate(_outlines(body, ()), start=1):
        found = _source(outline, folders, taken)
        if found is None:
            message = "expected an outline with the URL of a feed, got none; it was left out."
            problems.append(Problem("opml", f"outline {number}", message, "no-url"))
            continue
        taken.add(found.name)
        sources.append(found)
    return sources, problems


def _outlines(parent: Element, folders: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Outlines that name a feed, with the folders that hold them."""
    for outline in parent.findall("outline"):
        if outline.get("xmlUrl") is None and len(outline):
            name = outline.get("title") or outline.get("text") or ""
            yield from _outlines(outline, (*folders, name) if name else folders)
        else:
            yield outline, folders


def _source(outline: Element, folders: tuple[str, ...], taken: set[str]) -> Source | None:
    kind = _KINDS.get((outline.get("type") or "rss").lower(), SourceKind.FEED)
    given = outline.get("xmlUrl") or ""
    location = given if kind is SourceKind.FILE else (given if canonical_url(given) else "")
    if not location:
        return None
    name = clean_title(outline.get("title") or outline.get("text") or "") or location
    return Source(
        name=_unique(name, taken),
        location=location,
        kind=kind,
        language=outline.get("language") or None,
        group=FOLDER.join(folders) or None,
        enabled=outline.get("enabled") != "false",
    )


def _unique(name: str, taken: set[str]) -> str:
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    return unique


def write_opml(sources: Sequence[Source]) -> bytes:
    """OPML 2.0 of these sources, UTF-8."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Headline sources"
    body = SubElement(root, "body")
    folders: dict[str, Element] = {}
    for source in sources:
        parent = folders.get(source.group or "", body)
        if source.group and parent is body:
            parent = folders[source.group] = SubElement(
                body, "outline", text=source.group, title=source.group
            )
        SubElement(parent, "outline", _attributes(source))
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _attributes(source: Source) -> dict[str, str]:
    attributes = {
        "text": source.name,
        "title": source.name,
        "type": _NAMES[source.kind],
        "xmlUrl": source.location,
    }
    if source.language:
        attributes["language"] = source.language
    if not source.enabled:
        attributes["enabled"] = "false"
    return attributes
