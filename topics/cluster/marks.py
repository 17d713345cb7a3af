"""What a headline can be recognised by, beside its vector: pieces of words, words, sounds, numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields

from topics.cluster.rarity import rarity
from topics.cluster.sounds import sound, weight_of
from topics.tokens import content_tokens, tokenise

GRAM = 4  # letters of a piece
STEM = 5  # first letters of a word that its forms share


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of one title by kind: mark -> how much of it there is."""

    grams: Mapping[str, float]  # pieces of four letters, across the borders of words
    stems: Mapping[str, float]  # beginnings of the words that tell something
    rarities: Mapping[str, float]  # the same words; the product of two is how rare they are in general
    sounds: Mapping[str, float]  # their consonants, to compare across scripts
    numbers: Mapping[str, float]  # scores, amounts, dates, "Day 2"


KINDS = tuple(field.name for field in fields(Marks))


def marks_of(title: str) -> Marks:
    """The marks of a title without the name of its outlet."""
    words = tokenise(title)
    line = f" {' '.join(word.key for word in words)} "
    grams = Counter(line[start : start + GRAM] for start in range(len(line) - GRAM + 1))
    telling = [word.key for word in content_tokens(title)]
    heard = ((sound(key), key) for key in telling)
    sounds = {one: weight for one, key in heard if (weight := weight_of(one, key))}
    return Marks(
        grams={gram: 1 + math.log(count) for gram, count in grams.items()},
        stems={key[:STEM]: 1.0 for key in telling},
        rarities={key[:STEM]: math.sqrt(rarity(key[:STEM])) for key in telling},
        sounds=sounds,
        numbers={word.key: 1.0 for word in words if word.key[:1].isdigit()},
    )
