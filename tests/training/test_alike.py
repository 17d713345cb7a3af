"""Titles that say nearly the same in the same words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.training.alike import OVERLAP, Titles, words_of

KNOWN = ("أمطار رعدية مرتقبة بمرتفعات الأطلس يوم الأحد", "The port opens a new quay on Monday morning")


def test_spellings_and_small_changes_are_alike() -> None:
    titles = Titles(KNOWN)
    assert titles.like("أَمْطَارٌ رعديّة مرتقبة بمرتفعات الاطلس يوم الأحد") == KNOWN[0]
    assert titles.like("The port opens a second quay on Monday morning - Hespress") == KNOWN[1]


def test_other_news_is_not() -> None:
    titles = Titles(KNOWN)
    assert titles.like("The port closes on Monday") is None
    assert titles.like("أمطار ضعيفة بالسواحل") is None
    assert titles.like("") is None and Titles(()).like("The port") is None


@given(st.lists(st.sampled_from("abcdefg"), min_size=1), st.lists(st.sampled_from("abcdefg"), min_size=1))
def test_it_is_the_share_of_common_words(one: list[str], other: list[str]) -> None:
    left, right = " ".join(one), " ".join(other)
    mine, theirs = words_of(left), words_of(right)
    expected = len(mine & theirs) / len(mine | theirs) >= OVERLAP
    assert (Titles([left]).like(right) is not None) == expected == (Titles([right]).like(left) is not None)
