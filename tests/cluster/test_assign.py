"""Placing by centroids: each row for itself, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.news import unit
from topics.cluster import assign
from topics.cluster.assign import NEAREST, assign_to_prototypes, closeness
from topics.cluster.exact import cosines, unit_rows

ROWS, THEMES, WIDTH = 700, 37, 384


def assign_to_centroids(
    vectors: np.ndarray, centroids: np.ndarray, thresholds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Themes of one prototype each."""
    return assign_to_prototypes(vectors, centroids, np.arange(len(centroids), dtype=np.int32), thresholds)


@pytest.fixture(scope="module")
def space() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors, centroids, and thresholds that some rows reach exactly, others miss by the last bit."""
    random = np.random.default_rng(7)
    vectors, centroids = unit(random.normal(size=(ROWS, WIDTH))), unit(random.normal(size=(THEMES, WIDTH)))
    near = cosines(vectors, centroids)
    thresholds = np.sort(near, axis=0)[-20]  # each is the cosine of a row
    thresholds[::2] = np.nextafter(thresholds[::2], 1)
    return vectors, centroids, thresholds


def test_a_batch_is_the_same_as_one_by_one(space: tuple[np.ndarray, ...]) -> None:
    vectors, centroids, thresholds = space
    labels, strengths = assign_to_centroids(vectors, centroids, thresholds)
    assert 0 < (labels >= 0).sum() < ROWS
    for row in range(ROWS):
        label, strength = assign_to_centroids(vectors[row : row + 1], centroids, thresholds)
        assert (label[0], strength[0]) == (labels[row], strengths[row])


@pytest.mark.parametrize("size", [2, 3, 7, 64, 699])
def test_the_size_and_the_layout_of_a_batch_change_nothing(space: tuple[np.ndarray, ...], size: int) -> None:
    vectors, centroids, thresholds = space
    labels, strengths = assign_to_centroids(vectors, centroids, thresholds)
    other = np.asfortranarray(vectors[-size:])
    again = assign_to_centroids(other, np.asfortranarray(centroids), thresholds)
    assert np.array_equal(again[0], labels[-size:])
    assert np.array_equal(again[1], strengths[-size:])


def test_blocks_change_nothing(space: tuple[np.ndarray, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = assign_to_centroids(*space)
    monkeypatch.setattr(assign, "BLOCK", 33)
    parts = assign_to_centroids(*space)
    assert np.array_equal(whole[0], parts[0])
    assert np.array_equal(whole[1], parts[1])


def test_a_row_at_the_threshold_joins_and_one_a_bit_below_does_not(space: tuple[np.ndarray, ...]) -> None:
    vectors, centroids, _ = space
    exactly = float(cosines(vectors[:1], centroids[:1])[0, 0])
    for threshold, expected in ((exactly, 0), (np.nextafter(exactly, 1), -1)):
        labels, _ = assign_to_centroids(vectors[:1], centroids[:1], np.array([threshold]))
        assert labels.tolist() == [expected]


def test_strength_is_the_closeness_to_the_closest_theme_and_never_negative() -> None:
    centroids = np.eye(2, dtype=np.float32)
    rows = unit(np.array([[0.8, 0.6], [0.6, 0.8], [-0.6, -0.8]]))
    labels, strengths = assign_to_centroids(rows, centroids, np.array([0.9, 0.5]))
    assert labels.tolist() == [-1, 1, -1], "too far from the closest is outside, however near the next one is"
    assert strengths == pytest.approx([0.8, 0.8, 0.0], abs=1e-6)


def test_closeness_is_the_mean_over_the_three_nearest_prototypes() -> None:
    """Of a theme with fewer the farthest counts again, so that themes of all sizes can be compared."""
    prototypes = unit(np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1], [0, 1, 1]]))
    owners = np.array([0, 0, 0, 0, 1, 1], np.int32)
    row = np.array([[1, 0, 0]], np.float32)
    found = closeness(row, prototypes, owners, 2)
    half = np.sqrt(0.5)
    assert found == pytest.approx(np.array([[(1 + 2 * half) / NEAREST, 0]]), abs=1e-6)
    assert closeness(row, prototypes[4:], np.zeros(2, np.int32), 1) == pytest.approx(np.zeros((1, 1)))


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_with_several_prototypes_a_batch_is_the_same_as_its_parts(
    space: tuple[np.ndarray, ...], size: int
) -> None:
    vectors, prototypes, _ = space
    owners = np.sort(np.random.default_rng(3).integers(0, 9, THEMES)).astype(np.int32)
    owners[:9] = np.arange(9)
    floors = np.quantile(closeness(vectors, prototypes, owners, 9).max(axis=1), 0.3, method="lower")
    labels, strengths = assign_to_prototypes(vectors, prototypes, owners, np.full(9, floors))
    assert 0 < (labels >= 0).sum() < ROWS
    for start in range(0, ROWS, size):
        part = assign_to_prototypes(vectors[start : start + size], prototypes, owners, np.full(9, floors))
        assert np.array_equal(part[0], labels[start : start + size])
        assert np.array_equal(part[1], strengths[start : start + size])


def test_without_rows_or_without_themes_nothing_is_placed() -> None:
    none = np.empty((0, 3), np.float32)
    some = np.eye(3, dtype=np.float32)
    assert assign_to_centroids(none, some, np.zeros(3))[0].shape == (0,)
    labels, strengths = assign_to_centroids(some, none, np.empty(0, np.float32))
    assert (labels.tolist(), strengths.tolist()) == ([-1, -1, -1], [0, 0, 0])
    assert (labels.dtype, strengths.dtype) == (np.int32, np.float32)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), order=st.permutations(range(12)))
def test_cosines_do_not_depend_on_the_order_of_dimensions(seed: int, order: list[int]) -> None:
    """Whoever adds in another order gets the same sum: nothing was rounded on the way."""
    random = np.random.default_rng(seed)
    left, right = unit(random.normal(size=(5, 12))), unit(random.normal(size=(4, 12)))
    straight = cosines(left, right)
    assert np.array_equal(straight, cosines(left[:, order], right[:, order]))
    assert straight == pytest.approx(left.astype(float) @ right.T.astype(float), abs=1e-6)


def test_unit_rows_are_unit_and_rows_of_no_length_are_replaced() -> None:
    rows = np.array([[3e-1, 4e-1], [1e-6, 0]], np.float32)
    found = unit_rows(rows, otherwise=np.array([[1, 0], [0, 1]], np.float32))
    assert found == pytest.approx(np.array([[0.6, 0.8], [0, 1]]), abs=1e-6)
    assert found.dtype == np.float32
