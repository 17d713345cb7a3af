"""Names of groups: the words that tell a group from the others.

Class-based TF-IDF (Grootendorst 2022, "BERTopic", equation 1) over the terms of ``vocabulary``: a term weighs
by its share of the group's headlines and by how rare it is in all of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from topics.cluster.vocabulary import Vocabulary, surfaces, terms

KEYWORDS = 10
IN_NAME = 3
LEAST_HEADLINES = 2  # of a group that must hold a keyword; one headline's word names nobody
LEAST_OF_LANGUAGE = 3  # headlines of a language from which the group has a name in it
PAIR_BONUS = 1.3  # a pair says more than either of its words
SEPARATOR = " · "
RELATED = {"ary": "ar"}  # a Darija headline helps to name in Arabic


@dataclass(frozen=True, slots=True)
class GroupName:
    """What a group is called."""

    name: str  # unique among the groups that were named together
    names: dict[str, str]  # language -> name from its headlines in that language
    keywords: tuple[str, ...]  # surface forms, most telling first


def name_groups(
    titles: Sequence[str], languages: Sequence[str], labels: Sequence[int], groups: int
) -> list[GroupName]:
    """Names of ``groups`` groups; ``labels`` says the group of each title, −1 = none."""
    vocabulary = Vocabulary(titles)
    counted = [terms(title, vocabulary) for title in titles]
    everywhere = Counter(key for one in counted for key in one)
    members: list[list[int]] = [[] for _ in range(groups)]
    for row, label in enumerate(labels):
        if label >= 0:
            members[label].append(row)
    taken: set[str] = set()
    return [_named(rows, titles, languages, counted, everywhere, len(titles), taken) for rows in members]


def _named(
    rows: list[int],
    titles: Sequence[str],
    languages: Sequence[str],
    counted: list[dict[str, str]],
    everywhere: Counter[str],
    total: int,
    taken: set[str],
) -> GroupName:
    keywords = _keywords([counted[row] for row in rows], everywhere, total)
    by_language: dict[str, list[int]] = {}
    for row in rows:
        code = RELATED.get(languages[row], languages[row])
        by_language.setdefault(code, []).append(row)
    names = {}
    for code, own in sorted(by_language.items()):
        words = _keywords([counted[row] for row in own], everywhere, total)
        if len(own) >= LEAST_OF_LANGUAGE and words:
            names[code] = SEPARATOR.join(words[:IN_NAME])
    fallback = titles[rows[0]] if rows else ""
    return GroupName(_unique(keywords, fallback, taken), names, tuple(keywords))


def _keywords(counted: list[dict[str, str]], everywhere: Counter[str], total: int) -> list[str]:
    """Surface forms of the most telling terms, none of which says the same as an earlier one."""
    inside = Counter(key for one in counted for key in one)
    least = min(LEAST_HEADLINES, len(counted))
    weights = {
        key: count / len(counted) * math.log(1 + total / everywhere[key]) * (PAIR_BONUS if " " in key else 1)
        for key, count in inside.items()
        if count >= least
    }
    forms = surfaces(counted)
    chosen: list[str] = []
    for key in sorted(weights, key=lambda key: (-weights[key], key)):
        if len(chosen) == KEYWORDS:
            break
        if not any(_same_said(key, other, inside) for other in chosen):
            chosen.append(key)
    return [forms[key] for key in chosen]


def _same_said(key: str, other: str, inside: Counter[str]) -> bool:
    """A word of a chosen pair says nothing new; a pair whose word was chosen does only if it is rarer."""
    mine, theirs = set(key.split()), set(other.split())
    if not mine & theirs:
        return False
    return mine <= theirs or theirs <= mine or bool(inside[key] <= inside[other])


def _unique(keywords: list[str], fallback: str, taken: set[str]) -> str:
    for length in range(IN_NAME, max(IN_NAME, len(keywords)) + 1):
        name = SEPARATOR.join(keywords[:length]) or fallback
        if name and name not in taken:
            break
    else:
        number = 2
        while f"{name} ({number})" in taken:
            number += 1
        name = f"{name} ({number})"
    taken.add(name)
    return name
