"""A briefing as headings and lines in its language: what every format writes in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from topics.digest.briefing import Briefing, Move, NewTheme, Outage, Quote, TopStory
from topics.digest.words import Words

Item = TypeVar("Item")
STEADY = 0.1  # of the usual number: nearer than this is as usual


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told."""

    name: str | Quote  # what it is about
    facts: tuple[str, ...]  # each stands for itself, whatever its direction
    quote: Quote | None = None  # a headline as evidence
    mark: str = ""  # a figure that catches the eye: ×4.2


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines, or a sentence that says why there are none."""

    heading: str
    lines: tuple[Line, ...]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole briefing in words."""

    title: str
    date: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def outline(briefing: Briefing, words: Words) -> Outline:
    """Put a briefing into words; headings that nothing stands under are left out."""
    sections = [
        _section("stories", briefing.stories, _story, words, instead="no_stories"),
        _section("risers", briefing.risers, _move, words),
        _section("faders", briefing.faders, _move, words),
        _section("themes", briefing.themes, _theme, words),
        _section("outages", briefing.outages, _outage, words),
    ]
    if not briefing.headlines:
        sections = [one for one in sections[1:] if one.lines]
    zone = briefing.timezone.replace("_", " ")
    date, time = words.date(briefing.until), words.time(briefing.until)
    return Outline(
        words.text("title"),
        date,
        _summary(briefing, words),
        tuple(one for one in sections if one.lines or one.instead),
        words.text("as_of", date=date, time=time, zone=zone),
    )


def _section(
    key: str, items: Sequence[Item], line: Callable[[Item, Words], Line], words: Words, *, instead: str = ""
) -> Section:
    lines = tuple(line(item, words) for item in items)
    return Section(words.text(key), lines, words.text(instead) if instead and not lines else "")


def _summary(briefing: Briefing, words: Words) -> tuple[str, ...]:
    if not briefing.stored:
        return (words.text("empty"),)
    told = (
        words.text(
            "summary",
            headlines=words.counted("headlines", briefing.headlines),
            outlets=words.counted("outlets", briefing.outlets),
        )
        if briefing.headlines
        else words.text("no_headlines")
    )
    if not briefing.usual:
        return (told,)
    ratio = briefing.headlines / briefing.usual
    change = words.text("as_usual") if abs(ratio - 1) < STEADY else words.change(ratio)
    return told, words.text("usual", n=words.about(briefing.usual), change=change)


def _story(story: TopStory, words: Words) -> Line:
    facts = [words.counted("outlets", story.outlets), words.counted("headlines", story.headlines)]
    facts.append(words.listed([words.language(code) for code in story.languages]))
    return Line(story.quote, _known([*facts, story.topic]))


def _move(move: Move, words: Words) -> Line:
    told = words.text("move", headlines=words.counted("headlines", move.count), usual=words.about(move.usual))
    since = words.text("since", when=words.moment(move.since)) if move.since else None
    new = words.text("new") if move.is_new else None
    return Line(move.name, _known([told, since, new]), move.quote, _mark(move, words))


def _mark(move: Move, words: Words) -> str:
    """A rise as so many times, a fall in percent; nothing beside what was never told before."""
    if not move.usual:
        return ""
    return words.times(move.ratio) if move.ratio >= 1 else words.change(move.ratio)


def _theme(theme: NewTheme, words: Words) -> Line:
    told = words.counted("headlines", theme.headlines)
    return Line(theme.name, _known([told, words.listed(list(theme.keywords))]), theme.quote)


def _outage(outage: Outage, words: Words) -> Line:
    if outage.usual is not None:
        return Line(outage.source, (words.text("silent", usual=words.about(outage.usual)),))
    when = words.text("last_success", when=words.moment(outage.last_success)) if outage.last_success else None
    told = words.text("failing", times=words.counted("times", outage.failures))
    return Line(outage.source, _known([told, when]))


def _known(facts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)
