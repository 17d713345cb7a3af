"""Full-text search: every form finds every other, and nothing in a query is an operator."""

from __future__ import annotations

import time

import pytest

from tests.store.told import TITLES, fill, told
from topics.store.store import Store
from topics.types import HeadlineFilter

SIGNS = (
    '"', "'", '""', "*", "( )", "^", "{ } :", "- -", "--", ";", "%", "_", "\\", "\0", "🌧", "٪", "|", "&", "!",
    "<->", ":*", "+",
)  # fmt: skip
OPERATORS = ("AND", "NOT", "NEAR(a b)", "^a", "words:a", "{words} : a", "a* OR b", "' OR 1=1 --", '" OR "')


def found(store: Store, text: str) -> list[str]:
    return [record.headline.title for record in store.headlines.iterate(HeadlineFilter(text=text))]


@pytest.mark.parametrize("written", ["المغرب", "بالمغرب", "المَغرِب", "والمغرب", "مغرب", "المــغرب"])
@pytest.mark.parametrize("asked", ["المغرب", "بالمغرب", "المَغرِب", "مغرب"])
def test_every_form_of_a_word_finds_every_other(store: Store, written: str, asked: str) -> None:
    title = f"أمطار {written} غدا"
    store.headlines.add([told(title), told(TITLES[5])])
    assert found(store, asked) == [title]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("إفريقيا", "المنتخب يستعد لكأس افريقيا"),
        ("افريقيا", "المنتخب يستعد لكأس إفريقيا"),
        ("مدرسه", "مدرسة جديدة في قرية جبلية"),
        ("2030", "الاستعدادات لمونديال ٢٠٣٠"),
        ("ÉCOLE", "L'école du village rouvre"),
        ("école", "L’École du village rouvre"),
        ("covid-19", "Covid-19 : un vaccin de plus"),
        ("3.5", "Growth of 3.5 percent expected"),
        ("morocco", "Morocco’s exports rise"),
        ("a-t-on", "A-t-on assez d'eau ?"),
    ],
)
def test_what_writers_vary_does_not_matter(store: Store, asked: str, title: str) -> None:
    store.headlines.add([told(title), told(TITLES[7])])
    assert found(store, asked) == [title]


def test_all_words_must_occur_in_any_order(store: Store) -> None:
    fill(store)
    assert found(store, "نهاية أمطار") == [TITLES[0]]
    assert found(store, "أمطار المحروقات") == []
    assert found(store, "prix légumes prix PRIX") == [TITLES[6]]


def test_a_part_of_a_word_is_not_the_word(store: Store) -> None:
    fill(store)
    assert found(store, "por") == []
    assert found(store, "port") == [TITLES[5]]


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_are_nothing(store: Store, sign: str) -> None:
    fill(store)
    assert found(store, f"port {sign}") == [TITLES[5]]
    assert found(store, f"{sign}port{sign} Tanger") == [TITLES[5]]


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_are_words_that_no_title_has(store: Store, operator: str) -> None:
    fill(store)
    assert found(store, f"port {operator}") == []
    assert found(store, f"{operator} Tanger") == []


@pytest.mark.parametrize("word", ["and", "or", "not", "near", "fuel OR snow", "fuel NOT second"])
def test_words_that_operators_are_made_of_are_words(store: Store, word: str) -> None:
    fill(store)
    assert found(store, word) == []
    title = "Fuel and snow or sun, not near second"
    store.headlines.add([told(title)])
    assert found(store, word) == [title]


@pytest.mark.parametrize("text", ["", "   ", "...", "؟!", "\u200f"])
def test_a_query_without_a_word_asks_for_nothing_in_particular(store: Store, text: str) -> None:
    fill(store)
    assert len(found(store, text)) == len(TITLES)


def test_a_very_long_query_is_answered(store: Store) -> None:
    fill(store)
    began = time.monotonic()
    assert found(store, "port " * 20_000) == [TITLES[5]]
    assert found(store, " ".join(f"word{n}" for n in range(20_000))) == []
    assert found(store, "ا" * 100_000) == []
    assert time.monotonic() - began < 10


def test_a_new_title_is_found_by_its_words_alone(store: Store) -> None:
    store.headlines.add([told(TITLES[0], key="guid-1"), told(TITLES[4], key="guid-2")])
    store.headlines.add([told(TITLES[7], key="guid-1"), told("La neige arrive", key="guid-2")])
    assert found(store, "أمطار") == found(store, "pluie") == []
    assert found(store, "fuel") == [TITLES[7]]
    assert found(store, "neige") == ["La neige arrive"]
    assert store.check() == []
