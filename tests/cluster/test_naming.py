"""Names of groups: telling, unique, in one language, and none says the same thing twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.cluster.inflections import same_word
from topics.cluster.naming import LONGEST, SEPARATOR, GroupName, name_groups
from topics.text import match_form
from topics.tokens import content_tokens, is_stop_word, tokenise

RAIN = (
    "أمطار قوية في الشمال",
    "الأمطار تعود إلى الشمال",
    "أمطار وثلوج بالشمال",
    "De fortes pluies sur le nord",
    "Pluies : le nord en alerte",
    "Encore des pluies dans le nord",
    "أمطار رعدية مرتقبة هذا المساء",
)
PRICES = (
    "أسعار الخضر ترتفع من جديد",
    "ارتفاع أسعار الخضر بالجملة",
    "Vegetable prices climb again",
    "Prices of vegetables climb in markets",
    "أسعار الوقود تستقر",
    "الأسعار والخضر: ماذا يقول التجار؟",
)
SCHOOL = ("مدارس جديدة في القرى", "المدرسة والتلاميذ: عودة بعد العطلة", "تلاميذ القرى يعودون إلى المدارس")


def named(*groups: Sequence[str]) -> list[GroupName]:
    """Names of groups of titles; the language is told by the script."""
    titles = [title for group in groups for title in group]
    languages = [
        "ar" if "\u0600" < title[:1] < "\u06ff" else "fr" if "luies" in title else "en" for title in titles
    ]
    rows, start = [], 0
    for group in groups:
        rows.append(range(start, start + len(group)))
        start += len(group)
    return name_groups(titles, languages, rows)


def words(name: str) -> list[str]:
    """The keys of a name's words."""
    return [token.key for token in tokenise(name)]


def test_names_tell_what_the_group_is_about() -> None:
    rain, prices, school = named(RAIN, PRICES, SCHOOL)
    assert words(rain.name)[0] == "امطار"
    assert set(words(prices.name)) >= {"اسعار", "خضر"}
    assert {"مدارس", "تلاميذ"} & set(words(school.name))


def test_a_name_is_in_the_language_that_most_headlines_are_in() -> None:
    rain, prices, _ = named(RAIN, PRICES, SCHOOL)
    for name in (rain.name, prices.name):
        assert not any("a" <= char <= "z" for char in name.lower())
    assert rain.name == rain.names["ar"]
    assert {match_form(word) for word in rain.names["fr"].split(SEPARATOR)} == {"pluies", "nord"}


def test_darija_headlines_help_to_name_in_arabic() -> None:
    titles = [*RAIN[:3], "الشتا والأمطار فالشمال", "السوق عامر", "الطوبيس عامر"]
    (rain,) = name_groups(titles, ["ar", "ary", "ary", "ary", "ary", "ary"], [range(4)])
    assert set(rain.names) == {"ar"}


def test_no_stop_word_of_any_language_is_a_keyword() -> None:
    filler = "في من على le la de the of and ديال شنو el los وقد ثم"
    for name in named(*[[f"{filler} {title}" for title in group] for group in (RAIN, PRICES, SCHOOL)]):
        assert name.keywords
        for keyword in name.keywords:
            assert len(content_tokens(keyword)) == len(tokenise(keyword)), keyword
            assert not any(is_stop_word(token.key) for token in tokenise(keyword)), keyword


def test_a_word_with_and_without_clitics_is_one_keyword() -> None:
    group = ("المغرب يستضيف القمة", "القمة تنعقد بالمغرب", "قمة كبرى في المغرب", "هدية للمغرب قبل القمة")
    (summit,) = named(group)
    assert sorted(key for word in summit.keywords for key in words(word)).count("مغرب") == 1
    assert "المغرب" in summit.keywords


def test_inflections_of_one_word_are_not_repeated() -> None:
    cases = (
        "إصابة جديدة في المدينة",
        "إصابات كثيرة في مدن الشمال",
        "الإصابات تنخفض في المدينة",
        "إصابة طفل في المدن الكبرى",
        "إصابات وسط التلاميذ",
        "إصابة تلميذ",
    )
    for name in named(cases, PRICES):
        keys = [key for word in name.keywords for key in words(word)]
        for place, one in enumerate(keys):
            assert not any(same_word(one, other) for other in keys[:place]), keys


def test_names_are_unique_also_where_groups_are_the_same() -> None:
    found = named(RAIN, RAIN, RAIN, PRICES, PRICES)
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    french = [one.names["fr"] for one in found[:3]]
    assert len(set(french)) == len(french)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_identical_headlines_have_a_name(size: int) -> None:
    (name,) = named(["افتتاح مكتبة عمومية بمدينة وجدة"] * size)
    assert name.name
    assert set(words(name.name)) & {"مكتبه", "وجده", "افتتاح"}


@pytest.mark.parametrize("title", ["2026", "24/7", "؟؟؟", "في من إلى", "…", "a"])
def test_a_group_without_words_is_called_by_its_headline(title: str) -> None:
    first, second = named([title] * 2, [title] * 2)
    assert first.name == title
    assert second.name == f"{title} (2)"
    assert (first.names, first.keywords) == ({}, ())


def test_headlines_that_share_no_word_are_called_by_the_most_central_one() -> None:
    central = "خبراء يحذرون من تراجع المياه الجوفية"
    (name,) = named([central, "سائق حافلة يعيد محفظة ضائعة", "جمعية تغرس أشجار الزيتون"])
    assert name.name == central


@pytest.mark.parametrize("title", ["كلمة " * 102, "كلمة" * 128])
def test_a_long_headline_is_cut(title: str) -> None:
    (name,) = named([title[:512].strip(), "خبر آخر تماما"])
    assert len(name.name) <= LONGEST
    assert name.name.endswith("…")


def test_empty_titles_and_empty_groups_have_names_too() -> None:
    found = name_groups(["", "", ""], ["und"] * 3, [[0, 1], [2], []])
    assert all(one.name for one in found)
    assert len({one.name for one in found}) == 3


def test_no_groups_and_no_titles_are_no_names() -> None:
    assert name_groups([], [], []) == []
    assert name_groups(list(RAIN), ["ar"] * len(RAIN), []) == []


def test_a_name_stays_while_its_words_still_tell_the_group() -> None:
    first = named(RAIN, PRICES, SCHOOL)
    turned = SEPARATOR.join(reversed(first[0].name.split(SEPARATOR)))
    was = GroupName(turned, {"ar": turned, "fr": "mots · perdus"}, ())
    titles = [*RAIN, *PRICES, *SCHOOL]
    languages = ["ar" if "\u0600" < title[:1] < "\u06ff" else "fr" for title in titles]
    rows = [range(len(RAIN)), range(len(RAIN), len(RAIN) + len(PRICES))]
    found = name_groups(titles, languages, rows, before=[was, GroupName("كلمة · أخرى", {}, ())])
    assert (found[0].name, found[0].names["ar"]) == (turned, turned)
    assert found[0].names["fr"] == first[0].names["fr"]
    assert found[1].name == name_groups(titles, languages, rows)[1].name, "words that are gone are no name"
    again = name_groups(titles, languages, rows, before=found)
    assert again == found


def test_a_name_that_is_taken_is_given_to_nobody() -> None:
    (free,) = named(RAIN)
    titles, languages = list(RAIN), ["ar" if "\u0600" < one[:1] < "\u06ff" else "fr" for one in RAIN]
    taken = {free.name, *free.names.values()}
    for before in ([], [free]):
        (found,) = name_groups(titles, languages, [range(len(RAIN))], before=before, taken=taken)
        assert not {found.name, *found.names.values()} & taken


WORDS = st.sampled_from([
    "في", "من", "على", "هذا", "قال", "غير", "بعد", "بين", "ديال", "the", "of", "and", "le", "des", "pour",
    "المغرب", "أمطار", "سد", "قطار", "أسعار", "المدارس", "museum", "grève", "barrage", "film", "hospital",
])  # fmt: skip
TITLE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(TITLE, min_size=1, max_size=8), min_size=1, max_size=5))
def test_no_stop_word_no_repetition_and_no_name_twice_whatever_is_said(groups: list[list[str]]) -> None:
    found = named(*groups)
    assert len({one.name for one in found}) == len(found)
    for one in found:
        keys = [token.key for word in one.keywords[:5] for token in tokenise(word)]
        assert not any(map(is_stop_word, keys))
        assert not any(same_word(a, b) for place, a in enumerate(keys) for b in keys[:place])
