"""Vectors of a fixed list, kept between processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from topics.embed.phrases import remembered


class CountingEncoder:
    """Says how often it was asked."""

    dimension = 2

    def __init__(self, encoder_id: str = "one") -> None:
        self.encoder_id = encoder_id
        self.calls = 0

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.calls += 1
        return np.array([[len(text), 0] for text in texts], np.float32)


def test_is_encoded_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    first = remembered(encoder, ["a", "bb"], tmp_path)
    again = remembered(encoder, ["a", "bb"], tmp_path)
    np.testing.assert_array_equal(first, again)
    assert encoder.calls == 1


def test_other_phrases_or_another_encoder_are_encoded_anew(tmp_path: Path) -> None:
    encoder, other = CountingEncoder(), CountingEncoder("two")
    remembered(encoder, ["ab", "c"], tmp_path)
    assert remembered(encoder, ["a", "bc"], tmp_path)[:, 0].tolist() == [1, 2]
    remembered(other, ["ab", "c"], tmp_path)
    assert (encoder.calls, other.calls) == (2, 1)


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    remembered(encoder, ["a"], tmp_path)
    (path,) = tmp_path.iterdir()
    for content in (b"", path.read_bytes()[:-3], b"\x93NUMPY nonsense"):
        path.write_bytes(content)
        assert remembered(encoder, ["a"], tmp_path).tolist() == [[1, 0]]
    assert encoder.calls == 4


def test_where_the_file_cannot_be_written_it_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    encoder = CountingEncoder()
    for _ in range(2):
        assert remembered(encoder, ["a"], tmp_path / "cache" / "phrases").tolist() == [[1, 0]]
    assert encoder.calls == 2
    assert "can't be written" in caplog.text


def test_what_a_killed_process_left_is_cleared_by_the_next_that_writes(tmp_path: Path) -> None:
    left = tmp_path / ".abc.npy.x1.part"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    remembered(CountingEncoder(), ["a"], tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".npy"]
