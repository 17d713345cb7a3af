"""What is read: the store's own answers, page by page, and once only where the client has them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import pyarrow.parquet as pq
import pytest
from pydantic import TypeAdapter

from tests.alerting import alert
from tests.api.running import Running
from tests.jobs.newsroom import NOW, headline, headlines
from topics.api.asking import Cursor, page_of
from topics.lookups import story_facts, theme_facts
from topics.rows import record_row, story_row, theme_row
from topics.store.alerts import Told
from topics.store.leases import Lease
from topics.types import Bin, Dimension, HeadlineFilter, Source


def get(running: Running, path: str, **query: Any) -> dict[str, Any]:
    answer = running.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pages(running: Running, path: str, what: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list, one after the other."""
    found, cursor = [], None
    for _ in range(100):
        page = get(running, path, **query, **({"cursor": cursor} if cursor else {}))
        assert len(page[what]) <= query["limit"]
        found += page[what]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
    raise AssertionError("pages without an end")


def test_headlines_come_in_pages_each_once(newsroom: Running) -> None:
    expected = newsroom.service.headlines(HeadlineFilter(limit=500)).records
    assert pages(newsroom, "/v1/headlines", "headlines", limit=7) == list(map(record_row, expected))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"source": ["Rif Matin", "صدى الأطلس"]}, HeadlineFilter(sources=("Rif Matin", "صدى الأطلس"))),
        ({"topic": "weather"}, HeadlineFilter(topics=("weather",))),
        ({"without_topic": "weather"}, HeadlineFilter(without_topics=("weather",))),
        ({"theme": "T1"}, HeadlineFilter(themes=("T1",))),
        ({"story": "S1"}, HeadlineFilter(stories=("S1",))),
        ({"language": "fr"}, HeadlineFilter(languages=("fr",))),
        ({"min_probability": 0.9}, HeadlineFilter(min_probability=0.9)),
        ({"q": "أمطار"}, HeadlineFilter(text="أمطار")),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_filter_is_the_one_of_the_store(
    newsroom: Running, query: dict[str, Any], wanted: HeadlineFilter
) -> None:
    page = get(newsroom, "/v1/headlines", **query)
    expected = newsroom.service.headlines(wanted)
    assert page["total"] == expected.total
    assert 0 < page["total"] < 120
    assert page["headlines"] == list(map(record_row, expected.records))


def test_times_are_of_the_newsrooms_zone_and_half_open(newsroom: Running) -> None:
    day = get(newsroom, "/v1/headlines", since="2026-03-24", until="2026-03-25")
    assert day["total"] == 24
    hour = get(newsroom, "/v1/headlines", since="2026-03-24T10:00Z", until="2026-03-24T12:00:00+00:00")
    assert hour["total"] == 2


def test_lists_are_those_of_the_service(newsroom: Running) -> None:
    service = newsroom.service
    assert pages(newsroom, "/v1/themes", "themes", limit=2) == list(map(theme_row, service.themes()))
    stories = pages(newsroom, "/v1/stories", "stories", limit=3)
    assert stories == list(map(story_row, service.stories(HeadlineFilter(limit=500))))
    assert len(stories) > 3
    topics = pages(newsroom, "/v1/topics", "topics", limit=2)
    assert [one["id"] for one in topics] == list(service.taxonomy.ids)
    for one in topics:
        assert one["headlines"] == service.count(HeadlineFilter(topics=(one["id"],)))


def test_themes_are_narrowed_by_their_headlines(newsroom: Running) -> None:
    found = get(newsroom, "/v1/themes", topic="weather")["themes"]
    every = get(newsroom, "/v1/themes")["themes"]
    for one in every:
        members = HeadlineFilter(themes=(one["id"],), topics=("weather",))
        assert (one in found) == (newsroom.service.count(members) > 0)


def test_one_of_each_with_its_lineage(newsroom: Running) -> None:
    service = newsroom.service
    theme, story = service.themes()[0], service.stories(HeadlineFilter())[0]
    assert get(newsroom, f"/v1/themes/{theme.id}") == theme_facts(service, theme, 20)
    assert get(newsroom, f"/v1/themes/{theme.id}")["lineage"][0]["what"] == "new"
    assert get(newsroom, f"/v1/stories/{story.id}") == story_facts(service, story, 100)
    missing = newsroom.client.get("/v1/themes/T999")
    assert missing.status_code == 404
    assert missing.json()["detail"] == "expected the id of a theme, got 'T999'; /v1/themes shows them."


def test_trends_are_the_series_of_the_service(newsroom: Running) -> None:
    found = get(newsroom, "/v1/trends", by="source", every="day")
    series = newsroom.service.series(Dimension.SOURCE, Bin.DAY, HeadlineFilter())
    assert [one["key"] for one in found["series"]] == [one.key for one in series]
    assert [one["counts"] for one in found["series"]] == [list(one.counts) for one in series]
    assert len(found["starts"]) == len(series[0].starts)
    refused = newsroom.client.get("/v1/trends", params={"every": "hour", "since": "1975-01-01"})
    assert refused.status_code == 400
    assert "ask for a shorter time" in refused.json()["detail"]


def test_what_rises_and_what_answers(newsroom: Running) -> None:
    assert get(newsroom, "/v1/bursts", by="topic", every="day")["bursts"] == []
    found = get(newsroom, "/v1/models")
    assert found["serving"] == "shipped"
    assert [one["aliases"] for one in found["models"]] == [["champion"]]


def test_rises_are_as_they_were_known_at_a_moment(serve: Callable[..., Running]) -> None:
    running = serve()
    rise = NOW - timedelta(hours=2)
    many = [headline(f"سد رقم {number}", number=number % 3, language="es") for number in range(90)]
    running.service.store.headlines.add(headlines(120, 24 * 30))  # a month, to know what is usual
    running.service.store.headlines.add([replace(one, published=rise) for one in many])
    asked: dict[str, Any] = {"by": "language", "every": "hour"}
    before, after = "2026-03-25T10:00:00Z", "2026-03-25T12:00:00Z"
    assert get(running, "/v1/bursts", **asked, until=before)["bursts"] == []
    for query in ({"at": after}, {"until": after}, {"at": after, "until": after}):
        found = get(running, "/v1/bursts", **asked, **query)
        assert found["bursts"], query
        assert found == get(running, "/v1/bursts", **asked, at=after)
    both = running.client.get("/v1/bursts", params={**asked, "at": after, "until": before})
    assert both.status_code == 400
    assert both.json()["detail"].startswith("until: expected the moment of at")


def test_pages_go_on_after_an_outlet_of_the_longest_name(serve: Callable[..., Running]) -> None:
    running = serve()
    names = ["م" * 200, "\U0001e900" * 200]  # of two bytes a letter, and of four
    rows = [{"title": f"سد رقم {number}", "source": name} for number, name in enumerate(names)]
    assert running.client.post("/v1/headlines", json={"headlines": rows}).json()["added"] == 2
    found = pages(running, "/v1/trends", "series", by="source", every="week", limit=1)
    assert set(names) < {one["key"] for one in found}
    rises = [f"{names[1]} {NOW.isoformat()}"] * 100_001  # of all lists those have the longest keys
    _, cursor = page_of(rises, str, limit=100_000, cursor=None)
    assert cursor is not None
    assert len(TypeAdapter(Cursor).validate_python(cursor)) == 1111


def test_an_answer_has_no_more_counts_than_a_client_can_want(serve: Callable[..., Running]) -> None:
    running = serve()
    then = {"published": "2026-03-25T08:00:00Z"}
    rows = [{"title": f"سد رقم {number}", "source": f"جريدة {number}", **then} for number in range(120)]
    assert running.client.post("/v1/headlines", json={"headlines": rows}).json()["added"] == 120
    span = {"every": "hour", "since": "2025-02-20", "until": "2026-03-27"}  # 9,600 hours
    refused = running.client.get("/v1/trends", params={"by": "source", "limit": 500, **span})
    assert refused.status_code == 400
    assert (
        "expected at most 1000000 counts, got 9600 bins of one hour for 123 keys" in refused.json()["detail"]
    )
    assert len(get(running, "/v1/trends", by="language", limit=500, **span)["starts"]) <= 9600
    of_one = get(running, "/v1/trends", by="source", source="Rif Matin", limit=500, **span)
    assert [one["key"] for one in of_one["series"]] == ["Rif Matin"]
    assert get(running, "/v1/trends", by="source", limit=2, **span)["next_cursor"]


@pytest.mark.parametrize(
    "path",
    ["/v1/headlines", "/v1/topics", "/v1/themes/T1", "/v1/trends", "/v1/feeds/themes/T1.atom",
     "/v1/sources.opml"],
)  # fmt: skip
def test_what_a_client_has_is_not_sent_again(newsroom: Running, path: str) -> None:
    first = newsroom.client.get(path)
    tag = first.headers["etag"]
    for given in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = newsroom.client.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert newsroom.client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_tag_follows_what_is_read(serve: Callable[..., Running]) -> None:
    running = serve()
    tag = running.client.get("/v1/headlines").headers["etag"]
    new = {"headlines": [{"title": "سد جديد يفتح أبوابه", "source": "Rif Matin"}]}
    assert running.client.post("/v1/headlines", json=new).json()["added"] == 1
    assert running.client.post("/v1/headlines", json=new).json()["added"] == 0
    assert running.client.get("/v1/headlines", headers={"If-None-Match": tag}).status_code == 200


def test_large_answers_are_packed(newsroom: Running) -> None:
    plain = newsroom.client.get("/v1/headlines", headers={"Accept-Encoding": "identity"})
    packed = newsroom.client.get("/v1/headlines", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()


# --- export and feeds ------------------------------------------------------------------------------


def test_an_export_is_every_headline_in_three_forms(newsroom: Running) -> None:
    rows = [record_row(one) for one in newsroom.service.store.headlines.iterate(HeadlineFilter())]
    lines = newsroom.client.get("/v1/export")
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    table = newsroom.client.get("/v1/export", params={"format": "csv"})
    assert table.headers["content-disposition"] == 'attachment; filename="headlines.csv"'
    read = list(csv.DictReader(io.StringIO(table.text)))
    assert [one["title"] for one in read] == [one["title"] for one in rows]
    columns = newsroom.client.get("/v1/export", params={"format": "parquet", "language": "ar"})
    found = pq.read_table(io.BytesIO(columns.content)).to_pylist()
    assert [one["id"] for one in found] == [one["id"] for one in rows if one["language"] == "ar"]


def alerted(running: Running) -> None:
    lease = Lease("alerts", "tests")
    running.service.store.leases.take(lease, now=NOW, is_stale=lambda owner, renewed: True)
    running.service.store.alerts.record(Told([(alert(), [("log", "")])]), lease=lease, now=NOW)


@pytest.mark.parametrize("path", ["topics/weather", "themes/T1", "stories/S1", "alerts"])
def test_a_feed_reader_reads_every_feed(newsroom: Running, path: str) -> None:
    alerted(newsroom)
    answer = newsroom.client.get(f"/v1/feeds/{path}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.entries
    other = newsroom.client.get(f"/v1/feeds/{path}.json").json()
    assert other["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["title"] for one in other["items"]] == [one.title for one in feed.entries]
    assert [one["id"] for one in other["items"]] == [one.id for one in feed.entries]
    assert len({one.id for one in feed.entries}) == len(feed.entries)
    assert all(one.updated_parsed for one in feed.entries)


def test_arabic_titles_arrive_whole(newsroom: Running) -> None:
    wanted = HeadlineFilter(topics=("weather",), languages=("ar",), limit=50)
    expected = {one.headline.title for one in newsroom.service.headlines(wanted).records}
    feed = feedparser.parse(newsroom.client.get("/v1/feeds/topics/weather.atom").content)
    assert expected <= {one.title for one in feed.entries}
    assert expected
    assert newsroom.client.get("/v1/feeds/topics/nothing.atom").status_code == 404


def test_sources_are_those_that_are_read(serve: Callable[..., Running]) -> None:
    running = serve()
    running.service.store.sources.add(Source("صدى الأطلس", "https://sada.example/rss", language="ar"))
    from topics.sources.opml import read_opml

    found, problems = read_opml(running.client.get("/v1/sources.opml").content)
    assert (found, problems) == (running.service.store.sources.list(), [])
