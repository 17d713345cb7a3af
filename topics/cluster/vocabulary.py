"""The words of headlines as terms to count: single words and pairs, one key for all forms of a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from topics.text import match_form
from topics.tokens import Token, content_tokens, tokenise

PROCLITICS = "وفبكل"  # single letters that Arabic writes onto a word
MORE_OFTEN = 2  # times that the bare form must be met, for each time of the form with a letter


class Vocabulary:
    """Keys of the corpus, and which of them is another one with a letter more."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._counts = Counter(token.key for title in titles for token in tokenise(title))

    def key(self, token: Token) -> str:
        """The key that a word counts under: بكورونا counts as كورونا where the corpus knows that word."""
        key = token.key
        for shorter in _shorter(key):
            if self._counts[shorter] >= MORE_OFTEN * self._counts[key]:
                return shorter
        return key


def _shorter(key: str) -> Iterable[str]:
    """What the word could be a form of."""
    if len(key) >= 4 and key[0] in PROCLITICS:
        yield key[1:]
    if len(key) >= 5 and key[:2] == "لل":
        yield key[2:]
    if len(key) >= 5 and key.isascii() and key.endswith("s"):
        yield key[:-1]


def terms(title: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Terms of a title as key -> surface form: content words, and pairs of words that stand side by side."""
    words = content_tokens(title)
    found = {vocabulary.key(token): token.text for token in words}
    for first, second in pairwise(words):
        if title[first.end : second.start] == " ":
            pair = f"{vocabulary.key(first)} {vocabulary.key(second)}"
            found[pair] = title[first.start : second.end]
    return found


def plain(surface: str, key: str) -> str:
    """A surface form without conjunction and preposition: بالعرائش is shown as العرائش, للمغرب as المغرب."""
    form = match_form(surface)
    if " " in key or len(form) != len(surface) or form == key:
        return surface
    if form == f"لل{key}":
        return f"ال{surface[2:]}"
    for length in (1, 2):
        if form[length:] in (key, f"ال{key}") and set(form[:length]) <= set(PROCLITICS):
            return surface[length:]
    return surface


def surfaces(counted: Sequence[dict[str, str]]) -> dict[str, str]:
    """Key -> the surface form that is met most often, the shortest of equals."""
    forms: dict[str, Counter[str]] = {}
    for one in counted:
        for key, surface in one.items():
            forms.setdefault(key, Counter())[plain(surface, key)] += 1
    return {key: min(seen, key=lambda form: (-seen[form], len(form), form)) for key, seen in forms.items()}
