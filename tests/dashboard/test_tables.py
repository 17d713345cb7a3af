"""Lists are HTML that nobody outside can write into."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard import data, tables
from topics.service import open_service
from topics.settings import Settings
from topics.types import Headline, HeadlineRecord

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


class Tags(HTMLParser):
    """Collects the tags and links of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def record(title: str, url: str | None = None, source: str = "صدى الأطلس") -> HeadlineRecord:
    now = datetime(2026, 3, 1, 8, tzinfo=UTC)
    headline = Headline("id", source, title, "ar", now, "hash", url=url)
    return HeadlineRecord(headline, topic="sport", probability=0.9, theme="T1", theme_name=HOSTILE)


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_service(Settings(db=str(tmp_path / "topics.db"))) as service:
        monkeypatch.setattr(data, "service", lambda: service)
        yield


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def test_hostile_text_stays_text() -> None:
    html = tables.headline_list([record(HOSTILE, source=HOSTILE)], {}, "ar", "Africa/Casablanca")
    found = parsed(html)
    assert not {"script", "img"} & found.tags
    assert "onerror" not in found.attributes
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links(url: str) -> None:
    found = parsed(tables.headline_list([record("عنوان", url)], {}, "ar", "UTC"))
    assert url not in found.links


def test_a_web_address_is_a_link_that_hands_nothing_over() -> None:
    html = tables.headline_list([record("عنوان", "https://example.org/a?b=1&c=2")], {}, "fr", "UTC")
    assert "https://example.org/a?b=1&c=2" in parsed(html).links
    assert 'rel="noopener noreferrer"' in html


def test_times_are_the_newsrooms() -> None:
    assert "01/03/2026 09:00" in tables.local_time(datetime(2026, 3, 1, 8, tzinfo=UTC), "Europe/Paris", "en")


def test_a_spark_is_as_high_as_its_counts() -> None:
    html = tables.sparkline([0, 2, 4])
    assert [part.split("%")[0] for part in html.split("height:")[1:]] == ["4", "50", "100"]
    assert 'aria-label="0 2 4"' in html
    assert tables.sparkline([]) == ""
