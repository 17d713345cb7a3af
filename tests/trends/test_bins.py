"""Bins by the wall clock of a zone, with the dates at which its clocks really changed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.bins import bins_of, moment_of, quarter_of
from topics.types import Bin

CASABLANCA = "Africa/Casablanca"
ZONES = [CASABLANCA, "Europe/Paris", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo"]
# Ramadan of 2025 and of 2026: the first Sunday, and the one after it ended; then Paris, and no change at all
CHANGES = [
    (CASABLANCA, (2025, 2, 23), 25),
    (CASABLANCA, (2025, 4, 6), 23),
    (CASABLANCA, (2026, 2, 15), 25),
    (CASABLANCA, (2026, 3, 22), 23),
    (CASABLANCA, (2026, 3, 29), 24),
    ("Europe/Paris", (2026, 3, 29), 23),
    ("Europe/Paris", (2026, 10, 25), 25),
    ("Africa/Cairo", (2026, 4, 24), 23),  # its midnight does not exist
    ("Asia/Kolkata", (2026, 3, 29), 24),
]


def starts(every: Bin, zone: str, first: datetime, last: datetime) -> list[datetime]:
    found = bins_of(every, zone).between(quarter_of(first), quarter_of(last))
    return [moment_of(start) for start in found]


@pytest.mark.parametrize(("zone", "date", "hours"), CHANGES)
def test_a_day_has_as_many_hours_as_its_clock_shows(
    zone: str, date: tuple[int, int, int], hours: int
) -> None:
    noon = datetime(*date, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    day = bins_of(Bin.DAY, zone)
    begin = day.start(quarter_of(noon))
    end = day.after(begin)
    assert (end - begin) / 4 == hours
    found = bins_of(Bin.HOUR, zone).between(begin, end - 1)
    assert len(found) == hours
    assert {later - earlier for earlier, later in itertools.pairwise([*found, end])} == {4}


def test_the_hour_that_ramadan_repeats_is_two_and_the_one_that_its_end_skips_is_none() -> None:
    back = starts(
        Bin.HOUR, CASABLANCA, datetime(2026, 2, 15, 0, tzinfo=UTC), datetime(2026, 2, 15, 3, tzinfo=UTC)
    )
    clock = [start.astimezone(ZoneInfo(CASABLANCA)).hour for start in back]
    assert clock == [1, 2, 2, 3]
    on = starts(
        Bin.HOUR, CASABLANCA, datetime(2026, 3, 22, 0, tzinfo=UTC), datetime(2026, 3, 22, 3, tzinfo=UTC)
    )
    assert [start.astimezone(ZoneInfo(CASABLANCA)).hour for start in on] == [0, 1, 3, 4]


def test_half_an_hour_that_a_clock_takes_is_a_bin_of_its_own() -> None:
    """Lord Howe's clocks went back by half an hour at two, on 5 April 2026."""
    first = datetime(2026, 4, 4, 14, tzinfo=UTC)
    found = starts(Bin.HOUR, "Australia/Lord_Howe", first, first + timedelta(hours=2))
    assert [(later - earlier) / timedelta(minutes=1) for earlier, later in itertools.pairwise(found)] == [
        60,
        30,
    ]


moments = st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@settings(deadline=None)
@given(moments, st.integers(0, 60 * 24 * 40), st.sampled_from(ZONES), st.sampled_from(Bin))
def test_bins_leave_no_gap_and_do_not_overlap(first: datetime, minutes: int, zone: str, every: Bin) -> None:
    bins, last = bins_of(every, zone), first + timedelta(minutes=minutes)
    found = bins.between(quarter_of(first), quarter_of(last))
    assert found[0] <= quarter_of(first)
    assert bins.after(found[-1]) > quarter_of(last)
    assert all(bins.after(start) == later for start, later in itertools.pairwise(found))
    for start, later in itertools.pairwise(found):
        assert {bins.start(start), bins.start(later - 1)} == {start}


@settings(deadline=None)
@given(moments, st.sampled_from(ZONES))
def test_hours_make_up_days(moment: datetime, zone: str) -> None:
    day, hour = bins_of(Bin.DAY, zone), bins_of(Bin.HOUR, zone)
    begin = day.start(quarter_of(moment))
    assert hour.start(begin) == begin
    assert day.start(hour.start(quarter_of(moment))) == begin
