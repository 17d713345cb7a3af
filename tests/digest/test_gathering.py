"""A briefing of a real store: what it counts as usual."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.reported import NOW, daily, fill
from topics.digest.gathering import briefing
from topics.service import open_service
from topics.settings import Settings


def test_days_on_which_nothing_was_read_make_nothing_less_usual(tmp_path: Path) -> None:
    """Six a day and subject until two weeks ago, nothing until yesterday, today one of the subjects alone."""
    with open_service(Settings(db=str(tmp_path / "topics.db"))) as service:
        fill(service, daily([0, *range(15, 29)], 6), "sport")
        fill(service, daily(range(15, 29), 6), "politics")
        found = briefing(service, "en", now=NOW + timedelta(minutes=1))
    assert (found.headlines, found.usual) == (6, 12)
    assert [(one.key, one.usual) for one in found.faders] == [("politics", 6)]
