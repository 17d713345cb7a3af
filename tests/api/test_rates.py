"""Requests a minute of keys, of one process and of several that share them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.newsroom import NOW
from topics.api.doors import shared_buckets
from topics.api.metrics import FOLDER
from topics.api.rates import Buckets, OwnBuckets, Rates, taken
from topics.api.shared_rates import SharedBuckets
from topics.types import ApiKey, Scope

KEY = ApiKey("00000000000000a1", "desk", "", (Scope.READ,), NOW)
ASKS = """
import sys
from pathlib import Path
from topics.api.shared_rates import SharedBuckets

buckets = SharedBuckets(Path(sys.argv[1]))
sys.stdin.read(1)
print(sum(buckets.take("a1", 3000, 5.0) == 0.0 for _ in range(2000)))
"""


def own(folder: Path) -> Buckets:
    return OwnBuckets()


def shared(folder: Path) -> Buckets:
    return SharedBuckets(folder / "rates")


@pytest.mark.parametrize("make", [own, shared])
def test_a_bucket_fills_with_time(make: Callable[[Path], Buckets], tmp_path: Path) -> None:
    rates = Rates(60, make(tmp_path))
    assert [rates.take(KEY, now=10.0) for _ in range(60)] == [0.0] * 60
    assert rates.take(KEY, now=10.0) == pytest.approx(1.0)
    assert rates.take(KEY, now=11.0) == 0.0
    assert rates.take(KEY, now=11.0) > 0
    assert rates.take(ApiKey("a2", "other", "", (), NOW, rate=1), now=11.0) == 0.0
    assert rates.take(ApiKey("a2", "other", "", (), NOW, rate=1), now=11.0) == pytest.approx(60.0)


@given(st.lists(st.floats(0, 30), max_size=80))
def test_no_more_pass_than_a_minute_and_the_time_since_allow(steps: list[float]) -> None:
    left, then, now, passed = 20.0, 0.0, 0.0, 0
    for step in steps:
        now += step
        left, wait = taken(left, then, 20.0, now)
        then, passed = now, passed + (wait == 0.0)
        assert passed <= 20 + now * 20 / 60 + 1e-6
        assert 0.0 <= left <= 20.0


def test_processes_share_what_a_key_has_left(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKS, str(tmp_path / "rates")]
    asking = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for one in asking:
        assert one.stdin is not None
        one.stdin.write("now")
        one.stdin.flush()
    passed = [int(one.communicate(timeout=60)[0]) for one in asking]
    assert sum(passed) == 3000


def test_of_more_keys_than_there_are_places_the_one_that_asked_longest_ago_is_forgotten(
    tmp_path: Path,
) -> None:
    buckets = shared(tmp_path)
    keys = [f"{1 + (number << 11):x}" for number in range(9)]  # of one row
    for now, key in enumerate(keys):
        assert buckets.take(key, 1, float(now)) == 0.0
    assert [buckets.take(key, 1, 9.0) > 0 for key in reversed(keys)] == [*[True] * 8, False]


def test_several_processes_are_told_to_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    assert shared_buckets() is None
    monkeypatch.setenv(FOLDER, str(tmp_path))
    one, other = shared_buckets(), shared_buckets()
    assert one is not None and other is not None
    assert one.take("a1", 1, 5.0) == 0.0
    assert other.take("a1", 1, 5.0) == pytest.approx(60.0)
