"""Which story a group of headlines is: ids are carried on, never reused, and what became of them is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryLink:
    """What became of a story: (part of) its headlines are now in another one."""

    from_id: str
    to_id: str
    kind: str  # "merged": it is no more; "split": it goes on beside the other
    shared: int  # headlines that went over


def carry_over(
    groups: Sequence[Sequence[str]], held: Mapping[str, str], allocate: Callable[[int], list[str]]
) -> tuple[list[str | None], list[StoryLink]]:
    """The id of each group, None for a lone headline, and what became of the ids that were held.

    Each id goes to the group with most of its headlines, each group takes one; ties go to the older id, then
    to the larger group, then to the one with the first headline id: the order of groups decides nothing but
    which new id is whose. ``held`` says which story each headline was in, also those in no group.
    """
    wanted = [
        (-count, _age(story), -len(group), min(group), place, story)
        for place, group in enumerate(groups)
        if len(group) > 1
        for story, count in Counter(held[one] for one in group if one in held).items()
    ]
    taken: dict[int, str] = {}
    for *_, place, story in sorted(wanted):
        if place not in taken and story not in taken.values():
            taken[place] = story
    new = [place for place, group in enumerate(groups) if len(group) > 1 and place not in taken]
    taken |= dict(zip(new, allocate(len(new)) if new else [], strict=True))
    found = [taken.get(place) for place in range(len(groups))]
    return found, _links(groups, found, held)


def _links(
    groups: Sequence[Sequence[str]], found: Sequence[str | None], held: Mapping[str, str]
) -> list[StoryLink]:
    moved = Counter(
        (held[one], story)
        for group, story in zip(groups, found, strict=True)
        for one in group
        if story is not None and one in held and held[one] != story
    )
    touched = {one for group in groups for one in group}
    going_on = {*found, *(story for one, story in held.items() if one not in touched)}
    return [
        StoryLink(old, new, "split" if old in going_on else "merged", count)
        for (old, new), count in sorted(moved.items())
    ]


def _age(story: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, story))
    return (int(digits) if digits else 0, story)
