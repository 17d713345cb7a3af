"""Scores become probabilities; held-out scores are those of a real refit."""

from __future__ import annotations

import numpy as np
import pytest

from topics.classify.calibration import UNTRIED, best_sharpness, softmax
from topics.classify.ridge import fit_ridge, one_hot


def test_softmax_survives_huge_scores_and_no_rows() -> None:
    assert softmax(np.array([[1e4, 0.0], [-1e4, -1e4]])) == pytest.approx(np.array([[1, 0], [0.5, 0.5]]))
    assert softmax(np.empty((0, 3))).shape == (0, 3)


def test_sharpness_is_found_again() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(4000, 5))
    labels = np.array([rng.choice(5, p=row) for row in softmax(4.0 * scores)])
    assert best_sharpness(scores, labels) == pytest.approx(4.0, rel=0.1)


def test_without_rows_sharpness_is_the_untried_one() -> None:
    assert best_sharpness(np.empty((0, 3)), np.empty(0, int)) == UNTRIED


def test_held_out_scores_equal_a_fit_without_the_row() -> None:
    rng = np.random.default_rng(1)
    features, labels, weights = rng.normal(size=(12, 4)), rng.integers(3, size=12), rng.uniform(0.5, 1, 12)
    kernel, targets = features @ features.T, one_hot(labels, 3)
    _, held_out = fit_ridge(kernel, targets, weights, 1.0)
    kept = np.arange(12) != 5
    dual, _ = fit_ridge(kernel[np.ix_(kept, kept)], targets[kept], weights[kept], 1.0)
    assert held_out[5] == pytest.approx(kernel[5, kept] @ dual)
