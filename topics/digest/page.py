"""A briefing as one HTML page that mail programs keep: tables, styles on every element, one file."""

from __future__ import annotations

import re

from topics.digest.briefing import Briefing, Quote
from topics.digest.outline import Line, Outline, Section, outline
from topics.digest.words import Words, words_of
from topics.markup import Child, Markup, join, tag

WIDTH = 640  # pixels; what a mail program shows without scrolling
INK, SOFT, LINE, GROUND, CARD, ACCENT = "#1d2528", "#646c70", "#e2ded4", "#f4f2ec", "#ffffff", "#0b5d66"
SANS = "'Noto Sans Arabic','Noto Sans','Segoe UI','Geeza Pro',Tahoma,Arial,sans-serif"
SERIF = "'Noto Naskh Arabic','Noto Serif',Georgia,'Times New Roman',serif"


def to_html(briefing: Briefing) -> str:
    """The whole page; ends with a newline."""
    words = words_of(briefing.language, briefing.timezone, year=briefing.until.year)
    told = outline(briefing, words)
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        tag("title", f"{told.title} · {told.date}"),
    )
    direction = "rtl" if words.is_right_to_left else "ltr"
    body = tag(
        "body",
        _frame(_content(told, words), direction),
        dir=direction,
        style=f"margin:0;padding:0;background:{GROUND};",
    )
    page = tag("html", head, body, lang=words.code, dir=direction)
    return f"<!doctype html>\n{page}\n"


def _frame(content: Markup, direction: str) -> Markup:
    """A column in the middle, by tables: what every mail program lays out alike."""
    inner = tag(
        "table",
        tag("tr", tag("td", content, style=f"padding:28px 26px;font-family:{SANS};color:{INK};")),
        role="presentation", width="100%", cellpadding="0", cellspacing="0", border="0", dir=direction,
        style=f"max-width:{WIDTH}px;background:{CARD};border:1px solid {LINE};border-radius:8px;",
    )  # fmt: skip
    return tag(
        "table",
        tag("tr", tag("td", inner, align="center", style="padding:16px 8px;")),
        role="presentation", width="100%", cellpadding="0", cellspacing="0", border="0",
        style=f"background:{GROUND};",
    )  # fmt: skip


def _content(told: Outline, words: Words) -> Markup:
    start = "right" if words.is_right_to_left else "left"
    summary = [tag("bdi", part) for part in told.summary]
    return join(
        tag("p", told.date, style=f"margin:0;color:{SOFT};font-size:14px;text-align:{start};"),
        tag("h1", told.title, style=f"margin:2px 0 6px;font:bold 28px/1.35 {SERIF};text-align:{start};"),
        tag(
            "p",
            *_between(summary, " · "),
            style=f"margin:0;padding-bottom:16px;border-bottom:2px solid {ACCENT};font-size:16px;"
            f"line-height:1.6;text-align:{start};",
        ),
        *(_section(section, start) for section in told.sections),
        tag("p", told.footer, style=f"margin:26px 0 0;color:{SOFT};font-size:12px;text-align:{start};"),
    )


def _section(section: Section, start: str) -> Markup:
    heading = tag(
        "h2",
        section.heading,
        style=f"margin:26px 0 4px;font:bold 19px/1.4 {SERIF};color:{ACCENT};text-align:{start};",
    )
    if not section.lines:
        return join(heading, tag("p", section.instead, style=f"margin:6px 0;font-size:15px;color:{SOFT};"))
    rows = [_row(line, start, first=number == 0) for number, line in enumerate(section.lines)]
    table = tag(
        "table", *rows, role="presentation", width="100%", cellpadding="0", cellspacing="0", border="0",
        style="border-collapse:collapse;",
    )  # fmt: skip
    return join(heading, table)


def _row(line: Line, start: str, *, first: bool) -> Markup:
    name = tag("bdi", line.name) if isinstance(line.name, str) else _title(line.name, INK)
    strong = tag("div", name, style="font-size:16px;font-weight:bold;line-height:1.6;")
    facts = _between([tag("bdi", fact) for fact in line.facts], " · ")
    rule = "" if first else f"border-top:1px solid {LINE};"
    told = tag(
        "td",
        strong,
        tag("div", *facts, style=f"color:{SOFT};font-size:13px;line-height:1.7;"),
        _evidence(line.quote) if line.quote else None,
        valign="top",
        style=f"padding:9px 0;text-align:{start};{rule}",
    )
    end = "left" if start == "right" else "right"
    mark = tag(
        "td",
        tag("bdi", line.mark, dir="ltr"),
        valign="top",
        width="64",
        style=f"padding:10px 0;text-align:{end};font-size:16px;font-weight:bold;color:{ACCENT};{rule}",
    )
    return tag("tr", told, mark if line.mark else None)


def _evidence(quote: Quote) -> Markup:
    source = (" — ", tag("bdi", quote.source)) if quote.source else ()
    return tag("div", _title(quote, INK), *source, style="font-size:14px;line-height:1.7;margin-top:2px;")


def _title(quote: Quote, colour: str) -> Markup:
    """A headline with its own language and direction, linked where it has a web address."""
    shown = tag("bdi", quote.title, lang=quote.language, dir="auto")
    if quote.url is None or not re.match(r"https?://[^\s]", quote.url):
        return shown
    return tag("a", shown, href=quote.url, style=f"color:{colour};text-decoration:none;")


def _between(parts: list[Markup], sign: str) -> list[Child]:
    found: list[Child] = []
    for part in parts:
        found += [sign, part] if found else [part]
    return found
