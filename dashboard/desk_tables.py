"""The review desk and the trial as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from dashboard.data import topic_name
from dashboard.locales import ARABIC_PERCENT, number, percent, signed
from dashboard.palette import REST
from dashboard.style import direction
from dashboard.tables import local_time
from dashboard.words import labelled, word
from topics.trying import Answer
from topics.types import TAKEN_BACK, Correction, HeadlineRecord


def card(record: HeadlineRecord, reasons: Sequence[str], language: str, timezone: str) -> str:
    """The headline under review, large, with what is known of it and why it was chosen."""
    headline = record.headline
    told = "".join(f"<li>{isolated(reason)}</li>" for reason in reasons)
    filed = topic_name(record.topic, language) or word("unfiled", language)
    known = record.probability is not None
    sure = f" <bdi>{percent(record.probability or 0, language)}</bdi>" if known else ""
    stands = labelled(word("stands_under", language), f"<b>{escape(filed)}</b>{sure}", language)
    return (
        f'<div class="review-card" dir="{direction(language)}">'
        f'<div class="review-title" dir="auto" lang="{escape(headline.language)}">'
        f"{escape(headline.title)}</div>"
        f'<div class="about"><span dir="auto">{escape(headline.source)}</span>'
        f"<span>{local_time(headline.seen, timezone, language)}</span>"
        f"<span>{stands}</span></div>"
        f'<div class="about">{word("why_this", language)}</div><ul class="reasons">{told}</ul></div>'
    )


def log_table(items: Iterable[Correction], language: str, timezone: str) -> str:
    """Who said what, and when."""
    rows = [
        (
            local_time(one.created, timezone, language),
            f'<span dir="auto">{escape(one.editor)}</span>',
            f'<span dir="auto">{escape(one.title)}</span>',
            _change(one, language),
        )
        for one in items
    ]
    heads = [word(key, language) for key in ("log_when", "log_who", "headlines", "topic")]
    return table(heads, rows, language)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="desk-scroll" tabindex="0"><table class="desk" dir="{direction(language)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[object]], language: str) -> str:
    """A table of plain values, each escaped and in its own direction."""
    return table(heads, ([isolated(cell) for cell in row] for row in rows), language)


def isolated(value: object) -> str:
    """A value that keeps its own direction: numbers from left to right, words as they are."""
    text = str(value)
    letters = any(letter.isalpha() for letter in text)
    way = "auto" if letters else "rtl" if text.endswith(ARABIC_PERCENT) else "ltr"
    return f'<bdi dir="{way}">{escape(text)}</bdi>'


def topics_told(ranked: Sequence[tuple[str, float]], colours: Mapping[str, str], language: str) -> str:
    """Topics with their probabilities as bars, the most probable first."""
    rows = "".join(
        f'<div class="likely"><span>{escape(topic_name(topic, language) or topic)}</span>'
        f'<span class="gauge"><i style="width:{share:.0%};background:{colours.get(topic, REST)}"></i></span>'
        f"<bdi>{percent(share, language)}</bdi></div>"
        for topic, share in ranked
    )
    return f'<div dir="{direction(language)}">{rows}</div>'


def answer(one: Answer, colours: Mapping[str, str], language: str) -> str:
    """A headline that was tried, with its topics."""
    headline = one.headline
    unsure = f' <span class="chip">{escape(word("unsure", language))}</span>' if one.abstained else ""
    return (
        f'<div class="review-card" dir="{direction(language)}">'
        f'<div class="review-title small" dir="auto" lang="{escape(headline.language)}">'
        f"{escape(headline.title)}</div>{unsure}{topics_told(one.ranked, colours, language)}</div>"
    )


def explained(one: Answer, language: str) -> str:
    """The words that counted and the nearest headlines learnt from."""
    words = "".join(
        f'<span class="chip">{isolated(text)} <bdi dir="ltr">{signed(weight, language, 2)}</bdi></span>'
        for text, weight in one.words
    )
    rows = [
        (
            isolated(near.title or word("not_kept", language)),
            escape(topic_name(near.topic, language) or near.topic),
            isolated(number(near.cosine, language, 2)),
        )
        for near in one.near
    ]
    heads = [word("nearest_learnt", language), word("topic", language), word("likeness", language)]
    return (
        f'<div dir="{direction(language)}"><div class="about">{escape(word("words_for", language))}</div>'
        f'<div class="chips">{words}</div>{table(heads, rows, language)}</div>'
    )


def _change(one: Correction, language: str) -> str:
    if one.topic == TAKEN_BACK:
        return escape(word("taken_back", language))
    name = escape(topic_name(one.topic, language) or one.topic)
    if one.was == one.topic:
        return labelled(escape(word("confirmed", language)), f"<b>{name}</b>", language)
    was = escape(topic_name(one.was, language) or one.was or "—")
    arrow = "←" if direction(language) == "rtl" else "→"
    return f"<bdi>{was}</bdi> {arrow} <b>{name}</b>"
