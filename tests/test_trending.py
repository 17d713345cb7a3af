"""Series of a store with an outlet that was out: the same numbers from kept counts and from headlines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from tests.store.told import predicted, told
from topics import trending
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.store.store import Store, open_store
from topics.types import Bin, Dimension, FetchState, HeadlineFilter, Source, TrendSeries

FIRST = datetime(2026, 1, 19, tzinfo=UTC)  # a Monday; 60 days hold the change of clocks on 15 February
DAYS, ZONE = 60, "Africa/Casablanca"
OUT = slice(45, 50)  # days on which the second outlet is out
OUTLETS = {"Al Manara": (24, 0), "L'Étoile": (18, 1), "Le Port": (12, 2)}  # headlines a day, favourite topic
NOW = FIRST + timedelta(days=DAYS)


def fill(store: Store) -> None:
    """Three outlets; each files two thirds under its own topic."""
    rng = np.random.default_rng(4)
    items, topics = [], []
    for name, (volume, favourite) in OUTLETS.items():
        for day in range(DAYS):
            if name == "L'Étoile" and OUT.start <= day < OUT.stop:
                continue
            for number in range(rng.poisson(volume)):
                title, hour = f"{name} {day} {number}", int(rng.integers(7, 22))
                seen = FIRST + timedelta(days=day, hours=hour, minutes=int(rng.integers(60)))
                items.append(told(title, source=name, published=seen, fetched=seen))
                topics.append(favourite if rng.random() < 2 / 3 else int(rng.integers(3)))
    store.headlines.add(items)
    store.predictions.save(predicted([item.id for item in items], topics))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("filled") / "topics.db"
    with open_store(str(file)) as store:
        fill(store)
    return file


@pytest.fixture
def service(filled: Path, tmp_path: Path) -> Iterator[TopicsService]:
    """Nothing is counted yet: every answer comes from headlines."""
    shutil.copyfile(filled, tmp_path / "topics.db")
    with open_service(Settings(db=str(tmp_path / "topics.db"), timezone=ZONE)) as opened:
        yield opened


FILTERS = [
    HeadlineFilter(),
    HeadlineFilter(since=FIRST + timedelta(days=40, hours=9, minutes=7), until=NOW - timedelta(hours=30)),
    HeadlineFilter(sources=("L'Étoile", "Le Port")),
    HeadlineFilter(without_topics=("sport",)),
    HeadlineFilter(topics=("sport",)),
]


QUESTIONS = [(Dimension.TOPIC, Bin.DAY), (Dimension.SOURCE, Bin.WEEK), (Dimension.LANGUAGE, Bin.MONTH)]
LAST_WEEKS = HeadlineFilter(since=FIRST + timedelta(days=43))


def test_kept_counts_and_headlines_give_the_same_series(service: TopicsService) -> None:
    asked = [(*question, wanted) for question, wanted in zip(cycle(QUESTIONS), FILTERS, strict=False)]
    asked.append((Dimension.TOPIC, Bin.HOUR, LAST_WEEKS))
    raw = [columns(service.series(*question)) for question in asked]
    assert service.store.rollups.refresh(ZONE) > 0
    for question, expected in zip(asked, raw, strict=True):
        assert columns(service.series(*question)) == expected, question


def columns(series: list[TrendSeries]) -> list[object]:
    """Sums in another order differ in the last digit."""
    return [
        (one.key, one.starts, one.counts, one.masked, np.round([one.shares, one.coverage], 9).tolist())
        for one in series
    ]


def test_an_outage_is_marked_and_moves_no_share(service: TopicsService) -> None:
    wanted = HeadlineFilter(since=FIRST + timedelta(days=1))
    found = {one.key: one for one in service.series(Dimension.TOPIC, Bin.DAY, wanted)}
    one = found["sport"]  # the favourite of the outlet that was out
    days = range(OUT.start - 1, OUT.stop - 1)
    assert [day for day, out in enumerate(one.masked) if out] == list(days)
    assert all(one.coverage[day] == pytest.approx(36 / 54, abs=0.1) for day in days)
    before = np.mean(one.shares[20:44])
    during = np.mean([one.shares[day] for day in days])
    assert during == pytest.approx(before, abs=0.05)
    naive = [one.counts[day] / sum(other.counts[day] for other in found.values()) for day in days]
    assert np.mean(naive) < before - 0.1
    assert sum(other.shares[days[0]] for other in found.values()) == pytest.approx(1)


def test_by_outlet_the_others_keep_their_shares_and_the_one_that_is_out_has_none(
    service: TopicsService,
) -> None:
    found = {one.key: one for one in service.series(Dimension.SOURCE, Bin.WEEK, HeadlineFilter())}
    days = {one.key: one for one in service.series(Dimension.SOURCE, Bin.DAY, HeadlineFilter())}
    out = range(OUT.start, OUT.stop)
    assert [days["L'Étoile"].shares[day] for day in out] == [0.0] * 5
    assert np.mean([days["Al Manara"].shares[day] for day in out]) == pytest.approx(24 / 54, abs=0.08)
    week = next(n for n, masked in enumerate(found["Al Manara"].masked) if masked)
    assert found["Al Manara"].shares[week] == pytest.approx(24 / 54, abs=0.06)
    assert 0.7 < found["Al Manara"].coverage[week] < 0.9


def test_coverage_says_who_was_out_and_what_is_usual(service: TopicsService) -> None:
    coverage = service.coverage(Bin.DAY, since=FIRST + timedelta(days=30))
    assert coverage is not None
    ((source, first, last),) = coverage.outages()
    assert source == "L'Étoile"
    assert (first, last) == (FIRST + timedelta(days=45), FIRST + timedelta(days=49))
    row = coverage.sources.index("Al Manara")
    assert coverage.usual[row].mean() == pytest.approx(24, rel=0.2)
    assert trending.coverage(service.store, Bin.WEEK, ZONE).every is Bin.DAY  # type: ignore[union-attr]


def test_what_comes_after_the_last_headline_is_not_known(service: TopicsService) -> None:
    wanted = HeadlineFilter(since=NOW - timedelta(days=3), until=NOW + timedelta(days=2))
    one = service.series(Dimension.TOPIC, Bin.DAY, wanted)[0]
    assert one.masked == (False, False, False, True, True)
    assert one.shares[3:] == (0.0, 0.0)


def test_a_source_that_fails_is_out_before_its_silence_is_long(service: TopicsService) -> None:
    source = Source("Le Port", "https://port.example/rss")
    service.store.sources.add(source)
    with_all = service.coverage(Bin.HOUR)
    assert with_all is not None
    failed = FetchState(failures=2, last_success=NOW - timedelta(hours=16), last_error="timeout")
    service.store.sources.save_state("Le Port", failed)
    service.store.headlines.add(
        [told(f"late {n}", source="Al Manara", published=NOW + timedelta(hours=n)) for n in range(1, 12)]
    )
    coverage = service.coverage(Bin.HOUR, since=NOW)
    assert coverage is not None
    assert coverage.out[coverage.sources.index("Le Port")].any()


def test_at_most_so_many_keys_are_given(service: TopicsService) -> None:
    every = service.series(Dimension.TOPIC, Bin.DAY, HeadlineFilter())
    assert service.series(Dimension.TOPIC, Bin.DAY, HeadlineFilter(), most=2) == every[:2]


def test_an_empty_store_has_no_series_and_no_coverage(tmp_path: Path) -> None:
    with open_service(Settings(db=str(tmp_path / "empty.db"))) as service:
        assert service.series(Dimension.TOPIC, Bin.DAY, HeadlineFilter()) == []
        assert service.coverage(Bin.DAY) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become nobody for a while")
def test_a_store_that_can_only_be_read_answers(filled: Path) -> None:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    file = folder / "topics.db"
    shutil.copyfile(filled, file)
    file.chmod(0o444)
    os.seteuid(65534)
    try:
        with open_service(Settings(db=str(file), timezone=ZONE), create=False) as service:
            assert len(service.series(Dimension.TOPIC, Bin.DAY, HeadlineFilter())) == 3
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)
