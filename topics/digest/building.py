"""The briefing of a day from what the store holds: values in, a value out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from topics.cluster.quoting import most_telling
from topics.digest.briefing import Briefing, Move, NewTheme, Outage, Quote, TopStory
from topics.digest.moves import Past, day_of, moved, past_like
from topics.on_demand import plain_title
from topics.taxonomy import Taxonomy
from topics.text import strip_outlet_suffix
from topics.types import (
    UNDETERMINED,
    Burst,
    Dimension,
    FetchState,
    Headline,
    HeadlineRecord,
    Source,
    Story,
    Theme,
)

STORIES = 7
MOVES = 5
THEMES = 5
LEAST_IN_STORY = 2  # headlines of the day
LEAST_IN_THEME = 2
READ_TOO = {"ar": ("ary",)}  # who reads Arabic reads Darija
SAME = 0.5  # share of common headlines from which two moves are one
NO_ANSWERS = 2  # failed attempts in a row from which an outlet is told to be out of reach


@dataclass(frozen=True, slots=True)
class Material:
    """What a briefing is made of."""

    since: datetime  # UTC, start of the day
    until: datetime
    timezone: str
    stored: int  # headlines in the whole store
    records: Sequence[HeadlineRecord]  # of the day, oldest first, without what is not news
    past: Mapping[Dimension, Past]  # by topic, theme and source; empty without history
    taxonomy: Taxonomy
    stories: Sequence[Story] = ()  # those of ``top_stories``
    themes: Sequence[Theme] = ()  # all current ones
    new_themes: Collection[str] = ()  # ids
    sources: Sequence[tuple[Source, FetchState]] = ()  # that are read
    bursts: Sequence[Burst] | None = None  # None = rises are found here, as falls are
    burst_headlines: Mapping[str, Headline] = field(default_factory=dict)  # id -> headline, of the bursts


def top_stories(records: Sequence[HeadlineRecord]) -> list[str]:
    """Ids of the day's stories, most outlets first, then most headlines."""
    headlines: Counter[str] = Counter()
    outlets: dict[str, set[str]] = {}
    for record in records:
        if record.story is not None:
            headlines[record.story] += 1
            outlets.setdefault(record.story, set()).add(record.headline.source)
    told = [id for id, count in headlines.items() if count >= LEAST_IN_STORY]
    return sorted(told, key=lambda id: (-len(outlets[id]), -headlines[id], id))[:STORIES]


def brief(material: Material, language: str) -> Briefing:
    """The briefing in one of its languages; lists that nothing belongs to are empty."""
    rising, fading = _moves(material, language)
    past = material.past.get(Dimension.SOURCE)
    return Briefing(
        since=material.since,
        until=material.until,
        timezone=material.timezone,
        language=language,
        headlines=len(material.records),
        outlets=len({record.headline.source for record in material.records}),
        usual=past.all.total / past.days if past else None,
        stored=material.stored,
        stories=tuple(_story(one, material, language) for one in material.stories),
        risers=tuple(rising[:MOVES]),
        faders=tuple(fading[:MOVES]),
        themes=tuple(_new_themes(material, language, {one.key for one in rising[:MOVES]})[:THEMES]),
        outages=tuple(_outages(material)),
    )


# --- stories and themes ---------------------------------------------------------------------------


def _story(story: Story, material: Material, language: str) -> TopStory:
    own = [record.headline for record in material.records if record.story == story.id]
    spoken = Counter(one.language for one in own)
    return TopStory(
        story.id,
        _story_quote(story, own, language),
        headlines=len(own),
        outlets=len({one.source for one in own}),
        languages=tuple(sorted(spoken, key=lambda code: (-spoken[code], code))),
        topic=material.taxonomy.name(story.topic, language) if story.topic else None,
    )


def _story_quote(story: Story, own: Sequence[Headline], language: str) -> Quote:
    """Its title in the language or one that its readers understand, else its main one; if the day has it.

    Of a story whose title is older the day's most telling headline is quoted.
    """
    code = next((code for code in _read(language) if code in story.titles), None)
    title = story.title if code is None else story.titles[code]
    same = [one for one in own if plain_title(one) == strip_outlet_suffix(title, story.outlets)]
    return _quote(same or own, language) or Quote(title, code or UNDETERMINED)


def _read(language: str) -> tuple[str, ...]:
    """What readers of a language understand, that language first."""
    return (language, *READ_TOO.get(language, ()))


def _new_themes(material: Material, language: str, told: Collection[str]) -> list[NewTheme]:
    """New themes that are not told already, those of most headlines first."""
    day = Counter(record.theme for record in material.records)
    found = [
        NewTheme(
            theme.id,
            theme.names.get(language, theme.name),
            theme.keywords[:5],
            day[theme.id],
            _quote(_with_key(material.records, Dimension.THEME, theme.id), language),
        )
        for theme in material.themes
        if theme.id in material.new_themes and theme.id not in told and day[theme.id] >= LEAST_IN_THEME
    ]
    return sorted(found, key=lambda one: (-one.headlines, one.id))


# --- moves ---------------------------------------------------------------------------------------


def _moves(material: Material, language: str) -> tuple[list[Move], list[Move]]:
    """Rises and falls of themes and topics, the strongest first."""
    rising: list[tuple[float, Move]] = []
    fading: list[tuple[float, Move]] = []
    for by in (Dimension.THEME, Dimension.TOPIC):
        whole = material.past.get(by)
        if whole is None:
            continue
        day = day_of((one.headline.source, _keys(one, by)) for one in material.records)
        past = past_like(day, whole)
        for found, kept in zip(moved(day, past), (rising, fading), strict=True):
            for one in found:
                usual = one.that / past.days
                kept.append((-abs(one.z), _move(material, by, one.key, one.this, usual, language)))
    if material.bursts is not None:
        rising = [(-one.score, _burst(material, one, language)) for one in material.bursts]
    return _in_order(rising, material), _in_order(fading, material)


def _in_order(found: Sequence[tuple[float, Move]], material: Material) -> list[Move]:
    """The strongest first, without those that are told of by the headlines of a stronger one."""
    kept: list[Move] = []
    told: list[set[str]] = []
    for _, move in sorted(found, key=lambda pair: (pair[0], pair[1].by, pair[1].key)):
        own = {one.id for one in _with_key(material.records, move.by, move.key)}
        if not any(len(own & other) > SAME * len(own | other) for other in told):
            kept.append(move)
            told.append(own)
    return kept


def _move(material: Material, by: Dimension, key: str, count: int, usual: float, language: str) -> Move:
    quote = _quote(_with_key(material.records, by, key), language)
    name = _name(material, by, key, language)
    return Move(by, key, name, count, usual, quote=quote, is_new=_is_new(material, by, key))


def _burst(material: Material, burst: Burst, language: str) -> Move:
    told = [material.burst_headlines[id] for id in burst.headlines if id in material.burst_headlines]
    name = _name(material, burst.by, burst.key, language)
    quote, new = _first(told, language), _is_new(material, burst.by, burst.key)
    return Move(burst.by, burst.key, name, burst.count, burst.expected, burst.since, quote, new)


def _is_new(material: Material, by: Dimension, key: str) -> bool:
    return by is Dimension.THEME and key in material.new_themes


def _name(material: Material, by: Dimension, key: str, language: str) -> str:
    """What readers of a language call a key."""
    if by is Dimension.TOPIC:
        return material.taxonomy.name(key, language)
    if by is Dimension.THEME:
        theme = next((one for one in material.themes if one.id == key), None)
        return theme.names.get(language, theme.name) if theme else key
    story = next((one for one in material.stories if by is Dimension.STORY and one.id == key), None)
    return story.titles.get(language, story.title) if story else key


def _keys(record: HeadlineRecord, by: Dimension) -> tuple[str, ...]:
    key = {
        Dimension.TOPIC: record.topic,
        Dimension.THEME: record.theme,
        Dimension.STORY: record.story,
        Dimension.SOURCE: record.headline.source,
        Dimension.LANGUAGE: record.headline.language,
    }[by]
    return () if key is None else (key,)


def _with_key(records: Sequence[HeadlineRecord], by: Dimension, key: str) -> list[Headline]:
    return [record.headline for record in records if key in _keys(record, by)]


def _quote(headlines: Sequence[Headline], language: str) -> Quote | None:
    """The most telling headline, of those in the language where there are any."""
    own = [one for one in headlines if one.language in _read(language)] or list(headlines)
    rows = most_telling([one.title for one in own], [one.source for one in own], 1)
    return _first([own[row] for row in rows], language)


def _first(headlines: Sequence[Headline], language: str) -> Quote | None:
    one = next((one for one in headlines if one.language == language), next(iter(headlines), None))
    return None if one is None else Quote(plain_title(one), one.language, one.source, one.url)


# --- outages -------------------------------------------------------------------------------------


def _outages(material: Material) -> list[Outage]:
    """Outlets that can't be read, then those that are silent though they usually speak."""
    failing = [
        Outage(source.name, state.failures, state.last_success)
        for source, state in material.sources
        if source.enabled and state.failures >= NO_ANSWERS
    ]
    known = {one.source for one in failing}
    past = material.past.get(Dimension.SOURCE)
    if past is None or not material.records:
        return failing
    day = day_of((one.headline.source, (one.headline.source,)) for one in material.records)
    silent = [
        Outage(one.key, usual=one.that / past.days)
        for one in moved(day, past)[1]
        if one.this == 0 and one.key not in known
    ]
    return [*failing, *silent]
