"""A day and the days before it are the same from counts by hour as from the headlines themselves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topics.digest.moves import DAY, day_counted, day_of, moved, past_counted, past_like, past_of
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
    assert past_counted(counted(before), SINCE) == past_of(each, SINCE)
    assert day_counted(counted(day)) == day_of((OUTLETS[outlet], keys(key)) for key, outlet, _ in day)


def a_day_of(outlet: str, sport: int, politics: int) -> list[tuple[str, tuple[str, ...]]]:
    """An outlet's headlines of a day."""
    return [(outlet, (key,)) for key in ["sport"] * sport + ["politics"] * politics]


def test_an_outlet_that_is_silent_makes_nothing_rise_or_fade() -> None:
    speaking = a_day_of("B", 5, 25) + a_day_of("C", 5, 25)
    every_day = a_day_of("A", 40, 0) + speaking
    weeks = past_of(
        ((outlet, SINCE - DAY * ago, keys) for ago in range(1, 29) for outlet, keys in every_day), SINCE
    )
    day = day_of(speaking)
    assert [[one.key for one in some] for some in moved(day, weeks)] == [["politics"], ["sport"]]
    assert moved(day, past_like(day, weeks)) == ([], [])


def test_what_was_never_read_is_no_day() -> None:
    rows = [("A", SINCE - DAY * ago, ("sport",)) for ago in (*range(1, 8), *range(22, 29)) for _ in range(3)]
    weeks = past_of([*rows, ("B", SINCE - DAY * 28, ())], SINCE)
    assert weeks.days == past_like(day_of([("B", ())]), weeks).days == 14
