"""Which new group continues which old one, by the headlines that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

LEAST_SHARED = 0.3  # Jaccard index, over the headlines that both runs could see


def match_clusters(
    previous: Mapping[str, Collection[str]], current: Sequence[Collection[str]]
) -> dict[int, str]:
    """New group (index) -> id of the old group that it continues; each old one is continued once at most.

    Groups are compared by the headlines that both runs placed: what is new, or has left the window, says
    nothing of identity. The best overlaps are taken first; ties go by age of the id, then by the first
    headline of the new group, so that the order of groups changes nothing.
    """
    old_of = {member: id for id, members in previous.items() for member in members}
    seen_now = {member for members in current for member in members}
    old_size = Counter(id for member, id in old_of.items() if member in seen_now)
    overlaps = []
    for index, members in enumerate(current):
        shared = Counter(old_of[member] for member in set(members) if member in old_of)
        known = sum(shared.values())
        for id, count in shared.items():
            jaccard = count / (known + old_size[id] - count)
            if jaccard >= LEAST_SHARED:
                overlaps.append((-jaccard, _age(id), min(members), index, id))
    matches: dict[int, str] = {}
    continued: set[str] = set()
    for _, _, _, index, id in sorted(overlaps):
        if index not in matches and id not in continued:
            matches[index] = id
            continued.add(id)
    return matches


def _age(id: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, id))
    return (int(digits) if digits else 0, id)
