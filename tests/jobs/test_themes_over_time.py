"""Themes as news comes in: placed at once, fitted again when that is due, ids that live on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import (
    NOW,
    batch,
    headlines,
    ids,
    open_filled,
    open_newsroom,
    stage,
    theme_of,
    unplaced,
)
from topics import jobs, theme_job
from topics.service import TopicsService
from topics.types import StageReport

HOUR = timedelta(hours=1)


def after(service: TopicsService, start: int, stop: int, *, hours: int = 1) -> StageReport:
    """What the themes stage of a run with these headlines says."""
    return stage(jobs.run(service, now=NOW + hours * HOUR, batches=[batch(start, stop)]), "themes")


@pytest.fixture
def fitted(tmp_path: Path) -> Iterator[TopicsService]:
    """A newsroom with 100 headlines and their themes."""
    with open_filled(tmp_path, 100) as service:
        yield service


def test_a_few_new_headlines_are_placed_in_the_themes_that_are_there(fitted: TopicsService) -> None:
    before, run = theme_of(fitted), fitted.store.themes.current_run()
    themes = after(fitted, 100, 108)
    assert (themes.done, themes.figures["refitted"]) == (8, False)
    assert fitted.store.themes.current_run() == run
    now = theme_of(fitted)
    assert {id: now[id] for id in before} == before
    placed = [now[id] for id in ids(headlines(100, 108))]
    assert sum(theme is not None for theme in placed) >= 5
    assert unplaced(fitted) == 0


def test_a_headline_placed_alone_gets_the_place_that_the_fit_gave_it(
    fitted: TopicsService,
) -> None:
    before, themes = theme_of(fitted), fitted.themes()
    run = fitted.store.themes.current_run()
    assert run is not None
    for one in headlines(0, 100):
        places = theme_job._places(fitted, run, themes, [one.id])
        assert [(id, theme) for id, theme, _ in places] == [(one.id, before[one.id])]


def test_a_tenth_of_new_headlines_is_fitted(fitted: TopicsService) -> None:
    before = theme_of(fitted)
    themes = after(fitted, 100, 110)
    assert themes.figures["refitted"]
    assert themes.figures["reason"] == "10 new headlines beside 100"
    assert themes.done == 110
    now = theme_of(fitted)
    kept = [id for id, theme in before.items() if theme and now[id]]
    assert sum(before[id] == now[id] for id in kept) >= 0.9 * len(kept), "ids go on"


def test_growth_adds_up_over_runs_that_were_only_placed(fitted: TopicsService) -> None:
    """What cron brings hour by hour: placed headlines are as new to the fit as those without a place."""
    refitted = [after(fitted, 100 + 4 * hour, 104 + 4 * hour).figures["refitted"] for hour in range(3)]
    assert refitted == [False, False, True]


def test_after_a_day_one_new_headline_is_enough(fitted: TopicsService) -> None:
    assert not after(fitted, 100, 101, hours=23).figures["refitted"]
    late = after(fitted, 101, 102, hours=25)
    assert late.figures["refitted"]
    assert "25 hours" in late.figures["reason"]


def test_without_news_nothing_is_fitted_however_old(fitted: TopicsService) -> None:
    assert not after(fitted, 0, 100, hours=1000).figures["refitted"]


def test_fitting_again_on_the_same_headlines_keeps_ids_and_names(fitted: TopicsService) -> None:
    before, places = fitted.themes(), theme_of(fitted)
    report = jobs.cluster(fitted, now=NOW + HOUR, refit=True)
    assert stage(report, "themes").figures["reason"] == "asked for"
    assert [(theme.id, theme.name) for theme in fitted.themes()] == [
        (theme.id, theme.name) for theme in before
    ]
    assert theme_of(fitted) == places
    assert {theme.run_id for theme in fitted.themes()} == {report.run_id}


def test_asked_not_to_fit_it_only_places(fitted: TopicsService) -> None:
    jobs.ingest(fitted, now=NOW, batches=[batch(100, 160)])
    report = jobs.cluster(fitted, now=NOW, refit=False)
    themes = stage(report, "themes")
    assert (themes.done, themes.figures["refitted"], themes.figures["reason"]) == (60, False, "asked not to")
    assert unplaced(fitted) == 0


def test_vectors_of_two_encoders_are_not_mixed_when_asked_not_to_fit(
    fitted: TopicsService, tmp_path: Path
) -> None:
    before = theme_of(fitted)
    with open_newsroom(tmp_path, HashingEncoder("hashing-2", dimension=128)) as changed:
        jobs.ingest(changed, now=NOW, batches=[batch(100, 120)])
        report = jobs.cluster(changed, now=NOW, refit=False)
        assert stage(report, "embed").done == 120
        assert stage(report, "themes").done == 0, "new headlines have no vector of the fit's encoder"
        assert {id: theme for id, theme in theme_of(changed).items() if id in before} == before


def test_asked_not_to_fit_where_there_is_no_fit_nothing_happens(newsroom: TopicsService) -> None:
    jobs.ingest(newsroom, now=NOW, batches=[batch(0, 30)])
    report = jobs.cluster(newsroom, now=NOW, refit=False)
    assert stage(report, "themes").done == 0
    assert newsroom.store.themes.current_run() is None


def test_headlines_outside_the_window_are_placed_not_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_job, "LEAST_IN_WINDOW", 10)
    with open_newsroom(tmp_path, window_days=2) as service:
        themes = after(service, 0, 100)  # one an hour, the last ones 100 hours ago
        assert themes.done == 100
        assert unplaced(service) == 0
        run = service.store.themes.current_run()
        assert run is not None
        assert run.parameters[theme_job.IN_FIT] == 49
        assert run.since == NOW - 48 * HOUR
        assert sum(theme.size for theme in service.themes()) <= 49


def test_a_quiet_newsroom_looks_further_back_than_its_window(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, window_days=1) as service:
        after(service, 0, 100)
        run = service.store.themes.current_run()
        assert run is not None
        assert run.parameters[theme_job.IN_FIT] == 100


def test_more_than_can_be_fitted_are_sampled_and_the_rest_is_placed(
    newsroom: TopicsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_job, "MOST_IN_FIT", 50)
    assert after(newsroom, 0, 100).done == 100
    assert unplaced(newsroom) == 0
    run = newsroom.store.themes.current_run()
    assert run is not None
    assert run.parameters[theme_job.IN_FIT] == 50
    assert not after(newsroom, 0, 100).figures["refitted"], "the rest is not new the next time"


def test_a_job_that_was_stopped_while_placing_goes_on(
    newsroom: TopicsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_job, "MOST_IN_FIT", 50)
    monkeypatch.setattr(theme_job, "PLACED_AT_ONCE", 10)
    jobs.ingest(newsroom, now=NOW, batches=[batch(0, 100)])
    jobs.classify(newsroom, now=NOW)

    def stop(done: int) -> None:
        if done >= 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        theme_job.update_themes(newsroom, now=NOW, run_id="first", refit=None, progress=stop)
    assert unplaced(newsroom) == 30
    report = jobs.run(newsroom, now=NOW)
    assert (stage(report, "themes").done, stage(report, "themes").figures["refitted"]) == (30, False)
    assert unplaced(newsroom) == 0
