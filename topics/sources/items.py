"""One item of a source as a Headline, or as the Problem that it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topics.language import identify_language
from topics.sources.dates import parse_date
from topics.sources.urls import canonical_url
from topics.text import clean_title, content_hash, headline_id, match_form
from topics.types import Headline, Problem, Source

MOST_ITEMS = 5000  # of one feed: reading more would take the time of the other sources
MOST_PROBLEMS = 50  # recorded of one document; the rest is counted
LONGEST_TITLE = 1000  # characters; longer is body text
LONGEST_SUMMARY = 2000


@dataclass(frozen=True, slots=True)
class Item:
    """What was found at one position, as it was found."""

    title: str
    position: str  # "line 12", "item 3"
    key: str | None = None  # guid or id; else the URL, else the title names the headline
    url: str | None = None
    published: Any = None  # whatever the source wrote
    language: str | None = None
    summary: str | None = None
    source: str | None = None  # the outlet, where a file holds several


def make_headline(
    source: Source, item: Item, *, now: datetime, base: str | None = None
) -> tuple[Headline | None, list[Problem]]:
    """The headline of an item and what is wrong with it; no headline where there is no usable title."""
    title = clean_title(item.title)
    reason = _unusable(title)
    if reason:
        return None, [Problem(source.name, item.position, *reason)]
    url = canonical_url(item.url, base=base) if item.url else None
    published, problems = _published(source, item, now)
    headline = Headline(
        id=headline_id(source.name, item.key or url or match_form(title)),
        source=source.name,
        title=title,
        language=_language(item.language or source.language, title),
        fetched=now,
        content_hash=content_hash(title, (source.name,)),
        url=url,
        published=published,
        summary=clean_title(item.summary)[:LONGEST_SUMMARY] or None if item.summary else None,
    )
    return headline, problems


def at_most(problems: Sequence[Problem], source: Source) -> tuple[Problem, ...]:
    """The first problems of a document, and one that counts the rest by their codes."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    rest = Counter(problem.code for problem in problems[MOST_PROBLEMS:])
    counts = ", ".join(f"{code}: {number}" for code, number in rest.most_common())
    message = f"expected a sound document, got more problems ({counts})."
    return (*problems[:MOST_PROBLEMS], Problem(source.name, "", message, "more-problems"))


def _unusable(title: str) -> tuple[str, str] | None:
    """(message, code) of a title that can't be used."""
    if not any(map(str.isalnum, title)):
        return f"expected a title, got {title!r}; the item was left out.", "no-title"
    if len(title) > LONGEST_TITLE:
        return (
            f"expected a title of at most {LONGEST_TITLE} characters, got {len(title)}; it was left out.",
            "title-too-long",
        )
    return None


def _published(source: Source, item: Item, now: datetime) -> tuple[datetime | None, list[Problem]]:
    if item.published in (None, ""):
        return None, []
    published = parse_date(item.published, now=now)
    if published is not None:
        return published, []
    shown = str(item.published)[:60]
    message = f"expected a date that could be true, got {shown!r}; the headline was kept without one."
    return None, [Problem(source.name, item.position, message, "bad-date")]


def _language(hint: str | None, title: str) -> str:
    """What the source says, in BCP-47, as far as the title agrees.

    Outlets don't mark Darija, and many feeds keep the language that their software came with.
    """
    code = (hint or "").strip().replace("_", "-").split("-")[0].lower()
    code = _THREE_LETTERS.get(code, code)
    told = identify_language(title)
    if not (2 <= len(code) <= 3 and code.isalpha() and code.isascii()):
        return told
    other_script = (code == "ar" and told in _LATIN) or (code in _LATIN and told in _ARABIC)
    return told if other_script or (code == "ar" and told == "ary") else code


_LATIN = frozenset({"en", "fr", "es"})
_ARABIC = frozenset({"ar", "ary", "fa", "ur"})
_THREE_LETTERS = {"arb": "ar", "ara": "ar", "eng": "en", "fra": "fr", "fre": "fr", "spa": "es"}
