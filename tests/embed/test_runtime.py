"""How texts are laid into batches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.embed.runtime import BATCH, STEP, batches, padded


@given(st.lists(st.integers(2, 512), max_size=300))
def test_every_row_is_in_one_batch_of_its_own_width(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(row for rows in found for row in rows) == list(range(len(lengths)))
    for rows in found:
        assert 0 < len(rows) <= BATCH
        assert len({padded(lengths[row]) for row in rows}) == 1


@given(st.integers(1, 512))
def test_padding_is_short(length: int) -> None:
    assert length <= padded(length) < length + STEP
    assert padded(length) % STEP == 0
