"""What the front page lists, as HTML: what rises and fades, silent outlets, last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard import address, locales
from dashboard.data import Quoted
from dashboard.palette import REST
from dashboard.story_cards import outlets_told
from dashboard.style import direction
from dashboard.tables import dot, title_html
from dashboard.words import counted, word
from topics.front_page import Silence
from topics.types import Burst, Dimension, Fall, RunReport, Theme

FROM_RIGHT = frozenset({"ar", "ary", "fa", "he", "ur"})  # languages of headlines
QUOTES = 2  # headlines that tell a rise
LEAST_USUAL = 0.1  # headlines: what is compared with less is new rather than so many times as much


def risers(
    bursts: Sequence[Burst],
    names: Mapping[str, str],
    quotes: Mapping[str, Quoted],
    colours: Mapping[str, str],
    language: str,
    timezone: str,
) -> str:
    """What rises: how much, since when, in which outlets, and the headlines that tell it."""
    if not bursts:
        return f'<p class="nothing">{word("nothing_rises", language)}</p>'
    cards = "".join(_riser(one, names, quotes, colours, language, timezone) for one in bursts)
    return f'<div class="movers" dir="{direction(language)}">{cards}</div>'


def _riser(
    burst: Burst,
    names: Mapping[str, str],
    quotes: Mapping[str, Quoted],
    colours: Mapping[str, str],
    language: str,
    timezone: str,
) -> str:
    new = burst.expected < LEAST_USUAL
    much = word("new", language) if new else locales.times(burst.ratio, language)
    told = word(
        "rise_new" if new else "rise_told",
        language,
        headlines=counted("headline", burst.count, language),
        usual=locales.number(burst.expected, language, 1),
        since=locales.stamp(burst.since, timezone, language),
    )
    quoted = "".join(_quote(quotes[id]) for id in burst.headlines[:QUOTES] if id in quotes)
    return (
        f'<div class="mover"><div class="who"><span class="much up">▲ {much}</span>'
        f"{_key(burst.by, burst.key, names, colours, language)}</div>"
        f'<div class="about">{told} · {outlets_told(burst.outlets, language)}</div>{quoted}</div>'
    )


def faders(
    falls: Sequence[Fall],
    cooling: Sequence[Theme],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    language: str,
) -> str:
    """What is told less than usual, then themes that cool down."""
    if not falls and not cooling:
        return f'<p class="nothing">{word("nothing_fades", language)}</p>'
    rows = [
        (
            _key(one.by, one.key, names, colours, language),
            word(
                "fall_told",
                language,
                headlines=counted("headline", one.count, language),
                usual=locales.number(one.usual, language, 1),
            ),
        )
        for one in falls
    ]
    rows += [
        (_key(Dimension.THEME, one.id, names, colours, language), word("cools_down", language))
        for one in cooling
    ]
    cards = "".join(
        f'<div class="mover"><div class="who"><span class="much down">▼</span>{key}</div>'
        f'<div class="about">{told}</div></div>'
        for key, told in rows
    )
    return f'<div class="movers small" dir="{direction(language)}">{cards}</div>'


def _key(by: Dimension, key: str, names: Mapping[str, str], colours: Mapping[str, str], language: str) -> str:
    name = escape(names.get(key, key))
    if by is Dimension.THEME:
        link = escape(address.link("themes", language, id=key))
        return f'<a class="key" href="{link}" target="_self" dir="auto">{name}</a>'
    link = escape(address.link("headlines", language, topics=key))
    return f'<a class="key" href="{link}" target="_self">{dot(colours.get(key, REST))}{name}</a>'


def _quote(quote: Quoted) -> str:
    title = title_html(quote.title, quote.language, quote.url)
    runs = "rtl" if quote.language in FROM_RIGHT else "ltr"  # "auto" would not look into what it holds
    said = f'{title}<bdi class="outlet">{escape(quote.source)}</bdi>'
    return f'<div class="quote"><div class="run" dir="{runs}">{said}</div></div>'


def silences(found: Sequence[Silence], every: int, language: str, timezone: str) -> str:
    """Outlets that can't be read or are silent; where all of them are, that alone."""
    if not found:
        return f'<p class="nothing">{word("all_speak", language)}</p>'
    if len(found) == every and all(not one.failures for one in found):
        since = max((one.since for one in found if one.since), default=None)
        when = locales.stamp(since, timezone, language) if since else "—"
        return f'<p class="warned">{word("all_silent", language, since=when)}</p>'
    lines = "".join(_silence(one, language, timezone) for one in found)
    return f'<div class="facts" dir="{direction(language)}">{lines}</div>'


def _silence(one: Silence, language: str, timezone: str) -> str:
    since = locales.stamp(one.since, timezone, language) if one.since else "—"
    if one.failures:
        told = word("out_of_reach", language, times=counted("in_a_row", one.failures, language), since=since)
    else:
        told = word("silent", language, since=since)
    return f'<div class="fact"><bdi>{escape(one.source)}</bdi><span class="quiet">{told}</span></div>'


def runs(reports: Sequence[RunReport], language: str, timezone: str) -> str:
    """What the last jobs did."""
    if not reports:
        return f'<p class="nothing">{word("no_runs", language)}</p>'
    lines = "".join(_run(one, language, timezone) for one in reports)
    return f'<div class="facts" dir="{direction(language)}">{lines}</div>'


def _run(report: RunReport, language: str, timezone: str) -> str:
    state = "runs" if report.finished is None and report.error is None else "ok" if report.ok else "failed"
    added = sum(stage.figures.get("added", 0) for stage in report.stages)
    more = f" · {word('added', language, headlines=counted('headline', added, language))}" if added else ""
    when = locales.stamp(report.started, timezone, language)
    return (
        f'<div class="fact"><span><span class="state {state}"></span><bdi>{escape(report.job)}</bdi> '
        f"{word(f'run_{state}', language)}{more}</span>"
        f'<span class="quiet">{when}</span></div>'
    )
