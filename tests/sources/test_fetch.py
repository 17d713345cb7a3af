"""Reading one source: whatever the server does, its headlines and its problems come out, in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.sources.conftest import IMPATIENT
from tests.sources.outlets import BROKEN, OUTLETS, PRESS, SOUND, Outlet, open_all, path_of, rss
from tests.sources.server import FeedServer, Page
from topics.sources.fetch import SourceResult, read_source
from topics.sources.http import Fetcher
from topics.types import FetchState, Source, SourceKind

Quick = Callable[..., Fetcher]


@pytest.fixture
def read(server: FeedServer, quick: Quick, now: datetime) -> Callable[..., SourceResult]:
    """Reads an outlet that the server has."""
    places = open_all(server)

    def read_outlet(outlet: Outlet, state: FetchState | None = None) -> SourceResult:
        source = Source(outlet.name, places[outlet.name], outlet.kind)
        limits = IMPATIENT if "timeout" in outlet.problems else {}
        return read_source(source, state or FetchState(), fetcher=quick(**limits), now=now)

    return read_outlet


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.name)
def test_headlines_that_are_there_and_the_problem_and_no_hanging(
    outlet: Outlet, read: Callable[..., SourceResult]
) -> None:
    began = time.monotonic()
    result = read(outlet)
    assert time.monotonic() - began < 10
    titles = tuple(headline.title for headline in result.batch.headlines)
    if outlet.at_least is None:
        assert titles == outlet.titles
    else:
        assert len(titles) >= outlet.at_least
    assert {problem.code for problem in result.batch.problems} == outlet.problems
    assert all(problem.source == outlet.name and problem.message for problem in result.batch.problems)
    published = {headline.title: headline.published for headline in result.batch.headlines}
    assert {title: published[title] for title in outlet.published} == outlet.published


@pytest.mark.parametrize("outlet", SOUND, ids=lambda outlet: outlet.name)
def test_sound_source_is_asked_for_what_is_new_only(
    outlet: Outlet, read: Callable[..., SourceResult], server: FeedServer, now: datetime
) -> None:
    first = read(outlet)
    assert first.changed
    assert first.state.last_success == now
    assert first.state.failures == 0
    second = read(outlet, first.state)
    assert [request.answered for request in server.asked(path_of(outlet))] == [200, 304]
    assert not second.changed
    assert second.batch.headlines == ()
    assert second.batch.problems == ()
    assert (second.state.etag, second.state.last_modified) == (first.state.etag, first.state.last_modified)


@pytest.mark.parametrize(
    "outlet",
    [one for one in BROKEN if not (one.titles or one.at_least or "timeout" in one.problems)],
    ids=lambda outlet: outlet.name,
)
def test_failures_are_counted_until_one_reading_succeeds(
    outlet: Outlet, read: Callable[..., SourceResult], now: datetime
) -> None:
    before = FetchState(failures=2, last_success=now - timedelta(hours=3), etag='"old"')
    failed = read(outlet, before).state
    assert failed.failures == 3
    assert failed.last_attempt == now
    assert failed.last_success == before.last_success
    assert failed.last_error
    assert failed.etag is None, "what was not read must be asked for again"
    recovered = read(SOUND[0], failed).state
    assert (recovered.failures, recovered.last_error, recovered.last_success) == (0, None, now)


def test_what_was_read_in_part_is_asked_for_again(server: FeedServer, quick: Quick, now: datetime) -> None:
    cut = Page(rss(*(f"<title>{title}</title>" for title in PRESS))[:-40].encode(), {"ETag": '"cut"'})
    result = read_source(Source("Cut", server.put("/cut", cut)), FetchState(), fetcher=quick(), now=now)
    assert len(result.batch.headlines) == 2
    assert result.state.etag is None
    assert result.state.last_success == now
    assert "ends too early" in (result.state.last_error or "")


def test_nothing_inside_the_network_is_ever_asked(
    read: Callable[..., SourceResult], server: FeedServer
) -> None:
    for outlet in BROKEN:
        if "private" in outlet.name:
            read(outlet)
    assert server.asked("/inside") == []


def test_page_that_only_its_header_says_the_encoding_of(
    server: FeedServer, quick: Quick, now: datetime
) -> None:
    title = "Příští týden začne oprava hlavního mostu přes řeku"
    body = f"<html><body><h2><a href='/1'>{title}</a></h2></body></html>".encode("iso8859-2")
    url = server.put("/cz", Page(body, {"Content-Type": "text/html; charset=iso-8859-2"}))
    result = read_source(Source("CZ", url, SourceKind.PAGE), FetchState(), fetcher=quick(), now=now)
    assert [headline.title for headline in result.batch.headlines] == [title]


def test_relative_addresses_are_completed_by_where_the_feed_was_found(
    server: FeedServer, quick: Quick, now: datetime
) -> None:
    server.put(
        "/new/feed", Page(rss(f"<title>{PRESS[0]}</title><link>../story/7?utm_medium=rss</link>").encode())
    )
    url = server.put("/old", Page(status=301, headers={"Location": "/new/feed"}))
    result = read_source(Source("Moved", url), FetchState(), fetcher=quick(), now=now)
    assert [headline.url for headline in result.batch.headlines] == [server.url("/story/7")]


def test_problems_are_the_sources_and_name_the_file_where_there_are_several(
    tmp_path: Path, quick: Quick, now: datetime
) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "h.csv").write_text(f"title,source\n{PRESS[0]},Port\n,Port\n", encoding="utf-8")

    def places(pattern: str) -> list[tuple[str, str]]:
        source = Source("Desk", str(tmp_path / pattern), SourceKind.FILE)
        found = read_source(source, FetchState(), fetcher=quick(), now=now).batch.problems
        return [(one.source, one.position) for one in found]

    assert places("monday/*.csv") == [("Desk", "line 3")]
    assert places("*day/h.csv") == [
        ("Desk", str(Path("monday") / "h.csv line 3")),
        ("Desk", str(Path("tuesday") / "h.csv line 3")),
    ]


def test_files_are_read_as_sources_too(tmp_path: Path, quick: Quick, now: datetime) -> None:
    for number, title in enumerate(PRESS):
        (tmp_path / f"{number}.txt").write_text(f"{title}\n", encoding="utf-8")
    source = Source("Desk", str(tmp_path / "*.txt"), SourceKind.FILE, language="ar")
    result = read_source(source, FetchState(failures=4), fetcher=quick(), now=now)
    assert [headline.title for headline in result.batch.headlines] == list(PRESS)
    assert {headline.source for headline in result.batch.headlines} == {"Desk"}
    assert result.state == FetchState(last_attempt=now, last_success=now)
    missing = read_source(
        replace(source, location=str(tmp_path / "none")), result.state, fetcher=quick(), now=now
    )
    assert [problem.code for problem in missing.batch.problems] == ["unreadable"]
    assert missing.state.failures == 1
