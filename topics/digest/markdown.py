"""A briefing as Markdown (CommonMark). Foreign text is escaped, and isolated from the line's direction."""

from __future__ import annotations

import re

from topics.digest.briefing import Briefing, Quote
from topics.digest.outline import Line, Outline, Section, outline
from topics.digest.words import words_of

FIRST_STRONG, POP = "\u2068", "\u2069"  # isolates: what stands between them has a direction of its own
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what reaches beyond itself; marks do not
_SIGNS = re.compile(r"([\\`*_\[\]#|~!$^=])")
_NO_LINES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def to_markdown(briefing: Briefing) -> str:
    """The whole briefing; ends with a newline."""
    words = words_of(briefing.language, briefing.timezone, year=briefing.until.year)
    return _written(outline(briefing, words))


def _written(told: Outline) -> str:
    parts = [f"# {isolated(told.title)}", isolated(told.date), " · ".join(map(isolated, told.summary))]
    for section in told.sections:
        parts.append(f"## {isolated(section.heading)}")
        parts.append(_section(section))
    parts.append(f"*{isolated(told.footer)}*")
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    return "\n".join(map(_line, section.lines)) if section.lines else isolated(section.instead)


def _line(line: Line) -> str:
    name = line.name if isinstance(line.name, str) else line.name.title
    link = None if isinstance(line.name, str) else _address(line.name.url)
    shown = f"[{isolated(name)}]({link})" if link else isolated(name)
    mark = f" {isolated(line.mark)}" if line.mark else ""
    facts = " · ".join(map(isolated, line.facts))
    quote = f"\\\n  {_quote(line.quote)}" if line.quote else ""
    return f"- **{shown}**{mark}\\\n  {facts}{quote}"


def _quote(quote: Quote) -> str:
    link = _address(quote.url)
    shown = f"[{isolated(quote.title)}]({link})" if link else isolated(quote.title)
    return f"{shown} — {isolated(quote.source)}" if quote.source else shown


def isolated(text: str) -> str:
    """Foreign text inside a line: no markup, no line break, no influence on the direction around it."""
    plain = _NO_LINES.sub(" ", _DIRECTION.sub("", text))
    escaped = _SIGNS.sub(r"\\\1", plain).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{FIRST_STRONG}{escaped}{POP}"


def _address(url: str | None) -> str | None:
    """A web address that can't end the link that it stands in; None for anything else."""
    if url is None or not re.match(r"https?://[^\s]", url):
        return None
    unsafe = {char: f"%{ord(char):02X}" for char in "()<>[]\\\"'` *_"}
    return _NO_LINES.sub("", "".join(unsafe.get(char, char) for char in url))
