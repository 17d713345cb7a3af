"""A topic model learns from a handful of headlines, is measured fairly, and comes out the same again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import HashingEncoder
from topics.classify.topic_model import TopicModel, write_topic_model
from topics.classify.trained import TrainedClassifier
from topics.text import content_hash
from topics.training.labelled import Labelled
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import folds_of, train_topics

RECIPE = TopicRecipe()
VOCABULARY = {
    "sport": "match goal team coach stadium cup league player referee fans",
    "weather": "rain storm snow wind heat cloud forecast frost fog thunder",
    "economy": "price market bank budget export trade wage tax loan bond",
}


def headlines(
    each: int, *, topics: Sequence[str] = tuple(VOCABULARY), languages: str = "en"
) -> list[Labelled]:
    """Headlines of four words of their topic."""
    rng = np.random.default_rng(0)
    return [
        Labelled(
            " ".join(rng.choice(VOCABULARY[topic].split(), 4, replace=False)) + f" x{number}", code, topic
        )
        for topic in topics
        for number, code in zip(range(each), languages.split() * each, strict=False)
    ]


def material(rows: Sequence[Labelled], topics: Sequence[str] = tuple(VOCABULARY)) -> Material:
    return Material(tuple(rows), ("desk",) * len(rows), tuple(topics))


def trained(given: Material, recipe: TopicRecipe = RECIPE) -> TopicModel:
    model, _ = train_topics(given, HashingEncoder(dimension=64).encode, encoder_id="hashing-1", recipe=recipe)
    return model


def topics_of(model: TopicModel, titles: Sequence[str]) -> list[str]:
    found = TrainedClassifier(model).predict(titles, titles, HashingEncoder(dimension=64).encode(titles))
    return [found.ranked(row)[0][0] for row in range(len(titles))]


# --- folds --------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "g1", "g2", "g3", "g4"]), st.sampled_from("abc")), max_size=60),
    st.integers(2, 6),
    st.integers(0, 3),
)
def test_a_group_is_never_on_both_sides(kinds: list[tuple[str, str]], folds: int, seed: int) -> None:
    rows = [Labelled(str(n), "en", topic, group=group) for n, (group, topic) in enumerate(kinds)]
    fold = folds_of(rows, replace(RECIPE, folds=folds, seed=seed))
    assert fold.shape == (len(rows),)
    of_group = defaultdict(set)
    for row, part in zip(rows, fold.tolist(), strict=True):
        assert 0 <= part < folds
        of_group[row.group or row.title].add(part)
    assert all(len(parts) == 1 for parts in of_group.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=80), st.integers(2, 6), st.integers(0, 3))
def test_every_part_gets_some_of_every_topic(topics: list[str], folds: int, seed: int) -> None:
    rows = [Labelled(str(n), "en", topic) for n, topic in enumerate(topics)]
    fold = folds_of(rows, replace(RECIPE, folds=folds, seed=seed))
    for topic in set(topics):
        count = Counter(part for part, one in zip(fold.tolist(), topics, strict=True) if one == topic)
        sizes = [count[part] for part in range(folds)]
        assert max(sizes) - min(sizes) <= 1


def test_a_seed_decides_what_is_left_out_together() -> None:
    rows = headlines(20)
    one, again, other = (folds_of(rows, replace(RECIPE, seed=seed)).tolist() for seed in (0, 0, 1))
    assert one == again != other


# --- training -----------------------------------------------------------------------------------------


def test_it_learns_what_headlines_are_about() -> None:
    model = trained(material(headlines(30)))
    titles = ["referee stops match before fans", "frost and fog tomorrow", "bank raises loan price"]
    assert topics_of(model, titles) == list(VOCABULARY)
    assert model.topics == tuple(VOCABULARY) and model.encoder_id == "hashing-1"


def test_weights_are_of_the_features_that_the_classifier_makes() -> None:
    """Scores of a headline left out do not depend on how long the recipe makes blocks of features, but
    for what that changes in the fit: at the same penalty, longer blocks are trusted more."""
    given = material(headlines(10))
    for recipe in (replace(RECIPE, vector=2.0, words=0.5, parts=3.0), replace(RECIPE, vector=0.5, words=2.0)):
        model = trained(given, replace(recipe, penalty=1e-3))
        titles = [row.title for row in given.rows]
        scores = TrainedClassifier(model).scores(titles, HashingEncoder(dimension=64).encode(titles))
        targets = np.array([[row.topic == topic for topic in model.topics] for row in given.rows]) - 1 / 3
        assert np.abs(scores - targets).max() < 0.1, "with next to no penalty every row is met"


def test_it_is_measured_on_headlines_that_it_did_not_see() -> None:
    """Titles of words that only they have can be learnt by heart, and not foreseen."""
    rows = [Labelled(f"q{n} w{n} e{n}", "en", list(VOCABULARY)[n % 3]) for n in range(90)]
    given = material(rows)
    model, calibration = train_topics(given, HashingEncoder().encode, encoder_id="hashing-1", recipe=RECIPE)
    titles = [row.title for row in rows]
    found = TrainedClassifier(model).predict(titles, titles, HashingEncoder().encode(titles))
    assert [found.ranked(n)[0][0] for n in range(90)] == [row.topic for row in rows]
    assert calibration.figures["all"]["headlines"] == 90
    assert calibration.figures["all"]["accepted"] < 0.55


def test_a_group_teaches_nothing_about_itself() -> None:
    """Twins of one event would be foreseen by each other if they were not left out together."""
    twins = [
        Labelled(f"q{n} w{n} e{n} {side}", "en", list(VOCABULARY)[n % 3], group=str(n))
        for n in range(60) for side in ("one", "two")
    ]  # fmt: skip
    apart = [replace(row, group="") for row in twins]
    together, alone = (
        train_topics(material(rows), HashingEncoder().encode, encoder_id="h", recipe=RECIPE)[1]
        for rows in (twins, apart)
    )
    assert together.figures["all"]["accepted"] < 0.6 < 0.8 < alone.figures["all"]["accepted"]


def test_equal_material_equal_model(tmp_path: Path) -> None:
    given = material(headlines(20, languages="en fr ar"))
    digests = [write_topic_model(trained(given), tmp_path / name).digest for name in ("one", "two")]
    other = write_topic_model(trained(material(given.rows[1:])), tmp_path / "three").digest
    assert digests[0] == digests[1] != other


def test_it_says_how_far_it_is() -> None:
    told: list[int] = []
    encoder = HashingEncoder(dimension=64)
    train_topics(material(headlines(8)), encoder.encode, encoder_id="h", recipe=RECIPE, progress=told.append)
    assert told[-1] == RECIPE.folds + 1 and told == sorted(told)
    assert len(encoder.encoded) == 24, "each title is encoded once"


def test_second_topics_are_learnt_too() -> None:
    also = [replace(row, also=("economy",)) if row.topic == "sport" else row for row in headlines(20)]
    titles = ["goal by the team coach"]
    plain, shared = (
        TrainedClassifier(trained(material(rows))).scores(
            titles, HashingEncoder(dimension=64).encode(titles)
        )[0]
        for rows in (headlines(20), also)
    )
    assert shared[2] > plain[2] + 0.1 and shared.argmax() == plain.argmax() == 0


@pytest.mark.parametrize(
    ("each", "topics"), [(2, ("sport", "weather")), (2, tuple(VOCABULARY)), (3, ("sport", "weather"))]
)
def test_a_few_headlines_are_enough(each: int, topics: tuple[str, ...], tmp_path: Path) -> None:
    model = write_topic_model(trained(material(headlines(each, topics=topics), topics)), tmp_path)
    titles = [row.title for row in headlines(each, topics=topics)]
    assert topics_of(model, titles) == [topic for topic in topics for _ in range(each)]
    assert 0 < model.abstain_below <= 1


def test_one_topic_may_have_many_more_headlines_than_another() -> None:
    rows = [*headlines(60, topics=("sport",)), *headlines(2, topics=("weather",))]
    model = trained(material(rows, ("sport", "weather")))
    assert topics_of(model, [rows[-1].title, rows[0].title]) == ["weather", "sport"]


def test_titles_without_a_word_are_no_trouble() -> None:
    rows = [*headlines(5), Labelled("!!!", "und", "sport"), Labelled("من في", "ar", "weather")]
    assert np.isfinite(trained(material(rows)).from_words).all()


# --- languages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "axes"), [("en", 0), ("en fr", 1), ("en fr ar", 2)], ids=["one", "two", "three"]
)
def test_an_axis_is_taken_off_for_each_language_but_one(languages: str, axes: int) -> None:
    assert trained(material(headlines(60, languages=languages))).space.axes.shape == (axes, 64)


def test_a_language_of_a_few_headlines_decides_no_axis() -> None:
    rows = [*headlines(60), *(replace(row, language="fr") for row in headlines(3))]
    assert trained(material(rows)).space.axes.shape == (0, 64)


def test_topics_that_only_one_language_has_are_not_taken_for_language() -> None:
    """All sport is French, all weather is English, both have economy: sport stays told from weather."""
    rows = [
        *headlines(60, topics=("sport",), languages="fr"),
        *headlines(60, topics=("weather",)),
        *headlines(60, topics=("economy",), languages="en fr"),
    ]
    model = trained(material(rows))
    titles = [row.title for row in rows if row.topic != "economy"]
    placed = TrainedClassifier(model).placed(HashingEncoder(dimension=64).encode(titles))
    seen = TrainedClassifier(model).seen(placed)
    assert (seen[:60, 0] - seen[:60, 1]).mean() > 0.1 < (seen[60:, 1] - seen[60:, 0]).mean()
    assert topics_of(model, ["team wins cup", "snow and wind"]) == ["sport", "weather"]


# --- references ---------------------------------------------------------------------------------------


def test_references_are_the_headlines_without_their_text() -> None:
    rows = headlines(4)
    given = Material(tuple(rows), ("desk",) * 6 + ("later",) * 6, tuple(VOCABULARY))
    model = trained(given)
    kept = model.references
    assert model.sets == ("desk", "later")
    assert kept.sets.tolist() == [0] * 6 + [1] * 6
    assert [model.topics[place] for place in kept.topics] == [row.topic for row in rows]
    assert [f"{value:016x}" for value in kept.hashes.tolist()] == [
        content_hash(row.title)[:16] for row in rows
    ]
    vectors = HashingEncoder(dimension=64).encode([row.title for row in rows])
    placed = TrainedClassifier(model).placed(vectors)
    assert kept.points.marks.dtype == np.int8
    assert (kept.points.rows * placed).sum(axis=1) == pytest.approx(np.ones(len(rows)), abs=0.05)
