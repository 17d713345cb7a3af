"""A feed file of alerts that any reader can follow: written whole, every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from topics.alert_channels import AtomFeed
from topics.errors import DeliveryError
from topics.notify.channel import Parcel
from topics.notify.wording import html_fragment, is_web
from topics.types import Alert
from topics.whole_file import replace_file

ATOM = "http://www.w3.org/2005/Atom"
TITLES = {"ar": "تنبيهات", "fr": "Alertes", "en": "Alerts"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Recent = Callable[[int], Sequence[Alert]]  # the newest alerts of this channel, at most so many


class AtomChannel:
    """Keeps one feed file."""

    def __init__(self, name: str, channel: AtomFeed, recent: Recent) -> None:
        self.name = name
        self.channel = channel
        self.recent = recent

    def send(self, parcel: Parcel) -> None:
        """See ``Channel.send``: the file is made of what the store holds: twice is once."""
        known = [one for one in self.recent(self.channel.entries) if one.id != parcel.alert.id]
        alerts = sorted([parcel.alert, *known], key=lambda one: (one.created, one.id), reverse=True)
        content = feed_of(alerts[: self.channel.entries], self.name, self.channel)
        parcel.commit()
        try:
            replace_file(self.channel.path, content)
        except OSError as error:
            raise DeliveryError(
                f"{self.channel.path}: expected a file that can be written, got {error.strerror or error}."
            ) from error


def feed_of(alerts: Sequence[Alert], name: str, channel: AtomFeed) -> bytes:
    """Atom (RFC 4287) of at least one alert, the newest first."""
    language = alerts[0].language
    feed = Element("feed", {"xmlns": ATOM, _LANG: language})
    _text(feed, "id", channel.url or uuid5(NAMESPACE_URL, f"headline-topics:alerts:{name}").urn)
    _text(feed, "title", channel.title or TITLES[language])
    _text(feed, "updated", alerts[0].created.isoformat())
    _text(SubElement(feed, "author"), "name", "headline topics")
    if channel.url:
        SubElement(feed, "link", rel="self", type="application/atom+xml", href=channel.url)
    for alert in alerts:
        feed.append(_entry(alert))
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode").encode() + b"\n"


def _entry(alert: Alert) -> Element:
    entry = Element("entry", {_LANG: alert.language})
    _text(entry, "id", UUID(alert.id).urn)
    _text(entry, "title", alert.title)
    _text(entry, "updated", alert.created.isoformat())
    _text(entry, "published", alert.created.isoformat())
    for number, url in enumerate(filter(is_web, alert.links)):
        SubElement(entry, "link", rel="related" if number else "alternate", href=_clean(url))
    for scheme, term in (("rule", alert.rule), (alert.burst.by.value, alert.burst.key)):
        SubElement(entry, "category", scheme=f"urn:headline-topics:{scheme}", term=_clean(term))
    _text(entry, "content", html_fragment(alert), type="html")
    return entry


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = _clean(text)


def _clean(text: str) -> str:
    """XML has no way to write some characters, not even escaped."""
    return _NO_XML.sub("", text)
