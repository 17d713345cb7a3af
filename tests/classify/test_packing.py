"""Weights in bytes where that loses nothing, in half precision elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from topics.classify.packing import halved, in_steps, packed, unhalved, unpacked

WEIGHTS = arrays(np.float32, st.tuples(st.integers(0, 6), st.just(3)), elements=st.floats(-50, 50, width=16))


@given(WEIGHTS)
def test_rounded_weights_come_back_as_they_were_and_take_a_byte(weights: np.ndarray) -> None:
    rounded = in_steps(weights)
    array, step = packed(rounded)
    assert array.dtype == np.int8
    assert np.array_equal(unpacked(array, step), rounded)
    assert np.array_equal(in_steps(rounded), rounded)


@given(WEIGHTS)
def test_rounding_is_off_by_at_most_a_127th_of_the_largest(weights: np.ndarray) -> None:
    largest = float(np.abs(weights).max(initial=0.0))
    assert np.abs(in_steps(weights) - weights).max(initial=0.0) <= largest / 127 + 1e-12


def test_other_weights_are_kept_in_half_precision() -> None:
    weights = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float16).astype(np.float32)
    array, step = packed(weights)
    assert (array.dtype, step) == (np.float16, 1.0)
    assert np.array_equal(unpacked(array, step), weights)


@pytest.mark.parametrize("step", [0.0, -1.0, float("nan"), float("inf")])
def test_a_step_that_is_none_is_refused(step: float) -> None:
    with pytest.raises(ValueError, match="in steps of"):
        unpacked(np.zeros((2, 2), np.int8), step)


def test_numbers_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="weights of int64"):
        unpacked(np.zeros((2, 2), np.int64), 1.0)


@given(arrays(np.int8, st.tuples(st.integers(0, 5), st.integers(1, 7)), elements=st.integers(-7, 7)))
def test_marks_take_half_a_byte_and_come_back(marks: np.ndarray) -> None:
    found = halved(marks)
    assert found.dtype == np.uint8 and found.shape == (len(marks), (marks.shape[1] + 1) // 2)
    back = unhalved(found, marks.shape[1])
    assert back.dtype == np.int8 and np.array_equal(back, marks)


@pytest.mark.parametrize(
    "array", [np.zeros((2, 3), np.int8), np.zeros((2, 2), np.uint8), np.zeros(3, np.uint8)]
)
def test_half_bytes_of_another_shape_are_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="half bytes of"):
        unhalved(array, 6)
