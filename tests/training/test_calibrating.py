"""Probabilities mean what they say, measured on scores whose true sharpness is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from topics.classify.calibration import softmax
from topics.training.calibrating import MOST_ABSTAINED, STEP, calibrate
from topics.training.labelled import Labelled
from topics.training.topic_recipe import TopicRecipe

TOPICS = tuple("abcde")
RECIPE = replace(TopicRecipe(), sharpen=1.0, wanted_accuracy=0.9, least_sure=0.35, least_measured=200)


def drawn(
    sharpness: float, count: int = 3000, *, language: str = "fr", seed: int = 0
) -> tuple[np.ndarray, list[Labelled]]:
    """Scores, and topics that come as often as a model of that sharpness says. Shape: (count, 5)."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(count, len(TOPICS))) * 0.3
    odds = softmax(sharpness * scores).cumsum(axis=1)
    topics = (rng.random((count, 1)) < odds).argmax(axis=1)
    return scores, [Labelled(str(row), language, TOPICS[topic]) for row, topic in enumerate(topics)]


def both(*parts: tuple[np.ndarray, list[Labelled]]) -> tuple[np.ndarray, list[Labelled]]:
    return np.concatenate([scores for scores, _ in parts]), [row for _, rows in parts for row in rows]


def calibration_error(probabilities: np.ndarray, rows: list[Labelled]) -> float:
    """Mean distance of confidence and accuracy over ten bins."""
    sure = probabilities.max(axis=1)
    right = np.array([TOPICS[best] for best in probabilities.argmax(axis=1)]) == [row.topic for row in rows]
    bins = np.minimum((sure * 10).astype(int), 9)
    return sum(
        (bins == one).mean() * abs(sure[bins == one].mean() - right[bins == one].mean())
        for one in set(bins.tolist())
    )


# --- sharpness ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sharpness", [1.0, 4.0, 15.0])
def test_a_known_sharpness_is_found(sharpness: float) -> None:
    scores, rows = drawn(sharpness)
    found = calibrate(scores, rows, TOPICS, RECIPE)
    assert found.sharpness[""] == pytest.approx(sharpness, rel=0.1)
    assert found.sharpness["fr"] == found.sharpness[""], "there is but one language"


def test_probabilities_come_to_mean_what_they_say() -> None:
    scores, rows = drawn(8.0)
    before = calibration_error(softmax(scores), rows)
    after = calibration_error(softmax(scores * calibrate(scores, rows, TOPICS, RECIPE).sharpness[""]), rows)
    assert before > 0.2 and after < 0.03


def test_languages_have_a_sharpness_of_their_own() -> None:
    """Scores of one language may say more than the same scores of another."""
    scores, rows = both(drawn(12.0, language="ar"), drawn(3.0, language="en", seed=1))
    found = calibrate(scores, rows, TOPICS, RECIPE).sharpness
    assert found["ar"] == pytest.approx(12, rel=0.15) and found["en"] == pytest.approx(3, rel=0.15)
    assert found["en"] < found[""] < found["ar"]


@pytest.mark.parametrize(("count", "measured"), [(199, False), (200, True)])
def test_a_language_of_few_headlines_has_none(count: int, measured: bool) -> None:
    scores, rows = both(drawn(8.0), drawn(8.0, count, language="ary", seed=1))
    found = calibrate(scores, rows, TOPICS, RECIPE)
    assert ("ary" in found.sharpness) is measured and ("ary" in found.figures) is measured
    assert {"", "fr"} <= found.sharpness.keys() and {"all", "fr"} <= found.figures.keys()


def test_rows_count_by_their_weight() -> None:
    one, (scores, rows) = drawn(3.0), drawn(12.0, seed=1)
    light = [replace(row, weight=1e-3) for row in rows]
    found = calibrate(*both(one, (scores, light)), TOPICS, RECIPE)
    assert found.sharpness[""] == pytest.approx(3, rel=0.1)


def test_second_topics_are_no_errors() -> None:
    scores, rows = drawn(4.0)
    best = scores.argmax(axis=1)
    generous = [replace(row, also=(TOPICS[place],)) for row, place in zip(rows, best, strict=True)]
    plain, found = (calibrate(scores, given, TOPICS, RECIPE) for given in (rows, generous))
    assert found.figures["all"] == {"headlines": 3000, "accepted": 1.0}
    assert found.sharpness[""] > 2 * plain.sharpness[""]


def test_a_second_topic_that_the_model_has_not_is_passed_over() -> None:
    scores, rows = drawn(4.0)
    odd = [replace(row, also=("unknown",)) for row in rows]
    assert calibrate(scores, odd, TOPICS, RECIPE) == calibrate(scores, rows, TOPICS, RECIPE)


def test_scores_that_say_nothing_are_as_blunt_as_can_be() -> None:
    scores, rows = drawn(0.0)
    found = calibrate(scores, rows, TOPICS, RECIPE)
    assert found.sharpness[""] < 1 and found.figures["all"]["accepted"] == pytest.approx(0.2, abs=0.03)


def test_scores_that_are_always_right_give_a_finite_sharpness() -> None:
    scores, rows = drawn(4.0)
    sure = [replace(row, topic=TOPICS[place]) for row, place in zip(rows, scores.argmax(axis=1), strict=True)]
    assert np.isfinite(calibrate(scores, sure, TOPICS, RECIPE).sharpness[""])


# --- when to abstain ----------------------------------------------------------------------------------


def accuracy_from(threshold: float, scores: np.ndarray, rows: list[Labelled], factor: float) -> float:
    """How often answers of at least that probability are right."""
    probabilities = softmax(scores * factor)
    kept = probabilities.max(axis=1) >= threshold
    best = probabilities.argmax(axis=1)
    return float(np.mean([TOPICS[best[row]] == rows[row].topic for row in np.flatnonzero(kept)]))


@pytest.mark.parametrize("wanted", [0.7, 0.8, 0.9])
def test_the_threshold_reaches_the_wanted_accuracy_and_no_more(wanted: float) -> None:
    scores, rows = drawn(6.0, 6000)
    found = calibrate(scores, rows, TOPICS, replace(RECIPE, wanted_accuracy=wanted))
    at, below = (
        accuracy_from(threshold, scores, rows, found.sharpness["fr"])
        for threshold in (found.abstain_below, found.abstain_below - STEP)
    )
    assert at >= wanted > below
    assert RECIPE.least_sure < found.abstain_below < MOST_ABSTAINED


def test_a_threshold_that_holds_on_these_holds_on_others() -> None:
    scores, rows = drawn(6.0, 6000)
    found = calibrate(scores, rows, TOPICS, RECIPE)
    others = drawn(6.0, 6000, seed=7)
    assert accuracy_from(found.abstain_below, *others, found.sharpness["fr"]) == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("floor", [0.35, 0.5])
def test_where_answers_are_good_enough_the_floor_remains(floor: float) -> None:
    """Below it a topic is more likely wrong than right, however good the others are."""
    scores, rows = drawn(40.0)
    recipe = replace(RECIPE, wanted_accuracy=0.5, least_sure=floor)
    assert calibrate(scores, rows, TOPICS, recipe).abstain_below == floor


def test_where_no_answer_is_good_enough_it_abstains_from_nearly_all() -> None:
    scores, rows = drawn(0.0)
    assert calibrate(scores, rows, TOPICS, RECIPE).abstain_below == MOST_ABSTAINED


# --- figures ------------------------------------------------------------------------------------------


def test_figures_are_shares_of_weight() -> None:
    scores = np.array([[1.0, 0, 0, 0, 0], [1.0, 0, 0, 0, 0], [0, 0, 1.0, 0, 0]])
    rows = [Labelled("1", "fr", "a"), Labelled("2", "fr", "b", weight=2.0), Labelled("3", "en", "c")]
    found = calibrate(scores, rows, TOPICS, replace(RECIPE, least_measured=2))
    assert found.figures == {
        "all": {"headlines": 3, "accepted": 0.5},
        "fr": {"headlines": 2, "accepted": 0.3333},
    }


def test_a_few_headlines_make_nothing_certain() -> None:
    scores, rows = drawn(12.0, count=30)
    rows = [replace(row, topic=TOPICS[place]) for row, place in zip(rows, scores.argmax(axis=1), strict=True)]
    assert calibrate(scores, rows, TOPICS, RECIPE).sharpness[""] < 20
