"""Corrections in, a better model out, never a worse one; over a real store and a real folder of versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.jobs.newsroom import NOW, open_newsroom
from tests.jobs.retrained import TAXONOMY, TEXT, champion, corrections, kept_back, retrained
from topics.errors import InputError, ModelError, TopicsError, UsageError
from topics.registry.registry import Registry
from topics.service import TopicsService
from topics.settings import Settings
from topics.training.assessing import Pair
from topics.training.freezing import is_kept_back
from topics.training.retraining import Outcome
from topics.types import Correction


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return tmp_path / "shipped"


@pytest.fixture
def newsroom(tmp_path: Path, shipped: Path) -> Iterator[TopicsService]:
    (tmp_path / "own.toml").write_text(TAXONOMY, encoding="utf-8")
    with open_newsroom(tmp_path, taxonomy=tmp_path / "own.toml", models=tmp_path / "models") as service:
        champion(shipped, service.taxonomy)
        yield service


def shuffled(count: int, *, after: int = 0) -> list[Correction]:
    """Corrections whose topics were dealt anew among them, said after so many others."""
    said = corrections(after + count)[after:]
    labels = np.random.default_rng(0).permutation([one.topic for one in said]).tolist()
    return [replace(one, topic=topic) for one, topic in zip(said, labels, strict=True)]


def test_forty_corrections_make_a_better_champion(newsroom: TopicsService, shipped: Path) -> None:
    said = corrections(150)
    newsroom.store.corrections.add(said)
    found = retrained(newsroom, shipped)
    assert found.outcome is Outcome.PROMOTED, found.reason
    assert found.taught.held_out == kept_back(said) >= 20
    registry = Registry(newsroom.settings.models, shipped=shipped)
    version, model = registry.load_champion()
    assert version.name == found.version and registry.verify(version.name) == []
    assert version.manifest is not None and version.manifest.parent == "shipped"
    assert version.manifest.metrics["corrections"]["overall"]["accepted"] > 0.6
    assert model.sets == ("desk", "taxonomy", "corrections")
    assert {path.name for path in version.folder.iterdir()} >= {"report.json", "report.html", "README.md"}
    assert {one.topic for one in found.effects} == set(TEXT)
    assert sum(one.learnt for one in found.effects) > 0.5 * sum(one.missed for one in found.effects)
    assert found.flips and all(one.corrected for one in found.flips)


def test_a_second_night_without_news_makes_nothing(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(150))
    retrained(newsroom, shipped)
    left = newsroom.settings.models / ".building-dead"  # by one that was killed after it had promoted
    left.mkdir()
    again = retrained(newsroom, shipped)
    assert again.outcome is Outcome.NOTHING and "has learnt all" in again.reason
    assert not left.exists()
    assert len(Registry(newsroom.settings.models, shipped=shipped).versions()) == 1
    assert [report.job for report in newsroom.recent_reports()] == ["retrain", "retrain"]
    assert newsroom.recent_reports()[0].stages[-1].figures["outcome"] == "nothing to learn"


def test_no_correction_is_nothing_to_learn(newsroom: TopicsService, shipped: Path) -> None:
    found = retrained(newsroom, shipped)
    assert found.outcome is Outcome.NOTHING and found.version is None
    assert not list(newsroom.settings.models.glob("classifier-*"))


def test_poisoned_corrections_are_refused_and_kept_as_a_candidate(
    newsroom: TopicsService, shipped: Path
) -> None:
    newsroom.store.corrections.add(shuffled(300))
    found = retrained(newsroom, shipped)
    assert found.outcome is Outcome.REFUSED
    registry = Registry(newsroom.settings.models, shipped=shipped)
    assert registry.champion().name == "shipped"
    candidate = registry.candidate()
    assert candidate is not None and candidate.name == found.version
    page = Path(found.places["html"]).read_text(encoding="utf-8")
    assert "Refused: the champion goes on serving" in page and "corrections kept back" in page
    assert newsroom.recent_reports()[0].ok


@pytest.mark.slow
def test_what_the_gate_refused_is_not_tried_every_night(newsroom: TopicsService, shipped: Path) -> None:
    poisoned = shuffled(330)
    newsroom.store.corrections.add(poisoned[:300])
    first = retrained(newsroom, shipped)
    assert first.outcome is Outcome.REFUSED
    again = retrained(newsroom, shipped)
    assert again.outcome is Outcome.NOTHING and f"refused {first.version}" in again.reason
    assert len(Registry(newsroom.settings.models, shipped=shipped).versions()) == 1
    assert retrained(newsroom, shipped, dry_run=True).outcome is Outcome.TRIED
    newsroom.store.corrections.add(poisoned[300:])
    assert retrained(newsroom, shipped).outcome is Outcome.REFUSED


def test_what_somebody_went_back_from_stays_away_until_there_is_more_to_learn(
    newsroom: TopicsService, shipped: Path
) -> None:
    said = corrections(180)
    newsroom.store.corrections.add(said[:150])
    first = retrained(newsroom, shipped)
    registry = Registry(newsroom.settings.models, shipped=shipped)
    registry.rollback("amina", "sport went wrong", now=NOW)
    again = retrained(newsroom, shipped)
    assert again.outcome is Outcome.NOTHING and f"went back from it to {first.champion}" in again.reason
    assert registry.champion().name == first.champion
    newsroom.store.corrections.add(said[150:])
    assert retrained(newsroom, shipped).outcome is Outcome.PROMOTED


def test_where_nothing_measures_nothing_is_promoted(newsroom: TopicsService, shipped: Path) -> None:
    said = [one for one in corrections(60) if not is_kept_back(one.title)][:9]
    newsroom.store.corrections.add(said)
    found = retrained(newsroom, shipped)
    assert found.outcome is Outcome.REFUSED and "nothing measures" in found.reason


@pytest.mark.slow
def test_nonsense_in_instalments_is_refused_too(newsroom: TopicsService, shipped: Path) -> None:
    poisoned = shuffled(300)
    outcomes = []
    for night in range(6):
        newsroom.store.corrections.add(poisoned[50 * night : 50 * night + 50])
        outcomes.append(retrained(newsroom, shipped).outcome)
    assert outcomes[1:] == [Outcome.REFUSED] * 5, "with twenty kept back it shows"


def test_honest_history_hides_no_nonsense(newsroom: TopicsService, shipped: Path) -> None:
    """Sixty kept back make sense, and twenty of two nights do not: all together would look like sense."""
    newsroom.store.corrections.add(corrections(300))
    assert retrained(newsroom, shipped, now=NOW + timedelta(minutes=300)).outcome is Outcome.PROMOTED
    poisoned = shuffled(100, after=300)
    for first in (0, 50):
        newsroom.store.corrections.add(poisoned[first : first + 50])
        found = retrained(newsroom, shipped, now=NOW + timedelta(minutes=350 + first))
    assert found.verdict is not None
    assert "sense" in [one.rule for one in found.verdict.findings if not one.ok]


def test_a_champion_of_meanwhile_stays(
    newsroom: TopicsService, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.store.corrections.add(corrections(150))
    first = retrained(newsroom, shipped)
    newsroom.store.corrections.add(corrections(180)[150:])
    measured = Pair.evidence

    def meanwhile(pair: Pair, *arguments: Any, **named: Any) -> Any:
        Registry(newsroom.settings.models, shipped=shipped).rollback("amina", "in the meantime", now=NOW)
        return measured(pair, *arguments, **named)

    monkeypatch.setattr(Pair, "evidence", meanwhile)
    with pytest.raises(ModelError, match="was held against, got shipped"):
        retrained(newsroom, shipped)
    registry = Registry(newsroom.settings.models, shipped=shipped)
    assert registry.champion().name == first.champion == "shipped"
    assert [one.name for one in registry.versions()] == [first.version], "no page says that another serves"


def test_a_report_that_finds_no_room_undoes_nothing(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(150))
    newsroom.settings.models.mkdir(parents=True)
    (newsroom.settings.models / "reports").write_text("in the way", encoding="utf-8")
    found = retrained(newsroom, shipped)
    assert found.outcome is Outcome.PROMOTED and found.places == {}
    assert newsroom.recent_reports()[0].stages[-1].figures["outcome"] == "promoted"


def test_force_overrules_the_gate_and_is_recorded(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(shuffled(300))
    found = retrained(newsroom, shipped, force="a drill")
    registry = Registry(newsroom.settings.models, shipped=shipped)
    assert found.outcome is Outcome.FORCED and registry.champion().name == found.version
    manifest = registry.champion().manifest
    assert manifest is not None and manifest.forced == "cron: a drill"
    assert registry.aliases().history[-1].forced == "a drill"


def test_a_dry_run_leaves_a_report_and_nothing_else(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(60))
    found = retrained(newsroom, shipped, dry_run=True)
    assert found.outcome is Outcome.TRIED and found.version is None
    assert not list(newsroom.settings.models.glob("classifier-*"))
    told = json.loads(Path(found.places["json"]).read_text(encoding="utf-8"))
    assert told["outcome"] == "tried" and told["verdict"]["findings"] and told["measured"]["spelling"]


def test_it_waits_for_enough(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(30))
    found = retrained(newsroom, shipped, min_corrections=50)
    assert found.outcome is Outcome.NOTHING and "waits for 50" in found.reason


def test_no_drift_ends_it(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(30))
    found = retrained(newsroom, shipped, calm="nothing to learn: no drift")
    assert found.outcome is Outcome.NOTHING and found.reason == "nothing to learn: no drift"


@pytest.mark.slow
def test_each_night_builds_on_the_same_model_and_forgets_what_is_taken_back(
    newsroom: TopicsService, shipped: Path
) -> None:
    """Two nights in a row, or one with everything: the same weights."""
    said = corrections(180)
    newsroom.store.corrections.add(said[:120])
    first = retrained(newsroom, shipped)
    newsroom.store.corrections.add(said[120:])
    second = retrained(newsroom, shipped)
    assert first.outcome is second.outcome is Outcome.PROMOTED
    assert second.taught.way == first.taught.way == "on top of shipped"
    assert second.taught.new == second.taught.corrections - first.taught.corrections
    registry = Registry(newsroom.settings.models, shipped=shipped)
    _, model = registry.load_champion()
    other = newsroom.settings.models.parent / "other"
    with open_newsroom(other, taxonomy=newsroom.settings.taxonomy, models=other / "models") as alone:
        alone.store.corrections.add(said)
        retrained(alone, shipped)
        _, same = Registry(other / "models", shipped=shipped).load_champion()
    assert same.digest == model.digest


def test_where_the_base_is_gone_the_champion_stands_in(newsroom: TopicsService, shipped: Path) -> None:
    said = corrections(180)
    newsroom.store.corrections.add(said[:120])
    first = retrained(newsroom, shipped)
    newsroom.store.corrections.add(said[120:])
    model = shipped / next(path.name for path in shipped.glob("*.safetensors"))
    model.rename(model.with_suffix(".gone"))
    second = retrained(newsroom, shipped)
    assert second.taught.way == f"on top of {first.version}"
    assert second.outcome is Outcome.PROMOTED


def test_open_sets_train_anew(newsroom: TopicsService, shipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    rows = [
        {"title": f"{words} q{n}", "topic": topic, "lang": "en"}
        for topic, words in TEXT.items()
        for n in range(30)
    ]
    (folder / "desk.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    newsroom.store.corrections.add(corrections(60))
    found = retrained(newsroom, shipped, data=folder, dry_run=True)
    assert found.taught.way == "anew" and found.taught.headlines == 90
    with pytest.raises(UsageError, match="--data"):
        retrained(newsroom, shipped, data=tmp_path / "nowhere")


def test_gold_files_measure_and_never_teach(newsroom: TopicsService, shipped: Path, tmp_path: Path) -> None:
    said = corrections(60)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        "\n".join(json.dumps({"title": one.title, "topic": one.topic, "lang": "en"}) for one in said[:30])
    )
    newsroom.store.corrections.add(said)
    found = retrained(newsroom, shipped, gold=(gold,), dry_run=True)
    assert found.taught.corrections == 60 - kept_back(said) - (30 - kept_back(said[:30]))
    assert found.evidence is not None and [one.name for one in found.evidence.sets] == ["gold"]
    with pytest.raises(InputError):
        retrained(newsroom, shipped, gold=(tmp_path / "nothing.jsonl",))
    assert not newsroom.recent_reports()[0].ok


def test_only_one_at_a_time(newsroom: TopicsService, shipped: Path) -> None:
    from topics.lock import held

    newsroom.settings.models.mkdir(parents=True)
    with (
        held(newsroom.settings.models / "retrain.lock", "topics retrain"),
        pytest.raises(TopicsError, match="topics retrain"),
    ):
        retrained(newsroom, shipped)


def test_a_model_that_the_settings_name_is_not_retrained(
    newsroom: TopicsService, shipped: Path, tmp_path: Path
) -> None:
    newsroom.settings = Settings(db=newsroom.settings.db, model=shipped, models=tmp_path / "models")
    with pytest.raises(UsageError, match="TOPICS_MODEL"):
        retrained(newsroom, shipped)


def test_a_damaged_champion_is_told(newsroom: TopicsService, shipped: Path) -> None:
    (shipped / "topics.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError):
        retrained(newsroom, shipped)


def test_corrections_by_since(newsroom: TopicsService, shipped: Path) -> None:
    newsroom.store.corrections.add(corrections(60))
    found = retrained(newsroom, shipped, since=NOW + timedelta(minutes=30), dry_run=True)
    assert found.taught.corrections + found.taught.held_out == 30
    assert "made before" in found.taught.notes[0]
