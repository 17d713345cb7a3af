"""What `topics trends` counts: the store, or an input that is classified or grouped first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from topics.cli.opening import read_headlines
from topics.lookups import outages_in
from topics.service import open_service
from topics.trends.series import count_series
from topics.types import Bin, Dimension, Headline, HeadlineFilter, Observations, TrendSeries

if TYPE_CHECKING:
    from topics.client import Client, Value
    from topics.on_demand import Group
    from topics.service import TopicsService
    from topics.settings import Settings

NAMED = (Dimension.THEME, Dimension.STORY)  # their keys are ids, which say nothing by themselves


@dataclass(frozen=True, slots=True)
class Counted:
    """Series, and what is shown beside them."""

    series: list[TrendSeries]
    total: int  # all headlines that were counted, those without a key too
    names: Mapping[str, str] | None = None  # id of a theme or story -> name; None where keys are neither
    called: str = "theme"  # what the names are of
    outages: tuple[tuple[str, str, str], ...] = ()  # outlet, first and last bin of it, on the local clock
    cut: bool = False  # less frequent keys were left out


def count_store(
    settings: Settings, by: Dimension, every: Bin, wanted: HeadlineFilter, *, most: int | None = None
) -> Counted:
    """Series over the headlines of the store, of the ``most`` frequent keys (None = of all)."""
    with open_service(settings, create=False) as service:
        series = service.series(by, every, wanted, most=None if most is None else most + 1)
        shown = series[:most]
        return Counted(
            shown,
            service.store.headlines.count(wanted),
            _names(service, by, [one.key for one in shown]),
            by.value,
            _on_the_clock(outages_in(service, every, wanted, shown), every, ZoneInfo(settings.timezone)),
            len(series) > len(shown),
        )


def _names(service: TopicsService, by: Dimension, keys: list[str]) -> dict[str, str] | None:
    if by is Dimension.THEME:
        return {theme.id: theme.name for theme in service.themes()}
    return service.store.stories.titles(keys) if by is Dimension.STORY else None


def _on_the_clock(
    outages: Iterable[tuple[str, datetime, datetime]], every: Bin, zone: ZoneInfo
) -> tuple[tuple[str, str, str], ...]:
    clock = "%Y-%m-%d %H:%M" if every is Bin.HOUR else "%Y-%m-%d"
    return tuple(
        (source, first.astimezone(zone).strftime(clock), last.astimezone(zone).strftime(clock))
        for source, first, last in outages
    )


def count_there(client: Client, by: Dimension, every: Bin, *, most: int | None, **asked: Value) -> Counted:
    """Series over the headlines of a service, of the ``most`` frequent keys (None = of all)."""
    found = client.trends(by=by.value, every=every.value, most=most, **asked)
    zone = ZoneInfo(found["timezone"])
    starts = tuple(datetime.fromisoformat(start).astimezone(UTC) for start in found["starts"])
    series = [
        TrendSeries(
            one["key"],
            every,
            zone.key,
            starts,
            tuple(one["counts"]),
            tuple(one["shares"]),
            tuple(one["masked"]),
            tuple(found["coverage"]),
        )
        for one in found["series"]
    ]
    outages = [
        (one["source"], datetime.fromisoformat(one["first"]), datetime.fromisoformat(one["last"]))
        for one in found["outages"]
    ]
    return Counted(
        series,
        found["total"],
        {one["key"]: one["name"] for one in found["series"]} if by in NAMED else None,
        by.value,
        _on_the_clock(outages, every, zone),
        found["next_cursor"] is not None,
    )


def count_input(
    given: str,
    settings: Settings,
    by: Dimension,
    every: Bin,
    wanted: HeadlineFilter,
    *,
    language: str | None,
    most: int | None = None,
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
    shown = series[:most]
    return Counted(shown, len(kept), names, by.value, cut=len(series) > len(shown))


def _keys(
    headlines: list[Headline], settings: Settings, by: Dimension
) -> tuple[list[str | None], dict[str, str] | None]:
    """The key of each headline and, of themes and stories, their names."""
    if by is Dimension.SOURCE:
        return [headline.source for headline in headlines], None
    if by is Dimension.LANGUAGE:
        return [headline.language for headline in headlines], None
    if by is Dimension.TOPIC:
        return (_topic_keys(headlines, settings) if headlines else []), None
    find = _stories if by is Dimension.STORY else _themes
    groups = find(headlines, settings) if headlines else []
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


def _stories(headlines: list[Headline], settings: Settings) -> list[Group | None]:
    from topics.embed.unrelated import unrelated_cosine
    from topics.on_demand import embed_headlines, stories_of
    from topics.service import load_encoder
    from topics.story_job import granularity_from

    encoder = load_encoder(settings)
    return stories_of(
        headlines,
        embed_headlines(headlines, encoder),
        unrelated=unrelated_cosine(encoder),
        granularity=granularity_from(settings.story_granularity),
    )
