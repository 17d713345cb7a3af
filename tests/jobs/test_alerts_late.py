"""A burst by day that ended while nobody looked, in a real store: told at the next look, but not for ever."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.alerting import rule, rules
from tests.jobs.newsroom import open_newsroom
from tests.jobs.rain import BEGAN, DAYS, FIRST, OUTLETS, PER_DAY, RAIN, TITLES, told
from topics.alert_job import run_alerts
from topics.types import Bin, Dimension, Headline, Predictions

TOPICS = ("sport", "weather")
BEFORE = BEGAN - timedelta(days=1)


def six_weeks() -> list[tuple[Headline, str]]:
    """Sport and weather as on every day; from the 41st day on more rain, for a day and a half."""
    rows = []
    for topic in TOPICS:
        for number in range(DAYS * PER_DAY[topic]):
            seen = FIRST + timedelta(days=number / PER_DAY[topic])
            rows.append(told(topic, number, seen, TITLES[topic], OUTLETS[number % len(OUTLETS)]))
    for number in range(40):
        seen, outlet = BEGAN + timedelta(minutes=48 * number), OUTLETS[number % len(OUTLETS)]
        rows.append(told("weather", 10_000 + number, seen, RAIN[number % len(RAIN)], outlet))
    return rows


@pytest.mark.parametrize(("after", "new"), [(timedelta(days=2, hours=9), 1), (timedelta(days=3, hours=1), 0)])
def test_it_is_told_for_three_days(tmp_path: Path, after: timedelta, new: int) -> None:
    rows, wanted = six_weeks(), rules(rule(every="day", least_score=3))
    with open_newsroom(tmp_path) as service:
        service.store.headlines.add([headline for headline, _ in rows])
        shares = np.array([[topic == name for name in TOPICS] for _, topic in rows], np.float32)
        ids, none = tuple(headline.id for headline, _ in rows), np.zeros(len(rows), np.bool_)
        service.store.predictions.save(Predictions(ids, TOPICS, shares, none, "by hand"))
        assert run_alerts(service, wanted, clock=lambda: BEFORE, chance=random.Random(0)).told == 0
        (rain,) = service.bursts(Dimension.TOPIC, Bin.DAY, now=FIRST + timedelta(days=DAYS + 2), since=FIRST)
        now = rain.until + after
        assert service.bursts(Dimension.TOPIC, Bin.DAY, now=now) == [], "it is over"
        assert run_alerts(service, wanted, clock=lambda: now, chance=random.Random(0)).told == new
