"""The language of a headline, told from its letters and its words.

Scripts decide first. Arabic script is Darija where Moroccan function words are clear, Persian or Urdu where
their letters are. Latin script is told by function words and by character trigrams of our own example
headlines (the shipped taxonomy's): a Bayes classifier small enough to be fitted when it is first asked.
Measured in ``docs/decisions/0003-language-identification.md``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from topics.taxonomy import load_taxonomy
from topics.text import match_form
from topics.tokens import language_words
from topics.types import UNDETERMINED

LATIN = ("en", "fr", "es")
_SMOOTHING = 0.5
_WORD_WEIGHT = 3.0  # a function word tells more than one trigram
_LEAST_LETTERS = 3
_SURE = 2.0  # log odds below which a text in Latin letters stays undetermined

_SCRIPTS = {  # first word of a letter's Unicode name -> language that is written in it nearly alone
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "TIFINAGH": "zgh",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
_URDU = re.compile("[ٹڈڑںےھ]")
_PERSIAN = re.compile("[پچژگ]")
_PERSIAN_YE = re.compile("[یک]")
# Moroccan newsrooms write foreign names with these letters too, so one of them alone proves nothing.
_LEAST_PERSIAN = 2


def identify_language(title: str) -> str:
    """BCP-47 code of a headline: ar, ary, fr, en, es, another one told by its script, or ``und``."""
    script = _main_script(title)
    if script is None:
        return UNDETERMINED
    if script == "ARABIC":
        return _arabic(title)
    return _latin(title) if script == "LATIN" else _SCRIPTS.get(script, UNDETERMINED)


def _main_script(title: str) -> str | None:
    counts: Counter[str] = Counter()
    for char in title:
        if char.isascii():
            if char.isalpha():
                counts["LATIN"] += 1
        elif char.isalpha():
            counts[_script(char)] += 1
    if sum(counts.values()) < _LEAST_LETTERS and not counts.keys() - {"LATIN"}:
        return None
    if counts["HIRAGANA"] or counts["KATAKANA"]:
        return "HIRAGANA"  # Japanese mixes them with the characters that Chinese uses alone
    return max(counts, key=counts.__getitem__, default=None)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0].split("-")[0]


def _arabic(title: str) -> str:
    if _URDU.search(title) and len(_URDU.findall(title)) + len(_PERSIAN_YE.findall(title)) >= 2:
        return "ur"
    if (
        _PERSIAN_YE.search(title)
        and len(_PERSIAN.findall(title) + _PERSIAN_YE.findall(title)) >= _LEAST_PERSIAN
    ):
        return "fa"
    words = match_form(title).split()
    darija, standard = language_words("ary"), language_words("ar")
    own = sum(_is_darija(word, darija, standard) for word in words)
    return "ary" if own >= 1 else "ar"


# Forms that only Darija makes: ف on the article, ديال, negation with ما…ش, plural present in كـ.
_DARIJA_FORM = re.compile("فال\\w{3,}|د(?:ي)?ال\\w{2,}|.*ديال.*|ما\\w{2,}ش|ك[يت]\\w{2,}و")
_PUNCTUATION = ".,:;!?،؛؟\"'()[]«»-"


def _is_darija(word: str, darija: frozenset[str], standard: frozenset[str]) -> bool:
    """A function word that standard Arabic does not have, or a form that only Darija makes."""
    bare = word.strip(_PUNCTUATION)
    return (bare in darija and bare not in standard) or bool(_DARIJA_FORM.fullmatch(bare))


def _latin(title: str) -> str:
    scores = _scores(match_form(title))
    best, second = sorted(scores.values(), reverse=True)[:2]
    if best - second < _SURE:
        return UNDETERMINED
    return max(scores, key=scores.__getitem__)


def _scores(form: str) -> dict[str, float]:
    """Log likelihood of each language, up to a constant."""
    model = _model()
    trigrams = list(_trigrams(form))
    words = re.findall(r"[^\W\d_]+", form)
    return {
        code: sum(model[code].get(trigram, model[code][""]) for trigram in trigrams)
        + _WORD_WEIGHT * sum(word in language_words(code) for word in words)
        for code in LATIN
    }


@lru_cache(maxsize=1)
def _model() -> dict[str, dict[str, float]]:
    """Language -> log probability of each trigram; the empty key is one that was never met."""
    topics = load_taxonomy().topics
    return {
        code: _log_frequencies(
            text
            for topic in topics
            for text in (
                *topic.examples.get(code, ()),
                *topic.keywords.get(code, ()),
                topic.description.get(code, ""),
            )
        )
        for code in LATIN
    }


def _log_frequencies(texts: Iterable[str]) -> dict[str, float]:
    counts = Counter(trigram for text in texts for trigram in _trigrams(match_form(text)))
    total = sum(counts.values()) + _SMOOTHING * 20_000  # trigrams that a language could have
    table = {trigram: math.log((count + _SMOOTHING) / total) for trigram, count in counts.items()}
    table[""] = math.log(_SMOOTHING / total)
    return table


def _trigrams(form: str) -> Iterable[str]:
    for word in re.findall(r"[^\W\d_]+", form):
        padded = f" {word} "
        yield from (padded[start : start + 3] for start in range(len(padded) - 2))
