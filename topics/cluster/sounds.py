"""How a word sounds, roughly, in whatever script: names are found again across Arabic and Latin letters.

A key is the word's consonants after letters that stand for one another were made one: أكادير and Agadir are
both kdr, الناظور without its article and Nador both ndr. Vowels go, because Arabic writes few of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FULL = 4  # consonants from which a key tells a name as well as a word does
LEAST_WORD = 4  # letters of a word whose key has only two consonants

_ARABIC = str.maketrans("بتثجخدذرزسشصضطظغفقكلمن", "bttjkddrssssdtdkfkklmn")
_SOFT = (  # Latin spellings of one sound, the longer ones first
    ("tch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("kh", "k"),
    ("gh", "k"),
    ("dj", "j"),
    ("ou", "w"),
    ("qu", "k"),
    ("ck", "k"),
    ("x", "ks"),
    ("ce", "se"),
    ("ci", "si"),
    ("ge", "je"),
    ("gi", "ji"),
)
_LATIN = str.maketrans("bpcdfvgjklmnqrstz", "bbkdffkjklmnkrsts")
_KEPT = frozenset("bdfjklmnrst")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The consonants of a word in matching form, without doubles; empty where it has none."""
    letters = word.translate(_ARABIC) if "\u0620" <= word[:1] <= "\u06ff" else _latin(word)
    kept = "".join(letter for letter in letters if letter in _KEPT)
    return _DOUBLED.sub(r"\1", kept)


def weight_of(key: str, word: str) -> float:
    """How surely a key tells its word, 0 to 1: short ones are shared by many words."""
    if len(key) < 2 or (len(key) == 2 and len(word) < LEAST_WORD):
        return 0.0
    return min(1.0, (len(key) - 1) / (FULL - 1))


def _latin(word: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    for written, spoken in _SOFT:
        bare = bare.replace(written, spoken)
    return bare.translate(_LATIN)
