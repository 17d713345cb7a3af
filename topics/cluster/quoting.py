"""Which headlines to quote: those that say what most of a group say, of several outlets, none twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from topics.cluster.naming import Corpus

LOOKED_AT = 100  # headlines of a large group; the last ones
NEAR = 0.5  # share of common terms from which two headlines say the same


def most_telling(titles: Sequence[str], outlets: Sequence[str], wanted: int) -> list[int]:
    """Rows of at most so many headlines of one group, the most telling first.

    Each next one is of an outlet that has none yet, where there is one. Rows come oldest first; of a large
    group only the newest are looked at.
    """
    first = max(0, len(titles) - LOOKED_AT)
    corpus = Corpus(titles[first:])
    inside = Counter(term for one in corpus.terms for term in one)
    weights = [_weight(one, inside, corpus) for one in corpus.terms]
    order = sorted(range(len(weights)), key=lambda row: (-weights[row], -row))
    chosen: list[int] = []
    for fresh in (True, False):  # other outlets first
        for row in order:
            if len(chosen) == wanted:
                break
            used = {outlets[first + other] for other in chosen}
            if row in chosen or (fresh and outlets[first + row] in used):
                continue
            if not any(says_same(corpus.terms[row], corpus.terms[other]) for other in chosen):
                chosen.append(row)
    return [first + row for row in chosen]


def says_same(one: Collection[str], other: Collection[str]) -> bool:
    """Do two headlines have most of their terms in common (Jaccard)?"""
    first, second = set(one), set(other)
    return len(first & second) >= NEAR * len(first | second)


def _weight(terms: Collection[str], inside: Counter[str], corpus: Corpus) -> float:
    """How much of what the group says a headline says; long ones have no advantage."""
    told = math.fsum(inside[term] * corpus.rarity(term) for term in terms if inside[term] > 1)
    return told / math.sqrt(max(1, len(terms)))
