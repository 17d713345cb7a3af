"""What a filter makes of the newsroom: whether it leaves news out, and how large themes are in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from topics.types import NOT_NEWS, Bin, Dimension, HeadlineFilter, Theme

if TYPE_CHECKING:
    from topics.service import TopicsService


def narrowed(wanted: HeadlineFilter) -> bool:
    """Whether a filter asks for a part of the news: of some outlets, topics, languages or words.

    Its time does not count, nor whether it leaves out what is no news: phases, and what rises, are told of
    everybody's news as of now, whatever span stands beside them.
    """
    parts = (wanted.sources, wanted.topics, wanted.themes, wanted.stories, wanted.languages, wanted.text)
    beside = set(wanted.without_topics) - {NOT_NEWS}
    return any(parts) or bool(beside) or wanted.min_probability is not None


def themes_within(service: TopicsService, wanted: HeadlineFilter) -> list[Theme]:
    """Themes of the current run with a headline of a filter, as large as they are in it, largest first."""
    counts = service.store.counts(
        Dimension.THEME, Bin.DAY, service.settings.timezone, wanted, by_source=False
    )
    totals = np.bincount(counts.key, weights=counts.count, minlength=len(counts.keys))
    size = {key: int(total) for key, total in zip(counts.keys, totals, strict=True)}
    found = [replace(one, size=size[one.id]) for one in service.themes() if size.get(one.id)]
    return sorted(found, key=lambda one: -one.size)
