"""Solving the many for once and the few on top is solving all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random, vstack

from tests.classify.models import unit_rows
from topics.training.bordered import bordered
from topics.training.linear_head import Features, fit_duals, head_of
from topics.training.topic_recipe import TopicRecipe

RECIPE = TopicRecipe()


def some(count: int, *, seed: int) -> tuple[Features, np.ndarray]:
    """Features and weights. Shape: near (n, 7), said (n, 30)."""
    rng = np.random.default_rng(seed)
    said = random(count, 30, density=0.2, format="csr", random_state=seed)
    return Features(unit_rows(count, seed=seed, dimension=7), said), rng.uniform(0.2, 3, count)


def together(one: Features, other: Features) -> Features:
    return Features(np.vstack([one.near, other.near]), vstack([one.said, other.said], format="csr"))


@pytest.mark.parametrize("new", [1, 8])
def test_new_rows_on_top_of_known_ones_are_all_rows_at_once(new: int) -> None:
    (known, weights), (more, their_weights) = some(40, seed=0), some(new, seed=1)
    missed = np.random.default_rng(2).normal(size=(new, 3))
    edge = bordered(known, weights, more, RECIPE)
    duals = edge.solve(missed, their_weights, RECIPE.penalty)
    got = head_of(together(known, more), np.concatenate([-edge.through @ duals, duals]), RECIPE)
    every = together(known, more)
    targets = np.concatenate([np.zeros((40, 3)), missed])
    whole = np.concatenate([weights, their_weights])
    wanted = head_of(every, fit_duals(every.kernel(RECIPE), targets, whole, RECIPE), RECIPE)
    assert got.from_near == pytest.approx(wanted.from_near, abs=1e-4)
    assert got.from_said == pytest.approx(wanted.from_said, abs=1e-4)
    assert got.bias == pytest.approx(wanted.bias, abs=1e-4)


def test_known_rows_are_moved_less_than_new_ones() -> None:
    (known, weights), (more, their_weights) = some(40, seed=0), some(8, seed=1)
    missed = np.random.default_rng(2).normal(size=(8, 3))
    edge = bordered(known, weights * 100, more, RECIPE)
    duals = edge.solve(missed, their_weights, RECIPE.penalty)
    every = together(known, more)
    moved = every.kernel(RECIPE) @ np.concatenate([-edge.through @ duals, duals])
    assert np.abs(moved[:40]).mean() < 0.1 * np.abs(moved[40:]).mean()


@pytest.mark.parametrize("rows", [[0], [1, 3, 4], [5, 2]])
def test_fits_without_some_new_rows_are_fits_of_the_others(rows: Sequence[int]) -> None:
    (known, weights), (more, their_weights) = some(40, seed=0), some(6, seed=1)
    missed = np.random.default_rng(2).normal(size=(6, 3))
    edge = bordered(known, weights, more, RECIPE)
    fewer = bordered(known, weights, Features(more.near[rows], more.said[rows]), RECIPE)
    one = edge.solve(missed[rows], their_weights[rows], RECIPE.penalty, rows)
    assert one == pytest.approx(fewer.solve(missed[rows], their_weights[rows], RECIPE.penalty), abs=1e-4)


def test_without_known_rows_it_is_the_plain_fit() -> None:
    more, weights = some(6, seed=1)
    missed = np.random.default_rng(2).normal(size=(6, 3))
    edge = bordered(Features(np.zeros((0, 7), np.float32), csr_matrix((0, 30))), np.zeros(0), more, RECIPE)
    plain = fit_duals(more.kernel(RECIPE), missed, weights, RECIPE)
    assert edge.solve(missed, weights, RECIPE.penalty) == pytest.approx(plain, abs=1e-4)
    assert edge.through.shape == (0, 6)
