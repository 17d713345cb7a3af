"""What the gate has refused is not made anew, unless something would judge it otherwise tonight."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.newsroom import NOW, open_newsroom
from tests.jobs.retrained import TAXONOMY, TEXT, champion, corrections, retrained
from topics.registry.registry import Registry
from topics.retrain_data import night_of, why_not
from topics.retrain_parts import Wish
from topics.service import TopicsService
from topics.training.freezing import is_kept_back
from topics.training.gate import Rules
from topics.training.retraining import Outcome


def label(gold: Path, *, wrong: bool) -> None:
    """Thirty headlines of words that are learnt; wrong: each under another topic than editors say."""
    topics = list(TEXT)
    rows = [
        {"title": one.title, "topic": topics[topics.index(one.topic) - wrong], "lang": "en"}
        for one in corrections(90)[60:]
    ]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[TopicsService]:
    """Its corrections were refused last night, because of a gold file that was labelled wrongly."""
    (tmp_path / "own.toml").write_text(TAXONOMY, encoding="utf-8")
    with open_newsroom(tmp_path, taxonomy=tmp_path / "own.toml", models=tmp_path / "models") as service:
        champion(tmp_path / "shipped", service.taxonomy)
        service.store.corrections.add(corrections(60))
        label(tmp_path / "gold.jsonl", wrong=True)
        found = retrained(service, tmp_path / "shipped", gold=(tmp_path / "gold.jsonl",))
        assert found.outcome is Outcome.REFUSED, found.reason
        yield service


@pytest.fixture
def why(newsroom: TopicsService, tmp_path: Path) -> Callable[[], str]:
    """Why the next night makes nothing."""
    registry = Registry(newsroom.settings.models, shipped=tmp_path / "shipped")
    wish = Wish(gold=(tmp_path / "gold.jsonl",))

    def asked() -> str:
        night = night_of(newsroom, registry, newsroom.store.corrections, wish, lambda message: None)
        return why_not(night, registry, wish)

    return asked


def tell(newsroom: TopicsService, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what is told of the refused version."""
    (report,) = newsroom.settings.models.glob("classifier-*/report.json")
    told = json.loads(report.read_bytes())
    change(told)
    report.write_text(json.dumps(told), encoding="utf-8")


def only(rule: str) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        for one in told["verdict"]["findings"]:
            one["ok"] = one["rule"] != rule

    return change


def test_it_stays_refused_until_what_measures_is_mended(
    newsroom: TopicsService, why: Callable[[], str], tmp_path: Path
) -> None:
    assert "the gate has refused" in why() and "--force" not in why()
    label(tmp_path / "gold.jsonl", wrong=False)
    assert why() == ""
    label(tmp_path / "gold.jsonl", wrong=True)
    assert why() != ""
    one = next(one for one in corrections(60) if is_kept_back(one.title) and one.topic == "sport")
    newsroom.store.corrections.add([replace(one, topic="economy", created=NOW + timedelta(days=1))])
    assert why() == "", "an editor has mended the label of a headline that measures"


def test_what_may_be_judged_otherwise_tonight_is_judged_anew(
    newsroom: TopicsService, why: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setattr("topics.retrain_data.Rules", partial(Rules, most_lost=0.02))
        assert why() == "", "another rule"
    tell(newsroom, only("size"))
    assert why() != ""
    tell(newsroom, only("speed"))
    assert why() == "", "the rest of the machine may have been at work"
    tell(newsroom, only("size"))
    tell(newsroom, lambda told: told["taught"].pop("judged_by"))
    assert why() == "", "an earlier release did not say"
    tell(newsroom, lambda told: told.update(verdict=None))
    assert why() == ""
