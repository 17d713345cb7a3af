"""Drift of a store: which periods, stories counted once, editors' words, other models' left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.drifted import DAYS, FIRST, NOW, PER_DAY, TOPICS, fill, said
from tests.jobs.newsroom import open_newsroom
from tests.jobs.retrained import TAXONOMY, champion, corrections, retrained
from topics.drift_job import DriftFound, calm_reason, drift
from topics.errors import UsageError
from topics.service import TopicsService
from topics.training.drift import Severity
from topics.training.retraining import Outcome
from topics.types import Predictions


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[TopicsService]:
    with open_newsroom(tmp_path, models=tmp_path / "models", timezone="Africa/Casablanca") as service:
        yield service


def names(found: DriftFound) -> set[str]:
    return {one.name for one in found.drift.measures if one.severity is not Severity.NONE}


def test_steady_news_is_calm(newsroom: TopicsService) -> None:
    fill(newsroom)
    found = drift(newsroom, NOW)
    assert not found.drift.drifted and calm_reason(found) == "calm: nothing drifted"
    assert len(found.drift.measures) == 6
    assert found.against == "the 28 days before"
    last = FIRST + timedelta(hours=(DAYS * PER_DAY - 1) * 24 / PER_DAY)
    assert found.now.until - last == timedelta(microseconds=1)
    assert found.now.until - found.now.since == timedelta(days=7)
    assert found.before.until == found.now.since
    assert found.drift.now.headlines == 7 * PER_DAY
    assert found.drift.before.headlines == 28 * PER_DAY


def test_english_phones_are_flagged_with_headlines(newsroom: TopicsService) -> None:
    fill(newsroom, phones=True)
    found = drift(newsroom, NOW)
    assert found.drift.severity is Severity.STRONG
    assert names(found) == {"languages", "places"} and calm_reason(found) == ""
    assert len(found.unlike) == 5 and {one.language for one in found.unlike} == {"en"}
    assert drift(newsroom, NOW) == found


def test_one_story_told_a_hundred_times_is_no_drift(newsroom: TopicsService) -> None:
    fill(newsroom, burst=True)
    found = drift(newsroom, NOW)
    assert not found.drift.drifted
    assert found.drift.now.headlines > 150 and found.drift.now.news < 90


def test_periods_can_be_named(newsroom: TopicsService) -> None:
    fill(newsroom, phones=True)
    before = drift(newsroom, NOW, until=NOW - timedelta(days=7))
    assert not before.drift.drifted
    named = drift(newsroom, NOW, since=NOW - timedelta(days=14), against=FIRST)
    assert (named.before.since, named.before.until) == (FIRST, NOW - timedelta(days=14))
    assert named.against == "what came before" and named.drift.drifted
    with pytest.raises(UsageError, match="--against before --since"):
        drift(newsroom, NOW, since=NOW - timedelta(days=7), against=NOW)
    with pytest.raises(UsageError, match="--until"):
        drift(newsroom, NOW, since=NOW, until=FIRST)


def test_too_little_is_calm_and_says_so(newsroom: TopicsService) -> None:
    found = drift(newsroom, NOW)
    assert calm_reason(found).startswith("calm: too little to tell drift")
    fill(newsroom)
    assert "too little" in calm_reason(drift(newsroom, NOW, until=FIRST + timedelta(days=10)))


def test_corrections_count_where_they_change_something(newsroom: TopicsService) -> None:
    items = fill(newsroom)
    lately = [item for item in items if item.seen >= NOW - timedelta(days=7)]
    newsroom.store.corrections.add([said(item, "sport", was="sport") for item in lately])
    assert "corrected" not in names(drift(newsroom, NOW))
    newsroom.store.corrections.add([said(item, "weather", was="sport") for item in lately[::2]])
    found = drift(newsroom, NOW)
    assert "corrected" in names(found)
    (measure,) = [one for one in found.drift.measures if one.name == "corrected"]
    assert measure.moved[0].now == pytest.approx(0.5, abs=0.02)


def test_what_another_model_filed_is_not_compared(newsroom: TopicsService) -> None:
    """In the middle of filing anew: what the old model said of the weeks before tells nothing."""
    items = fill(newsroom)
    ids = tuple(item.id for item in items if item.seen >= NOW - timedelta(days=7))
    chances = np.tile(np.array([[0.0, 0.0, 1.0]], np.float32), (len(ids), 1))
    newsroom.store.predictions.save(Predictions(ids, TOPICS, chances, np.ones(len(ids), bool), "newer"))
    found = drift(newsroom, NOW)
    assert [one.name for one in found.drift.measures] == ["languages", "sources", "places", "corrected"]
    assert not found.drift.drifted


def test_a_store_without_vectors_is_compared_by_the_rest(newsroom: TopicsService) -> None:
    fill(newsroom)
    newsroom.encoder.encoder_id = "another"
    assert "places" not in {one.name for one in drift(newsroom, NOW).drift.measures}


def test_the_champions_own_weeks_are_compared_with(newsroom: TopicsService, tmp_path: Path) -> None:
    from topics.registry.draft import Draft
    from topics.registry.registry import Registry
    from topics.service import registry_of
    from topics.taxonomy import load_taxonomy

    (tmp_path / "own.toml").write_text(TAXONOMY, encoding="utf-8")
    taxonomy = load_taxonomy(tmp_path / "own.toml")
    fill(newsroom, phones=True)

    def build(folder: Path) -> Draft:
        champion(folder, taxonomy)
        return Draft(taxonomy_hash=taxonomy.digest, data_hash="none")

    registry: Registry = registry_of(newsroom.settings)
    made = FIRST + timedelta(days=20)
    name = registry.promote(registry.store(build, now=made).name, "desk", now=made).name
    found = drift(newsroom, NOW)
    assert found.against == f"the 28 days until the champion {name} was made"
    assert (found.before.since, found.before.until) == (made - timedelta(days=28), made)
    assert found.drift.before.headlines == 20 * PER_DAY
    early = FIRST + timedelta(days=9)  # of which the store has too little
    name = registry.promote(registry.store(build, now=early).name, "desk", now=early).name
    assert name.startswith("classifier-20260114")
    assert drift(newsroom, NOW).against == "the 28 days before" and drift(newsroom, NOW).drift.drifted
    (newsroom.settings.models / "aliases.json").write_text("{", encoding="utf-8")
    assert drift(newsroom, NOW).against == "the 28 days before"


def test_a_calm_night_ends_before_anything_is_learnt(newsroom: TopicsService, tmp_path: Path) -> None:
    fill(newsroom)
    champion(tmp_path / "shipped", newsroom.taxonomy)
    newsroom.store.corrections.add(corrections(30))
    found = retrained(newsroom, tmp_path / "shipped", calm=calm_reason(drift(newsroom, NOW)))
    assert found.outcome is Outcome.NOTHING and found.reason == "calm: nothing drifted"
    assert newsroom.recent_reports()[0].stages[-1].figures["reason"] == "calm: nothing drifted"
