"""Marks as sparse rows: unit length, rare ones weigh more, as many columns as ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything
from topics.cluster.mark_rows import COLUMNS, Frequencies, MarkRows
from topics.cluster.marks import marks_of


def rows_of(*marks: Mapping[str, float], among: Iterable[Mapping[str, float]] | None = None) -> MarkRows:
    """Rows weighted by how often their marks are met among others, or among themselves."""
    found = MarkRows(Frequencies.of(marks if among is None else among))
    found.append(marks)
    return found


def products(rows: Any) -> np.ndarray:
    return np.asarray((rows @ rows.T).toarray())


def lengths(rows: Any) -> list[float]:
    return [float(square) ** 0.5 for square in products(rows).diagonal()]


def test_rows_have_length_one_and_empty_ones_none() -> None:
    assert lengths(rows_of({"a": 1, "b": 2}, {"b": 1}, {}).weighted()) == pytest.approx([1, 1, 0])


def test_equal_marks_have_cosine_one_and_others_none() -> None:
    weights = rows_of({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"c": 1}).weighted()
    np.testing.assert_allclose(products(weights), [[1, 1, 0], [1, 1, 0], [0, 0, 1]], atol=1e-6)


def test_the_rarer_of_two_shared_marks_brings_headlines_closer() -> None:
    usual = [{"common": 1.0, f"own {number}": 1.0} for number in range(50)]
    rows = rows_of({"rare": 1, "common": 1}, {"rare": 1, "x": 1}, {"common": 1, "x": 1}, among=usual)
    for found in (products(rows.weighted()), products(rows.shared())):
        assert found[0, 1] > found[0, 2] > 0


def test_what_two_rows_share_is_summed_by_rarity() -> None:
    shared = products(rows_of({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": 1}).shared())
    assert shared[0, 1] > shared[0, 2] > 0
    assert 0 < shared[0, 2] < 1
    assert 1 < shared[0, 1] < 2


def test_a_row_depends_on_its_headline_alone() -> None:
    usual = [{"a": 1.0}, {"a": 1.0, "b": 1.0}]
    alone = rows_of({"a": 1, "b": 2}, among=usual)
    among_others = rows_of({"b": 1}, {"a": 1, "b": 2}, {"a": 9}, among=usual)
    for one, other in (
        (alone.weighted(), among_others.weighted()),
        (alone.shared(), among_others.shared()),
        (alone.plain(), among_others.plain()),
    ):
        assert (one[0] != other[1]).nnz == 0


def test_plain_rows_are_what_was_given() -> None:
    plain = rows_of({"a": 0.5, "b": 2}, {"b": 3}).plain()
    assert products(plain).tolist() == [[4.25, 6], [6, 9]]
    assert plain.dtype == np.float32


def test_rows_that_are_kept_are_as_if_the_others_had_never_been() -> None:
    marks = [{"a": 1.0, "b": 2.0}, {"b": 1.0}, {}, {"a": 3.0}]
    rows, fresh = rows_of(*marks), rows_of(marks[0], marks[3], among=marks)
    rows.keep([0, 3])
    assert len(rows) == 2
    assert (rows.weighted() != fresh.weighted()).nnz == (rows.shared() != fresh.shared()).nnz == 0
    rows.append([{"c": 1.0}])
    assert len(rows) == rows.plain().shape[0] == 3
    rows.keep([])
    assert len(rows) == rows.plain().shape[0] == 0


def test_no_rows_and_rows_without_marks_work() -> None:
    for rows in (rows_of(), rows_of({}, {})):
        for found in (rows.weighted(), rows.shared(), rows.plain()):
            assert found.shape == (len(rows), COLUMNS)
            assert found.nnz == 0
            assert found.dtype == np.float32


def test_marks_of_any_number_have_a_fixed_number_of_columns() -> None:
    few, many = rows_of({"a": 1}), rows_of(*({f"mark {number}": 1.0} for number in range(3000)))
    assert few.plain().shape[1] == many.plain().shape[1] == COLUMNS
    assert few.frequencies.met.shape == many.frequencies.met.shape == (COLUMNS,)


def test_marks_are_counted_once_a_headline() -> None:
    found = Frequencies.of([{"a": 5.0, "b": 1.0}, {"a": 1.0}, {}])
    assert found.headlines == 3
    assert sorted(found.met[found.met > 0].tolist()) == [1, 2]


@given(st.lists(st.sampled_from(HEADLINES) | anything, max_size=6))
def test_rows_of_any_titles_have_length_one_or_none(titles: list[str]) -> None:
    weights = rows_of(*(marks_of(title).grams for title in titles)).weighted()
    expected = [1.0 if marks_of(title).grams else 0.0 for title in titles]
    assert lengths(weights) == pytest.approx(expected, abs=1e-5)
