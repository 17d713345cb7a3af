"""The head is kernel ridge regression, and its weights say what its coefficients say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random
from sklearn.kernel_ridge import KernelRidge

from tests.classify.models import unit_rows
from topics.training import linear_head
from topics.training.labelled import Labelled
from topics.training.linear_head import (
    Features,
    Head,
    between,
    fit_duals,
    head_of,
    targets_of,
    weights_of,
)
from topics.training.topic_recipe import TopicRecipe

RECIPE = TopicRecipe()
TOPICS = ("sport", "weather", "culture", "labour")


def some(count: int = 50, topics: int = 4, *, seed: int = 0) -> tuple[Features, np.ndarray, np.ndarray]:
    """Features, targets and weights. Shape: near (n, 7), said (n, 30)."""
    rng = np.random.default_rng(seed)
    said = random(count, 30, density=0.2, format="csr", random_state=seed)
    targets = np.eye(topics)[rng.integers(0, topics, count)] - 1 / topics
    return Features(unit_rows(count, seed=seed, dimension=7), said), targets, rng.uniform(0.2, 3, count)


def exact(one: Features, other: Features) -> np.ndarray:
    """The kernel from its formula, in double precision. Shape: (n, m)."""
    apart = ((one.near[:, None].astype(float) - other.near[None]) ** 2).sum(axis=2)
    alike = RECIPE.vector * np.exp(-RECIPE.gamma / 2 * apart)
    found: np.ndarray = alike + (one.said @ other.said.T).toarray() + 1
    return found


@pytest.mark.parametrize("topics", [2, 4, 17])
@pytest.mark.parametrize("penalty", [0.3, 1.0, 10.0])
def test_the_head_is_kernel_ridge_regression(topics: int, penalty: float) -> None:
    features, targets, weights = some(topics=topics)
    ridge = KernelRidge(alpha=penalty, kernel="precomputed")
    ridge.fit(exact(features, features), targets, sample_weight=weights)
    got = fit_duals(features.kernel(RECIPE), targets, weights, replace(RECIPE, penalty=penalty))
    assert got == pytest.approx(ridge.dual_coef_, abs=1e-4)


def test_duals_score_rows_as_the_head_does() -> None:
    """Held-out rows are scored through the kernel, the product scores through the weights."""
    features, targets, weights = some()
    fit, left = (Features(features.near[rows], features.said[rows]) for rows in (slice(40), slice(40, None)))
    duals = fit_duals(fit.kernel(RECIPE), targets[:40], weights[:40], RECIPE)
    head = head_of(fit, duals, RECIPE)
    alike = np.exp(RECIPE.gamma * (left.near @ fit.near.T - 1))
    through_weights = alike @ head.from_near + left.said @ head.from_said + head.bias
    assert between(left, fit, RECIPE) @ duals == pytest.approx(through_weights, abs=1e-4)


def test_a_weight_of_three_is_a_row_three_times() -> None:
    features, targets, _ = some()
    thrice = np.concatenate([np.arange(50), [3, 3]])
    repeated = Features(features.near[thrice], features.said[thrice])
    one = fit_duals(repeated.kernel(RECIPE), targets[thrice], np.ones(52), RECIPE)
    ones = np.ones(50)
    ones[3] = 3
    got = fit_duals(features.kernel(RECIPE), targets, ones, RECIPE)
    assert exact(features, features) @ got == pytest.approx(exact(features, repeated) @ one, abs=1e-3)


def test_a_row_that_counts_for_nearly_nothing_changes_nearly_nothing() -> None:
    features, targets, weights = some()
    weights[0] = 1e-4
    fewer = Features(features.near[1:], features.said[1:])
    without = fit_duals(fewer.kernel(RECIPE), targets[1:], weights[1:], RECIPE)
    got = fit_duals(features.kernel(RECIPE), targets, weights, RECIPE)
    assert got[1:] == pytest.approx(without, abs=1e-3) and np.abs(got[0]).max() < 1e-3


def test_the_kernel_is_its_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    features, _, _ = some()
    whole = features.kernel(RECIPE)
    assert whole.dtype == np.float32 and whole.shape == (50, 50)
    assert whole == pytest.approx(exact(features, features), abs=1e-4)
    assert between(features, features, RECIPE) == pytest.approx(whole, abs=1e-5)
    monkeypatch.setattr(linear_head, "CHUNK", 7)
    assert features.kernel(RECIPE) == pytest.approx(whole, abs=1e-5)


def test_rows_without_a_word_are_learnt_from() -> None:
    features, targets, weights = some()
    silent = Features(features.near, csr_matrix((50, 30)))
    head = head_of(silent, fit_duals(silent.kernel(RECIPE), targets, weights, RECIPE), RECIPE)
    assert isinstance(head, Head) and not head.from_said.any() and head.from_near.any()


# --- what rows should score ---------------------------------------------------------------------------


def test_a_topic_alone_scores_one_above_the_others() -> None:
    (row,) = targets_of([Labelled("a", "fr", "weather")], TOPICS, RECIPE)
    assert row == pytest.approx([-0.25, 0.75, -0.25, -0.25])


@pytest.mark.parametrize("also", [("labour",), ("labour", "culture")])
def test_second_topics_share_what_the_recipe_gives_them(also: tuple[str, ...]) -> None:
    recipe = replace(RECIPE, second=0.3)
    (row,) = targets_of([Labelled("a", "fr", "weather", also)], TOPICS, recipe) + 0.25
    assert row[1] == pytest.approx(0.7)
    for topic in ("culture", "labour"):
        assert row[TOPICS.index(topic)] == pytest.approx(0.3 / len(also) if topic in also else 0)
    assert row.sum() == pytest.approx(1)


@pytest.mark.parametrize("also", [("unknown",), ("weather",), ("weather", "unknown")])
def test_second_topics_that_are_none_take_nothing(also: tuple[str, ...]) -> None:
    (row,) = targets_of([Labelled("a", "fr", "weather", also)], TOPICS, RECIPE)
    assert row == pytest.approx([-0.25, 0.75, -0.25, -0.25])


def test_targets_of_two_topics_are_each_others_opposite() -> None:
    found = targets_of([Labelled("a", "fr", "sport"), Labelled("b", "fr", "weather")], TOPICS[:2], RECIPE)
    assert found == pytest.approx(np.array([[0.5, -0.5], [-0.5, 0.5]]))


def test_every_row_of_targets_sums_to_zero() -> None:
    rows = [Labelled(str(n), "fr", TOPICS[n % 4], TOPICS[: n % 3]) for n in range(24)]
    assert targets_of(rows, TOPICS, RECIPE).sum(axis=1) == pytest.approx(np.zeros(24))


# --- how much rows count ------------------------------------------------------------------------------


def rows_of(**count: int) -> list[Labelled]:
    return [
        Labelled(f"{topic} {n}", "fr", topic, weight=0.5)
        for topic, many in count.items()
        for n in range(many)
    ]


def test_weights_are_the_rows_own_without_balance() -> None:
    rows = [*rows_of(sport=30, weather=3), Labelled("x", "fr", "sport", weight=2.5)]
    found = weights_of(rows, replace(RECIPE, balance=0.0))
    assert found == pytest.approx([row.weight for row in rows])


def test_with_full_balance_topics_count_equally() -> None:
    rows = rows_of(sport=30, weather=3, culture=12)
    found = weights_of(rows, replace(RECIPE, balance=1.0))
    total = {
        topic: sum(w for w, row in zip(found, rows, strict=True) if row.topic == topic)
        for topic in TOPICS[:3]
    }
    assert list(total.values()) == pytest.approx([7.5] * 3)


def test_with_half_the_balance_rare_topics_get_part_of_what_they_lack() -> None:
    rows = rows_of(sport=40, weather=10)
    found = weights_of(rows, replace(RECIPE, balance=0.5))
    assert found[0] < 0.5 < found[-1]
    assert found[-1] / found[0] == pytest.approx(2)


def test_a_system_is_solved_by_halves_as_well_as_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(300, 20)).astype(np.float32) / 4
    kernel, targets, weights = rows @ rows.T, rng.normal(size=(300, 3)), rng.uniform(0.5, 2, size=300)
    whole = fit_duals(kernel.copy(), targets, weights, RECIPE)
    monkeypatch.setattr(linear_head, "MOST_AT_ONCE", 40)
    halves = fit_duals(kernel.copy(), targets, weights, RECIPE)
    assert np.abs(halves - whole).max() < 1e-3 * np.abs(whole).max()
