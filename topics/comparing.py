"""Questions that compare headlines of the store: two groups, and a theme with itself over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from topics.cluster.naming import repeats, same_said
from topics.cluster.quoting import most_telling
from topics.errors import UsageError
from topics.title_words import LEAST_OUTLETS, TitleWords, title_words
from topics.trends.changing import Period, PeriodWords, words_over_time
from topics.trends.compare import LEAST, Difference
from topics.trends.compare import compare as differences
from topics.trends.overdispersion import Group, grouped
from topics.types import Bin, Dimension, Headline, HeadlineFilter

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.store.sightings import Sighting

QUOTED = 2  # headlines on each side of a difference
QUOTED_KEYS = 20  # differences in each direction that get headlines
BACKGROUND = 5000  # headlines beside the theme's own that show how common a word is


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
    this_total: int  # headlines, those without a key too
    that_total: int
    contrasts: tuple[Contrast, ...]  # what ``this`` covers more first, what ``that`` does last


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What a theme was about in one period; words as they are written."""

    start: datetime  # UTC
    count: int  # headlines
    keywords: tuple[str, ...]
    rising: tuple[str, ...]  # that weigh more than in the period before
    fading: tuple[str, ...]
    headline: Headline | None  # that shows the change


# --- two groups ----------------------------------------------------------------------------------


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
    common = len({one.id for one in sides[0]} & {one.id for one in sides[1]})
    if common:
        raise UsageError(
            f"expected two groups without a common headline, got {common} in both; "
            "give them other times, sources or languages."
        )
    words = _words(sides) if by is None else None
    keys = _keys(sides, words)
    zone = ZoneInfo(service.settings.timezone)
    groups = [_group(side, own, zone) for side, own in zip(sides, keys, strict=True)]
    found = differences(groups[0], groups[1], least=least)
    if words is not None:
        found = _distinct([one for one in found if _is_shared(one, groups)])
    names = _names(service, by, words)
    contrasts = tuple(
        Contrast(one, names.get(one.key, one.key), *_quoted(one, place, len(found), sides, keys))
        for place, one in enumerate(found)
    )
    return Comparison(by, this, that, len(sides[0]), len(sides[1]), contrasts)


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
    """Without terms that repeat what a stronger one of the same side says."""
    kept: list[Difference] = []
    for one in sorted(found, key=lambda one: (-abs(one.z), one.key)):
        same_side = [other.key for other in kept if (other.z > 0) == (one.z > 0)]
        if not repeats(one.key) and not any(same_said(one.key, other) for other in same_side):
            kept.append(one)
    chosen = {one.key for one in kept}
    return [one for one in found if one.key in chosen]


def _names(service: TopicsService, by: Dimension | None, words: TitleWords | None) -> Mapping[str, str]:
    """What readers call keys that are not names themselves."""
    if words is not None:
        return words.surface
    if by is Dimension.THEME:
        return {theme.id: theme.name for theme in service.themes()}
    return {}


def _quoted(
    one: Difference,
    place: int,
    total: int,
    sides: Sequence[list[Sighting]],
    keys: Sequence[Sequence[Collection[str]]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headlines of both sides, of the differences that are looked at first."""
    rank = place if one.z > 0 else total - 1 - place
    if rank >= QUOTED_KEYS:
        return (), ()
    first, second = (_telling(one.key, side, own) for side, own in zip(sides, keys, strict=True))
    return first, second


def _telling(key: str, side: Sequence[Sighting], keys: Sequence[Collection[str]]) -> tuple[str, ...]:
    rows = [row for row, own in zip(side, keys, strict=True) if key in own]
    chosen = most_telling([row.title for row in rows], [row.source for row in rows], QUOTED)
    return tuple(rows[row].id for row in chosen)


# --- one theme over time -------------------------------------------------------------------------


def theme_changes(
    service: TopicsService,
    theme_id: str,
    every: Bin = Bin.DAY,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    smooth: bool = False,
) -> list[ThemeChange]:
    """What a theme was about, period by period; periods without headlines are there, and empty.

    Raises:
        UsageError: no such theme.
    """
    if service.theme(theme_id) is None:
        raise UsageError(f"expected the id of a theme, got {theme_id!r}; `topics themes list` shows them.")
    wanted = HeadlineFilter(themes=(theme_id,), since=since, until=until)
    rows = service.store.sightings(wanted)
    if not rows:
        return []
    words = _with_background(service, rows)
    starts = service.series(Dimension.THEME, every, wanted)[0].starts
    members: list[list[int]] = [[] for _ in starts]
    for row, one in enumerate(rows):
        members[bisect_right(starts, one.seen) - 1].append(row)
    periods = [Period([words.terms[row] for row in own]) for own in members]
    told = words_over_time(periods, words.corpus.rarity, smooth=smooth, says_same=same_said)
    return _changes(service, starts, told, [[rows[row].id for row in own] for own in members], words.surface)


def _with_background(service: TopicsService, rows: Sequence[Sighting]) -> TitleWords:
    """Words of the theme's titles, and after them of what else was written in its time."""
    span = HeadlineFilter(since=rows[0].seen, limit=BACKGROUND)
    others = [record.headline for record in service.headlines(span).records]
    own = {row.id for row in rows}
    pairs = [(row.title, row.source) for row in rows]
    pairs += [(one.title, one.source) for one in others if one.id not in own]
    return title_words([title for title, _ in pairs], [outlet for _, outlet in pairs])


def _changes(
    service: TopicsService,
    starts: Sequence[datetime],
    told: Sequence[PeriodWords],
    ids: Sequence[Sequence[str]],
    surface: Mapping[str, str],
) -> list[ThemeChange]:
    shown = [own[one.headline] for one, own in zip(told, ids, strict=True) if one.headline is not None]
    known = {one.id: one for one in service.store.headlines.get(shown)}
    return [
        ThemeChange(
            start,
            one.count,
            tuple(surface[term] for term in one.keywords),
            tuple(surface[term] for term in one.rising),
            tuple(surface[term] for term in one.fading),
            None if one.headline is None else known.get(own[one.headline]),
        )
        for start, one, own in zip(starts, told, ids, strict=True)
    ]
