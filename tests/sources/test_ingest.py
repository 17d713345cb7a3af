"""The real job over every outlet at once: good and bad ones, one store, one loopback server."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.sources.outlets import OUTLETS, SOUND, Outlet, open_all, path_of
from tests.sources.server import HOST, FeedServer
from topics import jobs
from topics.service import TopicsService, open_service
from topics.settings import load_settings
from topics.types import Headline, HeadlineFilter, Problem, RunReport, Source

LATER = timedelta(hours=1)
EVERYTHING = HeadlineFilter(limit=100_000)


@pytest.fixture
def service(tmp_path: Path, server: FeedServer) -> Iterator[TopicsService]:
    """A new store that knows every outlet of the server."""
    places = open_all(server)
    settings = load_settings(
        db=str(tmp_path / "topics.db"), allow_hosts=(HOST,), fetch_timeout=6.0, host_interval=0.0
    )
    with open_service(settings) as opened:
        for outlet in OUTLETS:
            opened.store.sources.add(Source(outlet.name, places[outlet.name], outlet.kind))
        yield opened


def stored(service: TopicsService) -> dict[str, list[Headline]]:
    """Headlines by outlet."""
    found = defaultdict(list)
    for record in service.store.headlines.iterate(EVERYTHING):
        found[record.headline.source].append(record.headline)
    return dict(found)


def problems_of(service: TopicsService, report: RunReport) -> dict[str, set[str]]:
    """Codes of the problems that a job recorded, by outlet."""
    found: dict[str, set[str]] = defaultdict(set)
    for problem in service.store.problems.recent(report.problems):
        assert isinstance(problem, Problem)
        found[problem.source].add(problem.code)
    return found


def check_problems(service: TopicsService, report: RunReport) -> None:
    found = problems_of(service, report)
    for outlet in OUTLETS:
        assert found[outlet.name] == outlet.problems, outlet.name


def check_headlines(outlet: Outlet, found: list[Headline]) -> None:
    if outlet.at_least is not None:
        assert len(found) >= outlet.at_least
        return
    assert {headline.title for headline in found} == set(outlet.titles), outlet.name
    assert len(found) == len(outlet.titles), outlet.name
    for headline in found:
        if headline.title in outlet.published:
            assert headline.published == outlet.published[headline.title]


def test_all_outlets_together_then_again(service: TopicsService, server: FeedServer, now: datetime) -> None:
    began = time.monotonic()
    report = jobs.ingest(service, now=now)
    assert time.monotonic() - began < 40
    assert report.ok
    assert report.stages[0].figures["sources"] == len(OUTLETS)
    first = stored(service)
    for outlet in OUTLETS:
        check_headlines(outlet, first.get(outlet.name, []))
    check_problems(service, report)
    assert server.asked("/inside") == []

    again = jobs.ingest(service, now=now + LATER)
    assert again.ok
    assert again.stages[0].figures["added"] == 0
    assert again.stages[0].figures["updated"] == 0
    assert stored(service) == first
    check_problems(service, again)
    for outlet in SOUND:
        assert [request.answered for request in server.asked(path_of(outlet))] == [200, 304], outlet.name
        state = service.store.sources.state(outlet.name)
        assert (state.failures, state.last_success, state.last_error) == (0, now + LATER, None)
    for outlet in OUTLETS:
        if not (outlet.titles or outlet.at_least):
            assert service.store.sources.state(outlet.name).failures == 2, outlet.name
