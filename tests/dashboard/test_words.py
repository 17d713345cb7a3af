"""Every text is there in every language, with the same blanks to fill in."""

from __future__ import annotations

from string import Formatter

import pytest

from dashboard.words import LANGUAGE_NAMES, LANGUAGES, WORDS, language_name, word


@pytest.mark.parametrize("key", WORDS)
def test_a_text_is_there_in_every_language_with_the_same_blanks(key: str) -> None:
    texts = WORDS[key]
    assert set(texts) == set(LANGUAGES)
    blanks = {frozenset(name for _, name, _, _ in Formatter().parse(text) if name) for text in texts.values()}
    assert len(blanks) == 1


def test_a_language_without_a_name_shows_its_code() -> None:
    assert language_name("ar", "fr") == "arabe"
    assert language_name("tzm", "fr") == "tzm"
    assert all(set(names) == set(LANGUAGES) for names in LANGUAGE_NAMES.values())


def test_numbers_are_filled_in() -> None:
    assert word("found", "ar", n=12) == "12 عنوانا"
