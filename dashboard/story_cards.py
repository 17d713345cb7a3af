"""Cards of stories as HTML: the stream, and what one story is and came of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from dashboard import address, locales
from dashboard.data import key_name, topic_name
from dashboard.palette import REST
from dashboard.style import direction
from dashboard.tables import chip_link, dot, title_html
from dashboard.words import counted, language_name, word
from topics.text import strip_outlet_suffix
from topics.types import Dimension, Story

OUTLETS = 4  # that are named; of more the number is told


def story_cards(
    stories: Sequence[Story],
    colours: Mapping[str, str],
    language: str,
    timezone: str,
) -> str:
    """Stories one under another: title, outlets, languages, when."""
    cards = "".join(_story(one, colours, language, timezone) for one in stories)
    return f'<div class="stories" dir="{direction(language)}">{cards}</div>'


def _story(story: Story, colours: Mapping[str, str], language: str, timezone: str) -> str:
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
        f"<span>{word('updated', language, when=when)}</span>"
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
