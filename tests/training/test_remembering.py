"""Each text is encoded once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from topics.training.remembering import Remembering


class Counting:
    """Encodes by the length of a title, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, titles: Sequence[str]) -> np.ndarray:
        self.asked.append(list(titles))
        return np.array([[len(title), 1.0] for title in titles], np.float32)


def test_a_text_is_encoded_once_whatever_its_spelling() -> None:
    encode = Counting()
    remembering = Remembering(encode)
    remembering.learn(["الأمطار", "rain"])
    first = remembering(["rain", "snow", "RAIN - Hespress", "الامطار"])
    assert encode.asked == [["الأمطار", "rain"], ["snow"]]
    assert first.tolist() == [[4, 1], [4, 1], [4, 1], [7, 1]]
    remembering(["snow", "rain"])
    assert len(encode.asked) == 2


def test_vectors_from_elsewhere_are_taken_over() -> None:
    encode = Counting()
    remembering = Remembering(encode)
    remembering.take({"frost": np.array([9.0, 9.0], np.float32)})
    assert remembering(["Frost"]).tolist() == [[9, 9]] and encode.asked == []


def test_lists_go_to_their_own_encoder_and_an_empty_one_to_none() -> None:
    one, listed = Counting(), Counting()
    remembering = Remembering(one, listed)
    remembering.learn([])
    remembering.learn(["rain"])
    remembering(["rain", "snow"])
    assert (one.asked, listed.asked) == ([["snow"]], [["rain"]])
