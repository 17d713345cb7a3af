"""Forms of one word are told from other words, well enough for names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.cluster.inflections import same_word
from topics.tokens import tokenise


def key(word: str) -> str:
    """The key that names are made of."""
    return tokenise(word)[0].key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("إصابة", "إصابات"),
        ("السياحة", "السياحي"),
        ("المغرب", "المغاربة"),
        ("الاقتصاد", "اقتصادية"),
        ("مدرسة", "المدارس"),
        ("سعر", "الأسعار"),
        ("حادثة", "حوادث"),
        ("يخفض", "يخفضان"),
        ("تسجل", "يسجل"),
        ("كوفيد", "كوفيد-19"),
        ("élection", "Élections"),
        ("loi", "lois"),
        ("price", "prices"),
        ("Moroccan", "Morocco"),
        ("demi-finale", "finale"),
    ],
)
def test_inflections_are_one_word(first: str, second: str) -> None:
    assert same_word(key(first), key(second))
    assert same_word(key(second), key(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("الأمطار", "الأسعار"),
        ("مدرسة", "مستشفى"),
        ("طنجة", "تطوان"),
        ("المنتخب", "الانتخابات"),
        ("الماء", "السماء"),
        ("حزب", "حرب"),
        ("prix", "price"),
        ("rain", "train"),
        ("police", "politique"),
        ("march", "mars"),
        ("المغرب", "Maroc"),
        ("2026", "2025"),
    ],
)
def test_other_words_are_not(first: str, second: str) -> None:
    assert not same_word(key(first) if tokenise(first) else first, key(second))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12), st.text(max_size=12))
def test_any_two_strings_can_be_compared_in_either_order(first: str, second: str) -> None:
    assert same_word(first, first)
    assert same_word(first, second) == same_word(second, first)
