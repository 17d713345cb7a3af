"""Every headline gets one vector, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from topics.embed.cached import encode_missing


class LetterEncoder:
    """Vectors that tell which text they were made from."""

    encoder_id = "letters"
    dimension = 2

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.seen.extend(texts)
        return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)


class Shelf:
    """Both halves of the store that the loop needs. ``room`` batches fit, then writing fails."""

    def __init__(self, titles: Sequence[str], room: int = 10**6) -> None:
        self.titles = {f"h{number:03d}": title for number, title in enumerate(titles)}
        self.vectors: dict[str, np.ndarray] = {}
        self.batches: list[int] = []
        self.room = room

    def unembedded(self, encoder_id: str, limit: int, *, after: str = "") -> list[tuple[str, str]]:
        assert encoder_id == "letters"
        missing = (item for item in sorted(self.titles.items()) if item[0] not in self.vectors)
        return [item for item in missing if item[0] > after][:limit]

    def put(self, hashes: Sequence[str], vectors: np.ndarray, encoder_id: str) -> None:
        if len(self.batches) == self.room:
            raise RuntimeError("killed")
        self.batches.append(len(hashes))
        self.vectors.update(zip(hashes, vectors, strict=True))


TITLES = ["b" * (1 + number * 7 % 20) for number in range(25)]


def run(shelf: Shelf, encoder: LetterEncoder, **options: object) -> int:
    return encode_missing(encoder, shelf, shelf, to_text=str.upper, batch=10, **options)  # type: ignore[arg-type] # progress


def test_all_are_encoded_once_and_kept_by_hash() -> None:
    shelf, encoder, told = Shelf(TITLES), LetterEncoder(), list[int]()
    assert run(shelf, encoder, progress=told.append) == 25
    assert shelf.batches == [10, 10, 5]
    assert told == [10, 20, 25]
    assert {key: vector[0] for key, vector in shelf.vectors.items()} == {
        key: len(title) for key, title in shelf.titles.items()
    }
    assert encoder.seen[0].isupper()


def test_a_second_run_encodes_nothing() -> None:
    shelf, encoder = Shelf(TITLES), LetterEncoder()
    run(shelf, encoder)
    assert run(shelf, encoder) == 0
    assert len(encoder.seen) == 25


def test_an_empty_store() -> None:
    assert run(Shelf([]), LetterEncoder()) == 0


def test_a_killed_run_keeps_its_batches_and_the_next_one_goes_on() -> None:
    shelf = Shelf(TITLES, room=1)
    with pytest.raises(RuntimeError, match="killed"):
        run(shelf, LetterEncoder())
    assert len(shelf.vectors) == 10
    shelf.room, encoder = 10**6, LetterEncoder()
    assert run(shelf, encoder) == 15
    assert len(encoder.seen) == 15
