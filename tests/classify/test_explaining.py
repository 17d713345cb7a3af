"""What an explanation says: its parts add up to the answer, each belongs to a word as the desk wrote it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.models import TITLES, TOPICS, small_model, unit_rows, without_references
from topics.classify.explaining import NEAREST, Explanation, explain
from topics.classify.likeness import Points, steps_for
from topics.classify.trained import TrainedClassifier

CLASSIFIER = TrainedClassifier(small_model())
WORDS = [
    "المغرب",
    "بالمغرب",
    "وبالمَغرب",
    "أمطار",
    "Le",
    "port",
    "ports",
    "peut-on",
    "l'eau",
    "١٢",
    "Rabat",
    "a",
]


def explained(title: str, topic: str = "sport", seed: int = 0) -> Explanation:
    return explain(CLASSIFIER, title, unit_rows(1, seed=seed)[0], topic)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.text(max_size=60)),
    st.sampled_from(TOPICS),
    st.integers(0, 50),
)
def test_the_parts_add_up_to_the_lead_over_the_mean_of_all_topics(title: str, topic: str, seed: int) -> None:
    found = explained(title, topic, seed)
    (scores,) = CLASSIFIER.scores([title], unit_rows(1, seed=seed))
    lead = scores[TOPICS.index(topic)] - scores.mean()
    parts = sum(word.weight for word in found.words) + found.from_vector + found.bias
    assert parts == pytest.approx(lead, abs=1e-9)


def test_what_is_for_one_topic_is_against_the_others() -> None:
    of_each = [explained(TITLES[0], topic) for topic in TOPICS]
    by_word = [{word.text: word.weight for word in one.words} for one in of_each]
    for text in by_word[0]:
        assert sum(words[text] for words in by_word) == pytest.approx(0, abs=1e-9)
    assert sum(one.from_vector for one in of_each) == pytest.approx(0, abs=1e-9)


def test_a_word_gets_what_its_own_places_weigh() -> None:
    """One word that the model likes, by its whole and by its parts, and nothing else."""
    weights = np.zeros_like(small_model().from_words)
    only = replace(small_model(), from_words=weights)
    from topics.classify.hashed_words import HashedWords

    weights[HashedWords(only.rarity).places(["bourse"]), 0] = 1.0
    found = explain(TrainedClassifier(only), "La Bourse ferme dans le vert", unit_rows(1)[0], "sport")
    assert (found.words[0].text, found.words[0].weight > 0.5) == ("Bourse", True)
    assert all(abs(word.weight) < 0.1 for word in found.words[1:])


def test_words_are_told_as_written_and_function_words_are_not_among_them() -> None:
    found = explained("  «بالمَغرب»: الحُكومة تُعلن عن L'État et la Bourse !")
    assert {word.text for word in found.words} >= {"بالمَغرب", "الحُكومة", "État", "Bourse"}
    assert not {"la", "et", "عن"} & {word.text for word in found.words}
    weights = [abs(word.weight) for word in found.words]
    assert weights == sorted(weights, reverse=True)


def test_a_word_said_twice_is_shared_out() -> None:
    first, second = explained("المغرب بالمغرب").words
    assert first.weight == pytest.approx(second.weight)
    assert {first.text, second.text} == {"المغرب", "بالمغرب"}


def test_nothing_to_read_leaves_the_meaning() -> None:
    found = explained("!!!")
    assert found.words == ()
    assert found.from_vector != 0


def test_the_nearest_headlines_come_with_their_set_and_topic() -> None:
    vectors = unit_rows(4, seed=7)
    placed = CLASSIFIER.placed(vectors)
    base = small_model()
    references = replace(
        base.references,
        points=Points.of(placed, steps_for(placed)),
        topics=np.array([0, 1, 2, 1], np.uint8),
        hashes=np.array([11, 12, 2**64 - 1, 14], np.uint64),
        sets=np.array([0, 1, 1, 0], np.uint8),
    )
    classifier = TrainedClassifier(
        replace(base, references=references, from_references=base.from_references[:4])
    )
    found = explain(classifier, TITLES[0], vectors[2], "weather").neighbours
    assert len(found) == NEAREST
    assert (found[0].key, found[0].set, found[0].topic) == (2**64 - 1, "desk", "not_news")
    assert found[0].cosine == pytest.approx(1, abs=0.02) and found[0].cosine <= 1
    assert [one.cosine for one in found] == sorted((one.cosine for one in found), reverse=True)


def test_a_model_without_references_explains_all_the_same() -> None:
    classifier = TrainedClassifier(without_references(small_model()))
    assert explain(classifier, TITLES[0], unit_rows(1)[0], "sport").neighbours == ()
