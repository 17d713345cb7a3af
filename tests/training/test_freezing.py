"""What teaches and what measures is decided once, and stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from topics.text import content_hash
from topics.training.freezing import Frozen, bounded, freeze, is_kept_back
from topics.training.labelled import Labelled, LabelledSet
from topics.types import Correction

DAY = datetime(2026, 3, 1, tzinfo=UTC)
TOPICS = ("sport", "weather", "economy")
TEXT = "rain storm match goal bank price team snow loan fans league frost bond wind cup tax"
WORDS = TEXT.split()
GOLD = LabelledSet("gold", (Labelled("Storm hits the northern coast at dawn", "en", "weather"),))


def said(number: int, topic: str = "sport", editor: str = "amina", **changes: Any) -> Correction:
    """A correction of a headline of its own, one a day."""
    words = [WORDS[(number // 16**place + place) % 16] for place in range(3)]
    title = f"{' '.join(words)} n{number} m{number} k{number} j{number}"
    made = Correction(title, "en", topic, editor, DAY + timedelta(days=number), number=number + 1)
    return replace(made, **changes)


def frozen(corrections: Sequence[Correction], **changes: Any) -> Frozen:
    given_ = {"topics": TOPICS, "measuring": [GOLD], "weight": 2.0, **changes}
    return freeze(corrections, **given_)


def keys(rows: Sequence[Labelled]) -> set[str]:
    return {content_hash(row.title) for row in rows}


def test_a_fifth_only_measures() -> None:
    found = frozen([said(number) for number in range(600)])
    assert len(found.taught) + len(found.held_out) == 600
    assert 0.15 < len(found.held_out) / 600 < 0.25
    assert not keys(found.taught) & keys(found.held_out)
    assert {row.weight for row in found.taught} == {2.0}


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(40)), st.integers(0, 40))
def test_a_headline_keeps_its_side_whatever_comes(order: list[int], first: int) -> None:
    some = frozen([said(number) for number in order[:first]])
    every = frozen([said(number) for number in order])
    assert keys(some.taught) <= keys(every.taught) and keys(some.held_out) <= keys(every.held_out)
    again = frozen([said(number) for number in sorted(order)])
    assert again == every


def test_a_spelling_changes_no_side() -> None:
    title = "الأمطار تؤجل المباراة إلى يوم الأحد المقبل"
    assert is_kept_back(title) == is_kept_back("الامطار تؤجّل المباراة إلى يوم الأحد المقبل - هسبريس")


def test_the_latest_word_counts_and_a_dispute_does_neither() -> None:
    one = next(said(number) for number in range(99) if not is_kept_back(said(number).title))
    later = replace(one, topic="economy", created=one.created + timedelta(days=9), number=99)
    assert [row.topic for row in frozen([later, one]).taught] == ["economy"]
    found = frozen([later, one], disputed={content_hash(one.title)})
    assert found.taught == found.held_out == () and "editors don't agree" in found.notes[0]


def test_what_the_model_does_not_have_and_what_is_old_is_left_out() -> None:
    corrections = [said(0, "chess"), said(1), said(2)]
    found = frozen(corrections, since=DAY + timedelta(days=2))
    assert len(found.taught) + len(found.held_out) == 1
    assert "2 corrections made before 2026-03-03" in found.notes[0]
    assert any("topics that the model does not have" in note for note in frozen(corrections).notes)


def test_what_measures_never_teaches_nor_what_is_nearly_the_same() -> None:
    same = said(0, title="STORM hits the northern coast at dawn – Hespress")
    near = said(1, title="Storm hits the northern coast at noon")
    opened = LabelledSet(
        "open", (Labelled(near.title, "en", "weather"), Labelled("Bank cuts its rate", "en", "economy"))
    )
    found = frozen([same, near], open_sets=[opened])
    assert found.taught == ()
    assert [row.title for row in found.open_sets[0].rows] == ["Bank cuts its rate"]
    assert any("1 headlines of open" in note for note in found.notes)


def test_equal_data_equal_hash() -> None:
    corrections = [said(number) for number in range(30)]
    teaching = next(one for one in corrections if not is_kept_back(one.title))
    measuring = next(one for one in corrections if is_kept_back(one.title))
    first = frozen(corrections)
    assert frozen(list(reversed(corrections))).data_hash == first.data_hash

    def with_(changed: Correction) -> str:
        return frozen([changed if one.title == changed.title else one for one in corrections]).data_hash

    assert with_(replace(teaching, title=teaching.title.upper())) == first.data_hash
    assert with_(replace(measuring, topic="economy")) == first.data_hash
    for changed in (replace(teaching, topic="economy"), replace(teaching, also=("weather",))):
        assert with_(changed) != first.data_hash
    assert frozen(corrections, weight=3.0).data_hash != first.data_hash
    assert (
        frozen(corrections[1:] if corrections[0] == teaching else corrections[:-5]).data_hash
        != first.data_hash
    )


def test_fresh_are_those_since_the_champion_and_the_latest_where_they_are_few() -> None:
    corrections = [said(number) for number in range(200)]
    measuring = [one.title for one in corrections if is_kept_back(one.title)]

    def fresh(said_: Sequence[Correction] = corrections, **given_: Any) -> set[str]:
        return {row.title for row in frozen(said_, **given_).fresh}

    made = next(one.created for one in corrections if one.title == measuring[-10])
    assert fresh() == fresh(fewest_fresh=20) == set(measuring)
    assert fresh(champion_made=made) == fresh(champion_made=made, fewest_fresh=5) == set(measuring[-9:])
    assert fresh(champion_made=made, fewest_fresh=20) == set(measuring[-20:])
    brought_in = [replace(one, created=DAY) if one.number > 99 else one for one in corrections]
    assert fresh(brought_in, champion_made=made, fewest_fresh=5) == set(measuring[-5:])


def test_memory_is_bounded_by_leaving_out_the_oldest() -> None:
    corrections = [said(number) for number in range(60)]
    found = frozen(corrections)
    few = bounded(found, corrections, most=10)
    newest = sorted((one.created, one.title) for one in corrections if not is_kept_back(one.title))[-10:]
    assert {row.title for row in few.taught} == {title for _, title in newest}
    assert few.held_out == found.held_out and few.data_hash != found.data_hash
    assert bounded(found, corrections) is found
