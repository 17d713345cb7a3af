"""What writers vary without meaning it must change no topic: the variants, and how often they do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.trained import TrainedClassifier

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]

SHOWN = 10  # changed headlines
_LETTER = "[\u0621-\u064a]"
_INSIDE = re.compile(f"({_LETTER})(?={_LETTER})")
# Tatweel stands between joined letters alone.
_JOINED = re.compile("([بتثجحخسشصضطظعغفقكلمنهي])(?=[\u0621-\u064a])")
_ARABIC_DIGITS, _PERSIAN_DIGITS = (
    str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
)


def tashkeel(title: str) -> str:
    """A mark over every letter but the last, a different one each time."""
    marks = iter("\u064e\u064f\u0650\u0652\u0651" * len(title))
    return _INSIDE.sub(lambda found: found[1] + next(marks), title)


def _at_word_ends(old: str, new: str) -> Callable[[str], str]:
    return lambda title: re.sub(rf"{old}\b", new, title)


def curly(title: str) -> str:
    """Typographic quotes: every other straight one closes."""
    opened = iter("“”" * len(title))
    return re.sub('"', lambda found: next(opened), title).replace("'", "’")


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "tashkeel": tashkeel,
    "tanwin": lambda title: re.sub(r"ا\b", "ا\u064b", title),
    "tatweel": lambda title: _JOINED.sub("\\1\u0640", title),
    "alef without hamza": lambda title: re.sub("[أإآ]", "ا", title),
    "alef with hamza": lambda title: re.sub(r"\bا(?!ل)", "أ", title),
    "alef with hamza below": lambda title: re.sub("[أآ]", "إ", title),
    "alef maqsura for ya": _at_word_ends("ي", "ى"),
    "ya for alef maqsura": _at_word_ends("ى", "ي"),
    "ha for ta marbuta": _at_word_ends("ة", "ه"),
    "hamza seats": lambda title: title.replace("ئ", "ي").replace("ؤ", "و"),
    "Arabic digits": lambda title: title.translate(_ARABIC_DIGITS),
    "Persian digits": lambda title: title.translate(_PERSIAN_DIGITS),
    "bidi marks": lambda title: "\u202b\u200f" + title.replace(" ", " \u200e") + "\u200f\u202c",
    "isolates": lambda title: f"\u2067{title}\u2069",
    "double spaces": lambda title: "  " + title.replace(" ", " \u00a0"),
    "Hespress": lambda title: f"{title} - Hespress",
    "Le360": lambda title: f"{title} | Le360",
    "an Arabic outlet": lambda title: f"{title} - هسبريس",
    "an outlet twice": lambda title: f"{title} - Hespress - Hespress",
    "two outlets": lambda title: f"{title} | Le360 - Hespress",
    "upper case": str.upper,
    "lower case": str.lower,
    "curly quotes": curly,
    "angle quotes and single curly": lambda title: curly(title).translate(str.maketrans("“”", "«»")),
    "straight quotes": lambda title: title.translate(str.maketrans("“”’", '""\'')),
    "decomposed": lambda title: unicodedata.normalize("NFD", title),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A headline whose topic a variant changed."""

    title: str
    variant: str
    topic: str  # as written
    varied: str  # in the variant


@dataclass(frozen=True, slots=True)
class Invariance:
    """How often a model's answer hangs on how a headline is written."""

    variants: int  # headlines times variants that differ from them
    changed: int
    examples: tuple[Changed, ...]  # at most ten


def invariance(classifier: TrainedClassifier, titles: Sequence[str], encode: Encode) -> Invariance:
    """Write titles in every variant and compare topics. Most variants cost no encoding: their text is one."""
    if not titles:
        return Invariance(0, 0, ())
    rows = [(title, title, "") for title in titles]
    for name, vary in VARIANTS.items():
        rows += [(title, varied, name) for title in titles if (varied := vary(title)) != title]
    best = _topics(classifier, [written for _, written, _ in rows], encode)
    plain = dict(zip(titles, best, strict=False))
    changed = [
        Changed(title, name, plain[title], topic)
        for (title, _, name), topic in zip(rows, best, strict=True)
        if topic != plain[title]
    ]
    return Invariance(len(rows) - len(titles), len(changed), tuple(changed[:SHOWN]))


def _topics(classifier: TrainedClassifier, titles: Sequence[str], encode: Encode) -> list[str]:
    scores = classifier.scores(titles, encode(titles))
    return [classifier.model.topics[place] for place in np.argmax(scores, axis=1).tolist()]
