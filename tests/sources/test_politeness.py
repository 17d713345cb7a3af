"""How long one waits before asking, and before asking again."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.sources.politeness import HostPace, pause, retry_after_seconds


@given(st.integers(0, 12), st.floats(0.01, 5), st.one_of(st.none(), st.floats(0, 100)))
def test_pauses_double_and_are_not_shorter_than_asked_for(
    attempt: int, base: float, wanted: float | None
) -> None:
    seconds = pause(attempt, base=base, retry_after=wanted)
    assert seconds >= base * 2**attempt / 2
    assert seconds >= (wanted or 0)
    assert seconds <= max(base * 2**attempt, wanted or 0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("", None), ("120", 120.0), (" 0 ", 0.0), ("soon", None), ("-5", None), ("1.5", None)],
)
def test_retry_after_in_seconds(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header) == seconds


def test_retry_after_as_a_date() -> None:
    later = datetime.now(UTC) + timedelta(minutes=2)
    assert 110 < (retry_after_seconds(format_datetime(later, usegmt=True)) or 0) <= 120
    assert retry_after_seconds("Tue, 24 Mar 2020 09:00:00 GMT") == 0.0


@given(st.text(max_size=40))
def test_any_header_gives_seconds_or_nothing(header: str) -> None:
    seconds = retry_after_seconds(header)
    assert seconds is None or seconds >= 0


def test_turns_of_one_host_are_spaced_and_hosts_do_not_wait_for_one_another() -> None:
    pace = HostPace(0.1)
    began = time.monotonic()
    assert pace.wait("a.example") == 0.0
    assert pace.wait("b.example") == 0.0
    assert pace.wait("a.example") > 0.05
    assert time.monotonic() - began >= 0.09


def test_no_interval_is_no_wait() -> None:
    pace = HostPace(0.0)
    assert [pace.wait("a.example") for _ in range(5)] == [0.0] * 5
