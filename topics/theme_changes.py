"""How a theme of the store changed: its words period by period, and the headline that shows each change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from topics.cluster.naming import same_said
from topics.cluster.title_words import TitleWords, title_words
from topics.errors import UsageError
from topics.trends.changing import Period, PeriodWords, words_over_time
from topics.types import Bin, Dimension, Headline, HeadlineFilter

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.store.sightings import Sighting

BACKGROUND = 5000  # headlines beside the theme's own that show how common a word is


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What a theme was about in one period; words as they are written."""

    start: datetime  # UTC
    count: int  # headlines
    keywords: tuple[str, ...]
    rising: tuple[str, ...]  # that weigh more than in the period before
    fading: tuple[str, ...]
    headline: Headline | None  # that shows the change


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
    surface = words.written({term for one in told for term in (*one.keywords, *one.rising, *one.fading)})
    return _changes(service, starts, told, [[rows[row].id for row in own] for own in members], surface)


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
