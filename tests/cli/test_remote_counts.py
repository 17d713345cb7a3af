"""`topics --server URL trends` and `bursts`: over weeks with a rise and an outage, the same as of a store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.running import Running, serving
from tests.cli.running import Topics
from tests.jobs.newsroom import OUTLETS, TAXONOMY, headline, open_newsroom

HOURS = 35 * 24
SILENT = range(20 * 24, 26 * 24)  # hours before now in which the first outlet was out


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Five weeks of three outlets; strikes rise in the last half day, in French, in all of them."""
    made = tmp_path_factory.mktemp("weeks")
    items = [
        headline(f"سوق المدينة {number}", number=number)
        for number in range(HOURS)
        if number % len(OUTLETS) or number not in SILENT
    ]
    items += [
        headline(f"Grève des trains {number} {part}", number=number, language="fr")
        for number in range(12)
        for part in range(4)
    ]
    items += [
        headline(f"Marché du jour {number}", number=number, language="fr") for number in range(40, HOURS, 40)
    ]
    with open_newsroom(made) as service:
        service.store.headlines.add(items)
    with serving(made, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, running: Running) -> None:
    monkeypatch.setenv("TOPICS_TAXONOMY", str(TAXONOMY))
    monkeypatch.setenv("TOPICS_KEY", running.key)


@pytest.mark.parametrize(
    ("command", "note"),
    [
        (("bursts", "--by", "language"), ""),
        (
            ("bursts", "--by", "source", "--limit", "1", "--language", "fr"),
            "1 of 3 rises; --limit shows more.\n",
        ),
        (("bursts", "--by", "language", "--every", "day", "--since", "3d", "--json"), ""),
        (
            ("bursts", "--by", "language", "--source", "Rif Matin", "--at", "2026-03-10T09:00"),
            "nothing rises",
        ),
        (("trends", "--by", "source", "--coverage"), "was out from 2026-02-28 to 2026-03-04"),
        (("trends", "--by", "language", "--every", "hour", "--top", "1"), "only the 1 most frequent keys"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_counted_there_is_what_is_counted_here(
    topics: Topics, running: Running, command: tuple[str, ...], note: str
) -> None:
    there = topics("--server", running.url, *command)
    here = topics(*command, "--db", running.service.settings.db)
    assert there == here
    assert there.code == 0
    assert note in there.err
    assert bool(there.out) is ("nothing" not in note)
