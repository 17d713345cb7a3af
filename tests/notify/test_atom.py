"""The feed file, as feed readers read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from tests.alerting import CITED, NOON, alert
from tests.notify.conftest import Commits
from topics.alert_channels import AtomFeed
from topics.errors import DeliveryError
from topics.notify.atom import AtomChannel, feed_of
from topics.types import Alert, Cited

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(path: Path, *known: Alert, **over: object) -> AtomChannel:
    named = AtomFeed.model_validate({"kind": "atom", "path": path, **over})
    return AtomChannel("feed", named, lambda limit: known[:limit])


def several(n: int) -> list[Alert]:
    """Alerts of different hours, the newest first."""
    return [replace(alert("ar", begin=-n), created=NOON - timedelta(hours=n)) for n in range(n)]


def test_a_reader_shows_title_facts_and_headlines(tmp_path: Path, commits: Commits) -> None:
    one = alert("ar", "الطقس")
    url = "https://news.example.org/alerts.atom"
    feed(tmp_path / "alerts.atom", url=url, title="تنبيهات").send(commits.parcel(one))
    found = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert not found.bozo and found.version == "atom10"
    assert (found.feed.title, found.feed.id, found.feed.links[0].href) == ("تنبيهات", url, url)
    (entry,) = found.entries
    assert entry.id == f"urn:uuid:{one.id[:8]}-{one.id[8:12]}-{one.id[12:16]}-{one.id[16:20]}-{one.id[20:]}"
    assert entry.title == one.title
    assert entry.updated == entry.published == "2026-03-25T12:00:00+00:00"
    assert [link.href for link in entry.links] == [cited.url for cited in CITED if cited.url]
    assert {tag.term for tag in entry.tags} == {"rises", "weather"}
    (content,) = entry.content
    assert content.type == "text/html" and CITED[0].title in content.value
    assert "Fortes pluies &lt;b&gt;attendues&lt;/b&gt; &amp; orages" in content.value
    assert commits.seen == [1]


def test_languages_are_marked_and_arabic_reads_from_the_right(tmp_path: Path) -> None:
    named = AtomFeed(kind="atom", path=tmp_path / "x")
    root = fromstring(feed_of([alert("ar"), alert("fr", "Météo")], "feed", named))
    assert root.get(LANG) == "ar"
    entries = [child for child in root if child.tag.endswith("entry")]
    assert [entry.get(LANG) for entry in entries] == ["ar", "fr"]
    contents = [entry[-1].text or "" for entry in entries]
    assert [text[: text.index(">")] for text in contents] == [
        '<div lang="ar" dir="rtl"', '<div lang="fr" dir="ltr"',
    ]  # fmt: skip


def test_the_newest_come_first_and_no_more_than_asked_for(tmp_path: Path, commits: Commits) -> None:
    alerts = several(5)
    channel = feed(tmp_path / "alerts.atom", *alerts, entries=3)
    channel.send(commits.parcel(alerts[1]))
    found = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert [entry.updated for entry in found.entries] == [one.created.isoformat() for one in alerts[:3]]
    assert found.feed.updated == alerts[0].created.isoformat()


def test_sending_again_changes_nothing(tmp_path: Path, commits: Commits) -> None:
    path, alerts = tmp_path / "alerts.atom", several(3)
    channel = feed(path, *alerts)
    channel.send(commits.parcel(alerts[2]))
    first = path.read_bytes()
    channel.send(commits.parcel(alerts[0], again=True))
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_a_place_that_can_not_be_written_leaves_the_old_feed(tmp_path: Path, commits: Commits) -> None:
    with pytest.raises(DeliveryError, match="expected a file that can be written, got No such file"):
        feed(tmp_path / "no-such-folder" / "alerts.atom").send(commits.parcel())


@given(st.text(max_size=80), st.sampled_from(["ar", "fr", "en"]))
def test_any_text_makes_a_feed_that_can_be_read(text: str, language: str) -> None:
    one = replace(alert(language), title=text, body=text, rule=text, cited=(Cited(text, text, "und"),))
    root = fromstring(feed_of([one], "feed", AtomFeed(kind="atom", path=Path("x"))))
    assert len(root) == 5
