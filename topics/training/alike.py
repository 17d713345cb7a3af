"""Titles that say nearly the same in the same words: what measures a model must not have taught it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from topics.text import plain_form

OVERLAP = 0.6  # share of the words of two titles that both have, from which on they are alike
_WORD = re.compile(r"\w+")


class Titles:
    """Titles that others are compared with, by the words of their matching form."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = list(titles)
        self._words = [words_of(title) for title in self._titles]
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for word in words:
                self._having[word].append(number)

    def like(self, title: str) -> str | None:
        """The most similar of the titles where it is alike, else None. Equal in form is alike too."""
        own = words_of(title)
        shared = Counter(number for word in own for number in self._having.get(word, ()))
        best, found = OVERLAP, None
        for number, count in sorted(shared.items()):
            overlap = count / len(own | self._words[number])
            if overlap > best or (overlap == best and found is None):
                best, found = overlap, self._titles[number]
        return found


def words_of(title: str) -> frozenset[str]:
    """The distinct words of a title in their matching form."""
    return frozenset(_WORD.findall(plain_form(title)))
