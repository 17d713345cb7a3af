"""Series over time: no headline lost, no bin missing, days as the wall clock has them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.trends.series import count_series
from topics.types import Bin, Observations

CASABLANCA = "Africa/Casablanca"
PARIS = "Europe/Paris"
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
observed = st.lists(st.tuples(moments, st.sampled_from(["sport", "weather", None])), max_size=40)


def series(
    rows: list[tuple[datetime, str | None]], every: Bin = Bin.DAY, zone: str = CASABLANCA, **span: datetime
):
    """Count rows of (seen, key)."""
    return count_series(Observations([row[0] for row in rows], [row[1] for row in rows]), every, zone, **span)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@settings(deadline=None)
@given(
    observed,
    st.sampled_from([Bin.DAY, Bin.WEEK, Bin.MONTH]),
    st.sampled_from([CASABLANCA, PARIS, "Asia/Kathmandu"]),
)
def test_nothing_is_lost_and_every_bin_is_there(
    rows: list[tuple[datetime, str | None]], every: Bin, zone: str
) -> None:
    found = series(rows, every, zone)
    for key in {key for _, key in rows if key}:
        assert next(one for one in found if one.key == key).total == sum(other == key for _, other in rows)
    for one in found:
        local = [start.astimezone(ZoneInfo(zone)) for start in one.starts]
        assert all((start.hour, start.minute) == (0, 0) for start in local)
        assert len(one.starts) == len(one.counts) == len(one.shares)
        steps = {later.date() - earlier.date() for earlier, later in itertools.pairwise(local)}
        if every is Bin.DAY:
            assert steps <= {timedelta(days=1)}
        if every is Bin.WEEK:
            assert steps <= {timedelta(days=7)}
            assert all(start.weekday() == 0 for start in local)
        if every is Bin.MONTH:
            assert all(start.day == 1 for start in local)


@settings(deadline=None)
@given(observed)
def test_shares_of_a_bin_are_of_all_its_headlines(rows: list[tuple[datetime, str | None]]) -> None:
    found = series(rows)
    for number, start in enumerate(found[0].starts if found else ()):
        in_bin = [key for seen, key in rows if start <= seen < start + timedelta(hours=26)]
        assert sum(one.shares[number] for one in found) <= 1 + 1e-9
        for one in found:
            assert one.counts[number] <= len(in_bin)
            assert (one.shares[number] > 0) == (one.counts[number] > 0)


def test_a_headline_just_after_local_midnight_counts_for_the_new_day() -> None:
    (one,) = series([(utc(2026, 1, 14, 23, 5), "sport")])
    assert one.starts == (utc(2026, 1, 14, 23),)


def test_a_day_has_25_hours_where_moroccan_clocks_go_back_for_ramadan() -> None:
    """Clocks went back on 15 February 2026 and forward on 22 March."""
    rows = [(utc(2026, 2, 14, 22, 30), "sport"), (utc(2026, 2, 16, 12), "sport")]
    (one,) = series(rows)
    lengths = [later - earlier for earlier, later in zip(one.starts, one.starts[1:], strict=False)]
    assert lengths == [timedelta(hours=24), timedelta(hours=25)]
    (forward,) = series([(utc(2026, 3, 21, 12), "sport"), (utc(2026, 3, 23, 12), "sport")])
    assert forward.starts[2] - forward.starts[1] == timedelta(hours=23)


def test_the_hour_that_clocks_repeat_is_two_bins() -> None:
    rows = [(utc(2026, 10, 25, 0, 30), "a"), (utc(2026, 10, 25, 1, 30), "a")]  # both 02:30 in Paris
    (one,) = series(rows, Bin.HOUR, PARIS)
    assert one.counts == (1, 1)
    assert one.starts == (utc(2026, 10, 25, 0), utc(2026, 10, 25, 1))


def test_hours_of_a_zone_with_a_quarter_are_cut_on_its_own_clock() -> None:
    (one,) = series(
        [(utc(2026, 1, 1, 0, 14), "a"), (utc(2026, 1, 1, 0, 16), "a")], Bin.HOUR, "Asia/Kathmandu"
    )
    assert one.starts == (utc(2025, 12, 31, 23, 15), utc(2026, 1, 1, 0, 15))


def test_a_span_is_filled_to_its_ends_and_cuts_what_lies_outside() -> None:
    rows = [(utc(2026, 1, 5, 12), "a"), (utc(2026, 1, 20, 12), "a")]
    (one,) = series(rows, zone="UTC", since=utc(2026, 1, 3), until=utc(2026, 1, 8))
    assert one.counts == (0, 0, 1, 0, 0)
    assert one.shares == (0.0, 0.0, 1.0, 0.0, 0.0)


@pytest.mark.parametrize("every", [Bin.DAY, Bin.WEEK, Bin.MONTH])
@pytest.mark.parametrize("zone", [CASABLANCA, "UTC", "America/Lima"])
def test_a_span_to_the_ends_of_the_calendar_is_cut_to_what_can_be_counted(every: Bin, zone: str) -> None:
    rows = [(utc(2026, 1, 5, 12), "a")]
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    (one,) = series(rows, every, zone, since=first, until=last)
    assert one.total == 1
    assert one.starts[0].year in {1969, 1970}  # the bin that 1970 began in
    assert one.starts[-1].year in {2100, 2101}
    (week,) = series(rows, every, zone, since=utc(2026, 1, 1), until=utc(9999, 12, 31))
    assert week.total == 1


def test_headlines_without_a_key_count_in_the_total_only() -> None:
    (one,) = series([(utc(2026, 1, 5, 12), "a"), (utc(2026, 1, 5, 13), None)])
    assert one.shares == (0.5,)


def test_series_come_by_size_then_by_name() -> None:
    day = utc(2026, 1, 5, 12)
    found = series([(day, key) for key in ("b", "a", "c", "c")])
    assert [one.key for one in found] == ["c", "a", "b"]


def test_nothing_is_no_series() -> None:
    assert series([]) == []


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(KeyError):
        series([(utc(2026, 1, 5), "a")], zone="Mars/Olympus")
