"""Files of headlines: what kind a file is, and its headlines in the order in which they stand.

The kind is told from the bytes first and from the name second, because names lie. Every usable row is kept,
repeated ones too: what is a duplicate is for the store to say.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from topics.errors import InputError
from topics.sources import tables
from topics.sources.encoding import decode
from topics.sources.items import Item, at_most, make_headline
from topics.text import clean_title
from topics.types import Batch, Headline, Problem, Source, SourceKind

LARGEST = 512 * 1024 * 1024  # bytes of a file
STDIN = "-"
_LOOKED_AT = 8192  # bytes that are enough to tell the kind
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # text has spaces, line ends, at times escapes
_XML_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)


def expand(pattern: str) -> list[str]:
    """The files that a path or a glob names, in order.

    Raises:
        InputError: there is none.
    """
    if Path(pattern).is_file():
        return [pattern]
    found = sorted(path for path in glob.glob(pattern, recursive=True) if Path(path).is_file())  # noqa: PTH207
    if not found:
        kind = "a folder" if Path(pattern).is_dir() else "nothing"
        raise InputError(f"{pattern}: expected a file or a glob that matches files, got {kind}.")
    return found


def read_file(
    location: str | Path,
    *,
    source: str | None = None,
    language: str | None = None,
    now: datetime,
    stdin: BinaryIO | None = None,
) -> Batch:
    """The headlines of a file or, for ``-``, of standard input, in their order.

    ``source`` names the outlet of rows that name none (default: the file's name); ``language`` is a hint.
    Problems are of the place, so that one knows in which file to look.

    Raises:
        InputError: the file can't be read at all.
    """
    place = str(location)
    name = source or (Path(place).stem if place != STDIN else "stdin")
    outlet = Source(name, place, SourceKind.FILE, language)
    batch = read_as(outlet, place, now=now, stdin=stdin)
    told = place if place != STDIN else "stdin"
    return replace(batch, problems=tuple(replace(one, source=told) for one in batch.problems))


def read_as(source: Source, place: str, *, now: datetime, stdin: BinaryIO | None = None) -> Batch:
    """The headlines of a file as a source's own; problems are the source's, whatever outlets rows name.

    Raises:
        InputError: the file can't be read at all.
    """
    return parse_file(_bytes(place, stdin), source, suffix=Path(place).suffix.lower(), now=now)


def parse_file(data: bytes, source: Source, *, suffix: str = "", now: datetime) -> Batch:
    """The headlines of a file's bytes."""
    if data[:4] == b"PAR1":
        return _batch(tables.parquet_items(data), source, now)
    head = decode(data[:_LOOKED_AT])[0].lstrip("\ufeff \t\r\n")
    if (_XML_FEED.search(head) and head[0] == "<") or (_JSON_FEED.search(head) and head[0] == "{"):
        from topics.sources.feeds import parse_feed

        return parse_feed(data, source=source, url=None, content_type=None, now=now)
    if _HTML.search(head):
        from topics.sources.pages import parse_page

        return parse_page(data, source=source, url=None, now=now)
    return _from_text(decode(data)[0], source, suffix, now)


def _from_text(text: str, source: Source, suffix: str, now: datetime) -> Batch:
    if _is_binary(text):
        message = "expected text, got bytes of something else; the file was left out."
        return Batch(problems=(Problem(source.name, "", message, "not-text"),))
    if suffix in {".jsonl", ".ndjson", ".json"} or tables.looks_like_json(text):
        return _batch(tables.json_items(text), source, now)
    if suffix in {".csv", ".tsv"} or tables.looks_like_table(text):
        return _batch(tables.table_items(text, suffix), source, now)
    from topics.sources.saved_text import headlines_of, is_saved_page

    return _batch(headlines_of(text) if is_saved_page(text) else tables.line_items(text), source, now)


def _is_binary(text: str) -> bool:
    """Too many control characters: one in ten of random bytes, hardly one in any text."""
    head = text[:_LOOKED_AT]
    return len(_CONTROLS.findall(head)) > 1 + len(head) / 50


def _batch(items: Iterable[Item | Problem], source: Source, now: datetime) -> Batch:
    """Headlines and problems of items; a problem gets the source's name, also of a row of another outlet."""
    headlines: list[Headline] = []
    written: list[str] = []
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(replace(item, source=source.name))
            continue
        outlet = clean_title(item.source or "")
        own = replace(source, name=outlet) if outlet else source
        headline, wrong = make_headline(own, item, now=now)
        problems += [replace(one, source=source.name) for one in wrong]
        if headline is not None:
            headlines.append(headline)
            written.append(item.title)
    return Batch(tuple(headlines), at_most(problems, source), tuple(written))


def _bytes(place: str, stdin: BinaryIO | None) -> bytes:
    try:
        if place == STDIN:
            if stdin is None:
                raise InputError("-: expected standard input, got none.")
            data = stdin.read(LARGEST + 1)
        else:
            with Path(place).open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(
            f"{place}: expected a file that can be read, got {error.strerror or error}."
        ) from error
    if len(data) > LARGEST:
        raise InputError(f"{place}: expected at most {LARGEST // 1024**2} MB, got more; split the file.")
    return data
