"""The trained classifier on a model of random weights: rules, not what was learnt, are tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.classify.models import DIMENSION, TITLES, TOPICS, points, small_model, unit_rows
from topics.classify.likeness import Likeness
from topics.classify.topic_model import References
from topics.classify.trained import TrainedClassifier
from topics.errors import EncoderMismatchError, ShapeError

MANY = [f"{title} {number}" for number in range(40) for title in TITLES] + ["", "!!!", "x" * 3000, "日本語"]
LANGUAGES = [("ar", "ary", "fr", "und")[number % 4] for number in range(len(MANY))]


@pytest.fixture(scope="module")
def trained() -> TrainedClassifier:
    return TrainedClassifier(replace(small_model(), digest="0123456789ab"))


def test_the_model_id_names_weights_and_encoder(trained: TrainedClassifier) -> None:
    assert trained.model_id == "topics-0123456789ab/fake"


def test_probabilities_are_probabilities(trained: TrainedClassifier) -> None:
    found = trained.predict(MANY, MANY, unit_rows(len(MANY)), LANGUAGES)
    assert (found.ids, found.topics, found.model_id) == (tuple(MANY), TOPICS, trained.model_id)
    assert found.probabilities.dtype == np.float32
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(len(MANY)), abs=1e-6)
    assert found.probabilities.min() >= 0


@pytest.mark.parametrize("count", [1, 2, 3, 17, 64])
def test_one_by_one_is_the_batch_bit_for_bit(trained: TrainedClassifier, count: int) -> None:
    vectors = unit_rows(len(MANY))
    whole = trained.predict(MANY, MANY, vectors, LANGUAGES)
    for start in range(0, len(MANY), count):
        rows = slice(start, start + count)
        part = trained.predict(MANY[rows], MANY[rows], vectors[rows], LANGUAGES[rows])
        assert np.array_equal(part.probabilities, whole.probabilities[rows])
        assert np.array_equal(part.abstained, whole.abstained[rows])


def test_at_the_width_of_a_real_encoder_too() -> None:
    """Sums of more numbers have more ways to be rounded."""
    rng = np.random.default_rng(2)
    small = small_model()
    space = replace(
        small.space, origin=rng.normal(size=384) / 9, axes=np.linalg.qr(rng.normal(size=(384, 4)))[0].T
    )
    wide = TrainedClassifier(
        replace(
            small,
            space=space,
            from_references=(20 * rng.normal(size=(3000, 3))).astype(np.float32),
            references=References(
                points(3000, dimension=384),
                *(np.zeros(3000, kind) for kind in (np.uint8, np.uint64, np.uint8)),
            ),
        )
    )
    vectors = unit_rows(len(MANY), dimension=384)
    whole = wide.predict(MANY, MANY, vectors).probabilities
    for count in (1, 2, 3, 17, 64):
        for start in range(0, len(MANY), count):
            rows = slice(start, start + count)
            part = wide.predict(MANY[rows], MANY[rows], vectors[rows]).probabilities
            assert np.array_equal(part, whole[rows])


@pytest.mark.parametrize("layout", ["columns", "every other row", "turned"])
def test_how_vectors_lie_in_memory_makes_no_difference(trained: TrainedClassifier, layout: str) -> None:
    vectors = unit_rows(len(MANY))
    laid = {
        "columns": np.asfortranarray(vectors),
        "every other row": np.repeat(vectors, 2, axis=0)[::2],
        "turned": vectors[::-1].copy()[::-1],
    }[layout]
    one, other = (trained.predict(MANY, MANY, rows).probabilities for rows in (vectors, laid))
    assert np.array_equal(one, other)


def test_the_order_of_headlines_makes_no_difference(trained: TrainedClassifier) -> None:
    vectors = unit_rows(len(MANY))
    one = trained.predict(MANY, MANY, vectors, LANGUAGES).probabilities
    other = trained.predict(MANY[::-1], MANY[::-1], vectors[::-1], LANGUAGES[::-1]).probabilities
    assert np.array_equal(one, other[::-1])


def test_languages_change_only_how_sharp_probabilities_are(trained: TrainedClassifier) -> None:
    """The ratio of two topics' logarithms is the ratio of the languages' factors; no topic overtakes."""
    vectors = unit_rows(len(TITLES), seed=5)
    found = {
        code: trained.predict(TITLES, TITLES, vectors, [code] * len(TITLES)).probabilities
        for code in ("", "ar", "ary", "fr", "und", "xx-new")
    }
    assert np.array_equal(found[""], trained.predict(TITLES, TITLES, vectors).probabilities)
    for code in ("fr", "und", "xx-new"):
        assert np.array_equal(found[code], found[""]), "a language without a factor has the common one"
    odds = {code: np.log(rows[:, :1].astype(float) / rows) for code, rows in found.items()}
    assert odds["ar"] == pytest.approx(1.5 * odds[""], abs=1e-4)
    assert odds["ary"] == pytest.approx(0.5 * odds[""], abs=1e-4)
    order = {code: (-rows).argsort(axis=1, kind="stable").tolist() for code, rows in found.items()}
    assert order["ar"] == order["ary"] == order[""]


def test_each_headline_has_the_sharpness_of_its_own_language(trained: TrainedClassifier) -> None:
    title, vector = TITLES[:1] * 3, np.repeat(unit_rows(1, seed=5), 3, axis=0)
    mixed = trained.predict("abc", title, vector, ["ar", "ary", "fr"]).probabilities
    for row, code in enumerate(("ar", "ary", "fr")):
        assert np.array_equal(
            mixed[row], trained.predict("a", title[:1], vector[:1], [code]).probabilities[0]
        )


@pytest.mark.parametrize(("below", "share"), [(0.0, 0.0), (1.01, 1.0), (0.6, None)])
def test_it_abstains_below_the_threshold_alone(below: float, share: float | None) -> None:
    trained = TrainedClassifier(small_model(abstain_below=below))
    found = trained.predict(MANY, MANY, unit_rows(len(MANY)), LANGUAGES)
    assert np.array_equal(found.abstained, found.probabilities.max(axis=1) < below)
    if share is None:
        assert 0 < found.abstained.mean() < 1
    else:
        assert found.abstained.mean() == share


def test_words_alone_and_vectors_alone_count(trained: TrainedClassifier) -> None:
    vectors = unit_rows(2)
    same_words = trained.scores([TITLES[0]] * 2, vectors)
    same_vector = trained.scores(list(TITLES[:2]), vectors[[0, 0]])
    assert np.abs(np.diff(same_words, axis=0)).min() > 1e-6
    assert np.abs(np.diff(same_vector, axis=0)).min() > 1e-6


def test_a_title_without_words_is_judged_by_its_vector(trained: TrainedClassifier) -> None:
    vectors = unit_rows(1)
    assert np.array_equal(trained.scores([""], vectors), trained.scores(["!!!"], vectors))
    model = trained.model
    near = Likeness(model.references.points, model.gamma).of(trained.placed(vectors))
    expected = near @ model.from_references + model.bias
    assert trained.scores([""], vectors) == pytest.approx(expected, abs=1e-6)


def test_a_vector_of_zeros_is_no_trouble(trained: TrainedClassifier) -> None:
    found = trained.predict(["a"], [TITLES[0]], np.zeros((1, DIMENSION), np.float32))
    assert np.isfinite(found.probabilities).all()


def test_scores_beyond_all_measure_stay_probabilities() -> None:
    trained = TrainedClassifier(small_model(sharpness={"": 1e6}))
    found = trained.predict(MANY, MANY, unit_rows(len(MANY))).probabilities
    assert np.isfinite(found).all() and found.sum(axis=1) == pytest.approx(np.ones(len(MANY)))


def test_no_headline_is_no_trouble(trained: TrainedClassifier) -> None:
    for languages in (None, []):
        found = trained.predict([], [], np.empty((0, DIMENSION), np.float32), languages)
        assert found.probabilities.shape == (0, len(TOPICS)) and found.abstained.shape == (0,)


@pytest.mark.parametrize("shape", [(1, DIMENSION - 1), (1, 384), (1, 0), (1,), (1, DIMENSION, 1)])
def test_vectors_of_another_encoder_are_refused(trained: TrainedClassifier, shape: tuple[int, ...]) -> None:
    with pytest.raises(EncoderMismatchError, match=f"fake \\(width {DIMENSION}\\)"):
        trained.predict(["1"], ["a"], np.ones(shape, np.float32))


def test_columns_of_other_lengths_are_refused(trained: TrainedClassifier) -> None:
    one = unit_rows(1)
    for call in (
        (["1"], ["a", "b"], one, ["ar"]),
        (["1", "2"], ["a"], one, ["ar"]),
        (["1"], ["a"], unit_rows(2), ["ar"]),
        (["1"], ["a"], one, []),
        (["1"], ["a"], one, ["ar", "fr"]),
    ):
        with pytest.raises(ShapeError, match="pass columns of one length"):
            trained.predict(*call)
