"""The whole job over a real store: everything once, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import BrokenEncoder, HashingEncoder
from tests.jobs.newsroom import (
    NOW,
    batch,
    headline,
    headlines,
    ids,
    open_newsroom,
    records,
    stage,
    theme_of,
    unplaced,
)
from topics import jobs
from topics.errors import EncoderError
from topics.service import TopicsService
from topics.types import Batch, HeadlineFilter, Source, SourceKind

STAGES = ["ingest", "embed", "classify", "themes", "stories", "trends"]


def test_a_run_gives_every_headline_a_topic_and_a_place(newsroom: TopicsService) -> None:
    report = jobs.run(newsroom, now=NOW, batches=[batch(0, 50)])
    assert [one.name for one in report.stages] == STAGES
    assert report.ok
    assert [one.done for one in report.stages] == [50] * 6
    assert all(record.topic in newsroom.taxonomy.ids for record in records(newsroom))
    assert unplaced(newsroom) == 0
    assert len(newsroom.themes()) == stage(report, "themes").figures["themes"] > 3
    assert stage(report, "themes").figures["unassigned"] == sum(
        theme is None for theme in theme_of(newsroom).values()
    )


def test_a_second_run_does_nothing(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 50)])
    before, run = records(newsroom), newsroom.store.themes.current_run()
    asked = len(newsroom.encoder.encoded)
    report = jobs.run(newsroom, now=NOW + timedelta(days=3), batches=[batch(0, 50)])
    assert stage(report, "ingest").figures["added"] == stage(report, "ingest").figures["updated"] == 0
    assert [stage(report, name).done for name in ("embed", "classify", "themes", "stories")] == [0] * 4
    assert not stage(report, "themes").figures["refitted"]
    assert records(newsroom) == before
    assert newsroom.store.themes.current_run() == run
    assert len(newsroom.encoder.encoded) == asked, "no text is encoded twice"


def test_an_empty_store_is_no_failure_and_fills_later(newsroom: TopicsService) -> None:
    report = jobs.run(newsroom, now=NOW)
    assert report.ok
    assert [one.done for one in report.stages] == [0] * 6
    assert newsroom.themes() == []
    later = jobs.run(newsroom, now=NOW, batches=[batch(0, 50)])
    assert stage(later, "themes").figures["refitted"]
    assert newsroom.themes()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_handful_of_headlines_is_no_failure(newsroom: TopicsService, count: int) -> None:
    assert jobs.run(newsroom, now=NOW, batches=[batch(0, count)]).ok
    assert unplaced(newsroom) == 0


def test_the_small_jobs_together_do_what_run_does(newsroom: TopicsService, tmp_path: Path) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 50)])
    (tmp_path / "other").mkdir()
    with open_newsroom(tmp_path / "other") as other:
        jobs.ingest(other, now=NOW, batches=[batch(0, 50)])
        jobs.classify(other, now=NOW)
        jobs.cluster(other, now=NOW)
        jobs.tell_stories(other, now=NOW)
        assert records(other) == records(newsroom)


def test_a_changed_title_is_read_anew(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[Batch((*headlines(0, 49), headline("عنوان أول مؤقت", key="k")))])
    corrected = headline("أمطار قوية تعم الرباط وسيول في الأودية", key="k")
    report = jobs.run(newsroom, now=NOW, batches=[Batch((corrected,))])
    assert stage(report, "ingest").figures["updated"] == 1
    assert stage(report, "classify").done == stage(report, "themes").done == 1
    (record,) = [one for one in records(newsroom) if one.headline.id == corrected.id]
    rain = next(one for one in headlines(0, 1) if "أمطار" in one.title)
    assert record.theme == theme_of(newsroom)[rain.id] is not None


def test_another_encoder_encodes_all_again_and_fits_again(newsroom: TopicsService, tmp_path: Path) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 50)])
    with open_newsroom(tmp_path, HashingEncoder("hashing-2", dimension=128)) as changed:
        report = jobs.run(changed, now=NOW)
        assert stage(report, "embed").done == stage(report, "classify").done == 50
        assert stage(report, "embed").figures["encoded_again"] == 50
        assert "hashing-2" in stage(report, "themes").figures["reason"]
        assert {theme.encoder_id for theme in changed.themes()} == {"hashing-2"}
        assert {record.model_id for record in records(changed)} == {changed.classifier.model_id}
        assert changed.store.vectors.count("hashing-1") == 50, "what the other encoder made stays"
        assert np.stack([theme.centroid for theme in changed.themes()]).shape[1] == 128
        assert "encoded_again" not in stage(jobs.run(changed, now=NOW), "embed").figures


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_failing_source_does_not_stop_the_others(newsroom: TopicsService, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("\n".join(one.title for one in headlines(0, 12)), encoding="utf-8")
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 this is no table")
    for name, file in (("first", "missing.txt"), ("second", "damaged.parquet"), ("third", "good.txt")):
        newsroom.store.sources.add(Source(name, str(tmp_path / file), SourceKind.FILE, language="ar"))
    report = jobs.run(newsroom, now=NOW)
    assert report.ok
    assert newsroom.store.headlines.count(HeadlineFilter(sources=("third",))) == 12
    assert report.problems >= 2
    assert {"first", "second"} <= {problem.source for problem in newsroom.recent_problems()}
    state = {name: newsroom.store.sources.state(name) for name in ("first", "second", "third")}
    assert state["third"].last_success == NOW
    assert (state["first"].last_success, state["first"].failures) == (None, 1)
    assert state["first"].last_error


def test_a_source_that_is_switched_off_is_not_read(newsroom: TopicsService, tmp_path: Path) -> None:
    file = tmp_path / "off.txt"
    file.write_text("عنوان لا يقرأ أبدا", encoding="utf-8")
    newsroom.store.sources.add(Source("off", str(file), SourceKind.FILE, enabled=False))
    report = jobs.run(newsroom, now=NOW)
    assert stage(report, "ingest").figures["sources"] == stage(report, "ingest").done == 0


def test_an_error_is_reported_and_what_was_done_stays(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, BrokenEncoder(after=20), batch_size=10) as service:
        with pytest.raises(EncoderError, match="plug it in"):
            jobs.run(service, now=NOW, batches=[batch(0, 50)])
        (report,) = service.recent_reports()
        assert (report.ok, report.job) == (False, "run")
        assert report.error is not None
        assert "plug it in" in report.error
        assert [one.name for one in report.stages] == ["ingest"]
        assert service.store.headlines.count(HeadlineFilter()) == 50
        assert service.store.vectors.count("hashing-1") == 20
        assert service.store.check() == []
    with open_newsroom(tmp_path) as repaired:
        report = jobs.run(repaired, now=NOW)
        assert stage(report, "embed").done == 30, "the rest, not all of it again"
        assert [one.ok for one in repaired.recent_reports()] == [True, False]
        assert ids(headlines(0, 50)) == set(theme_of(repaired))


def test_every_job_leaves_the_report_that_it_returns(newsroom: TopicsService) -> None:
    returned = [
        jobs.ingest(newsroom, now=NOW, batches=[batch(0, 20)]),
        jobs.classify(newsroom, now=NOW),
        jobs.cluster(newsroom, now=NOW),
        jobs.tell_stories(newsroom, now=NOW),
        jobs.run(newsroom, now=NOW),
    ]
    stored = newsroom.recent_reports()[::-1]
    assert [one.job for one in stored] == ["ingest", "classify", "themes", "stories", "run"]
    for one, two in zip(stored, returned, strict=True):
        assert (one.run_id, one.stages, one.problems, one.started) == (
            two.run_id,
            two.stages,
            two.problems,
            NOW,
        )
