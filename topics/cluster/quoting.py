"""Which headlines to quote: those that say what most of a group say, of several outlets, none twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from topics.tokens import content_tokens

LOOKED_AT = 100  # headlines of a large group; the last ones
NEAR = 0.5  # share of common words from which two headlines say the same


def most_telling(titles: Sequence[str], outlets: Sequence[str], wanted: int) -> list[int]:
    """Rows of at most so many headlines of one group, the most telling first.

    Each next one is of an outlet that has none yet, where there is one. Rows come oldest first; of a large
    group only the newest are looked at.
    """
    first = max(0, len(titles) - LOOKED_AT)
    words = [frozenset(token.key for token in content_tokens(title)) for title in titles[first:]]
    inside = Counter(word for one in words for word in one)
    order = sorted(range(len(words)), key=lambda row: (-_weight(words[row], inside), -row))
    chosen: list[int] = []
    for fresh in (True, False):  # other outlets first
        for row in order:
            if len(chosen) == wanted:
                break
            used = {outlets[first + other] for other in chosen}
            if row in chosen or (fresh and outlets[first + row] in used):
                continue
            if not any(says_same(words[row], words[other]) for other in chosen):
                chosen.append(row)
    return [first + row for row in chosen]


def says_same(one: Collection[str], other: Collection[str]) -> bool:
    """Do two headlines have most of their words in common (Jaccard)?"""
    first, second = set(one), set(other)
    return len(first & second) >= NEAR * len(first | second)


def _weight(words: Collection[str], inside: Counter[str]) -> float:
    """How much of what the group says a headline says; long ones have no advantage."""
    return sum(inside[word] for word in words if inside[word] > 1) / math.sqrt(max(1, len(words)))
