"""Fitting themes as the jobs do, with ids from a counter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.cluster.news import News
from topics.cluster.lineage import Before
from topics.cluster.themes import ThemeFit, fit_themes


def counter(start: int = 1) -> Callable[[int], list[str]]:
    """Hands out ids, each once."""
    last = start - 1

    def allocate(count: int) -> list[str]:
        nonlocal last
        first, last = last + 1, last + count
        return [f"T{number}" for number in range(first, last + 1)]

    return allocate


def fit(
    news: News,
    *,
    seed: int = 0,
    wanted: int | None = None,
    min_size: int | None = None,
    before: Before | None = None,
    allocate: Callable[[int], list[str]] | None = None,
) -> ThemeFit:
    """The themes of invented news."""
    return fit_themes(
        news.batch(),
        titles=dict(zip(news.ids, news.titles, strict=True)),
        languages=dict(zip(news.ids, news.languages, strict=True)),
        seen=news.seen(),
        seed=seed,
        wanted=wanted,
        min_size=min_size,
        run_id="run",
        allocate=allocate or counter(),
        before=before,
    )


def theme_of(found: ThemeFit) -> dict[str, str | None]:
    """The theme id of every headline."""
    labels = found.clustering.labels.tolist()
    return {
        id: found.themes[label].id if label >= 0 else None
        for id, label in zip(found.clustering.ids, labels, strict=True)
    }


def members_of(found: ThemeFit) -> dict[str, set[str]]:
    """The headlines of every theme."""
    members: dict[str, set[str]] = {theme.id: set() for theme in found.themes}
    for id, theme in theme_of(found).items():
        if theme is not None:
            members[theme].add(id)
    return members


def before_of(found: ThemeFit, **over: Any) -> Before:
    """A fit as the next one is told of it."""
    known = {"themes": found.themes, "members": members_of(found), "parameters": found.clustering.parameters}
    return Before(**(known | over))


def read_back(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters after they went through a JSON column."""
    stored: dict[str, Any] = json.loads(json.dumps(parameters))
    return stored
