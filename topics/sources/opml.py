"""OPML: the list of outlets as feed readers exchange it, with own attributes for what it has no word for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from topics.sources.encoding import decode
from topics.sources.feed_text import legal, well_formed
from topics.types import Problem, Source, SourceKind

SEPARATOR = "/"  # between the names of nested folders
_URL = ("xmlUrl", "xmlurl", "xmlURL", "XMLURL")
_NAME = ("title", "text")
_TYPES = {"rss": SourceKind.FEED, "page": SourceKind.PAGE, "file": SourceKind.FILE}
_DEEPEST = 50


def read_opml(data: bytes) -> tuple[list[Source], list[Problem]]:
    """The sources of an OPML document and what was wrong with the rest. Never raises.

    Folders become groups, nested ones joined by "/"; of two sources of one name the second gets a number.
    """
    try:
        root = fromstring(well_formed(decode(data)[0]).encode())
    except (ParseError, DefusedXmlException, ValueError) as error:
        why = "entity definitions" if isinstance(error, DefusedXmlException) else str(error)
        code = "entities-refused" if isinstance(error, DefusedXmlException) else "not-opml"
        return [], [Problem("OPML", "", f"expected OPML, got: {why or type(error).__name__}.", code)]
    body = root.find("body") if root.tag.lower() == "opml" else None
    if body is None:
        message = f"expected an OPML document with a body, got <{root.tag}>."
        return [], [Problem("OPML", "", message[:300], "not-opml")]
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for number, (outline, folder) in enumerate(_feeds(body), 1):
        found = _source(outline, folder, sources, number)
        if isinstance(found, Source):
            sources[found.name] = found
        else:
            problems.append(found)
    return list(sources.values()), problems


def write_opml(sources: Sequence[Source]) -> bytes:
    """The sources as OPML 2.0 in UTF-8, each group as a folder; ``read_opml`` gives the same ones back."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Headline sources"
    body = SubElement(root, "body")
    folders: dict[str | None, Element] = {None: body}
    for source in sources:
        if source.group not in folders:
            folders[source.group] = SubElement(body, "outline", text=legal(source.group or ""))
        SubElement(folders[source.group], "outline", _attributes(source))
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _attributes(source: Source) -> dict[str, str]:
    kind = next(name for name, kind in _TYPES.items() if kind is source.kind)
    values = {"type": kind, "text": legal(source.name), "xmlUrl": legal(source.location)}
    if source.language is not None:
        values["language"] = legal(source.language)
    if not source.enabled:
        values["enabled"] = "false"
    return values


def _feeds(body: Element) -> Iterator[tuple[Element, str | None]]:
    """Every outline that is no folder, in order, with the path of folders it is in."""
    start: tuple[str, ...] = ()
    waiting = [(outline, start, 0) for outline in reversed(body.findall("outline"))]
    while waiting:
        outline, path, depth = waiting.pop()
        is_folder = _first(outline, _URL) is None and (len(outline) or outline.get("type") is None)
        if not is_folder:
            yield outline, SEPARATOR.join(path) or None
        if depth < _DEEPEST:
            name = _first(outline, _NAME) if is_folder else None
            inner = (*path, name) if name else path
            waiting.extend((child, inner, depth + 1) for child in reversed(outline.findall("outline")))


def _source(outline: Element, folder: str | None, taken: dict[str, Source], number: int) -> Source | Problem:
    location = _first(outline, _URL)
    if location is None:
        return Problem("OPML", f"outline {number}", "expected an xmlUrl, got none.", "no-url")
    kind = _TYPES.get(outline.get("type", "rss").lower(), SourceKind.FEED)
    if kind is not SourceKind.FILE and not location.lower().startswith(("http://", "https://")):
        message = f"expected a URL with http or https, got {location[:100]!r}."
        return Problem("OPML", f"outline {number}", message, "bad-url")
    name = _free_name(_first(outline, _NAME) or location, taken)
    enabled = outline.get("enabled", "true").lower() not in {"false", "0", "no"}
    return Source(name, location, kind, outline.get("language") or None, folder, enabled)


def _free_name(name: str, taken: dict[str, Source]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _first(outline: Element, names: Sequence[str]) -> str | None:
    return next((value for name in names if (value := outline.get(name, "").strip())), None)
