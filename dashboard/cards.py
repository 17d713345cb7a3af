"""Cards as HTML: themes, stories, what rises and fades, outlets that are silent, last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from dashboard import address, locales
from dashboard.data import Quoted, key_name, theme_name, topic_name
from dashboard.palette import REST
from dashboard.style import direction
from dashboard.tables import chip_link, dot, sparkline, title_html
from dashboard.words import counted, language_name, word
from topics.front_page import Fall, Silence
from topics.text import strip_outlet_suffix
from topics.types import Burst, Dimension, Phase, RunReport, Story, Theme, ThemeEdit, ThemeLink

KEYWORDS = 6
OUTLETS = 4  # that are named; of more the number is told
QUOTES = 2  # headlines that tell a rise
LEAST_USUAL = 0.1  # headlines: what is compared with less is new rather than so many times as much


def theme_cards(
    themes: Sequence[Theme],
    counts: Mapping[str, Sequence[int]],
    phases: Mapping[str, Phase],
    language: str,
) -> str:
    """Themes as cards: name, size, where in its life, keywords, and the shape of the last weeks."""
    cards = "".join(_theme(one, counts.get(one.id, ()), phases.get(one.id), language) for one in themes)
    return f'<div class="cards" dir="{direction(language)}">{cards}</div>'


def _theme(theme: Theme, counts: Sequence[int], phase: Phase | None, language: str) -> str:
    keywords = " · ".join(f"<bdi>{escape(keyword)}</bdi>" for keyword in theme.keywords[:KEYWORDS])
    pinned = f' <span title="{word("pinned", language)}">📌</span>' if theme.pinned else ""
    link = escape(address.link("themes", language, id=theme.id))
    size = counted("headline", theme.size, language)
    return (
        f'<a class="card" href="{link}" target="_self">'
        f'<div class="name" dir="auto">{escape(theme_name(theme, language))}{pinned}</div>'
        f'<div class="about">{size}{phase_badge(phase, language)}</div>'
        f"{sparkline(counts)}"
        f'<div class="about words">{keywords}</div></a>'
    )


def phase_badge(phase: Phase | None, language: str) -> str:
    """Where a theme or story is in its life; of one that stays as it is nothing."""
    if phase is None or phase is Phase.STEADY:
        return ""
    return f' <span class="phase {phase.value}">{word(f"phase_{phase.value}", language)}</span>'


def story_cards(
    stories: Sequence[Story],
    colours: Mapping[str, str],
    phases: Mapping[str, Phase],
    language: str,
    timezone: str,
) -> str:
    """Stories one under another: title, outlets, languages, when."""
    cards = "".join(_story(one, colours, phases.get(one.id), language, timezone) for one in stories)
    return f'<div class="stories" dir="{direction(language)}">{cards}</div>'


def _story(
    story: Story, colours: Mapping[str, str], phase: Phase | None, language: str, timezone: str
) -> str:
    code, title = story_title(story, language)
    link = escape(address.link("stories", language, id=story.id))
    topic = topic_name(story.topic, language) if story.topic else None
    chip = (
        f'<span class="chip">{dot(colours.get(story.topic or "", REST))}{escape(topic)}</span>'
        if topic
        else ""
    )
    spoken = " ".join(
        f'<span class="code" title="{escape(language_name(one, language))}">{escape(one)}</span>'
        for one in story.languages
    )
    when = locales.stamp(story.last_seen, timezone, language) if story.last_seen else ""
    about = (
        f"{chip}<span>{counted('headline', story.size, language)}</span>"
        f"<span>{outlets_told(story.outlets, language)}</span><span>{spoken}</span>"
        f"<span>{word('updated', language, when=when)}</span>{phase_badge(phase, language)}"
    )
    return (
        f'<a class="story" href="{link}" target="_self">'
        f'<span class="title" dir="auto" lang="{escape(code)}">{escape(title[:300])}</span>'
        f'<span class="about">{about}</span></a>'
    )


def story_title(story: Story, language: str) -> tuple[str, str]:
    """(language, title): in the reader's language where the story has such a one, else its main title."""
    code = next((code for code, title in story.titles.items() if title == story.title), "und")
    if language in story.titles:
        code = language
    return code, strip_outlet_suffix(story.titles.get(code, story.title), story.outlets)


def outlets_told(outlets: Sequence[str], language: str) -> str:
    """Outlets by name, or their number where there are many."""
    if len(outlets) > OUTLETS:
        return counted("outlet", len(outlets), language)
    comma = "، " if language == "ar" else ", "
    return comma.join(f"<bdi>{escape(one)}</bdi>" for one in outlets)


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
        "rise_told",
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
    return f'<div class="quote" dir="auto">{title}<bdi class="outlet">{escape(quote.source)}</bdi></div>'


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
        told = word("out_of_reach", language, n=locales.number(one.failures, language), since=since)
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


def chip_row(links: Sequence[tuple[str, str]], language: str) -> str:
    """Chips that lead elsewhere, side by side: (address, name)."""
    chips = "".join(chip_link(link, name) for link, name in links)
    return f'<div class="chips" dir="{direction(language)}">{chips}</div>'


def heading(text: str, code: str, language: str) -> str:
    """A name from outside (in the language ``code``) as a heading, in its own direction."""
    name = f'<h2 class="named" dir="auto" lang="{escape(code)}">{escape(text[:300])}</h2>'
    return f'<div dir="{direction(language)}">{name}</div>'


def story_titles(story: Story, shown: str, language: str) -> str:
    """The story's title in its other languages."""
    lines = "".join(
        f'<div class="fact"><span class="code">{escape(code)}</span>{title_html(title, code)}</div>'
        for code, title in story.titles.items()
        if code != shown
    )
    return f'<div class="facts spread" dir="{direction(language)}">{lines}</div>'


def story_place(story: Story, colours: Mapping[str, str], language: str) -> str:
    """The topic and the theme of a story, its outlets."""
    chips = ""
    if story.topic:
        name = escape(topic_name(story.topic, language) or story.topic)
        chips += f'<span class="chip">{dot(colours.get(story.topic, REST))}{name}</span>'
    if story.theme:
        link = address.link("themes", language, id=story.theme)
        chips += chip_link(link, key_name(Dimension.THEME, story.theme, language))
    return f'<div class="chips" dir="{direction(language)}">{chips}</div>'


def story_past(
    links: Sequence[tuple[str, str, str, int, datetime]], story_id: str, language: str, timezone: str
) -> str:
    """Merges and splits of a story: (from, to, kind, headlines, when)."""
    lines = "".join(
        f'<div class="fact"><span>{word(f"story_{kind}", language)} · '
        f"{chip_link(address.link('stories', language, id=other), other)} · "
        f"{counted('headline', shared, language)}</span>"
        f'<span class="quiet">{locales.stamp(when, timezone, language)}</span></div>'
        for old, new, kind, shared, when in links
        for other in [new if old == story_id else old]
    )
    return f'<div class="facts" dir="{direction(language)}">{lines}</div>'


def theme_facts(theme: Theme, phase: Phase | None, language: str) -> str:
    """Where a theme is in its life, its group, its names in other languages."""
    pinned = f'<span class="phase">📌 {word("pinned", language)}</span>' if theme.pinned else ""
    life = (
        f'<span class="phase {phase.value}">{word(f"phase_{phase.value}", language)}</span>' if phase else ""
    )
    broader = (
        f"<span>{word('broader', language)}: <bdi>{escape(theme.broader)}</bdi></span>"
        if theme.broader
        else ""
    )
    names = "".join(
        f'<span><span class="code">{escape(code)}</span> <bdi>{escape(name)}</bdi></span>'
        for code, name in theme.names.items()
        if code != language
    )
    return f'<div class="about line-of" dir="{direction(language)}">{life}{pinned}{broader}{names}</div>'


def groups(themes: Sequence[Theme], language: str) -> str:
    """Themes under the groups that they are of, the largest group first."""
    found: dict[str, list[Theme]] = {}
    for one in themes:
        found.setdefault(one.broader or word("no_group", language), []).append(one)
    largest = max((one.size for one in themes), default=1)
    order = sorted(found, key=lambda name: -sum(one.size for one in found[name]))
    blocks = "".join(_group(name, found[name], largest, language) for name in order)
    return f'<div class="groups" dir="{direction(language)}">{blocks}</div>'


def _group(name: str, themes: Sequence[Theme], largest: int, language: str) -> str:
    total = counted("headline", sum(one.size for one in themes), language)
    lines = "".join(
        f'<a class="member" href="{escape(address.link("themes", language, id=one.id))}" target="_self">'
        f'<bdi class="key">{escape(theme_name(one, language))}</bdi>'
        f'<i style="width:{max(1, round(100 * one.size / largest))}%"></i>'
        f'<span class="quiet">{locales.number(one.size, language)}</span></a>'
        for one in themes
    )
    return (
        f'<section class="card"><div class="name" dir="auto">{escape(name)}</div>'
        f'<div class="about">{counted("theme", len(themes), language)} · {total}</div>{lines}</section>'
    )


def theme_past(
    links: Sequence[ThemeLink], edits: Sequence[ThemeEdit], theme_id: str, language: str, timezone: str
) -> str:
    """What became of a theme from run to run, and what editors did, the latest first."""
    rows = [(one.created, _link(one, theme_id, language)) for one in links if one.created]
    rows += [(one.created, _edit(one, language)) for one in edits]
    lines = "".join(
        f'<div class="fact"><span>{told}</span><span class="quiet">{locales.stamp(when, timezone, language)}</span></div>'
        for when, told in sorted(rows, key=lambda row: row[0], reverse=True)
    )
    return f'<div class="facts" dir="{direction(language)}">{lines}</div>'


def _link(link: ThemeLink, theme_id: str, language: str) -> str:
    other = link.to_id if link.from_id == theme_id else link.from_id
    told = word(f"link_{link.kind.value}", language)
    if other is None or other == theme_id:
        return told
    chip = chip_link(address.link("themes", language, id=other), key_name(Dimension.THEME, other, language))
    return f"{told} {chip} {counted('headline', link.shared, language)}"


def _edit(edit: ThemeEdit, language: str) -> str:
    name = edit.value.get("name")
    more = f": <bdi>{escape(str(name))}</bdi>" if name else ""
    return f"{word(f'edit_{edit.action.value}', language)}{more}"
