"""Words of a headline: where they stand, and the key under which all their forms meet.

Arabic writes conjunctions, prepositions and the article onto the word (وبالمغرب = و + ب + ال + مغرب). A key
is the word in its matching form without these clitics, so that المغرب, بالمغرب and المَغرِب share one.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from topics.text import match_form

_APOSTROPHES = "'’‘ʼ`´"
_INVISIBLE = "\u00ad\u061c\u200b-\u200f\u2060\ufeff"  # they belong to a word only inside it
_MARKS = "\u0640" + "".join(  # tatweel and what is written over, under or beside a letter
    chr(point) for point in range(0x0300, 0x2000) if unicodedata.category(chr(point)) in ("Mn", "Mc")
)
_LETTER = f"[^\\W_{_APOSTROPHES}]"
_PART = f"{_LETTER}(?:{_LETTER}++|[{_MARKS}]++|[{_INVISIBLE}]+(?=[^\\W_]|[{_MARKS}]))*+"
_HYPHENS = "-\u2010\u2011"
_FIGURE = r"\d+(?:[.,٫٬:/]\d+)+"  # keeps its separators
_WORD = re.compile(f"{_FIGURE}|{_PART}(?:[{_HYPHENS}]{_PART})*")
_UNHYPHENED = re.compile(f"[^{_HYPHENS}]+")
_ARABIC = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3]")
_ELISION = re.compile(f"(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)[{_APOSTROPHES}]", re.IGNORECASE)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s\b", re.IGNORECASE)

# Clitics with the article are safe: no Arabic stem begins like this by itself, but for the words kept whole.
_WITH_ARTICLE = ("وبال", "وكال", "فبال", "وفال", "ولل", "فلل", "وال", "فال", "بال", "كال", "دال", "لل", "ال")
_LEAST_STEM = 3  # letters that must remain after a clitic with the article
_CLITICS = frozenset("وفبكل")  # many stems begin with one of these: cut only before a word that we know
_CONJUNCTIONS = frozenset("وف")
_PREPOSITIONS = frozenset("بكل")
_SPLIT_FROM_WORDS = frozenset("وفبل")
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
    names: frozenset[str]  # as written they are no stop words, though their key is one
    whole: frozenset[str]  # words that only look as if they began with a clitic
    lam: frozenset[str]  # words that begin with the letter which two lams swallow: للجنة is ل + لجنة
    short: frozenset[str]  # nouns of two letters that may follow the article
    places: frozenset[str]  # a single و ف ب ك ل before one of these is a clitic
    functions: frozenset[str]  # and a single و ف ب ل before one of these


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    table = tomllib.loads(files("topics").joinpath("stopwords.toml").read_text(encoding="utf-8"))
    names = frozenset(table.pop("names")["words"].split())
    forms = {name: frozenset(match_form(group["words"]).split()) for name, group in table.items()}
    parts = {name: forms.pop(name) for name in ("whole", "lam", "short", "places")}
    functions = frozenset(
        word
        for word in forms["ar"] | forms[_NEWS]
        if len(word) >= _LEAST_STEM and not (word[0] in _SPLIT_FROM_WORDS and word[1:] in forms["ar"])
    )
    bare = _Lexicon({}, names, functions=functions, **parts)
    stop = {code: words | {_without_clitics(word, bare) for word in words} for code, words in forms.items()}
    return _Lexicon(stop, names, functions=functions, **parts)


def tokenise(title: str) -> list[Token]:
    """The words of a title in their order; vocalised words stay whole."""
    return list(_tokens(title))


def content_tokens(title: str, language: str | None = None) -> list[Token]:
    """Words that say what a headline is about: no stop words, bare numbers or single letters.

    Without a language the stop words of every language are left out.
    """
    stop = _stop_words(language)
    return [token for token in _tokens(title) if _tells(token.text, token.key, stop)]


def search_terms(text: str) -> list[str]:
    """Keys to search by: the key of every word, and its unsplit form where that differs."""
    terms: dict[str, None] = {}
    for token in _tokens(text):
        terms[token.key] = None
        terms[match_form(token.text)] = None
    return [term for term in terms if term]


@lru_cache(maxsize=65_536)
def word_form(text: str) -> str:
    """The matching form of one word, remembered: the same words come again and again."""
    return match_form(text)


def language_words(code: str) -> frozenset[str]:
    """The function words of a language, in their matching form; empty for one that we have no list of."""
    return _lexicon().stop.get(code, frozenset())


def is_stop_word(key: str) -> bool:
    """Is this key a stop word of any language?"""
    return any(key in words for words in _lexicon().stop.values())


def is_place(form: str) -> bool:
    """Is this matching form the name of a town or country that we know?"""
    return form in _lexicon().places


def stands_whole(form: str) -> bool:
    """Does this matching form only look as if it began with a clitic?"""
    return form in _lexicon().whole


def _tokens(title: str) -> Iterator[Token]:
    for start, end in _spans(title):
        text = title[start:end]
        key = _key(text)
        if key:
            yield Token(text, key, start, end)


def _spans(title: str) -> Iterator[tuple[int, int]]:
    """Where words stand. Arabic compounds are cut at hyphens: their parts carry clitics of their own."""
    for found in _WORD.finditer(title):
        start, end = found.span()
        elided = _ELISION.match(title, start)
        if elided and elided.end() == end + 1:
            continue  # l', d', qu': the word that follows is a token of its own
        if start and _POSSESSIVE.match(title, start - 1):
            continue  # the 's of "Morocco's"
        if _ARABIC.search(title, start, end):
            yield from (part.span() for part in _UNHYPHENED.finditer(title, start, end))
        else:
            yield start, end


@lru_cache(maxsize=65_536)
def _key(text: str) -> str:
    return _without_clitics(word_form(text), _lexicon())


def _without_clitics(form: str, lexicon: _Lexicon) -> str:
    """The word without conjunction, preposition and article, where what remains is surely a word."""
    if not _ARABIC.match(form) or form in lexicon.whole or form in lexicon.places:
        return form
    for length in (1, 2):  # وبمراكش carries two
        rest = form[length:]
        if rest and _are_clitics(form[:length]) and _follows_clitic(rest, form[length - 1], lexicon):
            return _without_article(rest, lexicon) if rest.startswith("ال") else rest
    return _without_article(form, lexicon)


def _are_clitics(letters: str) -> bool:
    if len(letters) == 1:
        return letters in _CLITICS
    return letters[0] in _CONJUNCTIONS and letters[1] in _PREPOSITIONS


def _follows_clitic(rest: str, clitic: str, lexicon: _Lexicon) -> bool:
    if rest in lexicon.places or rest.isascii():
        return True
    return clitic in _SPLIT_FROM_WORDS and (rest in lexicon.whole or rest in lexicon.functions)


def _without_article(form: str, lexicon: _Lexicon) -> str:
    if form in lexicon.whole:
        return form
    for clitic in _WITH_ARTICLE:
        if not form.startswith(clitic) or form == clitic:
            continue
        stem = form[len(clitic) :]
        if clitic.endswith("لل") and f"ل{stem}" in lexicon.lam:
            return f"ل{stem}"
        if len(stem) >= _LEAST_STEM or stem in lexicon.short or stem.isascii():
            return stem
    return form


@lru_cache(maxsize=32)
def _stop_words(language: str | None) -> frozenset[str]:
    stop = _lexicon().stop
    base = (language or "").split("-")[0].lower()
    if base not in stop:
        return frozenset().union(*stop.values())
    related = ("ar", "ary") if base in {"ar", "ary"} else (base,)
    return stop[_NEWS].union(*(stop[code] for code in related))


@lru_cache(maxsize=65_536)
def _tells(text: str, key: str, stop: frozenset[str]) -> bool:
    if len(key) < 2 or not any(map(str.isalpha, key)):
        return False
    if text in _lexicon().names:
        return True
    if word_form(text) in stop:
        return False
    return not all(len(part) < 2 or part in stop for part in key.split("-"))  # a-t-il, peut-on
