"""The kernel as features: nearly its own inner products, and weights that say the same either way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.classify.models import unit_rows
from topics.classify.landmarks import STEPS
from topics.training.nystrom import View, landmarks_among
from topics.training.topic_recipe import TopicRecipe

RECIPE = TopicRecipe()


def rows(count: int, seed: int = 0) -> np.ndarray:
    """Rows of unit length near a few directions, as headlines are."""
    rng = np.random.default_rng(seed)
    near = unit_rows(6, seed=1)[rng.integers(0, 6, count)].astype(np.float64)
    near += 0.1 * rng.normal(size=near.shape)
    placed: np.ndarray = near / np.linalg.norm(near, axis=1, keepdims=True)
    return placed


def kernel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.exp(RECIPE.gamma * (one @ other.T - 1))
    return found


def test_few_rows_are_all_landmarks_in_their_order() -> None:
    placed = rows(30)
    found = landmarks_among(placed, RECIPE)
    assert found.gamma == RECIPE.gamma
    assert np.array_equal(found.points, np.round(placed * STEPS).astype(np.int8))


def test_of_many_rows_some_are_drawn_and_the_seed_says_which() -> None:
    placed = rows(300)
    few = replace(RECIPE, landmarks=40)
    found = landmarks_among(placed, few)
    assert found.points.shape == (40, 16)
    assert np.array_equal(found.points, landmarks_among(placed, few).points)
    assert not np.array_equal(found.points, landmarks_among(placed, replace(few, seed=1)).points)
    every = {tuple(row) for row in np.round(placed * STEPS).astype(np.int8).tolist()}
    assert {tuple(row) for row in found.points.tolist()} <= every


@pytest.mark.parametrize(("landmarks", "off"), [(300, 0.02), (120, 0.2)])
def test_inner_products_of_features_are_nearly_the_kernel(landmarks: int, off: float) -> None:
    placed, others = rows(300), rows(50, seed=2)
    view = View.of(landmarks_among(placed, replace(RECIPE, landmarks=landmarks)))
    found = view.features(others) @ view.features(placed).T
    assert np.abs(found - kernel(others, placed)).max() < off


def test_weights_of_features_and_of_landmarks_say_the_same() -> None:
    view = View.of(landmarks_among(rows(80), RECIPE))
    weights = np.random.default_rng(4).normal(size=(80, 3))
    others = rows(20, seed=5)
    by_features = view.features(others).astype(np.float64) @ weights
    by_landmarks = view.landmarks.likeness(others) @ view.weights(weights)
    assert by_landmarks == pytest.approx(by_features, abs=1e-4)


def test_landmarks_that_are_copies_of_one_another_break_nothing() -> None:
    placed = np.repeat(rows(3), 20, axis=0)
    found = View.of(landmarks_among(placed, RECIPE)).features(placed)
    assert np.isfinite(found).all()
    assert found @ found.T == pytest.approx(kernel(placed, placed), abs=0.02)
