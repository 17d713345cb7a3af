"""Every way of filing headlines learns from the same rows and gives answers of one form."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks.topic_lesson import EachOnce, Lesson, among, asked, joined
from benchmarks.topic_rivals import WAYS
from benchmarks.topic_setfit import PAIRS, SHOTS, few_pairs, setfit
from tests.fakes import HashingEncoder
from topics.taxonomy import Taxonomy, Topic
from topics.training.labelled import Labelled, LabelledSet
from topics.training.material import gather
from topics.training.topic_recipe import TopicRecipe

WORDS = {
    "sport": ("match", "coach", "stadium", "league", "goal", "fans"),
    "economy": ("price", "market", "budget", "tax", "wage", "bank"),
    "weather": ("rain", "storm", "snow", "heat", "coast", "north"),
}
LEARNING = ("ours", "TF-IDF + SVM", "encoder + LR")


def taxonomy() -> Taxonomy:
    topics = tuple(
        Topic(
            name,
            "",
            {"en": name},
            {"en": f"all about {' '.join(words[:3])}"},
            {"en": (f"new {words[0]} and {words[1]}", f"old {words[1]} and {words[2]}")},
            {},
        )
        for name, words in WORDS.items()
    )
    return Taxonomy(topics, "made for a test")


def headlines() -> list[Labelled]:
    """Each of two words of its topic; 30 a topic."""
    return [
        Labelled(f"the {one} of a {other}", "en", topic)
        for topic, words in WORDS.items()
        for one, other in product(words, words)
        if one != other
    ]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    encoder = HashingEncoder()
    material, _ = gather([LabelledSet("made", tuple(headlines()))], taxonomy(), phrase_weight=1.0)
    return Lesson(material, taxonomy(), EachOnce(encoder.encode), encoder.encoder_id, TopicRecipe(folds=3))


@pytest.mark.parametrize("name", WAYS)
def test_answers_are_probabilities_over_the_topics(lesson: Lesson, name: str) -> None:
    some = asked(["a goal for the fans", "snow on the coast", "zzz", "the bank"], lesson.encode)
    found = WAYS[name](lesson)(some)
    assert found.topics == ("sport", "economy", "weather")
    assert found.probabilities.shape == (4, 3)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
    assert found.ids == ("0", "1", "2", "3")


@pytest.mark.parametrize("name", LEARNING)
def test_what_was_learnt_from_labels_is_found_again(lesson: Lesson, name: str) -> None:
    some = asked(["a goal for the fans", "snow on the coast", "the bank and the tax"], lesson.encode)
    found = WAYS[name](lesson)(some)
    assert [found.ranked(row)[0][0] for row in range(3)] == ["sport", "weather", "economy"]


@pytest.mark.parametrize("name", ["by description", "by phrases"])
def test_ways_without_labels_learn_from_none(lesson: Lesson, name: str) -> None:
    wrong = [replace(row, topic="economy") for row in headlines()]
    mislabelled, _ = gather([LabelledSet("made", tuple(wrong))], lesson.taxonomy, phrase_weight=1.0)
    some = asked([row.title for row in headlines()], lesson.encode)
    found, other = WAYS[name](lesson)(some), WAYS[name](replace(lesson, material=mislabelled))(some)
    np.testing.assert_array_equal(found.probabilities, other.probabilities)


def test_a_topic_that_no_left_in_row_has_gets_the_lowest_score(lesson: Lesson) -> None:
    """All headlines of weather are one group: where they are left out, nothing of weather is learnt."""
    grouped = [replace(row, group="w") if row.topic == "weather" else row for row in lesson.material.rows]
    alone = replace(lesson, material=replace(lesson.material, rows=tuple(grouped)))
    some = asked(["a goal for the fans"], lesson.encode)
    assert WAYS["encoder + LR"](alone)(some).ranked(0)[0][0] == "sport"


def test_headlines_are_asked_without_their_outlet_and_in_their_own_language(lesson: Lesson) -> None:
    some = asked(["أمطار قوية مرتقبة بالشمال - هسبريس", "The rain falls on the coast"], lesson.encode)
    assert some.titles[0] == "أمطار قوية مرتقبة بالشمال"
    assert some.languages == ("ar", "en")


def test_a_title_is_encoded_once() -> None:
    encoder = HashingEncoder()
    encode = EachOnce(encoder.encode)
    first = encode(["rain", "snow", "rain"])
    np.testing.assert_array_equal(encode(["snow", "heat", "rain"])[[0, 2]], first[[1, 0]])
    assert encoder.encoded == ["rain", "snow", "heat"]


def test_answers_among_some_topics_keep_their_order(lesson: Lesson) -> None:
    some = asked(["a goal for the fans", "the tax on rain"], lesson.encode)
    found = WAYS["ours"](lesson)(some)
    two = among(found, ("weather", "economy"))
    assert two.topics == ("weather", "economy")
    np.testing.assert_allclose(two.probabilities.sum(axis=1), 1, atol=1e-6)
    expected = found.probabilities[:, [2, 1]]
    np.testing.assert_array_equal(two.probabilities.argmax(axis=1), expected.argmax(axis=1))


def test_answers_are_joined_in_order(lesson: Lesson) -> None:
    learnt = WAYS["ours"](lesson)
    parts = [learnt(asked(titles, lesson.encode)) for titles in (["rain", "goal"], ["tax"])]
    whole = joined(parts)
    assert whole.ids == ("0", "1", "2")
    np.testing.assert_array_equal(whole.probabilities[2], parts[1].probabilities[0])


def test_few_headlines_of_each_topic_make_pairs(lesson: Lesson) -> None:
    (pairs,) = few_pairs(lesson.material, seed=0)
    texts: dict[str, set[str]] = {}
    for pair in pairs.train:
        texts.setdefault(pair.group, set()).update((pair.anchor, pair.positive))
    assert texts.keys() == WORDS.keys()
    assert all(len({text.lower() for text in some}) <= SHOTS for some in texts.values())
    assert len(pairs.train) <= PAIRS * len(WORDS)
    assert not pairs.held_out
    assert few_pairs(lesson.material, seed=0) == [pairs]
    assert few_pairs(lesson.material, seed=1) != [pairs]


def test_a_body_is_tuned_and_answers(lesson: Lesson, tiny: object) -> None:
    from sentence_transformers import SentenceTransformer

    way = setfit(lambda: SentenceTransformer(str(tiny), device="cpu"), steps=3)
    some = asked(["match coach stadium", "rain storm coast"], lesson.encode)
    found = way(lesson)(some)
    assert found.topics == tuple(WORDS)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
