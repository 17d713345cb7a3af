"""Whether two words are forms of one word: enough to keep a name from saying the same thing twice.

Light stemming by rules, for Arabic and for Latin scripts. It errs towards "the same": a name loses a word
then, and takes the next one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LEAST_STEM = 3  # letters of an Arabic word that must remain
LEAST_COMMON = 5  # letters that Latin words must begin with in common …
MOST_ENDING = 3  # … and letters that may follow in each

_ENDINGS = ("يات", "يين", "يون", "ات", "ين", "ون", "ان", "يه", "وا", "ها", "هم", "نا", "ه", "ي", "ا")
_OPENINGS = frozenset("يتنا")  # first letters of the present tense, and of plurals such as أسعار
_WEAK = str.maketrans("", "", "اوي")  # letters that come and go in plurals and derived forms


def same_word(first: str, second: str) -> bool:
    """Are these keys forms of one word: إصابة and إصابات, السياحة and السياحي, price and prices?"""
    if first == second:
        return True
    parts = set(first.split("-")) & set(second.split("-"))
    if any(len(part) >= LEAST_STEM for part in parts):
        return True  # كوفيد and كوفيد-19, finale and demi-finale
    if _is_arabic(first) != _is_arabic(second):
        return False
    if _is_arabic(first):
        return bool(_roots(first) & _roots(second))
    return _same_latin(_bare(first), _bare(second))


@lru_cache(maxsize=4096)
def _roots(word: str) -> frozenset[str]:
    """What the word may be built on: its stem, and the letters of it that stay; without its opening too."""
    stems = {word, _stem(word)}
    stems |= {stem[1:] for stem in stems if stem[0] in _OPENINGS and len(stem) > LEAST_STEM}
    skeletons = {stem[0] + stem[1:].translate(_WEAK) for stem in stems}
    return frozenset(stems | {one for one in skeletons if len(one) >= LEAST_STEM})


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


def _same_latin(first: str, second: str) -> bool:
    common = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        common += 1
    shorter, longer = sorted((len(first), len(second)))
    if common == shorter >= LEAST_STEM and longer - common <= 1:
        return True  # prix is not price, but loi is lois
    return common >= LEAST_COMMON and longer - common <= MOST_ENDING


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    """Without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[:1] <= "\u06ff"
