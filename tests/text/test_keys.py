"""Keys of headlines: equal for one content, stable over years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything, made_up
from topics.text import clean_title, content_hash, embedding_text, headline_id, strip_outlet_suffix


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الأمطارُ تعودُ إلى الشّمال", "الامطار تعود الى الشمال"),
        ("أكثر من ١٢٠ ألف مسافر", "اكثر من 120 الف مسافر"),
        ("«قفطان» في المتحف", "“قفطان” في المتحف"),
        ("LE PORT  RESTE FERMÉ", "Le port reste fermé"),
        ("Le port reste fermé – Hespress", "Le port reste fermé"),
        ("الميناء مغلق | هسبريس - Hespress", "الميناء مغلق"),
        ("الميناء\u200f مغلق ـ", "الميناء مغلق"),
    ],
)
def test_variants_of_a_title_share_a_content_hash(one: str, other: str) -> None:
    assert content_hash(one) == content_hash(other)


def test_different_titles_differ() -> None:
    assert len(set(map(content_hash, HEADLINES))) == len(HEADLINES)
    assert content_hash("الفتح 2 - 1 الوداد") != content_hash("الفتح 1 - 2 الوداد")


def test_the_name_of_the_source_is_cut_where_it_is_told() -> None:
    title = "قطار سريع يصل إلى مراكش - صدى الأطلس"
    assert content_hash(title) != content_hash("قطار سريع يصل إلى مراكش")
    assert content_hash(title, ("صدى الأطلس",)) == content_hash("قطار سريع يصل إلى مراكش")


@given(made_up)
def test_the_text_to_encode_is_its_own_text_to_encode(title: str) -> None:
    text = embedding_text(clean_title(title))
    assert embedding_text(text) == text


@given(made_up, st.sampled_from([(), ("المغرب",), ("PSG", "بلدية")]))
def test_a_title_that_was_cut_before_has_the_same_hash(title: str, outlets: tuple[str, ...]) -> None:
    cut = strip_outlet_suffix(title, outlets)
    assert content_hash(cut, outlets) == content_hash(cut) == content_hash(title, outlets)


@given(anything, anything)
def test_every_string_has_keys(source: str, title: str) -> None:
    assert len(content_hash(title)) == 32
    assert len(headline_id(source, title)) == 24
    assert headline_id(source, title) == headline_id(source, title)


def test_keys_never_change_between_releases() -> None:
    assert headline_id("صدى الأطلس", "https://example.org/1") == "57e330ee2827adb27b0b9095"
    assert content_hash("أكثر من ١٢٠ ألف مسافر - Hespress") == "14d3c2fa8857bca8c2ff99681e2e6ffc"


def test_source_and_key_are_kept_apart() -> None:
    assert headline_id("ab", "c") != headline_id("a", "bc")
    assert headline_id("a", "1") != headline_id("b", "1")
