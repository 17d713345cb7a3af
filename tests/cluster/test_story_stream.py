"""The stream of stories: what comes in joins, opens, or brings together; what is over is let go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.cluster.events import DAY, HOUR, newsflow, pairs_of
from tests.cluster.news import unit
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import GRANULARITIES, HORIZON, LEARNED, StoryWeights

PORTION = 60
BY_ANGLE = StoryWeights(neighbour=0.5, centre=0.5, sharpness=12.0)  # cosines alone speak


def new_stream(
    flow: Iterable[Told] = (), granularity: str = "normal", weights: StoryWeights = LEARNED
) -> StoryStream:
    """A stream that takes the marks of ``flow`` for what is usual."""
    return StoryStream(reference_of(told.title for told in flow), GRANULARITIES[granularity], weights)


def portions(flow: Sequence[Told], size: int = PORTION) -> Iterable[Sequence[Told]]:
    return (flow[start : start + size] for start in range(0, len(flow), size))


def stories_of(arriving: Iterable[Sequence[Told]], stream: StoryStream) -> set[frozenset[str]]:
    """The groups in which all headlines are in the end, by id."""
    place: dict[str, frozenset[str]] = {}
    for headlines in arriving:
        for group in stream.add(headlines):
            ids = frozenset(one.id for one in group)
            place.update(dict.fromkeys(ids, ids))
    groups = set(place.values())
    assert sum(map(len, groups)) == len(place), "each headline is in one group"
    return groups


def one(id: str, degrees: float, words: str, *, after: float = 0.0) -> Told:
    """A headline in a space of two dimensions, so many hours after the first."""
    angle = np.radians(degrees)
    vector = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return Told(id, words, "ar", vector, DAY + after * HOUR, outlet=f"outlet of {id}")


# --- in which order they come ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("noise", [0.2, 1.2], ids=["clear", "hard to tell"])
def test_in_portions_they_are_grouped_as_all_at_once(seed: int, noise: float) -> None:
    flow = newsflow(6, seed=seed, noise=noise)
    whole = stories_of([flow], new_stream(flow))
    assert stories_of(portions(flow), new_stream(flow)) == whole
    assert stories_of(portions(flow[::-1], 45), new_stream(flow)) == whole


def test_events_that_are_clear_are_told_apart() -> None:
    flow = newsflow(6)
    found = pairs_of(stories_of(portions(flow), new_stream(flow)))
    by_event: dict[str, set[str]] = {}
    for told in flow:
        by_event.setdefault(_event(told), set()).add(told.id)
    events = pairs_of(by_event.values())
    assert events <= found
    assert len(found - events) <= 0.03 * len(events), "hardly any two events are told as one"


@pytest.mark.parametrize("seed", [0, 1])
def test_the_order_within_an_hour_changes_next_to_nothing(seed: int) -> None:
    """Also where events are hard to tell, and what is over is let go on the way."""
    flow = newsflow(8, seed=seed, noise=1.2)
    random = np.random.default_rng(seed)
    shuffled = sorted(flow, key=lambda told: (_hour(told.seen), random.random()))
    assert [told.id for told in shuffled] != [told.id for told in flow]
    there, here = (
        pairs_of(stories_of(forgetting(portions(some), stream), stream))
        for some, stream in ((flow, new_stream(flow)), (shuffled, new_stream(flow)))
    )
    assert len(there ^ here) <= 0.02 * len(there | here)
    assert len(there) > 500


def forgetting(arriving: Iterable[Sequence[Told]], stream: StoryStream) -> Iterable[Sequence[Told]]:
    """Before each portion let go of what is over."""
    for some in arriving:
        stream.forget(min(told.seen for told in some if told.seen) - HORIZON)
        yield some


def _hour(moment: datetime | None) -> int:
    assert moment is not None
    return int(moment.timestamp()) // 3600


def test_a_late_headline_joins_its_story() -> None:
    flow = newsflow(3)
    late = next(told for told in flow if sum(_event(told) == _event(other) for other in flow) > 3)
    rest = [told for told in flow if told is not late]
    stream = new_stream(flow)
    before = stories_of(portions(rest), stream)
    (touched,) = [group for group in stream.add([late]) if late in group]
    (story,) = [group for group in before if _event(late) in {id.split("-")[0] for id in group}]
    assert {told.id for told in touched} == {late.id, *story}


def _event(told: Told) -> str:
    event = told.id.split("-")[0]
    return event if event != "alone" else told.id


def test_a_late_headline_can_bring_two_stories_together() -> None:
    flood = [one("a1", 0, "سيول تغمر تارودانت", after=0), one("a2", 3, "تارودانت: سيول جارفة", after=2)]
    school = [one("b1", 80, "تعليق الدراسة غدا", after=1), one("b2", 83, "لا دراسة غدا", after=3)]
    stream = new_stream(granularity="broad", weights=BY_ANGLE)
    assert stories_of([flood, school], stream) == {frozenset({"a1", "a2"}), frozenset({"b1", "b2"})}
    both = one("c", 41, "سيول تارودانت: تعليق الدراسة غدا", after=1.5)
    assert stories_of([[both]], stream) == {frozenset({"a1", "a2", "b1", "b2", "c"})}


# --- what a portion touches ------------------------------------------------------------------------


def test_only_what_is_touched_is_told_again() -> None:
    stream = new_stream()
    stream.add([one("a1", 0, "سيول تغمر تارودانت"), one("b1", 90, "مهرجان السينما بفاس")])
    (group,) = stream.add([one("a2", 2, "سيول جارفة تغمر تارودانت", after=1)])
    assert {told.id for told in group} == {"a1", "a2"}


def test_a_story_that_falls_to_pieces_is_told_whole() -> None:
    """A nearer neighbour makes the others less likely; the pieces that it is not in have to be told too."""
    stream = new_stream(weights=BY_ANGLE)
    flood, again = one("a1", 0, "سيول تغمر تارودانت"), one("a2", 0, "سيول تغمر تارودانت", after=1)
    (group,) = stream.add([flood, again, one("b1", 44, "مهرجان السينما")])
    assert {told.id for told in group} == {"a1", "a2", "b1"}
    assert stories_of([[one("b2", 45, "مهرجان السينما", after=1)]], stream) == {
        frozenset({"a1", "a2"}),
        frozenset({"b1", "b2"}),
    }


def test_what_is_known_already_is_grouped_when_it_is_touched() -> None:
    stream = new_stream()
    stream.take_in([one("a1", 0, "سيول تغمر تارودانت"), one("b1", 90, "مهرجان السينما بفاس")])
    (group,) = stream.add([one("a2", 2, "سيول جارفة تغمر تارودانت", after=1)])
    assert {told.id for told in group} == {"a1", "a2"}


def test_nothing_comes_in() -> None:
    stream = new_stream()
    assert stream.add([]) == []
    stream.take_in([])
    stream.forget(DAY)
    stream.add([one("a1", 0, "سيول تغمر تارودانت")])
    assert stream.add([]) == []


def test_a_lone_headline_is_a_group_of_one() -> None:
    (group,) = new_stream().add([one("a1", 0, "سيول تغمر تارودانت")])
    assert [told.id for told in group] == ["a1"]


# --- what is over ----------------------------------------------------------------------------------


def test_a_story_is_not_joined_after_the_horizon() -> None:
    first = one("a1", 0, "سيول تغمر تارودانت")
    again = replace(first, id="a2", seen=DAY + HORIZON + HOUR)
    assert len(new_stream(granularity="broad").add([first, again])) == 2
    soon = replace(first, id="a2", seen=DAY + HOUR)
    assert len(new_stream(granularity="broad").add([first, soon])) == 1


def test_what_is_forgotten_is_not_joined() -> None:
    stream = new_stream()
    stream.add([one("a1", 0, "سيول تغمر تارودانت")])
    stream.forget(DAY + HOUR)
    assert stream.told == []
    assert len(stream.add([one("a2", 0, "سيول تغمر تارودانت", after=2)])) == 1


def test_what_is_not_forgotten_stays_joined_and_goes_on() -> None:
    flow = newsflow(4)
    stream, fresh = new_stream(flow), new_stream(flow)
    stream.add(flow)
    middle = DAY + timedelta(days=2)
    stream.forget(middle)
    recent = [told for told in flow if told.seen and told.seen >= middle]
    assert stream.told == recent
    more = [replace(told, id=f"{told.id}-again", outlet="Another") for told in recent[::7]]
    fresh.take_in(recent)
    assert stories_of([more], stream) == stories_of([more], fresh)


def test_a_headline_without_a_time_is_not_forgotten() -> None:
    stream = new_stream()
    timeless = replace(one("a1", 0, "سيول تغمر تارودانت"), seen=None)
    stream.add([timeless, one("b1", 90, "مهرجان السينما بفاس")])
    stream.forget(DAY + HOUR)
    assert stream.told == [timeless]


def test_a_long_stream_takes_no_more_memory_than_its_last_days() -> None:
    flow = newsflow(32, each_day=6, lone=8)
    stream = new_stream(flow)
    open_headlines, pairs = [], []
    for portion in forgetting(portions(flow, 50), stream):
        stream.add(portion)
        open_headlines.append(len(stream.told))
        pairs.append(stream._pairs.shape[1])
        assert {len(rows) for rows in stream._marks.values()} == {len(stream.told)}
    days = 32 / len(open_headlines)  # of one portion
    full = round((HORIZON / timedelta(days=1) + 3) / days)
    assert max(open_headlines[full:]) <= 1.3 * max(open_headlines[:full]) < len(flow) / 3
    assert max(pairs[full:]) <= 1.5 * max(pairs[:full])
    assert int(stream._pairs.max()) < len(stream.told)


def test_the_rows_of_the_space_may_be_of_any_width() -> None:
    wide = unit(np.ones((2, 7)))
    headlines = [Told(f"a{row}", "سيول تغمر تارودانت", "ar", wide[row], DAY) for row in range(2)]
    assert len(new_stream().add(headlines)) == 1
