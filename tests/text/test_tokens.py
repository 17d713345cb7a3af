"""Words of a title: one key for all forms of a word, and every word where it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything, made_up
from topics.text import match_form
from topics.tokens import content_tokens, search_terms, tokenise


def keys(title: str) -> list[str]:
    return [token.key for token in tokenise(title)]


def written(title: str) -> list[str]:
    return [token.text for token in tokenise(title)]


@given(st.one_of(anything, made_up))
def test_every_word_stands_where_it_says(title: str) -> None:
    last = 0
    for token in tokenise(title):
        assert title[token.start : token.end] == token.text
        assert token.start >= last
        assert token.key
        last = token.end


@given(st.one_of(anything, made_up))
def test_content_words_are_words_of_the_title(title: str) -> None:
    assert set(content_tokens(title)) <= set(tokenise(title))
    assert {token.key for token in tokenise(title)} <= set(search_terms(title))


@given(st.sampled_from(HEADLINES), st.sampled_from("\u064e\u0651\u0640\u200d\u0301"), st.integers(0, 60))
def test_marks_never_break_a_word(title: str, mark: str, position: int) -> None:
    token = tokenise(title)[position % len(tokenise(title))]
    marked = title[: token.start + 1] + mark + title[token.start + 1 :]
    assert len(tokenise(marked)) == len(tokenise(title))


@pytest.mark.parametrize(
    "forms",
    [
        "المغرب بالمغرب وبالمغرب المَغرِب للمغرب والمغرب فالمغرب كالمغرب وللمغرب لمغرب دالمغرب المـغـرب مغرب",
        "مراكش بمراكش لمراكش ومراكش وبمراكش فمراكش مُرّاكُش",
        "ألمانيا بألمانيا لألمانيا وألمانيا المانيا",
        "البنك بنك والبنك للبنك بالبنك البَنك",
        "الحج للحج بالحج والحج حج",
        "لجنة اللجنة للجنة واللجنة باللجنة",
        "لاعبين اللاعبين للاعبين واللاعبين",
        "لبنان للبنان بلبنان ولبنان",
        "إلغاء بإلغاء لإلغاء وإلغاء الغاء",
        "ألعاب الألعاب بالألعاب للألعاب",
        "الألماني ألماني",
        "CNN الـCNN لـCNN cnn",
    ],
)
def test_all_forms_of_a_word_share_a_key(forms: str) -> None:
    assert len(set(keys(forms))) == 1


WHOLE = """
بنك كتاب وزير ولاية فاس كأس لجنة وفاة وجدة بلدية بوليس وحيد كلية كمية لعنة فتحت فهم وهم كبد كلام بلدي فلسطين
وادي ورد فرد برد كبير بحر لحم لقاء فرنسا بريطانيا كندا ليبيا والد ولد بالغ كاليفورنيا فالنسيا بالونات
آلاف آليات إلياس ألكسندر إليزابيث ألمنيوم التزام التهاب بوروسيا كونتي بطاطا وليد فنان كرة
"""


@pytest.mark.parametrize("word", WHOLE.split())
def test_a_word_that_only_looks_as_if_it_had_a_clitic_stays_whole(word: str) -> None:
    assert keys(word) == [match_form(word)]


def test_different_words_keep_different_keys() -> None:
    assert len(set(keys("وجدة جدة ولاية آية وفاة بلدية لدي فتحت تحت كلية"))) == 10


def test_figures_keep_their_separators() -> None:
    assert written("1,200.50 درهم و3.5 % بين 10/12 و 20:30") == [
        "1,200.50",
        "درهم",
        "و3",
        "5",
        "بين",
        "10/12",
        "و",
        "20:30",
    ]
    assert keys("لـ16 الـ2030 وب100 ١٢٠") == ["16", "2030", "100", "120"]


def test_latin_elisions_and_possessives_are_cut_off() -> None:
    assert written("L’ONU s'inquiète d'Azilal qu’il faut lʼaider") == [
        "ONU",
        "inquiète",
        "Azilal",
        "il",
        "faut",
        "aider",
    ]
    assert written("Morocco's coast, the players’ strike") == ["Morocco", "coast", "the", "players", "strike"]


def test_hyphenated_latin_names_stay_whole_and_arabic_pairs_are_two_words() -> None:
    assert keys("Saint-Denis Aït‑Melloul Covid-19") == ["saint-denis", "aït-melloul", "covid-19"]
    assert keys("المغرب-إسبانيا بكوفيد-19") == ["مغرب", "اسبانيا", "كوفيد", "19"]


def test_hashtags_and_quotes_leave_only_words() -> None:
    assert keys("#كأس_العالم «الأسود» (فيديو)") == ["كاس", "عالم", "اسود", "فيديو"]
    assert written("#Casa_2030!") == ["Casa", "2030"]


def test_words_of_other_scripts_keep_their_vowels() -> None:
    assert written("हिन्दी समाचार") == ["हिन्दी", "समाचार"]
    assert keys(unicodedata.normalize("NFD", "Université été")) == ["université", "été"]


def test_what_is_indexed_finds_what_is_asked() -> None:
    indexed = set(search_terms("وبالمغرب أُلغيت رحلات العبّارات إلى إلياس"))
    for asked in ("المغرب", "مغرب", "للمغرب", "الرحلات", "عبارات", "الياس", "إلياس"):
        assert set(keys(asked)) <= indexed


def test_a_very_long_title_is_no_trouble() -> None:
    assert len(tokenise("المغرب " * 20_000)) == 20_000
    assert len(tokenise("ا" * 200_000)) == 1
    assert len(tokenise("ا\u200f" * 50_000)) == 1
