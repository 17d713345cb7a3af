"""One alert as plain text and as HTML. Headlines keep their own direction beside the alert's."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from topics.types import Alert, Cited

RIGHT_TO_LEFT = frozenset({"ar"})
_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate: a title in another script moves nothing around it


def direction(language: str) -> str:
    """As HTML writes it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def plain_text(alert: Alert) -> str:
    """Title, facts, and a line or two a headline."""
    lines = [alert.title, "", alert.body]
    for one in alert.cited:
        lines += ["", f"• {_isolated(one.source)}: {_isolated(one.title)}"]
        lines += [one.url] if is_web(one.url) and one.url else []
    return "\n".join(lines) + "\n"


def html_fragment(alert: Alert) -> str:
    """Facts and headlines as one ``div`` with its language and direction; everything escaped."""
    facts = "<br>".join(map(escape, alert.body.splitlines()))
    items = "".join(f"<li>{_item(one)}</li>" for one in alert.cited)
    listed = f"<ul>{items}</ul>" if items else ""
    lang = escape(alert.language, quote=True)
    return f'<div lang="{lang}" dir="{direction(alert.language)}"><p>{facts}</p>{listed}</div>'


def html_page(alert: Alert) -> str:
    """A page for a mail program."""
    lang, title = escape(alert.language, quote=True), escape(alert.title)
    way = direction(alert.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" dir="{way}"><head><meta charset="utf-8"><title>{title}</title>'
        f'</head>\n<body dir="{way}"><h1 style="font-size:1.2em">{title}</h1>\n{html_fragment(alert)}\n'
        "</body></html>\n"
    )


def is_web(url: str | None) -> bool:
    """May a reader be led there?"""
    try:
        return url is not None and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _item(one: Cited) -> str:
    title = f'<bdi dir="auto" lang="{escape(one.language, quote=True)}">{escape(one.title)}</bdi>'
    if is_web(one.url):
        title = f'<a href="{escape(one.url or "", quote=True)}">{title}</a>'
    return f'<bdi dir="auto">{escape(one.source)}</bdi>: {title}'


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_END}"
