"""`topics compare` and `topics themes changes`: which groups are meant, and what is shown of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Topics
from tests.jobs.newsroom import NOW, OUTLETS, headline, open_newsroom
from tests.store.told import save_themes
from topics.cli.compare import By
from topics.cli.groups import Asked, groups
from topics.errors import UsageError
from topics.types import NOT_NEWS, Dimension

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _newsroom_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the command line is the newsroom's."""
    monkeypatch.setattr("topics.cli.opening.utc_now", lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Two weeks of three outlets: floods this week; only French in the last outlet. All is the theme T1."""
    items = []
    for hour in range(14 * 24 - 2):
        title = f"فيضان الوادي {hour}" if hour < 7 * 24 and hour % 2 else f"سوق المدينة {hour}"
        french = hour % len(OUTLETS) == 1
        items.append(
            headline(f"Crue {hour}" if french else title, number=hour, language="fr" if french else "ar")
        )
    with open_newsroom(tmp_path) as service:
        service.store.headlines.add(items)
        save_themes(service.store, items, [0] * len(items), "run-1")
        return service.settings.db


def asked(folder: Path, **typed: Any) -> Any:
    """The groups of what was typed."""
    with open_newsroom(folder) as service:
        return groups(service, Asked(**typed), NOW)


# --- which groups --------------------------------------------------------------------------------


def test_without_options_the_last_week_is_compared_with_the_one_before(store: str, tmp_path: Path) -> None:
    this, that = asked(tmp_path)
    assert this.until == NOW, "the newest headline is in it"
    assert (this.since, that.until) == (NOW - 7 * DAY, NOW - 7 * DAY)
    assert that.since == NOW - 14 * DAY
    assert this.without_topics == that.without_topics == (NOT_NEWS,)


def test_the_week_ends_with_the_newest_headline(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as service:
        service.store.headlines.add([headline("خبر قديم", number=240)])
    this, _ = asked(tmp_path)
    assert this.until == NOW - 10 * DAY + timedelta(seconds=1)


def test_the_period_before_is_as_long_unless_it_is_named(store: str, tmp_path: Path) -> None:
    _, that = asked(tmp_path, since="2d")
    assert (that.since, that.until) == (NOW - 4 * DAY, NOW - 2 * DAY)
    _, that = asked(tmp_path, since="2d", before_since="9d")
    assert (that.since, that.until) == (NOW - 9 * DAY, NOW - 2 * DAY)
    _, that = asked(tmp_path, since="2d", before_until="6d")
    assert (that.since, that.until) == (NOW - 8 * DAY, NOW - 6 * DAY)


def test_two_sets_of_outlets_are_compared_at_the_same_time(store: str, tmp_path: Path) -> None:
    this, that = asked(tmp_path, sources=OUTLETS[:1], against_sources=OUTLETS[2:])
    assert (this.sources, that.sources) == (OUTLETS[:1], OUTLETS[2:])
    assert (this.since, this.until) == (that.since, that.until)
    _, others = asked(tmp_path, sources=OUTLETS[:1], against_others=True)
    assert set(others.sources) == set(OUTLETS[1:])
    _, languages = asked(tmp_path, languages=("fr",), against_others=True)
    assert languages.languages == ("ar",)


def test_filters_of_both_stay_on_both(store: str, tmp_path: Path) -> None:
    this, that = asked(tmp_path, sources=OUTLETS[:1], topics=(NOT_NEWS,), text="سوق")
    assert (this.sources, this.topics, this.text) == (that.sources, that.topics, that.text)
    assert this.without_topics == (), "it was asked for"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"against_sources": ("Rif Matin",)}, "expected --source beside --against-source"),
        ({"since": "2d", "until": "3d"}, "expected --since before"),
        ({"before_since": "8d", "before_until": "9d"}, "expected --before-since before"),
        ({"sources": OUTLETS, "against_others": True}, "expected another source"),
        ({"before_since": "soon"}, "--before-since: expected a day"),
    ],
)
def test_nonsense_is_told(store: str, tmp_path: Path, typed: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        asked(tmp_path, **typed)


# --- what is shown -------------------------------------------------------------------------------


def test_everything_that_is_counted_can_be_compared() -> None:
    assert {one.value for one in By} == {"word", *(one.value for one in Dimension)}


def test_words_are_shown_with_their_evidence(topics: Topics, store: str) -> None:
    rows = topics("compare", "--by", "word", "--db", store).rows
    first, last = rows[0], rows[-1]
    assert (first["more_in"], last["more_in"]) == ("this", "that")
    assert "فيضان" in first["name"]
    assert first["this_share"]["low"] < first["this_share"]["share"] < first["this_share"]["high"]
    assert first["q_value"] < 0.05
    assert "فيضان" in first["this_headlines"][0]["title"]
    assert first["that_headlines"] == []


def test_what_may_be_chance_is_shown_on_demand(topics: Topics, store: str) -> None:
    done = topics("compare", "--by", "source", "--db", store)
    assert (done.rows, done.err) == ([], "nothing differs beyond chance, of 3 compared; --all shows them.\n")
    assert len(topics("compare", "--by", "source", "--all", "--db", store).rows) == 3
    assert len(topics("compare", "--by", "word", "--limit", "1", "--db", store).rows) == 2


def test_a_group_without_headlines_is_told(topics: Topics, store: str) -> None:
    done = topics("compare", "--source", "Nobody", "--against-source", "Rif Matin", "--db", store)
    assert done.rows == []
    assert done.err.startswith("expected headlines in both groups, got 0 and ")


def test_a_common_headline_is_wrong_use(topics: Topics, store: str) -> None:
    done = topics("compare", "--since", "7d", "--before-until", "1d", "--db", store)
    assert done.code == 2
    assert "without a common headline" in done.err


def test_a_terminal_gets_a_table(topics: Topics, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.cli.output.wants_json", lambda as_json: as_json)
    done = topics("compare", "--by", "word", "--db", store)
    assert done.out.startswith("this: 2026-03-18 12:00 to 2026-03-25 ")
    assert "more in" in done.out and "فيضان" in done.out


def test_a_themes_changes_are_told(topics: Topics, store: str) -> None:
    rows = topics("themes", "changes", "T1", "--every", "week", "--db", store).rows
    assert sum(row["count"] for row in rows) == 14 * 24 - 2
    assert any("فيضان" in word for row in rows for word in row["rising"])
    assert all(row["headline"] is None or row["headline"]["title"] for row in rows)
    assert topics("themes", "changes", "T9", "--db", store).code == 2
