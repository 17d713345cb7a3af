"""Cards of themes as HTML: the list, the groups, and where one came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard import address, locales
from dashboard.data import key_name, theme_name
from dashboard.style import direction
from dashboard.tables import chip_link, sparkline
from dashboard.words import counted, labelled, word
from topics.types import Dimension, LinkKind, Phase, Theme, ThemeEdit, ThemeLink

KEYWORDS = 6


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
        f"{sparkline(counts, language=language)}"
        f'<div class="about words">{keywords}</div></a>'
    )


def phase_badge(phase: Phase | None, language: str) -> str:
    """Where a theme or story is in its life; of one that stays as it is nothing."""
    if phase is None or phase is Phase.STEADY:
        return ""
    return f' <span class="phase {phase.value}">{word(f"phase_{phase.value}", language)}</span>'


def theme_facts(theme: Theme, phase: Phase | None, language: str) -> str:
    """Where a theme is in its life, its group, its names in other languages."""
    pinned = f'<span class="phase">📌 {word("pinned", language)}</span>' if theme.pinned else ""
    life = (
        f'<span class="phase {phase.value}">{word(f"phase_{phase.value}", language)}</span>' if phase else ""
    )
    broader = (
        f"<span>{labelled(word('broader', language), f'<bdi>{escape(theme.broader)}</bdi>', language)}</span>"
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
        f'<div class="fact"><span>{told}</span>'
        f'<span class="quiet">{locales.stamp(when, timezone, language)}</span></div>'
        for when, told in sorted(rows, key=lambda row: row[0], reverse=True)
    )
    return f'<div class="facts" dir="{direction(language)}">{lines}</div>'


def _link(link: ThemeLink, theme_id: str, language: str) -> str:
    other = link.to_id if link.from_id == theme_id else link.from_id
    side = "_from" if link.kind is LinkKind.SPLIT and link.to_id == theme_id else ""
    told = word(f"link_{link.kind.value}{side}", language)
    if other is None or other == theme_id:
        return told
    chip = chip_link(address.link("themes", language, id=other), key_name(Dimension.THEME, other, language))
    return f"{told} {chip} {counted('headline', link.shared, language)}"


def _edit(edit: ThemeEdit, language: str) -> str:
    name = edit.value.get("name")
    more = f": <bdi>{escape(str(name))}</bdi>" if name else ""
    by = f' · <bdi class="quiet">{escape(edit.editor)}</bdi>' if edit.editor else ""
    return f"{word(f'edit_{edit.action.value}', language)}{more}{by}"


def chip_row(links: Sequence[tuple[str, str]], language: str) -> str:
    """Chips that lead elsewhere, side by side: (address, name)."""
    chips = "".join(chip_link(link, name) for link, name in links)
    return f'<div class="chips" dir="{direction(language)}">{chips}</div>'


def heading(text: str, code: str, language: str) -> str:
    """A name from outside (in the language ``code``) as a heading, in its own direction."""
    name = f'<h2 class="named" dir="auto" lang="{escape(code)}">{escape(text[:300])}</h2>'
    return f'<div dir="{direction(language)}">{name}</div>'
