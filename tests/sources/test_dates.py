"""Dates as outlets write them; what is not known stays unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.sources.dates import AHEAD, EARLIEST, parse_date

NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)
CASABLANCA = timezone(timedelta(hours=1))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Tue, 24 Mar 2026 10:00:00 +0100", utc(2026, 3, 24, 9)),
        ("24 Mar 2026 10:00 GMT", utc(2026, 3, 24, 10)),
        ("Tue, 24 Mar 26 10:00:00 EST", utc(2026, 3, 24, 15)),
        ("Tue, 24 Mar 2026 10:00:00 GMT+1", utc(2026, 3, 24, 9)),
        ("Tue, 24 Mar 2026 10:00:00 -0000", utc(2026, 3, 24, 10)),
        ("2026-03-24T10:00:00Z", utc(2026, 3, 24, 10)),
        ("2026-03-24t10:00:00.250+01:00", datetime(2026, 3, 24, 9, 0, 0, 250_000, UTC)),
        ("2026-03-24 10:00:00", utc(2026, 3, 24, 10)),
        ("2026-03-24 10:00:00 +0100", utc(2026, 3, 24, 9)),
        ("2026-03-24", utc(2026, 3, 24)),
        ("20260324", utc(2026, 3, 24)),
        ("1774346400", utc(2026, 3, 24, 10)),
        ("1774346400000", utc(2026, 3, 24, 10)),
        (1774346400, utc(2026, 3, 24, 10)),
        (1774346400000.0, utc(2026, 3, 24, 10)),
        ("24/03/2026 22:15", utc(2026, 3, 24, 22, 15)),
        ("24.03.2026", utc(2026, 3, 24)),
        ("2026/3/4", utc(2026, 3, 4)),
        (date(2026, 3, 24), utc(2026, 3, 24)),
        (datetime(2026, 3, 24, 10, tzinfo=CASABLANCA), utc(2026, 3, 24, 9)),
        (datetime(2026, 3, 24, 10), utc(2026, 3, 24, 10)),
    ],
)  # fmt: skip
def test_machine_dates(written: Any, meant: datetime) -> None:
    assert parse_date(written, now=NOW) == meant


MOROCCAN = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"
EASTERN = "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"
EGYPTIAN = "يناير فبراير مارس إبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
ALGERIAN = "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
ENGLISH = "January February March April May June July August September October November December"


@pytest.mark.parametrize("names", [MOROCCAN, EASTERN, EGYPTIAN, ALGERIAN, FRENCH, SPANISH, ENGLISH])
def test_months_of_every_press(names: str) -> None:
    for month, word in enumerate(names.split(), start=1):
        name = word.replace("_", " ")
        assert parse_date(f"7 {name} 2025", now=NOW) == utc(2025, month, 7), name
        assert parse_date(f"السبت، 17 {name.upper()}، 2025 - 09:45", now=NOW) == utc(2025, month, 17, 9, 45)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("الثلاثاء، 24 مارس 2026 10:30:00 +0100", utc(2026, 3, 24, 9, 30)),
        ("٢٤ مارس ٢٠٢٦ ١٠:٣٠", utc(2026, 3, 24, 10, 30)),
        ("24 مَارس 2026 - 10:30 م", utc(2026, 3, 24, 22, 30)),
        ("24 مارس 2026 الساعة 10:30 صباحًا", utc(2026, 3, 24, 10, 30)),
        ("1er août 2025", utc(2025, 8, 1)),
        ("Publié le 24 mars 2026 à 14h30", utc(2026, 3, 24, 14, 30)),
        ("9 de enero de 2026", utc(2026, 1, 9)),
        ("March 24, 2026 3:05 pm", utc(2026, 3, 24, 15, 5)),
        ("Mar 24th, 2026 12:10 am", utc(2026, 3, 24, 0, 10)),
        ("24-Mar-2026", utc(2026, 3, 24)),
    ],
)
def test_dates_in_words(written: str, meant: datetime) -> None:
    assert parse_date(written, now=NOW) == meant


@pytest.mark.parametrize(
    ("written", "ago"),
    [
        ("منذ 3 ساعات", timedelta(hours=3)),
        ("منذ ساعتين", timedelta(hours=2)),
        ("منذ ساعة", timedelta(hours=1)),
        ("قبل ٥ دقائق", timedelta(minutes=5)),
        ("منذ يومين", timedelta(days=2)),
        ("منذ أسبوع", timedelta(weeks=1)),
        ("il y a 2 h", timedelta(hours=2)),
        ("Il y a une heure", timedelta(hours=1)),
        ("il y a 3 jours", timedelta(days=3)),
        ("hace 20 minutos", timedelta(minutes=20)),
        ("5 minutes ago", timedelta(minutes=5)),
        ("2 weeks ago", timedelta(weeks=2)),
    ],
)
def test_relative_words(written: str, ago: timedelta) -> None:
    assert parse_date(written, now=NOW) == NOW - ago


@pytest.mark.parametrize(
    "written",
    [
        None, "", "   ", "soon", "hier", "أمس", "اليوم", "hace mucho tiempo", "a while ago", "منذ مدة", "N/A",
        "31 فبراير 2026", "32/01/2026", "2026-13-01", "0000-00-00 00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT",
        "1 يناير 1970", "24 mars 2062", "2026-03-28", "12:30", "مارس 2026", "9" * 400, "1774346400" * 3, "0",
        "-1", 0, -1, 2026, True, float("nan"), float("inf"), 1e300, [], {}, b"2026-03-24",
        datetime.min, datetime.max, datetime.max.replace(tzinfo=CASABLANCA), date.min,
    ],
)  # fmt: skip
def test_missing_and_absurd_dates_are_unknown_never_now(written: Any) -> None:
    assert parse_date(written, now=NOW) is None


def test_a_little_ahead_is_a_wrong_clock_and_more_is_absurd() -> None:
    assert parse_date(NOW + AHEAD, now=NOW) == NOW + AHEAD
    assert parse_date(NOW + AHEAD + timedelta(seconds=1), now=NOW) is None
    assert parse_date(EARLIEST, now=NOW) == EARLIEST
    assert parse_date(EARLIEST - timedelta(seconds=1), now=NOW) is None


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=60),
    st.text(alphabet="0123456789:/-+ TZ.,hاليناير مارس", max_size=40),
    st.datetimes(),
    st.dates(),
    st.binary(max_size=20),
)


@given(anything)
def test_anything_gives_a_time_in_utc_or_nothing(written: Any) -> None:
    found = parse_date(written, now=NOW)
    if found is not None:
        assert found.utcoffset() == timedelta(0)
        assert EARLIEST <= found <= NOW + AHEAD


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 3, 26), timezones=st.just(CASABLANCA)))
def test_what_is_written_is_read(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    for written in (
        whole.isoformat(),
        whole.strftime("%d %b %Y %H:%M:%S %z"),
        f"{whole.day} {MOROCCAN.split()[whole.month - 1]} {whole.year} {whole:%H:%M:%S%z}",
        whole.timestamp(),
    ):
        assert parse_date(written, now=NOW) == whole
