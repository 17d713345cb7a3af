"""Which story a group of headlines is: ids are carried on, never reused, and what became of them is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from topics.cluster.story_identity import StoryLink, carry_over


def from_100() -> Callable[[int], list[str]]:
    """Hands out S100, S101 …, as the store does."""
    last = 99

    def allocate(count: int) -> list[str]:
        nonlocal last
        last += count
        return [f"S{number}" for number in range(last - count + 1, last + 1)]

    return allocate


def named(
    *groups: str, held: Mapping[str, str] | None = None
) -> tuple[list[str | None], list[tuple[str, str, str, int]]]:
    """Carry over with groups as strings of one-letter headlines, and links as tuples."""
    found, links = carry_over([list(group) for group in groups], held or {}, from_100())
    return found, [(link.from_id, link.to_id, link.kind, link.shared) for link in links]


def holding(**members: str) -> dict[str, str]:
    """Which story each headline is in: ``S1="abc"``."""
    return {one: story for story, headlines in members.items() for one in headlines}


def test_a_group_without_a_past_is_new_and_a_lone_headline_is_none() -> None:
    assert named("ab", "c", "de") == (["S100", None, "S101"], [])


def test_nothing_is_nothing() -> None:
    assert named() == ([], [])


def test_a_story_goes_on_with_new_headlines() -> None:
    assert named("abc", held=holding(S1="ab")) == (["S1"], [])


def test_stories_that_come_together_are_one_and_the_larger_goes_on() -> None:
    found, links = named("abcde", held=holding(S1="ab", S2="cde"))
    assert found == ["S2"]
    assert links == [("S1", "S2", "merged", 2)]


def test_of_equal_ones_the_older_goes_on() -> None:
    found, links = named("abcd", held=holding(S10="ab", S9="cd"))
    assert found == ["S9"], "by number, not by letters"
    assert links == [("S10", "S9", "merged", 2)]


def test_the_larger_part_of_a_story_keeps_its_id() -> None:
    found, links = named("ab", "cde", held=holding(S1="abcde"))
    assert found == ["S100", "S1"]
    assert links == [("S1", "S100", "split", 2)]


def test_headlines_that_change_over_are_told() -> None:
    found, links = named("ab", "cdef", held=holding(S1="abc", S2="def"))
    assert found == ["S1", "S2"]
    assert links == [("S1", "S2", "split", 1)]


def test_a_story_that_falls_apart_into_lone_headlines_is_no_more() -> None:
    assert named("a", "b", held=holding(S1="ab")) == ([None, None], [])


def test_a_lone_headline_takes_no_id_from_the_rest() -> None:
    assert named("a", "bc", held=holding(S1="abc")) == ([None, "S1"], [])


def test_a_story_with_headlines_elsewhere_is_split_and_goes_on() -> None:
    """Some of its headlines hang together with nothing that came in: they stay where they are."""
    found, links = named("abxyz", held=holding(S1="abcd", S2="xyz"))
    assert found == ["S2"]
    assert links == [("S1", "S2", "split", 2)]


def test_of_equal_parts_the_larger_group_goes_on_then_the_one_with_the_first_headline() -> None:
    assert named("ab", "cdx", held=holding(S1="abcd")) == (["S100", "S1"], [("S1", "S100", "split", 2)])
    assert named("cd", "ab", held=holding(S1="abcd")) == (["S100", "S1"], [("S1", "S100", "split", 2)])


def test_links_are_values() -> None:
    _, (link,) = carry_over([["a", "b", "c"]], {"a": "S1", "b": "S2", "c": "S2"}, from_100())
    assert link == StoryLink("S1", "S2", "merged", 1)


# --- whatever comes ------------------------------------------------------------------------------


@st.composite
def pasts(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, str]]:
    """Groups of up to twelve headlines, and which stories they were in."""
    count = draw(st.integers(0, 12))
    labels = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    groups = [[f"h{row}" for row in range(count) if labels[row] == label] for label in sorted(set(labels))]
    before = draw(st.lists(st.integers(0, 4), min_size=count + 3, max_size=count + 3))
    held = {f"h{row}": f"S{story}" for row, story in enumerate(before) if story}
    return groups, held


@given(pasts())
def test_ids_are_one_to_one_with_groups(past: tuple[list[list[str]], dict[str, str]]) -> None:
    groups, held = past
    found, links = carry_over(groups, held, from_100())
    assert [story is None for story in found] == [len(group) < 2 for group in groups]
    given_out = [story for story in found if story is not None]
    assert len(set(given_out)) == len(given_out)
    for group, story in zip(groups, found, strict=True):
        if story is not None and not story.startswith("S10"):
            assert story in {held.get(one) for one in group}, "an id goes only where its headlines are"
    for link in links:
        left = [one for one, story in held.items() if story == link.from_id]
        here = groups[found.index(link.to_id)]
        assert link.shared == len(set(left) & set(here)) > 0
        touched = {one for group in groups for one in group}
        goes_on = link.from_id in found or bool(set(left) - touched)
        assert link.kind == ("split" if goes_on else "merged")


@given(pasts(), st.randoms(use_true_random=False))
def test_the_order_of_groups_and_headlines_changes_nothing(
    past: tuple[list[list[str]], dict[str, str]], random: Random
) -> None:
    """Only which of the new ids is whose may depend on it."""
    groups, held = past
    shuffled = [random.sample(group, len(group)) for group in groups]
    random.shuffle(shuffled)
    assert goes_on(groups, held) == goes_on(shuffled, held)


def goes_on(groups: Sequence[Sequence[str]], held: Mapping[str, str]) -> dict[frozenset[str], str | None]:
    """Each group's id, "new" where it is."""
    found, _ = carry_over(groups, held, lambda count: [f"new {number}" for number in range(count)])
    return {
        frozenset(group): story if story is None else story.split()[0]
        for group, story in zip(groups, found, strict=True)
    }


def test_ids_once_given_are_never_given_again() -> None:
    allocate = from_100()
    first, _ = carry_over([["a", "b"]], {}, allocate)
    assert first == ["S100"]
    apart, _ = carry_over([["a"], ["b"]], {"a": "S100", "b": "S100"}, allocate)
    assert apart == [None, None]
    again, _ = carry_over([["a", "b"]], {}, allocate)
    assert again == ["S101"]
