"""The words of headlines as terms to count: single words and pairs, one key for all forms of a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from topics.tokens import Token, content_tokens, tokenise, word_form

PROCLITICS = "وفبكل"  # single letters that Arabic writes onto a word
ARTICLES = ("ال", "لل")
MORE_OFTEN = 2  # times that the bare form must be met, for each time of the form with a letter
SINGULAR = 0.25  # the same for a plural in s, which is often the commoner form
FIRM = 0.15  # Dice coefficient of two words from which their pair is an expression
BELONGS = 0.7  # share of a word's headlines in one expression from which it says nothing alone
LEAST_MET = 2  # headlines in which an expression must stand


class Vocabulary:
    """Keys of the corpus, which of them is another one with a letter more, and which are verbs."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._with_article: set[str] = set()
        for title in titles:
            for token in tokenise(title):
                self._counts[token.key] += 1
                if _has_article(token):
                    self._with_article.add(token.key)

    def key(self, token: Token) -> str:
        """The key that a word counts under: بكورونا counts as كورونا where the corpus knows that word."""
        key = token.key
        for shorter, times in _shorter(key):
            if self._counts[shorter] >= times * self._counts[key]:
                return shorter
        return key

    def is_verb(self, key: str) -> bool:
        """Is this surely or likely an Arabic verb in the present tense? No verb ever carries the article."""
        if len(key) < 4 or key in self._with_article:
            return False
        if key[0] == "ت":
            return "ي" + key[1:] in self._counts and "ي" + key[1:] not in self._with_article
        return key[0] == "ي"


def _has_article(token: Token) -> bool:
    form = word_form(token.text)
    return form.endswith(token.key) and form[: len(form) - len(token.key)].endswith(ARTICLES)


def _shorter(key: str) -> Iterable[tuple[str, float]]:
    """What the word could be a form of, and how often that must be met for each time of the word."""
    if len(key) >= 4 and key[0] in PROCLITICS:
        yield key[1:], MORE_OFTEN
    if len(key) >= 5 and key.startswith("لل"):
        yield key[2:], MORE_OFTEN
    if len(key) >= 5 and key.endswith("s"):
        yield key[:-1], SINGULAR


def terms(title: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Terms of a title as key -> surface form: content words, and pairs of words that stand side by side."""
    words = content_tokens(title)
    found = {vocabulary.key(token): token.text for token in words}
    for first, second in pairwise(words):
        if title[first.end : second.start] == " ":
            pair = f"{vocabulary.key(first)} {vocabulary.key(second)}"
            found[pair] = title[first.start : second.end]
    return found


def fragments(met: Mapping[str, int]) -> set[str]:
    """Terms that are no expression or only a part of one: بني of بني ملال, and جهة بني, but not جهة.

    ``met`` says in how many headlines each term stands.
    """
    firm = {}
    for pair in (term for term in met if " " in term):
        first, second = pair.split(" ")
        firmness = 2 * met[pair] / (met[first] + met[second])
        if met[pair] >= LEAST_MET and firmness >= FIRM:
            firm[pair] = firmness
    home: dict[str, str] = {}
    for pair in sorted(firm, key=lambda pair: (-firm[pair], pair)):
        for word in pair.split(" "):
            if met[pair] >= BELONGS * met[word]:
                home.setdefault(word, pair)
    loose = {term for term in met if " " in term and term not in firm}
    broken = {pair for pair in firm if any(home.get(word, pair) != pair for word in pair.split(" "))}
    return loose | broken | set(home)


def plain(surface: str, key: str) -> str:
    """A surface form without conjunction and preposition: بالعرائش is shown as العرائش, للمغرب as المغرب."""
    if " " in key:
        first, rest = surface.split(" ", 1)
        return f"{plain(first, key.split(' ')[0])} {rest}"
    form = word_form(surface)
    if len(form) != len(surface) or form == key:
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
