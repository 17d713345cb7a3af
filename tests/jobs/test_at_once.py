"""Two jobs over one store at the same time: neither fails, and together they do what one would have done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from tests.jobs.newsroom import NOW, batch, headlines, ids, open_newsroom, records, theme_of, unplaced
from topics import jobs, theme_job
from topics.service import TopicsService
from topics.text import content_hash
from topics.types import Headline, RunReport


def told(service: TopicsService) -> list[tuple[Headline, str | None, str | None]]:
    """Every headline with its topic and the name of its theme."""
    return [(one.headline, one.topic, one.theme_name) for one in records(service)]


def test_two_runs_at_once_end_as_one_would_have(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    with open_newsroom(tmp_path / "alone") as alone:
        jobs.run(alone, now=NOW, batches=[batch(0, 50)])
        expected = told(alone)
    start = Barrier(2)

    def run(number: int) -> RunReport:
        with open_newsroom(tmp_path) as service:
            start.wait()
            return jobs.run(service, now=NOW, batches=[batch(0, 50)])

    with open_newsroom(tmp_path) as service, ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(run, range(2)))
        assert all(report.ok for report in reports)
        assert service.store.check() == []
        assert unplaced(service) == 0
        assert told(service) == expected
        run_now = service.store.themes.current_run()
        assert run_now is not None
        assert {theme.run_id for theme in service.themes()} == {run_now.run_id}
        assert len(service.recent_reports()) == 2


def test_runs_that_bring_different_headlines_at_once_keep_them_all(tmp_path: Path) -> None:
    start = Barrier(3)

    def run(number: int) -> RunReport:
        with open_newsroom(tmp_path, batch_size=7) as service:
            start.wait()
            return jobs.ingest(service, now=NOW, batches=[batch(10 * number, 10 * number + 20)])

    with open_newsroom(tmp_path) as service, ThreadPoolExecutor(3) as pool:
        assert all(report.ok for report in pool.map(run, range(3)))
        jobs.run(service, now=NOW)
        assert set(theme_of(service)) == ids(headlines(0, 40))
        assert service.store.check() == []


@pytest.fixture
def crowded(newsroom: TopicsService, monkeypatch: pytest.MonkeyPatch) -> TopicsService:
    """A newsroom where a fit reads 40 of 58 headlines and the rest is placed in small batches."""
    monkeypatch.setattr(theme_job, "MOST_IN_FIT", 40)
    monkeypatch.setattr(theme_job, "PLACED_AT_ONCE", 5)
    jobs.ingest(newsroom, now=NOW, batches=[batch(0, 58)])
    jobs.classify(newsroom, now=NOW)
    return newsroom


def once_at(count: int, act: Callable[[], object]) -> Callable[[int], None]:
    """Progress that does something the first time that so many are done."""
    waiting = [act]

    def progress(done: int) -> None:
        if done >= count and waiting:
            waiting.pop()()

    return progress


def test_a_fit_that_comes_while_another_job_places_is_completed_by_it(crowded: TopicsService) -> None:
    def other() -> None:
        """Fits, and is stopped before it has placed anything."""

        def stop(done: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            theme_job.update_themes(crowded, now=NOW, run_id="other", refit=True, progress=stop)

    theme_job.update_themes(crowded, now=NOW, run_id="mine", refit=None, progress=once_at(45, other))
    run = crowded.store.themes.current_run()
    assert run is not None
    assert run.run_id == "other"
    assert unplaced(crowded) == 0


def test_a_title_that_changes_while_its_headline_is_placed_waits_for_the_next_run(
    crowded: TopicsService,
) -> None:
    waiting = sorted(ids(headlines(0, 58)))[-1]
    (old,) = crowded.store.headlines.get([waiting])
    title = "عنوان صححته الجريدة قبل قليل"
    new = replace(old, title=title, content_hash=content_hash(title, (old.source,)))
    theme_job.update_themes(
        crowded,
        now=NOW,
        run_id="mine",
        refit=None,
        progress=once_at(45, lambda: crowded.store.headlines.add([new])),
    )
    assert unplaced(crowded) == 0, "it has no vector yet"
    jobs.run(crowded, now=NOW)
    assert unplaced(crowded) == 0
    assert {one.headline.title for one in records(crowded) if one.headline.id == waiting} == {title}
