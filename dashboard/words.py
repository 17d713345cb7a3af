"""What the dashboard says, in the languages of its readers; ``word`` fills in numbers and names."""

from __future__ import annotations

import re
from functools import cache

from dashboard.digits import shaped
from dashboard.locales import number
from dashboard.wording import WORDS
from dashboard.wording.nouns import NOUNS, form

LANGUAGES = {"ar": "العربية", "fr": "Français", "en": "English"}
RIGHT_TO_LEFT = frozenset({"ar"})
DEFAULT = "ar"
COLON = {"ar": ": ", "fr": "\u00a0: ", "en": ": "}

LANGUAGE_NAMES: dict[str, dict[str, str]] = {
    "ar": {"ar": "العربية", "fr": "arabe", "en": "Arabic"},
    "ary": {"ar": "الدارجة", "fr": "darija", "en": "Darija"},
    "fr": {"ar": "الفرنسية", "fr": "français", "en": "French"},
    "en": {"ar": "الإنجليزية", "fr": "anglais", "en": "English"},
    "es": {"ar": "الإسبانية", "fr": "espagnol", "en": "Spanish"},
    "und": {"ar": "غير محددة", "fr": "indéterminée", "en": "undetermined"},
}


def word(key: str, language: str, **values: object) -> str:
    """A text in the reader's language, with its numbers filled in."""
    text = WORDS[key][language]
    return shaped(_held(text) if language == "fr" else text, language).format(**values)


@cache
def _held(text: str) -> str:
    """French puts spaces before its high signs and inside its quotes; no line may break there."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)


def labelled(label: str, said: str, language: str) -> str:
    """What something is, and what it is called."""
    return f"{label}{COLON[language]}{said}"


def plain(text: str) -> str:
    """Text from outside for what reads Markdown: every sign that could mean something is only a sign."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=\"'])", r"\\\1", text)


def counted(noun: str, n: int, language: str) -> str:
    """So many of something: "3 عناوين", "11 عنوانا"."""
    return NOUNS[noun][language][form(n, language)].format(n=number(n, language))


def language_name(code: str, language: str) -> str:
    """A language's name in the reader's language; the code itself where we have no name."""
    return LANGUAGE_NAMES.get(code, {}).get(language, code)
