"""Lists as HTML. Everything that came from outside is escaped here; only http(s) links become links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from dashboard.data import theme_name, topic_name
from dashboard.style import direction
from dashboard.words import language_name, word
from topics.types import HeadlineRecord, Theme

KEYWORDS = 6


def headline_list(
    records: Sequence[HeadlineRecord], colours: Mapping[str, str], language: str, timezone: str
) -> str:
    """Headlines, one under another, each with what is known of it."""
    lines = "".join(_line(record, colours, language, timezone) for record in records)
    return f'<div class="headlines" dir="{direction(language)}">{lines}</div>'


def _line(record: HeadlineRecord, colours: Mapping[str, str], language: str, timezone: str) -> str:
    headline = record.headline
    title = f'dir="auto" lang="{escape(headline.language)}">{escape(headline.title)}'
    link = _web_address(headline.url)
    if link:
        shown = (
            f'<a class="title" href="{escape(link)}" target="_blank" rel="noopener noreferrer" {title}</a>'
        )
    else:
        shown = f'<span class="title" {title}</span>'
    about = [
        f"<span>{escape(headline.source)}</span>",
        f"<span>{local_time(headline.seen, timezone)}</span>",
        _topic_chip(record, colours, language),
        f"<span>{escape(language_name(headline.language, language))}</span>",
    ]
    if record.theme and record.theme_name:
        address = theme_address(record.theme, language)
        name = escape(record.theme_name)
        about.append(f'<a class="chip" href="{address}" target="_self" dir="auto">{name}</a>')
    return f'<div class="line">{shown}<div class="about">{"".join(about)}</div></div>'


def _topic_chip(record: HeadlineRecord, colours: Mapping[str, str], language: str) -> str:
    name = topic_name(record.topic, language) or word("unfiled", language)
    sure = "" if not record.abstained else f" · {word('unsure', language)}"
    dot = f'<span class="dot" style="background:{colours.get(record.topic or "", "#c9c5bb")}"></span>'
    return f'<span class="chip">{dot}{escape(name)}{sure}</span>'


def theme_cards(themes: Sequence[Theme], counts: Mapping[str, Sequence[int]], language: str) -> str:
    """Themes as cards: name, size, keywords, and the shape of the last weeks."""
    cards = "".join(_card(theme, counts.get(theme.id, ()), language) for theme in themes)
    return f'<div class="cards" dir="{direction(language)}">{cards}</div>'


def _card(theme: Theme, counts: Sequence[int], language: str) -> str:
    keywords = " · ".join(f"<bdi>{escape(keyword)}</bdi>" for keyword in theme.keywords[:KEYWORDS])
    return (
        f'<a class="card" href="{theme_address(theme.id, language)}" target="_self">'
        f'<div class="name" dir="auto">{escape(theme_name(theme, language))}</div>'
        f'<div class="about">{word("found", language, n=theme.size)}</div>'
        f"{sparkline(counts)}"
        f'<div class="about">{keywords}</div></a>'
    )


def topic_rows(
    rows: Sequence[tuple[str, int, float, Sequence[int]]], colours: Mapping[str, str], language: str
) -> str:
    """Topics with today's count, the usual count and the shape of the last weeks.

    Args:
        rows: (topic id, today, usual a day, counts a day).
    """
    cells = "".join(_topic_row(row, colours, language) for row in rows)
    return f'<div class="rows" dir="{direction(language)}">{cells}</div>'


def _topic_row(row: tuple[str, int, float, Sequence[int]], colours: Mapping[str, str], language: str) -> str:
    topic, today, usual, counts = row
    arrow, manner = (
        ("▲", "up") if today > usual + 0.5 else ("▼", "down") if today < usual - 0.5 else ("＝", "same")
    )
    name = escape(topic_name(topic, language) or topic)
    dot = f'<span class="dot" style="background:{colours.get(topic, "#c9c5bb")}"></span>'
    hint = word("per_day", language, n=f"{usual:.1f}")
    change = f'{arrow} <bdi dir="ltr">{today - usual:+.1f}</bdi>'
    return (
        f'<span><span class="chip">{dot}{name}</span></span>'
        f'<span class="number">{today}</span>'
        f'<span class="number {manner}" title="{escape(hint)}">{change}</span>'
        f"<span>{sparkline(counts, colours.get(topic, '#0b5d66'))}</span>"
    )


def keyword_chips(keywords: Sequence[str], language: str) -> str:
    """Keywords side by side."""
    chips = "".join(f'<span class="chip" dir="auto">{escape(keyword)}</span>' for keyword in keywords)
    return f'<div class="chips" dir="{direction(language)}">{chips}</div>'


def sparkline(counts: Sequence[int], colour: str = "#0b5d66") -> str:
    """Counts as small bars, the newest at the end of the reading direction.

    Plain elements, because Streamlit takes drawings (SVG) out of HTML.
    """
    if not counts:
        return ""
    highest = max(*counts, 1)
    bars = "".join(f'<i style="height:{max(4, round(100 * count / highest))}%"></i>' for count in counts)
    spoken = " ".join(map(str, counts[-14:]))
    return f'<div class="spark" style="color:{colour}" role="img" aria-label="{spoken}">{bars}</div>'


def theme_address(theme_id: str, language: str) -> str:
    """A link to a theme: through the front door, which sends on (``streamlit_app.follow_link``)."""
    return "/?" + escape(urlencode({"page": "theme", "id": theme_id, "lang": language}))


def local_time(moment: datetime, timezone: str) -> str:
    """Day and hour in the newsroom's zone, isolated so that it keeps its order in Arabic text."""
    return f'<bdi dir="ltr">{moment.astimezone(ZoneInfo(timezone)):%d/%m/%Y %H:%M}</bdi>'


def _web_address(url: str | None) -> str | None:
    return url if url and urlsplit(url).scheme in {"http", "https"} else None
