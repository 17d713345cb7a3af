"""What `topics trends` counts: the store, or an input that is classified or grouped first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.cli.opening import read_headlines
from topics.service import open_service
from topics.trends.series import count_series
from topics.types import Bin, Dimension, Headline, HeadlineFilter, Observations, TrendSeries

if TYPE_CHECKING:
    from topics.on_demand import Group
    from topics.settings import Settings


@dataclass(frozen=True, slots=True)
class Counted:
    """Series, and what is shown beside them."""

    series: list[TrendSeries]
    total: int  # all headlines that were counted, those without a key too
    names: Mapping[str, str] | None = None  # theme id -> name; None where the keys are no themes


def count_store(settings: Settings, by: Dimension, every: Bin, wanted: HeadlineFilter) -> Counted:
    """Series over the headlines of the store."""
    with open_service(settings, create=False) as service:
        names = {theme.id: theme.name for theme in service.themes()} if by is Dimension.THEME else None
        return Counted(service.series(by, every, wanted), service.store.headlines.count(wanted), names)


def count_input(
    given: str,
    settings: Settings,
    by: Dimension,
    every: Bin,
    wanted: HeadlineFilter,
    *,
    language: str | None,
) -> Counted:
    """Series over the headlines of an input; a headline without a date counts when it was read."""
    headlines, _ = read_headlines(given, language=language)
    keys, names = _keys(headlines, settings, by)
    kept = [
        (headline.seen, key)
        for headline, key in zip(headlines, keys, strict=True)
        if (wanted.since is None or headline.seen >= wanted.since)
        and (wanted.until is None or headline.seen < wanted.until)
    ]
    observed = Observations([seen for seen, _ in kept], [key for _, key in kept])
    series = count_series(observed, every, settings.timezone, since=wanted.since, until=wanted.until)
    return Counted(series, len(kept), names)


def _keys(
    headlines: list[Headline], settings: Settings, by: Dimension
) -> tuple[list[str | None], dict[str, str] | None]:
    """The key of each headline and, of themes, their names."""
    if by is Dimension.SOURCE:
        return [headline.source for headline in headlines], None
    if by is Dimension.LANGUAGE:
        return [headline.language for headline in headlines], None
    if by is Dimension.TOPIC:
        return (_topic_keys(headlines, settings) if headlines else []), None
    groups = _themes(headlines, settings) if headlines else []
    return [group.id if group else None for group in groups], {
        group.id: group.name for group in groups if group
    }


def _topic_keys(headlines: list[Headline], settings: Settings) -> list[str | None]:
    from topics.on_demand import classify_headlines, embed_headlines
    from topics.service import load_classifier, load_encoder
    from topics.taxonomy import load_taxonomy

    encoder = load_encoder(settings)
    classifier = load_classifier(settings, load_taxonomy(settings.taxonomy), encoder)
    predictions = classify_headlines(headlines, embed_headlines(headlines, encoder), classifier)
    return [predictions.topics[best] for best in predictions.probabilities.argmax(axis=1)]


def _themes(headlines: list[Headline], settings: Settings) -> list[Group | None]:
    from topics.on_demand import embed_headlines, themes_of
    from topics.service import load_encoder

    return themes_of(headlines, embed_headlines(headlines, load_encoder(settings)), seed=settings.seed)
