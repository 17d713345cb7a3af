"""A day and the days before it are the same from counts by hour as from the headlines themselves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topics.digest.moves import day_counted, day_of, past_counted, past_of
from topics.types import Bin, Counts

SINCE, DAYS = datetime(2026, 3, 20, 7, tzinfo=UTC), 9
KEYS, OUTLETS = (None, "sport", "weather"), ("Al Manara", "Le Port")
HOUR = timedelta(hours=1)
headlines = st.lists(
    st.tuples(
        st.integers(0, len(KEYS) - 1),
        st.integers(0, len(OUTLETS) - 1),
        st.integers(-DAYS * 24 * 60, 24 * 60 - 1),  # minutes after SINCE
    ),
    max_size=40,
)


def counted(rows: list[tuple[int, int, int]]) -> Counts:
    """Counts of hours that begin at full ones after SINCE."""
    cells = Counter((key, outlet, minute // 60) for key, outlet, minute in rows)
    columns = np.array([*cells], np.int64).reshape(-1, 3).T
    return Counts(
        every=Bin.HOUR,
        timezone="UTC",
        keys=KEYS,
        sources=OUTLETS,
        key=columns[0].astype(np.int32),
        source=columns[1].astype(np.int32),
        start=columns[2] * 3600 + int(SINCE.timestamp()),
        count=np.array([*cells.values()], np.int32),
    )


def keys(key: int) -> tuple[str, ...]:
    name = KEYS[key]
    return () if name is None else (name,)


@given(headlines)
def test_counts_by_hour_tell_what_headlines_do(rows: list[tuple[int, int, int]]) -> None:
    before, day = [row for row in rows if row[2] < 0], [row for row in rows if row[2] >= 0]
    each = [(OUTLETS[outlet], SINCE + minute * HOUR / 60, keys(key)) for key, outlet, minute in before]
    assert past_counted(counted(before), SINCE, DAYS) == past_of(each, SINCE, DAYS)
    assert day_counted(counted(day)) == day_of((OUTLETS[outlet], keys(key)) for key, outlet, _ in day)
