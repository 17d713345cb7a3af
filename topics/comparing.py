"""What one group of headlines of the store covers more than another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from topics.cluster.naming import repeats, same_said
from topics.cluster.quoting import most_telling
from topics.cluster.title_words import LEAST_OUTLETS, TitleWords, title_words
from topics.errors import UsageError
from topics.trends.compare import LEAST, Difference
from topics.trends.compare import compare as differences
from topics.trends.overdispersion import Group, grouped
from topics.types import Dimension, HeadlineFilter

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.store.sightings import Sighting

QUOTED = 2  # headlines on each side of a difference
QUOTED_KEYS = 20  # differences in each direction that get headlines
MOST_TITLES = 10_000  # of each group whose words are read; of more a sample
MOST_WORDS = 100  # in each direction; there are thousands, and most say nothing


@dataclass(frozen=True, slots=True)
class Contrast:
    """One difference between two groups, with the name of its key and headlines of both."""

    difference: Difference
    name: str  # what readers call the key
    this_headlines: tuple[str, ...] = ()  # ids, the most telling first
    that_headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one group of headlines covers more than another."""

    by: Dimension | None  # None = the words of titles
    this: HeadlineFilter
    that: HeadlineFilter
    this_total: int  # headlines, those without a key too; of words a sample of MOST_TITLES is counted
    that_total: int
    compared: int  # keys
    contrasts: tuple[Contrast, ...]  # what ``this`` covers more first, what ``that`` does last


def compare(
    service: TopicsService,
    this: HeadlineFilter,
    that: HeadlineFilter,
    by: Dimension | None = None,
    *,
    least: int = LEAST,
) -> Comparison:
    """What one group of headlines covers more than another, by key, or by word where ``by`` is None.

    Raises:
        UsageError: the groups have headlines in common.
    """
    sides = [service.store.sightings(wanted, by) for wanted in (this, that)]
    totals = [len(side) for side in sides]
    _refuse_common(sides)
    if by is None:
        sides = [_sample(side) for side in sides]
    words = _words(sides) if by is None else None
    keys = _keys(sides, words)
    zone = ZoneInfo(service.settings.timezone)
    groups = [_group(side, own, zone) for side, own in zip(sides, keys, strict=True)]
    told = found = differences(groups[0], groups[1], least=least)
    if words is not None:
        told = _distinct([one for one in found if _is_shared(one, groups)])
    names = _names(service, by, words, {one.key for one in told})
    quoted = _quoted(told, sides, keys)
    contrasts = tuple(Contrast(one, names.get(one.key, one.key), *quoted[one.key]) for one in told)
    return Comparison(by, this, that, totals[0], totals[1], len(found), contrasts)


def _refuse_common(sides: Sequence[list[Sighting]]) -> None:
    common = len({one.id for one in sides[0]} & {one.id for one in sides[1]})
    if common:
        raise UsageError(
            f"expected two groups without a common headline, got {common} in both; "
            "give them other times, sources or languages."
        )


def _sample(side: list[Sighting]) -> list[Sighting]:
    """At most MOST_TITLES headlines. Ids are hashes, so the first by id are a fair and repeatable sample."""
    if len(side) <= MOST_TITLES:
        return side
    last = sorted(row.id for row in side)[MOST_TITLES - 1]
    return [row for row in side if row.id <= last]


def _words(sides: Sequence[list[Sighting]]) -> TitleWords:
    rows = [row for side in sides for row in side]
    return title_words([row.title for row in rows], [row.source for row in rows])


def _keys(sides: Sequence[list[Sighting]], words: TitleWords | None) -> list[list[Collection[str]]]:
    """The keys of every headline of both sides."""
    if words is None:
        return [[() if row.key is None else (row.key,) for row in side] for side in sides]
    middle = len(sides[0])
    return [list(words.terms[:middle]), list(words.terms[middle:])]


def _group(side: Sequence[Sighting], keys: Sequence[Collection[str]], zone: ZoneInfo) -> Group:
    """Headlines by outlet and local day."""
    return grouped(
        (row.source, row.seen.astimezone(zone).date(), own) for row, own in zip(side, keys, strict=True)
    )


def _is_shared(one: Difference, groups: Sequence[Group]) -> bool:
    """Do two outlets of the side that says it more say it? One outlet's word is no word of several."""
    group, outlets = (groups[0], one.this_outlets) if one.z > 0 else (groups[1], one.that_outlets)
    return outlets >= min(LEAST_OUTLETS, len({outlet for outlet, _ in group.totals}))


def _distinct(found: Sequence[Difference]) -> list[Difference]:
    """The strongest of each side, without terms that repeat what a stronger one of it says."""
    kept: dict[bool, list[Difference]] = {True: [], False: []}
    for one in sorted(found, key=lambda one: (-abs(one.z), one.key)):
        same_side = kept[one.z > 0]
        if len(same_side) == MOST_WORDS or repeats(one.key):
            continue
        if not any(same_said(one.key, other.key) for other in same_side):
            same_side.append(one)
    return [*kept[True], *reversed(kept[False])]


def _names(
    service: TopicsService, by: Dimension | None, words: TitleWords | None, keys: Collection[str]
) -> Mapping[str, str]:
    """What readers call keys that are not names themselves."""
    if words is not None:
        return words.written(keys)
    if by is Dimension.THEME:
        return {theme.id: theme.name for theme in service.themes()}
    return {}


def _quoted(
    told: Sequence[Difference], sides: Sequence[list[Sighting]], keys: Sequence[Sequence[Collection[str]]]
) -> dict[str, list[tuple[str, ...]]]:
    """Key -> ids of headlines of both sides; of the differences that are looked at first, of others none."""
    more = [one.key for one in told if one.z > 0][:QUOTED_KEYS]
    less = [one.key for one in told if one.z <= 0][-QUOTED_KEYS:]
    found: dict[str, list[tuple[str, ...]]] = {one.key: [] for one in told}
    for side, own in zip(sides, keys, strict=True):
        rows: dict[str, list[Sighting]] = {key: [] for key in (*more, *less)}
        for row, terms in zip(side, own, strict=True):
            for term in terms:
                if term in rows:
                    rows[term].append(row)
        for key, quotes in found.items():
            quotes.append(_telling(rows.get(key, [])))
    return found


def _telling(rows: Sequence[Sighting]) -> tuple[str, ...]:
    chosen = most_telling([row.title for row in rows], [row.source for row in rows], QUOTED)
    return tuple(rows[row].id for row in chosen)
