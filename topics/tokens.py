"""Words of a headline: where they stand, and the key under which all their forms meet.

Arabic writes conjunctions, prepositions and the article onto the word (وبالمغرب = و + ب + ال + مغرب). A key
is the word in its matching form without these clitics, so that المغرب, بالمغرب and المَغرِب share one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from topics.text import match_form

_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"  # belong to the word they stand in
# A word: letters and digits with marks inside; figures keep their separators; Latin compounds their hyphen.
_WORD = re.compile(
    rf"\d+(?:[.,٫٬:/]\d+)+|[^\W_](?:[\w{_MARKS}]*[\w{_MARKS}])?(?:-[^\W_][\w{_MARKS}]*)*", re.UNICODE
)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’ʼ]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)

# Clitics with the article are safe: no Arabic stem begins like this by itself, but for the words in _WHOLE.
_WITH_ARTICLE = ("وبال", "وكال", "فبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال")
_LEAST_STEM = 3  # letters that must remain after a clitic with the article
_SINGLE = frozenset("وفبكل")  # many stems begin with one of these: cut only before a word that we know
_NEWS = "news"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a title."""

    text: str  # as written
    key: str  # matching form without clitics; what is counted and compared
    start: int  # position in the title, half-open
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    stop: dict[str, frozenset[str]]  # language -> keys
    whole: frozenset[str]  # words that only look as if they began with a clitic
    stems: frozenset[str]  # words after which a single و ف ب ك ل is surely a clitic


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    table = tomllib.loads(files("topics").joinpath("stopwords.toml").read_text(encoding="utf-8"))
    forms = {name: frozenset(match_form(group["words"]).split()) for name, group in table.items()}
    whole, stems = forms.pop("whole"), forms.pop("stems")
    known = stems | forms["ar"] | forms["ary"]
    stop = {
        code: words | {_without_clitics(word, whole, known) for word in words}
        for code, words in forms.items()
    }
    return _Lexicon(stop, whole, known)


def tokenise(title: str) -> list[Token]:
    """The words of a title in their order; vocalised words stay whole."""
    return list(_tokens(title))


def content_tokens(title: str, language: str | None = None) -> list[Token]:
    """Words that say what a headline is about: no stop words, bare numbers or single letters.

    Without a language the stop words of every language are left out.
    """
    stop = _stop_words(language)
    return [token for token in _tokens(title) if _tells(token, stop)]


def search_terms(text: str) -> list[str]:
    """Keys to search by: the key of every word, and its unsplit form where that differs."""
    terms: dict[str, None] = {}
    for token in _tokens(text):
        terms[token.key] = None
        terms[match_form(token.text)] = None
    return [term for term in terms if term]


def language_words(code: str) -> frozenset[str]:
    """The function words of a language, in their matching form; empty for one that we have no list of."""
    return _lexicon().stop.get(code, frozenset())


def is_stop_word(key: str) -> bool:
    """Is this key a stop word of any language?"""
    return any(key in words for words in _lexicon().stop.values())


def _tokens(title: str) -> Iterator[Token]:
    lexicon = _lexicon()
    for found in _WORD.finditer(title):
        start, end = found.span()
        elided = _ELISION.match(title, start) if title[end : end + 1] in _APOSTROPHES else None
        if elided and elided.end() == end + 1:
            continue  # l', d', qu': the word that follows is a token of its own
        if title[start - 1 : start] in _APOSTROPHES and _POSSESSIVE.match(title, start - 1):
            continue  # the 's of "Morocco's"
        text = found.group()
        form = match_form(text).strip("-")
        key = _without_clitics(form, lexicon.whole, lexicon.stems)
        if key:
            yield Token(text, key, start, end)


_APOSTROPHES = ("'", "’", "ʼ")


def _without_clitics(form: str, whole: frozenset[str], stems: frozenset[str]) -> str:
    """The word without conjunction, preposition and article, where what remains is surely a word."""
    if not _ARABIC.match(form) or form in whole:
        return form
    for clitic in _WITH_ARTICLE:
        if form.startswith(clitic) and len(form) - len(clitic) >= _LEAST_STEM:
            return form[len(clitic) :]
    for length in (1, 2):  # وبمراكش carries two
        if len(form) - length >= 2 and set(form[:length]) <= _SINGLE and form[length:] in stems:
            return form[length:]
    return form


@lru_cache(maxsize=32)
def _stop_words(language: str | None) -> frozenset[str]:
    stop = _lexicon().stop
    base = (language or "").split("-")[0].lower()
    if base not in stop:
        return frozenset().union(*stop.values())
    related = ("ar", "ary") if base in {"ar", "ary"} else (base,)
    return stop[_NEWS].union(*(stop[code] for code in related))


def _tells(token: Token, stop: frozenset[str]) -> bool:
    key = token.key
    return (
        len(key) > 1 and key not in stop and match_form(token.text) not in stop and any(map(str.isalpha, key))
    )
