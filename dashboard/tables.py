"""Lists as HTML. Everything that came from outside is escaped here; only http(s) links become links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dashboard import address
from dashboard.data import known_theme_name, topic_name
from dashboard.digits import shaped
from dashboard.locales import day, number, percent, signed
from dashboard.palette import REST
from dashboard.style import direction
from dashboard.words import counted, language_name, word
from topics.front_page import TopicDay
from topics.theme_changes import ThemeChange
from topics.types import Annotation, HeadlineRecord

EVERYTHING = ("outlet", "time", "topic", "language", "theme", "story")  # columns of a list of headlines
LONGEST = 300  # characters of a title that are shown; the whole of it is in its hint


def headline_list(
    records: Sequence[HeadlineRecord],
    colours: Mapping[str, str],
    language: str,
    timezone: str,
    columns: Collection[str] = EVERYTHING,
) -> str:
    """Headlines, one under another, each with what is known of it."""
    lines = "".join(_line(record, colours, language, timezone, columns) for record in records)
    return f'<div class="headlines" dir="{direction(language)}">{lines}</div>'


def _line(
    record: HeadlineRecord,
    colours: Mapping[str, str],
    language: str,
    timezone: str,
    columns: Collection[str],
) -> str:
    headline = record.headline
    parts = {
        "outlet": f'<bdi class="outlet">{escape(headline.source)}</bdi>',
        "time": f"<span>{local_time(headline.seen, timezone, language)}</span>",
        "topic": _topic_chip(record, colours, language),
        "probability": _probability(record, language),
        "language": f"<span>{escape(language_name(headline.language, language))}</span>",
        "theme": _theme_chip(record, language),
        "story": _story_chip(record, language),
    }
    about = "".join(part for name, part in parts.items() if name in columns)
    similar = _similar(record, language) if "similar" in columns else ""
    shown = title_html(headline.title, headline.language, headline.url)
    return f'<div class="line">{shown}<div class="about">{about}{similar}</div></div>'


def title_html(title: str, language: str, url: str | None = None) -> str:
    """A headline in its own direction; a link where it has a web address."""
    short = title if len(title) <= LONGEST else title[:LONGEST].rstrip() + "…"
    hint = f' title="{escape(title)}"' if short != title else ""
    text = f'dir="auto" lang="{escape(language)}"{hint}>{escape(short)}'
    link = _web_address(url)
    if link:
        return f'<a class="title" href="{escape(link)}" target="_blank" rel="noopener noreferrer" {text}</a>'
    return f'<span class="title" {text}</span>'


def _topic_chip(record: HeadlineRecord, colours: Mapping[str, str], language: str) -> str:
    name = topic_name(record.topic, language) or word("unfiled", language)
    sure = "" if not record.abstained else f" · {word('unsure', language)}"
    return f'<span class="chip">{dot(colours.get(record.topic or "", REST))}{escape(name)}{sure}</span>'


def _probability(record: HeadlineRecord, language: str) -> str:
    return "" if record.probability is None else f"<span>{percent(record.probability, language)}</span>"


def _theme_chip(record: HeadlineRecord, language: str) -> str:
    if not (record.theme and record.theme_name):
        return ""
    name = known_theme_name(record.theme, language) or record.theme_name
    return chip_link(address.link("themes", language, id=record.theme), name)


def _story_chip(record: HeadlineRecord, language: str) -> str:
    if not record.story:
        return ""
    return chip_link(address.link("stories", language, id=record.story), word("its_story", language))


def _similar(record: HeadlineRecord, language: str) -> str:
    link = address.link("headlines", language, like=record.headline.id)
    return f'<a class="quiet" href="{escape(link)}" target="_self">{word("similar", language)}</a>'


def chip_link(link: str, name: str) -> str:
    """A chip that leads somewhere in the dashboard."""
    return f'<a class="chip" href="{escape(link)}" target="_self" dir="auto">{escape(name)}</a>'


def dot(colour: str) -> str:
    """A spot of a topic's colour."""
    return f'<span class="dot" style="background:{colour}"></span>'


def topic_rows(rows: Sequence[TopicDay], colours: Mapping[str, str], language: str) -> str:
    """Topics with today's count, the change from the usual, shares, and the shape of the last weeks."""
    heads = ("topic", "today_short", "against_usual", "share_today", "share_week", "last_weeks")
    head = "".join(
        f'<span class="head{" number" if 0 < place < 5 else ""}" role="columnheader">'
        f"{word(name, language)}</span>"
        for place, name in enumerate(heads)
    )
    cells = "".join(_topic_row(row, colours, language) for row in rows)
    return (
        f'<div class="rows" role="table" dir="{direction(language)}">'
        f'<div class="row" role="row">{head}</div>{cells}</div>'
    )


def _topic_row(row: TopicDay, colours: Mapping[str, str], language: str) -> str:
    change = row.today - row.usual
    arrow, manner = ("▲", "up") if change > 0.5 else ("▼", "down") if change < -0.5 else ("=", "same")
    hint = word("per_day", language, n=number(row.usual, language, 1))
    colour = colours.get(row.topic, REST)
    name = escape(topic_name(row.topic, language) or row.topic)
    cells = (
        f'<span role="cell"><span class="chip">{dot(colour)}{name}</span></span>',
        f'<span role="cell" class="number">{number(row.today, language)}</span>',
        f'<span role="cell" class="number {manner}" title="{escape(hint)}">'
        f"{arrow} {signed(change, language, 1)}</span>",
        f'<span role="cell" class="number">{percent(row.share_today, language)}</span>',
        f'<span role="cell" class="number quiet">{percent(row.share_week, language)}</span>',
        f'<span role="cell">{sparkline(row.counts, colour, language)}</span>',
    )
    return f'<div class="row" role="row">{"".join(cells)}</div>'


def keyword_chips(keywords: Sequence[str], language: str) -> str:
    """Keywords side by side."""
    chips = "".join(f'<span class="chip" dir="auto">{escape(keyword)}</span>' for keyword in keywords)
    return f'<div class="chips" dir="{direction(language)}">{chips}</div>'


def change_rows(changes: Sequence[ThemeChange], language: str, timezone: str) -> str:
    """What a theme was about, the latest period first; periods without headlines are left out."""
    told = [one for one in reversed(changes) if one.count]
    lines = "".join(_change(one, language, timezone) for one in told)
    return f'<div class="changes" dir="{direction(language)}">{lines}</div>'


def _change(one: ThemeChange, language: str, timezone: str) -> str:
    words = "".join(f'<span class="chip" dir="auto">{escape(term)}</span>' for term in one.keywords)
    moves = "".join(
        f'<div class="about"><span class="{manner}">{sign} {word(name, language)}:</span> '
        + " · ".join(f"<bdi>{escape(term)}</bdi>" for term in terms[:5])
        + "</div>"
        for terms, sign, manner, name in (
            (one.rising, "▲", "up", "rising"),
            (one.fading, "▼", "down", "fading"),
        )
        if terms
    )
    shown = one.headline
    title = title_html(shown.title, shown.language, shown.url) if shown else ""
    when = day(one.start, timezone, language)
    return (
        f'<div class="change"><div class="when"><b>{when}</b>'
        f'<span class="quiet">{counted("headline", one.count, language)}</span></div>'
        f'<div><div class="chips">{words}</div>{title}{moves}</div></div>'
    )


def note_line(note: Annotation, language: str, timezone: str) -> str:
    """An editor's note with its day."""
    by = f' <bdi class="quiet">{escape(note.editor)}</bdi>' if note.editor else ""
    when = day(note.moment, timezone, language)
    return f'<div dir="{direction(language)}"><b>{when}</b> <bdi>{escape(note.text)}</bdi>{by}</div>'


def legend(names: Mapping[str, str], language: str) -> str:
    """What each colour of a chart means: name -> colour."""
    items = "".join(
        f'<span class="item">{dot(colour)}<bdi>{escape(name)}</bdi></span>' for name, colour in names.items()
    )
    return f'<div class="legend" dir="{direction(language)}">{items}</div>'


def sparkline(counts: Sequence[int], colour: str = "var(--accent)", language: str = "en") -> str:
    """Counts as small bars, the newest at the end of the reading direction.

    Plain elements, because Streamlit takes drawings (SVG) out of HTML.
    """
    if not counts:
        return ""
    highest = max(*counts, 1)
    bars = "".join(f'<i style="height:{max(4, round(100 * count / highest))}%"></i>' for count in counts)
    spoken = shaped(" ".join(map(str, counts[-14:])), language)
    return f'<div class="spark" style="color:{colour}" role="img" aria-label="{spoken}">{bars}</div>'


def local_time(moment: datetime, timezone: str, language: str) -> str:
    """Day and hour in the newsroom's zone, isolated so that it keeps its order in Arabic text."""
    written = f"{moment.astimezone(ZoneInfo(timezone)):%d/%m/%Y %H:%M}"
    return f'<bdi dir="ltr">{shaped(written, language)}</bdi>'


def _web_address(url: str | None) -> str | None:
    return url if url and urlsplit(url).scheme in {"http", "https"} else None
