"""What editors say is learnt on top of a model, and what the model knew stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import HashingEncoder
from topics.classify.topic_model import TopicModel, title_key, write_topic_model
from topics.classify.trained import TrainedClassifier
from topics.text import embedding_text
from topics.training.labelled import Labelled
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import train_topics
from topics.training.updating import Updated, already_learnt, differing, update_topics

RECIPE = TopicRecipe()
VOCABULARY = {
    "sport": "match goal team coach stadium cup league player referee fans",
    "weather": "rain storm snow wind heat cloud forecast frost fog thunder",
    "economy": "price market bank budget export trade wage tax loan bond",
}
TOPICS = tuple(VOCABULARY)


def encode(titles: Sequence[str]) -> np.ndarray:
    return HashingEncoder(dimension=64).encode([embedding_text(title) for title in titles])


def headlines(each: int, *, start: int = 0, weight: float = 1.0) -> list[Labelled]:
    """Headlines of four words of their topic."""
    return [
        Labelled(
            " ".join(np.random.default_rng(number).choice(words.split(), 4, replace=False)) + f" x{number}",
            "en",
            topic,
            weight=weight,
        )
        for topic, words in VOCABULARY.items()
        for number in range(start, start + each)
    ]


KNOWN = headlines(40)
SAID = [  # words that the model has never read
    Labelled(f"regatta sail keel n{number}", "en", "sport", weight=2.0) for number in range(10)
]


def trained(rows: Sequence[Labelled]) -> TopicModel:
    material = Material(tuple(rows), ("desk",) * len(rows), TOPICS)
    return train_topics(material, encode, encoder_id="hashing-1", recipe=RECIPE)[0]


@pytest.fixture(scope="module")
def base() -> TopicModel:
    return trained(KNOWN)


def updated(base: TopicModel, said: Sequence[Labelled], known: Sequence[Labelled] = KNOWN) -> Updated:
    return update_topics(base, said, known, encode, recipe=RECIPE)


def topics_of(model: TopicModel, titles: Sequence[str]) -> list[str]:
    found = TrainedClassifier(model).predict(titles, titles, encode(titles))
    return [found.ranked(row)[0][0] for row in range(len(titles))]


def test_no_correction_changes_nothing(base: TopicModel) -> None:
    found = updated(base, [])
    assert found.model is base and found.learnt == 0


def test_one_headline_is_learnt_and_its_like(base: TopicModel) -> None:
    one = Labelled("regatta of old wooden boats", "en", "sport", weight=2.0)
    (before,) = TrainedClassifier(base).scores([one.title], encode([one.title]))
    model = updated(base, [one]).model
    (after,) = TrainedClassifier(model).scores([one.title], encode([one.title]))
    assert topics_of(model, [one.title, "wooden boats at the regatta"]) == ["sport", "sport"]
    assert after[0] - before[0] > 0.3


def test_it_is_the_model_of_old_and_new_together() -> None:
    """Where everything that the base has learnt is at hand, no trick is left: the same scores."""
    base = trained(KNOWN)
    titles = [row.title for row in (*SAID, *headlines(5, start=100))]
    model = updated(base, SAID).model
    space_kept = _trained_in_the_space_of(base, [*KNOWN, *SAID])
    got = TrainedClassifier(model).scores(titles, encode(titles))
    wanted = TrainedClassifier(space_kept).scores(titles, encode(titles))
    assert got == pytest.approx(wanted, abs=0.01)


def _trained_in_the_space_of(base: TopicModel, rows: Sequence[Labelled]) -> TopicModel:
    """All rows at once over the base's features."""
    from topics.classify.hashed_words import HashedWords
    from topics.classify.likeness import Points
    from topics.classify.topic_model import References
    from topics.training.linear_head import Features, fit_duals, head_of, targets_of, weights_of
    from topics.training.topic_training import word_lengths

    titles = [row.title for row in rows]
    placed = base.space.place(encode(titles).astype(np.float64))
    points = Points.of(placed, base.references.points.steps)
    lengths = word_lengths(RECIPE)
    features = Features(points.rows, HashedWords(base.rarity).transform(titles).multiply(lengths).tocsr())
    kernel = features.kernel(RECIPE)
    duals = fit_duals(kernel, targets_of(rows, TOPICS, RECIPE), weights_of(rows, RECIPE), RECIPE)
    head = head_of(features, duals, RECIPE)
    return replace(
        base,
        from_references=head.from_near.astype(np.float32),
        references=References(
            points, *(np.zeros(len(rows), kind) for kind in (np.uint8, np.uint64, np.uint8))
        ),
        from_words=(lengths[:, None] * head.from_said).astype(np.float32),
        bias=head.bias.astype(np.float32),
    )


def test_forty_corrections_cost_nothing_of_what_was_known(base: TopicModel) -> None:
    said = [Labelled(f"regatta sail keel n{number}", "en", "economy", weight=2.0) for number in range(40)]
    model = updated(base, said).model
    fresh = headlines(30, start=200)
    titles = [row.title for row in fresh]
    right = [
        sum(a == row.topic for a, row in zip(topics_of(one, titles), fresh, strict=True))
        for one in (base, model)
    ]
    assert right[1] >= right[0] - 1 and right[0] > 80
    without = updated(base, said, known=()).model  # the model's own vectors alone still hold
    assert sum(a == row.topic for a, row in zip(topics_of(without, titles), fresh, strict=True)) > 80


def test_known_headlines_that_are_corrected_hold_nothing(base: TopicModel) -> None:
    wrong = replace(KNOWN[0], topic="economy", weight=5.0)
    assert topics_of(updated(base, [wrong]).model, [wrong.title]) == ["economy"]


def test_corrections_become_references(base: TopicModel, tmp_path: Path) -> None:
    model = write_topic_model(updated(base, [*SAID, replace(KNOWN[0], topic="economy")]).model, tmp_path)
    named = model.references
    own = named.sets == model.sets.index("corrections")
    assert model.sets == ("desk", "corrections")
    assert own.sum() == len(SAID) + 1 and len(named.hashes) == len(KNOWN) + len(SAID)
    assert title_key(SAID[0].title) in named.hashes[own]
    assert already_learnt(model, SAID).all() and differing(model, SAID) == 1
    assert not already_learnt(base, SAID).any() and differing(base, SAID) == len(SAID)
    assert not already_learnt(model, [replace(SAID[0], topic="economy")]).any()


def test_what_is_learnt_is_not_learnt_twice(base: TopicModel, tmp_path: Path) -> None:
    once = write_topic_model(updated(base, SAID).model, tmp_path)
    again = updated(once, SAID)
    assert again.learnt == 0
    titles = [row.title for row in SAID]
    scores = [TrainedClassifier(one).scores(titles, encode(titles)) for one in (once, again.model)]
    assert scores[1] == pytest.approx(scores[0], abs=1e-6)


def test_left_out_corrections_are_scored_by_the_others(base: TopicModel) -> None:
    found = updated(base, SAID)
    before = TrainedClassifier(base).scores([row.title for row in SAID], encode([row.title for row in SAID]))
    assert found.held_out.shape == (10, 3)
    assert (found.held_out[:, 0] - before[:, 0] > 0.2).all(), "they share their words"
    apart = [Labelled(f"q{n} w{n} e{n}", "en", TOPICS[n % 3]) for n in range(9)]
    assert np.abs(updated(base, apart).held_out - TrainedClassifier(base).scores(
        [row.title for row in apart], encode([row.title for row in apart])
    )).max() < 0.2  # fmt: skip


def test_equal_corrections_equal_model(base: TopicModel, tmp_path: Path) -> None:
    one, other = (write_topic_model(updated(base, SAID).model, tmp_path / name) for name in ("a", "b"))
    assert one.digest == other.digest != write_topic_model(base, tmp_path / "c").digest


def test_space_rarity_topics_and_threshold_stay(base: TopicModel) -> None:
    model = updated(base, SAID).model
    assert model.space is base.space and model.rarity is base.rarity
    assert (model.topics, model.abstain_below) == (base.topics, base.abstain_below)
    assert model.sharpness.keys() == base.sharpness.keys()
    assert all(0.79 < model.sharpness[code] / base.sharpness[code] < 1.26 for code in base.sharpness)
