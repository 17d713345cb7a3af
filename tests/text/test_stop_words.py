"""Content words are what a headline is about: no function word, no label, no bare number."""

from __future__ import annotations

import pytest

from topics.tokens import content_tokens, is_stop_word, language_words, tokenise

EMPTY = {
    "ar": "في من على إلى عن هذا الذي وبعد لكن وقال لأول بأنه كما حول خلال يؤكد تكشف عاجل فيديو شاهد وكان",
    "ary": "ديال اللي هاد باش فاش علاش كيفاش بزاف دابا غادي واش شنو راه حيت كاين واخا هادشي ديالو بحال فهاد",
    "fr": "le la des pour dans avec après selon où être aujourd'hui vidéo direct y a-t-il peut-on",
    "en": "the of and for with after says why how new could first live watch video breaking isn't we're",
    "es": "el los para con según después también qué está hoy vídeo directo última hora además",
}
TELLING = {
    "ar": "الحوار الاجتماعي وفاة ولاية الجهة مجلس الحكومة أمطار كأس العالم وزير البنك",
    "ary": "البوليس الطوموبيل الماتش الفلوس السبيطار",
    "fr": "barrages du Gharb grève justice séisme canicule voiture pluie",
    "en": "hospital strike court fire rain match car budget",
    "es": "puerto temporal lluvia huelga juez incendio",
}


def content(title: str, language: str | None = None) -> list[str]:
    return [token.key for token in content_tokens(title, language)]


@pytest.mark.parametrize("language", EMPTY)
def test_empty_words_are_left_out_with_and_without_the_language(language: str) -> None:
    assert content(EMPTY[language], language) == []
    assert content(EMPTY[language]) == []


@pytest.mark.parametrize("language", TELLING)
def test_telling_words_stay(language: str) -> None:
    stop = {"du"}
    expected = [token.key for token in tokenise(TELLING[language]) if token.key not in stop]
    assert content(TELLING[language], language) == expected
    assert content(TELLING[language]) == expected


def test_darija_and_arabic_share_their_stop_words() -> None:
    assert content("ديال في", "ar") == content("ديال في", "ary") == content("ديال في", "ar-MA") == []


def test_a_language_has_only_its_own_stop_words() -> None:
    assert content("son but", "en") == ["son"]
    assert content("son but", "fr") == ["but"]
    assert content("son but") == []


def test_numbers_and_single_letters_say_nothing() -> None:
    assert content("2026 1,5 ١٢٠ x و ـ 4G") == ["4g"]


def test_names_that_look_like_function_words_are_told_by_their_capitals() -> None:
    assert content("CAN 2025: US and UN teams can meet us") == ["can", "us", "un", "teams", "meet"]
    assert content("we can join us") == ["join"]
    assert content("Mars rover, le 8 mars") == ["mars", "rover"]


def test_every_list_is_there_and_folded() -> None:
    for language in ("ar", "ary", "fr", "en", "es"):
        assert len(language_words(language)) > 100
    assert language_words("de") == frozenset()
    assert is_stop_word("الي")
    assert not is_stop_word("مغرب")
