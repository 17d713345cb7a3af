"""What a candidate changes is found and told headline by headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.classify.models import DIMENSION, TITLES, TOPICS, small_model
from tests.fakes import HashingEncoder
from topics.classify.topic_model import TopicModel
from topics.text import embedding_text
from topics.training.assessing import Pair, Recent, metrics_of, size_of
from topics.training.freezing import Frozen
from topics.training.labelled import Labelled, LabelledSet


def encode(titles: Sequence[str]) -> np.ndarray:
    return HashingEncoder(dimension=DIMENSION).encode([embedding_text(title) for title in titles])


@pytest.fixture
def champion() -> TopicModel:
    return small_model()


@pytest.fixture
def candidate(champion: TopicModel) -> TopicModel:
    """Calls everything sport."""
    return replace(champion, bias=np.array([99.0, 0.0, 0.0], np.float32))


RECENT = [Recent(title, "ar") for title in TITLES]


def test_the_same_model_flips_nothing(champion: TopicModel) -> None:
    pair = Pair(champion, champion, encode)
    assert pair.flips(RECENT, []) == [] and pair.effects(RECENT, []) == []
    assert pair.flips([], []) == []


def test_flips_are_told_with_what_editors_say_first(champion: TopicModel, candidate: TopicModel) -> None:
    pair = Pair(champion, candidate, encode)
    said = [Labelled(TITLES[-1], "en", "sport"), Labelled("Another one", "en", "weather")]
    found = pair.flips(RECENT, said)
    assert found and all(one.after == "sport" != one.before for one in found)
    assert len({one.title for one in found}) == len(found)
    corrected = [one.corrected for one in found]
    assert corrected == sorted(corrected, key=lambda topic: topic is None)


def test_effects_count_what_was_missed_and_learnt(champion: TopicModel, candidate: TopicModel) -> None:
    pair = Pair(champion, candidate, encode)
    said = [Labelled(title, "en", "sport") for title in TITLES]
    effects = {one.topic: one for one in pair.effects(RECENT, said)}
    sport = effects["sport"]
    assert (sport.corrections, sport.learnt, sport.recent_after) == (5, sport.missed, 5)
    assert sum(one.recent_before for one in effects.values()) == 5
    assert sport.missed == 5 - sport.recent_before


def test_evidence_is_of_every_set_and_of_corrections(champion: TopicModel, candidate: TopicModel) -> None:
    gold = LabelledSet("gold", tuple(Labelled(title, "fr", TOPICS[n % 2]) for n, title in enumerate(TITLES)))
    held_out = (Labelled("Rain again", "en", "weather"),)
    frozen = Frozen((), held_out, held_out, (gold,), (), (), "")
    found = Pair(champion, candidate, encode).evidence(frozen, seed=0, resamples=100)
    assert [one.name for one in found.sets] == ["gold"]
    assert found.corrections is not None and found.fresh is not None
    assert found.corrections.filed.candidate == 0.0 and found.fresh.filed.n == 1
    assert found.invariance[1].changed == 0
    assert found.cost[0].size == found.cost[1].size == size_of(champion) and found.cost[0].seconds > 0
    metrics = metrics_of(found)
    assert set(metrics) == {"gold", "corrections"}
    assert metrics["gold"]["overall"]["accepted"] == pytest.approx(0.6)
    none = Pair(champion, candidate, encode).evidence(
        replace(frozen, held_out=(), fresh=()), seed=0, resamples=9
    )
    assert none.corrections is None and none.fresh is None
