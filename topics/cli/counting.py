"""Trends of headlines that are not stored: classify or group them first where that is what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topics.cli.opening import read_headlines
from topics.trends.series import count_series
from topics.types import Bin, Dimension, Headline, HeadlineFilter, Observations, TrendSeries

if TYPE_CHECKING:
    from topics.settings import Settings


def count_input(
    given: str,
    settings: Settings,
    by: Dimension,
    every: Bin,
    wanted: HeadlineFilter,
    *,
    language: str | None,
) -> list[TrendSeries]:
    """Series over the headlines of an input; a headline without a date counts when it was read."""
    headlines, _ = read_headlines(given, language=language)
    keys = _keys(headlines, settings, by)
    kept = [
        (headline.seen, key)
        for headline, key in zip(headlines, keys, strict=True)
        if (wanted.since is None or headline.seen >= wanted.since)
        and (wanted.until is None or headline.seen < wanted.until)
    ]
    observed = Observations([seen for seen, _ in kept], [key for _, key in kept])
    return count_series(observed, every, settings.timezone, since=wanted.since, until=wanted.until)


def _keys(headlines: list[Headline], settings: Settings, by: Dimension) -> list[str | None]:
    if by is Dimension.SOURCE:
        return [headline.source for headline in headlines]
    if by is Dimension.LANGUAGE:
        return [headline.language for headline in headlines]
    if not headlines:
        return []
    return _topic_keys(headlines, settings) if by is Dimension.TOPIC else _theme_keys(headlines, settings)


def _topic_keys(headlines: list[Headline], settings: Settings) -> list[str | None]:
    from topics.on_demand import classify_headlines, embed_headlines
    from topics.service import load_classifier, load_encoder
    from topics.taxonomy import load_taxonomy

    encoder = load_encoder(settings)
    classifier = load_classifier(settings, load_taxonomy(settings.taxonomy), encoder)
    predictions = classify_headlines(headlines, embed_headlines(headlines, encoder), classifier)
    return [predictions.topics[best] for best in predictions.probabilities.argmax(axis=1)]


def _theme_keys(headlines: list[Headline], settings: Settings) -> list[str | None]:
    from topics.on_demand import embed_headlines, themes_of
    from topics.service import load_encoder

    groups = themes_of(headlines, embed_headlines(headlines, load_encoder(settings)), seed=settings.seed)
    return [group.name if group else None for group in groups]
