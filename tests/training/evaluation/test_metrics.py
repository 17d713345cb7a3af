"""Figures equal their definitions, on random data and at the edges."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_recall_fscore_support

from tests.training.evaluation.predicted import gold, predictions, random_case
from topics.errors import ShapeError, UsageError
from topics.training.evaluation.answers import Answers
from topics.training.evaluation.figures import Evaluation
from topics.training.evaluation.metrics import evaluate, evaluate_answers
from topics.training.labelled import Labelled
from topics.types import Predictions


def by_definition(rows: list[Labelled], found: Predictions, language: str | None) -> dict[str, float]:
    """The figures of the public scoring script, formula by formula."""
    best = found.probabilities.argmax(axis=1)
    both = [
        (one, found.topics[best[row]], float(found.probabilities[row, best[row]]))
        for row, one in enumerate(rows)
        if one.topic not in ("unclear", "not_news") and language in (None, one.language)
    ]
    ok = np.array([topic == one.topic or topic in one.also for one, topic, _ in both], float)
    conf = np.array([probability for *_, probability in both], float)
    primary = [one.topic for one, *_ in both]
    f1 = f1_score(
        primary,
        [topic for _, topic, _ in both],
        average="macro",
        labels=sorted(set(primary)),
        zero_division=0,
    )
    bins = np.clip((conf * 15).astype(int), 0, 14)
    ece = sum(
        abs(ok[bins == b].mean() - conf[bins == b].mean()) * (bins == b).mean()
        for b in range(15)
        if (bins == b).any()
    )
    boot = np.random.default_rng(0).choice(ok, (2000, len(ok))).mean(1)
    order = np.argsort(-conf)
    return {
        "n": len(ok),
        "accepted": ok.mean(),
        "low": np.percentile(boot, 2.5),
        "high": np.percentile(boot, 97.5),
        "f1": f1,
        "ece": ece,
        **{str(c): ok[order[: max(1, int(len(ok) * c / 100))]].mean() for c in (50, 70, 80, 90, 100)},
    }


@pytest.mark.parametrize(("n", "seed", "digits"), [(300, 1, None), (300, 2, 1), (1100, 3, 2), (31, 4, None)])
def test_figures_equal_the_public_formulas(n: int, seed: int, digits: int | None) -> None:
    """One digit makes many equal probabilities; 1,100 rows are resampled in several pieces."""
    rows, found = random_case(n, seed, digits=digits)
    evaluation = evaluate(rows, found)
    for language in (None, *evaluation.languages):
        figures = evaluation.languages[language] if language else evaluation.overall
        got = {
            "n": figures.n,
            "accepted": figures.accepted.value,
            "low": figures.accepted.low,
            "high": figures.accepted.high,
            "f1": figures.macro_f1.value,
            "ece": figures.calibration_error,
            **figures.accuracy_at,
        }
        assert got == pytest.approx(by_definition(rows, found, language), abs=1e-12)


def test_topics_equal_the_definition() -> None:
    rows, found = random_case(400, 5)
    news = [place for place, one in enumerate(rows) if one.topic not in ("unclear", "not_news")]
    truth = [rows[place].topic for place in news]
    answers = [found.ranked(place)[0][0] for place in news]
    evaluation = evaluate(rows, found)
    names = [one.topic for one in evaluation.topics]
    wanted = precision_recall_fscore_support(truth, answers, labels=names, zero_division=0)
    got = np.array([(one.precision, one.recall, one.f1, one.support) for one in evaluation.topics]).T
    assert np.allclose(got, wanted)
    assert [one.support for one in evaluation.topics] == sorted(
        (one.support for one in evaluation.topics), reverse=True
    )


def test_confusion_counts_every_pair() -> None:
    rows = gold(["sport", "sport", "economy"])
    found = predictions([[0.2, 0.1, 0.7], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1]], ["sport", "economy", "health"])
    confusion = evaluate(rows, found).confusion
    assert confusion.gold == ("sport", "economy")
    assert confusion.predicted == ("sport", "economy", "health")
    assert confusion.counts == ((1, 0, 1), (0, 1, 0))


def test_not_news_is_measured_beside_the_rest() -> None:
    rows = gold(["sport", "not_news", "not_news", "sport", "unclear"])
    no_news = [0.1, 0.9]
    found = predictions([[0.9, 0.1], no_news, [0.9, 0.1], no_news, no_news], ["sport", "not_news"])
    evaluation = evaluate(rows, found)
    assert evaluation.not_news is not None
    assert (evaluation.not_news.support, evaluation.not_news.predicted) == (
        2,
        2,
    )  # the unclear one is no evidence
    assert (evaluation.not_news.precision, evaluation.not_news.recall) == (0.5, 0.5)
    assert evaluation.overall.n == 2 and evaluation.overall.accepted.value == 0.5
    assert [one.topic for one in evaluation.topics] == ["sport"]
    assert evaluation.left_out == {"not_news": 2, "unclear": 1}
    assert evaluate(rows[:1], predictions([no_news], ["sport", "not_news"])).not_news is None


def test_a_second_topic_is_no_mistake() -> None:
    rows = gold(["sport", "sport"], also=[("economy",), ()])
    evaluation = evaluate(rows, predictions([[0.1, 0.9], [0.2, 0.8]], ["sport", "economy"]))
    assert evaluation.overall.accepted.value == 0.5
    assert [one.title for one in evaluation.mistakes] == ["Titre 1"]
    assert evaluation.overall.macro_f1.value == 0.0  # on the first topic alone


def test_the_surest_mistakes_come_first_and_are_not_endless() -> None:
    shares = np.linspace(0.51, 0.99, 80)
    evaluation = evaluate(
        gold(["sport"] * 80), predictions([[1 - share, share] for share in shares], ["sport", "economy"])
    )
    assert len(evaluation.mistakes) == 50 and evaluation.mistakes_total == 80
    assert evaluation.mistakes[0].title == "Titre 79"
    assert all(one.probability >= other.probability for one, other in pairwise(evaluation.mistakes))


def test_topics_that_the_model_lacks_are_named() -> None:
    found = predictions([[0.9, 0.1], [0.9, 0.1]], ["sport", "economy"])
    assert evaluate(gold(["sport", "labour"]), found).unknown_topics == ("labour",)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "expected headlines with a topic, got 0"),
        (gold(["not_news", "unclear"]), "expected headlines with a topic, got 2"),
        (gold(["labour", "religion"]), "expected topics of the model"),
        (gold(["sport"], language=""), "row 1: expected the code of a language"),
    ],
)
def test_what_cant_be_measured_is_refused(rows: list[Labelled], words: str) -> None:
    found = predictions([[0.9, 0.1]] * len(rows), ["sport", "economy"])
    with pytest.raises(UsageError, match=words):
        evaluate(rows, found)


def test_a_wrong_number_of_predictions_is_refused() -> None:
    with pytest.raises(ShapeError, match="each of 2 headlines, got 1"):
        evaluate(gold(["sport", "sport"]), predictions([[1.0]], ["sport"]))
    with pytest.raises(ShapeError, match="columns of 1 rows"):
        Answers(("sport",), np.zeros(2), np.zeros(1, np.bool_), ("sport",), "tested")
    with pytest.raises(UsageError, match="model with topics"):
        evaluate(gold(["sport"]), predictions([[]], []))


TOPICS = ("sport", "economy", "health")


@st.composite
def cases(draw: st.DrawFn) -> Evaluation:
    """Any few headlines, languages and answers: equal probabilities, one topic, no answer included."""
    n = draw(st.integers(1, 12))
    some = st.sampled_from(TOPICS[: draw(st.integers(1, 3))])
    rows = [
        Labelled(f"Titre {row}", draw(st.sampled_from(["ar", "fr"])), draw(some), tuple(draw(st.sets(some))))
        for row in range(n)
    ]
    shares = draw(st.lists(st.sampled_from([0.0, 1 / 3, 0.5, 1.0]) | st.floats(0, 1), min_size=n, max_size=n))
    abstained = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    given_topics = tuple(draw(some | st.just("")) for _ in range(n))
    answers = Answers(given_topics, np.array(shares), np.array(abstained), TOPICS, "tested")
    return evaluate_answers(rows, answers, resamples=20)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_any_few_headlines_give_sound_figures(evaluation: Evaluation) -> None:
    groups = [evaluation.overall, *evaluation.languages.values()]
    assert sum(one.n for one in groups[1:]) == groups[0].n
    for one in groups:
        for figure in (one.accepted, one.macro_f1):
            assert 0 <= figure.low <= figure.high <= 1 and 0 <= figure.value <= 1
        assert sum(each.n for each in one.bins) == one.n
        assert all(each.low <= each.probability <= each.high + 1e-9 for each in one.bins)
        assert 0 <= one.calibration_error <= 1
        assert one.risk_coverage[-1].coverage == 1
        assert one.risk_coverage[-1].risk == pytest.approx(1 - one.accepted.value)
        assert one.accuracy_at["100"] == pytest.approx(one.accepted.value)
        assert (one.accepted_answered is None) == (one.abstained == 1)
    assert sum(map(sum, evaluation.confusion.counts)) == evaluation.overall.n
    wrong = round((1 - evaluation.overall.accepted.value) * evaluation.overall.n)
    assert evaluation.mistakes_total == len(evaluation.mistakes) == wrong


def test_a_long_curve_keeps_its_ends() -> None:
    rows, found = random_case(900, 7)
    curve = evaluate(rows, found, resamples=10).overall.risk_coverage
    assert len(curve) == 200 and curve[-1].coverage == 1
    assert all(one.coverage < other.coverage for one, other in pairwise(curve))
    assert all(one.probability >= other.probability for one, other in pairwise(curve))


def test_the_same_seed_gives_the_same_intervals() -> None:
    rows, found = random_case(100, 8)
    assert evaluate(rows, found, seed=3).overall == evaluate(rows, found, seed=3).overall
    assert evaluate(rows, found, seed=3).overall.macro_f1 != evaluate(rows, found, seed=4).overall.macro_f1
