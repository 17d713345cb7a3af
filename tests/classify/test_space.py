"""What tells languages apart is taken off, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from topics.classify.space import Space

LANGUAGES = ["ar", "fr", "en"]


def spoken(
    *, languages: list[str] = LANGUAGES, each: int = 40, width: int = 12
) -> tuple[np.ndarray, list[str]]:
    """Vectors that share a direction, lean towards their language and are otherwise noise."""
    rng = np.random.default_rng(3)
    common, lean = rng.normal(size=width), dict(zip(languages, rng.normal(size=(9, width)), strict=False))
    codes = [code for code in languages for _ in range(each)]
    rows = np.stack([common + lean[code] + rng.normal(size=width) for code in codes])
    return rows, codes


def test_axes_are_orthonormal_and_one_fewer_than_languages() -> None:
    space = Space.of(*spoken())
    assert space.origin.shape == (12,) and space.axes.shape == (2, 12)
    assert space.axes @ space.axes.T == pytest.approx(np.eye(2), abs=1e-12)


def test_languages_mean_the_same_after_it() -> None:
    """Before their length is made one, the means of all languages lie at the origin."""
    rows, codes = spoken()
    space = Space.of(rows, codes)
    moved = (rows - space.origin) - (rows - space.origin) @ space.axes.T @ space.axes
    for code in LANGUAGES:
        assert moved[np.array(codes) == code].mean(axis=0) == pytest.approx(np.zeros(12), abs=1e-12)


def test_placed_rows_have_unit_length_and_nothing_along_the_axes() -> None:
    rows, codes = spoken()
    space = Space.of(rows, codes)
    placed = space.place(rows)
    assert placed.shape == rows.shape and placed.dtype == np.float64
    assert np.linalg.norm(placed, axis=1) == pytest.approx(np.ones(len(rows)))
    assert np.abs(placed @ space.axes.T).max() < 1e-12


def test_a_language_counts_once_however_many_headlines_it_has() -> None:
    rows, codes = spoken()
    often = np.concatenate([rows, rows[:40], rows[:40]])
    one, other = Space.of(rows, codes), Space.of(often, codes + codes[:40] * 2)
    assert one.origin == pytest.approx(other.origin)


def test_the_order_of_languages_makes_no_difference() -> None:
    rows, codes = spoken()
    turned = Space.of(rows[::-1], codes[::-1]).place(rows)
    assert turned == pytest.approx(Space.of(rows, codes).place(rows))


def test_one_language_has_no_axes() -> None:
    rows, codes = spoken(languages=["fr"])
    space = Space.of(rows, codes)
    assert space.axes.shape == (0, 12)
    assert space.origin == pytest.approx(rows.mean(axis=0))
    assert np.linalg.norm(space.place(rows), axis=1) == pytest.approx(np.ones(40))


def test_languages_that_say_the_same_have_no_axes() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 8))
    assert Space.of(np.tile(rows, (2, 1)), ["ar"] * 5 + ["fr"] * 5).axes.shape == (0, 8)


def test_what_says_nothing_beyond_its_language_stays_zero() -> None:
    rows, codes = spoken()
    space = Space.of(rows, codes)
    nothing = space.origin + 3 * space.axes[0] - space.axes[1]
    assert not space.place(np.stack([nothing, rows[0]]))[0].any()


def test_no_rows_are_no_trouble() -> None:
    space = Space.of(*spoken())
    assert space.place(np.empty((0, 12))).shape == (0, 12)


@pytest.mark.parametrize("count", [1, 2, 3, 17, 64])
def test_a_row_is_placed_the_same_in_every_batch(count: int) -> None:
    rows, codes = spoken()
    space = Space.of(rows, codes)
    parts = [space.place(rows[start : start + count]) for start in range(0, len(rows), count)]
    assert np.array_equal(np.concatenate(parts), space.place(rows))
