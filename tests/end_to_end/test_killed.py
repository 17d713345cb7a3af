"""A job that is killed at any moment leaves a usable store, and the next run completes the work.

TOPICS_KILLS says how often to kill (default 2; each takes about half a minute).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from topics.store.store import open_store
from topics.types import Dimension, HeadlineFilter

pytestmark = pytest.mark.encoder
KILLS = int(os.environ.get("TOPICS_KILLS", "2"))


def command(store: Path, headlines: Path) -> list[str]:
    return [sys.executable, "-m", "topics.cli.main", "run", str(headlines), "--db", str(store)]


def counts(store: Path) -> dict[str, object]:
    """What must not depend on a kill: everything that an editor could count."""
    with open_store(str(store), create=False) as opened:
        assert opened.check() == []
        everything = HeadlineFilter()
        return {
            "headlines": opened.headlines.count(everything),
            "topics": sorted(map(str, opened.observations(everything, Dimension.TOPIC).keys)),
            "themes": [(theme.name, theme.size) for theme in opened.themes.current()],
            "placed": sorted(map(str, opened.observations(everything, Dimension.THEME).keys)),
        }


@pytest.fixture(scope="module")
def headlines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a file with fixed dates, so that every run sees the same."""
    from datetime import UTC, datetime

    from topics.sample.load import sample_headlines

    batch = sample_headlines(today=date(2026, 3, 1), timezone="UTC", now=datetime(2026, 3, 1, 20, tzinfo=UTC))
    file = tmp_path_factory.mktemp("input") / "headlines.jsonl"
    rows = (
        {"title": one.title, "source": one.source, "published": str(one.published), "url": one.url}
        for one in batch.headlines
    )
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def undisturbed(headlines: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    """What a run that nobody kills counts, and the seconds it takes."""
    store = tmp_path_factory.mktemp("undisturbed") / "topics.db"
    began = time.monotonic()
    subprocess.run(command(store, headlines), check=True, capture_output=True)
    return counts(store), time.monotonic() - began


@pytest.mark.parametrize("kill", range(KILLS))
@pytest.mark.slow
def test_a_killed_run_is_completed_by_the_next(
    kill: int, headlines: Path, undisturbed: tuple[dict[str, object], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    store = tmp_path / "topics.db"
    share = (kill + random.Random(kill).random()) / KILLS  # one moment in each part of the run
    process = subprocess.Popen(
        command(store, headlines), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(share * seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if store.exists() and store.stat().st_size:
        with open_store(str(store)) as opened:  # a kill may have come before the schema was complete
            assert opened.check() == []
    subprocess.run(command(store, headlines), check=True, capture_output=True)
    assert counts(store) == expected
