"""Days and times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import UsageError
from topics.moments import parse_moment

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def parsed(value: str | None, timezone: str = "Africa/Casablanca") -> datetime | None:
    return parse_moment(value, option="--since", now=NOW, timezone=timezone)


def test_a_day_begins_at_its_local_midnight() -> None:
    assert parsed("2026-01-15") == datetime(2026, 1, 14, 23, 0, tzinfo=UTC)
    assert parsed("2026-01-15", "Europe/Athens") == datetime(2026, 1, 14, 22, 0, tzinfo=UTC)


def test_a_time_with_its_own_offset_keeps_it() -> None:
    assert parsed("2026-01-15T09:00+05:00") == datetime(2026, 1, 15, 4, 0, tzinfo=UTC)


@given(st.integers(0, 5000))
def test_spans_count_back_from_now(days: int) -> None:
    assert parsed(f"{days}d") == NOW - timedelta(days=days)


def test_nothing_typed_is_no_limit() -> None:
    assert parsed(None) is None


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "",
        "2026-13-01",
        "7 months",
        "99999999d",
        "0226-03-01",
        "1969-12-31",
        "2101-01-01",
        "3000w",
    ],
)
def test_what_is_no_time_is_a_usage_error(value: str) -> None:
    with pytest.raises(UsageError, match="--since: expected a day"):
        parsed(value)
