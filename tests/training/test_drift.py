"""The verdict: steady weeks are calm, changes are found by what they change, a burst of one story is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.drifting import DAYS, FIRST, NOW, OUTLETS, Row, changed, incoming, steady
from topics.errors import ShapeError
from topics.training.drift import COMPARED, Bounds, Drift, Severity, find_drift, sample

Change = Callable[[Row, np.random.Generator], None]


def because(found: Drift) -> dict[str, Severity]:
    return {one.name: one.severity for one in found.measures if one.severity is not Severity.NONE}


def test_steady_weeks_are_calm() -> None:
    for seed in range(20):
        found = find_drift(incoming(steady(seed)), seed=seed)
        assert not found.drifted and found.reasons == ("nothing drifted",)
        assert len(found.measures) == 6 and found.unlike == ()
    assert (found.now.headlines, found.now.news, found.now.days) == (140, 140, 7)
    assert (found.before.headlines, found.before.days) == (560, 28)


def sport(row: Row, rng: np.random.Generator) -> None:
    if rng.random() < 0.6:
        row.topic, row.vector = "sport", np.eye(8)[0] * 3 + rng.normal(size=8)


def english(row: Row, rng: np.random.Generator) -> None:
    row.language = "en"


def elsewhere(row: Row, rng: np.random.Generator) -> None:
    row.vector = np.eye(8)[7] * 3 + rng.normal(size=8)


def unsure(row: Row, rng: np.random.Generator) -> None:
    row.abstained = rng.random() < 0.5


def corrected(row: Row, rng: np.random.Generator) -> None:
    row.corrected = rng.random() < 0.4


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (sport, {"topics", "places"}),
        (english, {"languages"}),
        (elsewhere, {"places"}),
        (unsure, {"abstained"}),
        (corrected, {"corrected"}),
    ],
)
def test_a_change_is_found_by_what_it_changes(change: Change, names: set[str]) -> None:
    found = find_drift(incoming(changed(steady(1), change)))
    assert found.severity is Severity.STRONG
    assert set(because(found)) == names
    assert len(found.reasons) == len(names) and "p = 0.0005" in found.reasons[0]


def test_the_evidence_names_what_moved_and_what_is_unlike() -> None:
    rows = changed(steady(1), english)
    found = find_drift(incoming(rows))
    (languages,) = [one for one in found.measures if one.name == "languages"]
    assert languages.moved[0].key == "en"
    assert (languages.moved[0].before, languages.moved[0].now) == (0.0, 1.0)
    assert "en 0.0% → 100.0%" in found.reasons[0]


def test_the_most_unlike_headlines_are_of_the_new_kind_and_each_piece_once() -> None:
    rows, rng = steady(1), np.random.default_rng(0)
    strange = {number for number, row in enumerate(rows) if row.day >= DAYS - NOW and number % 4 == 0}
    for number in strange:
        elsewhere(rows[number], rng)
    rows += [replace(rows[min(strange)]) for _ in range(5)]  # the same piece again
    found = find_drift(incoming(rows))
    assert "places" in because(found) and len(found.unlike) == 5
    assert set(found.unlike) <= strange | set(range(len(rows) - 5, len(rows)))
    assert len({rows[row].group for row in found.unlike}) == 5


def test_editors_who_correct_less_are_no_drift() -> None:
    rows = steady(1)
    for row in rows:
        row.corrected = row.day < DAYS - NOW and row.corrected
    assert "corrected" not in because(find_drift(incoming(rows)))


def test_an_outlet_that_leaves_is_some_drift_at_most() -> None:
    rows = [row for row in steady(1) if row.day < DAYS - NOW or row.source != OUTLETS[0]]
    found = find_drift(incoming(rows))
    assert because(found) == {"sources": Severity.SOME}
    assert OUTLETS[0] in found.reasons[0]


def burst(rows: list[Row], *, days: tuple[int, ...], grouped: bool) -> list[Row]:
    """One event, told 150 times: in one topic, in one language, in one place."""
    vector = np.eye(8)[6] * 30
    return rows + [
        Row(
            days[number % len(days)], "culture", OUTLETS[number % 3], "S1" if grouped else f"e{number}",
            "fr", vector=vector,
        )
        for number in range(150)
    ]  # fmt: skip


def test_a_burst_of_one_story_is_no_drift() -> None:
    """As many headlines as all the rest of the week, but one piece of news."""
    for seed in range(5):
        found = find_drift(incoming(burst(steady(seed), days=(30, 31, 32), grouped=True)))
        assert not found.drifted
        assert found.now.headlines == 290 and found.now.news == 141


def test_nor_is_a_burst_of_one_day_whose_story_nobody_knows() -> None:
    assert not find_drift(incoming(burst(steady(2), days=(31,), grouped=False))).drifted


def test_where_every_other_week_is_like_that_it_is_usual() -> None:
    """Sport tournaments: the last week is as the second one was."""
    rows, rng = changed(steady(3), sport), np.random.default_rng(4)
    assert "topics" in because(find_drift(incoming(rows)))
    for row in rows:
        if 7 <= row.day < 14:
            sport(row, rng)
    assert "topics" not in because(find_drift(incoming(rows)))


def test_small_differences_are_none_however_sure() -> None:
    """Three in a hundred of another language, 200 headlines a day: surely there, and nothing to act upon."""

    def few(row: Row, rng: np.random.Generator) -> None:
        if rng.random() < 0.02:
            row.language = "en"

    found = find_drift(incoming(changed(steady(1, per_day=200), few), vectors=False))
    (languages,) = [one for one in found.measures if one.name == "languages"]
    assert languages.shift.p_value <= 0.001 and languages.severity is Severity.NONE


def test_too_little_is_told_and_not_judged() -> None:
    rows = steady(1)
    short = [row for row in rows if row.day >= DAYS - NOW - 5]
    found = find_drift(incoming(short))
    assert not found.drifted and found.measures == ()
    assert "too little to tell drift: before has 100 pieces of news on 5 days" in found.reasons[0]
    quiet = [row for row in rows if row.day < DAYS - NOW] + rows[-10:]
    assert "now has 10 pieces" in find_drift(incoming(quiet)).reasons[0]
    assert not find_drift(incoming([])).drifted


def test_without_vectors_and_filed_headlines_the_rest_is_compared() -> None:
    rows = steady(1)
    for row in rows:
        row.topic = None
    found = find_drift(incoming(rows, vectors=False))
    assert [one.name for one in found.measures] == ["languages", "sources", "corrected"]


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_headlines_does_not_matter(random: object) -> None:
    rows = changed(steady(1), unsure)
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = find_drift(incoming(rows)), find_drift(incoming(shuffled))
    assert because(one) == because(other)
    for left, right in zip(one.measures, other.measures, strict=True):
        assert left.shift.value == pytest.approx(right.shift.value, abs=1e-6)
        assert left.shift.p_value == pytest.approx(right.shift.p_value, abs=0.002)


def test_bounds_can_be_others_and_the_same_seed_gives_the_same() -> None:
    rows = incoming(changed(steady(1), unsure))
    assert find_drift(rows, seed=3) == find_drift(rows, seed=3)
    assert not find_drift(rows, bounds=Bounds(abstained=(0.9, 0.9))).drifted
    weaker = find_drift(rows, bounds=replace(Bounds(), abstained=(0.05, 0.9)))
    assert because(weaker) == {"abstained": Severity.SOME}


def test_a_bounded_number_of_places_is_compared() -> None:
    now = np.arange(9000) >= 7000
    chosen = sample(now, 1)
    assert len(chosen) == 2 * COMPARED and now[chosen].sum() == COMPARED
    assert (np.diff(chosen) > 0).all()
    assert sample(now[:10], 1).tolist() == list(range(10))


def test_columns_are_checked_at_the_border() -> None:
    rows = incoming(steady(1))
    with pytest.raises(ShapeError, match="abstained"):
        replace(rows, abstained=np.zeros(3, bool))
    assert FIRST.weekday() == 0 and not rows.vectors.flags.writeable
