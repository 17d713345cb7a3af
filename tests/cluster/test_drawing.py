"""The map: neighbours stay neighbours, few headlines have places too, and a new map lies as the old one."""

from __future__ import annotations

import numpy as np
import pytest

from topics.cluster.drawing import FEW, draw, put_among, turned

GROUPS, EACH = 4, 20


def space(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Unit rows around four directions, and the direction of each."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(GROUPS), EACH)
    rows = np.eye(16)[labels] + 0.15 * rng.normal(size=(GROUPS * EACH, 16))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), labels


def keys(n: int) -> list[str]:
    return [f"h{row}" for row in range(n)]


def apart(places: np.ndarray, labels: np.ndarray) -> float:
    """Share of headlines whose nearest neighbour on the map is of their group."""
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    return float((labels[distances.argmin(axis=1)] == labels).mean())


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return draw(space()[0], keys(GROUPS * EACH), 0)


def test_what_is_alike_lies_close(drawn: np.ndarray) -> None:
    assert drawn.shape == (GROUPS * EACH, 2) and drawn.dtype == np.float32
    assert apart(drawn, space()[1]) == 1.0


def test_the_same_headlines_have_the_same_map(drawn: np.ndarray) -> None:
    assert np.array_equal(draw(space()[0], keys(GROUPS * EACH), 0), drawn)


@pytest.mark.parametrize("n", [0, 1, 2, 3, FEW - 1])
def test_few_headlines_have_places(n: int) -> None:
    found = draw(space()[0][:n], keys(n), 0)
    assert found.shape == (n, 2) and np.isfinite(found).all()


def test_identical_headlines_have_places() -> None:
    found = draw(np.tile(space()[0][:1], (FEW + 5, 1)), keys(FEW + 5), 0)
    assert np.isfinite(found).all()


def test_a_new_headline_goes_among_those_that_it_is_like(drawn: np.ndarray) -> None:
    rows, labels = space(1)
    found = put_among(rows, space()[0], drawn)
    nearest = np.linalg.norm(found[:, None] - drawn[None], axis=2).argmin(axis=1)
    assert (space()[1][nearest] == labels).mean() >= 0.95


def test_a_turned_map_lies_as_before(drawn: np.ndarray) -> None:
    angle = 2.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), -np.cos(angle)]], np.float32)
    rows = list(range(0, len(drawn), 2))
    found = turned(drawn @ turn + 5, rows, drawn[rows])
    assert np.allclose(found, drawn, atol=1e-3)


def test_two_points_turn_nothing(drawn: np.ndarray) -> None:
    assert turned(drawn, [0, 1], drawn[:2]) is drawn
