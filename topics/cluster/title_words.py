"""Words of many titles as they are compared: without those that an outlet writes over all its headlines.

A rubric ("قضايا:", "Le point |", "[vidéo]") or a name tells outlets apart, not what they write about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from topics.cluster.naming import Corpus
from topics.cluster.vocabulary import surfaces
from topics.text import strip_outlet_suffix
from topics.tokens import tokenise

LABELLED = 2 / 3  # share of a word's headlines in which it stands in a rubric, from which it is one
LEAST_OUTLETS = 2  # with one outlet alone nothing tells its rubrics from its subjects
_LABEL = re.compile(r"^[^:|–—]{1,40}[:|–—]|[|–—][^:|–—]{1,40}$|[(\[][^)\]]{1,30}[)\]]")


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Terms of every title, in the order of the titles."""

    terms: list[tuple[str, ...]]
    corpus: Corpus

    def written(self, terms: Collection[str]) -> dict[str, str]:
        """Term -> how it is mostly written."""
        own = ({key: text for key, text in one.items() if key in terms} for one in self.corpus.terms)
        return surfaces([one for one in own if one])


def title_words(titles: Sequence[str], outlets: Sequence[str]) -> TitleWords:
    """Terms (content words and firm pairs of them) of titles, without names and rubrics of their outlets."""
    plain = [strip_outlet_suffix(title, (outlet,)) for title, outlet in zip(titles, outlets, strict=True)]
    corpus = Corpus(plain)
    names = {outlet: frozenset(token.key for token in tokenise(outlet)) for outlet in set(outlets)}
    rubrics = _rubrics(plain, outlets, corpus.terms) if len(names) >= LEAST_OUTLETS else frozenset()
    found = []
    for terms, outlet in zip(corpus.terms, outlets, strict=True):
        own = names[outlet] if names[outlet] <= terms.keys() else frozenset[str]()
        found.append(tuple(term for term in terms if term not in rubrics and own.isdisjoint(term.split(" "))))
    return TitleWords(found, corpus)


def _rubrics(
    titles: Sequence[str], outlets: Sequence[str], terms: Sequence[dict[str, str]]
) -> frozenset[str]:
    """Terms of one outlet alone that mostly stand before a colon, after a bar or in brackets."""
    met: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    users: dict[str, set[str]] = {}
    for title, outlet, own in zip(titles, outlets, terms, strict=True):
        labels = " ".join(_LABEL.findall(title))
        for term, surface in own.items():
            met[term] += 1
            labelled[term] += surface in labels
            users.setdefault(term, set()).add(outlet)
    return frozenset(
        term for term, count in met.items() if len(users[term]) == 1 and labelled[term] >= LABELLED * count
    )
