"""A page that was saved as text: which of its pieces are headlines.

What helps is layout, not words. Listings come as one long line whose pieces stand wide apart, or as blocks of
short lines. An article is a title right above paragraphs of prose: only its first line is a headline. Notices
stand alone and end like sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from topics.sources.items import Item

_GAP = re.compile("[ \u00a0]{3,}")  # nobody writes three spaces inside a headline
_SENTENCE_END = re.compile(r"[.!؟?。]\s*[\"”»)]*\s*$")
_CLOCK_OR_DATE = re.compile(r"^[\d\s:/.\-|,–]+$")
LEAST_PIECES = 5  # of a listing in one line
PROSE = 100  # characters from which a line is a paragraph
LEAST_WORDS = 3
LEAST_LETTERS = 12
LONGEST = 300  # characters of a headline


def is_saved_page(text: str) -> bool:
    """Is there a listing in one line? A file with one headline a line has none."""
    return any(len(_pieces(line)) >= LEAST_PIECES for line in text.splitlines())


def headlines_of(text: str) -> Iterator[Item]:
    """The headlines of a saved page, each once, in their order."""
    seen: set[str] = set()
    for number, title in _candidates(text):
        if title not in seen:
            seen.add(title)
            yield Item(title, f"line {number}")


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    block: list[tuple[int, str]] = []
    blocks: list[list[tuple[int, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        pieces = _pieces(line)
        if len(pieces) >= LEAST_PIECES:
            blocks += [
                block,
                [(number, piece) for piece in pieces if _could_be_headline(piece, listed=True)],
                [],
            ]
            block = blocks.pop()
        elif line.strip():
            block.append((number, " ".join(line.split())))
        else:
            blocks.append(block)
            block = []
    blocks.append(block)
    yield from _from_blocks([one for one in blocks if one])


def _from_blocks(blocks: list[list[tuple[int, str]]]) -> Iterator[tuple[int, str]]:
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else []
        if _is_listing(block):
            yield from block
        elif _is_prose(block) or _is_prose(following):
            yield from _title_of(block)
        else:
            yield from (row for row in block if len(block) > 1 and _could_be_headline(row[1]))


def _is_listing(block: list[tuple[int, str]]) -> bool:
    """Pieces of one line share its number."""
    return len(block) > 1 and block[0][0] == block[-1][0]


def _is_prose(block: list[tuple[int, str]]) -> bool:
    paragraphs = [line for _, line in block if len(line) >= PROSE and _SENTENCE_END.search(line)]
    return 2 * len(paragraphs) >= max(1, len(block) - 2) and bool(paragraphs)


def _title_of(block: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The first line, if it is a title; what follows it is a subtitle or the article."""
    if _could_be_headline(block[0][1]):
        yield block[0]


def _pieces(line: str) -> list[str]:
    return [piece.strip() for piece in _GAP.split(line) if piece.strip()]


def _could_be_headline(line: str, *, listed: bool = False) -> bool:
    """Long enough to say something, short enough for one; in a listing it may end like a sentence."""
    letters = sum(map(str.isalpha, line))
    if not letters >= LEAST_LETTERS or len(line) > LONGEST or _CLOCK_OR_DATE.match(line):
        return False
    if listed:
        return len(line.split()) >= 2
    return len(line.split()) >= LEAST_WORDS and not _SENTENCE_END.search(line)
