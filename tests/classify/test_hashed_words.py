"""Words and parts of words as hashed features: of a title alone, and equal for all its spellings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import norm

from topics.classify.hashed_words import WIDTH, WORDS, HashedWords, keys_of

TITLES = [
    "أمطار قوية بالمغرب غدا",
    "المنتخب المغربي يفوز على ضيفه",
    "الشتا خيط من السما فكازا",
    "La pluie revient sur le nord du Maroc",
    "Rain, rain and more rain",
    "",
    "!!!",
    "من في على",
    "日本語の見出し",
]
EMPTY = [5, 6, 7]  # rows without one content word
LEARNT = HashedWords.learn_keys(keys_of(TITLES))


def same(one: csr_matrix, other: csr_matrix) -> bool:
    """Whether two sparse matrices are equal bit for bit."""
    return one.shape == other.shape and not (one != other).nnz


def test_each_block_of_a_row_has_unit_length_or_is_zero() -> None:
    found = LEARNT.transform(TITLES)
    assert found.shape == (len(TITLES), WIDTH) and found.dtype == np.float64
    for block in (found[:, :WORDS], found[:, WORDS:]):
        lengths = norm(block, axis=1)
        assert lengths[EMPTY].tolist() == [0.0] * len(EMPTY)
        assert np.delete(lengths, EMPTY) == pytest.approx(np.ones(len(TITLES) - len(EMPTY)))


def test_rows_stand_in_the_order_of_titles() -> None:
    assert same(LEARNT.transform(TITLES[::-1]), LEARNT.transform(TITLES)[::-1])


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_title_has_the_same_features_in_every_batch(count: int) -> None:
    whole = LEARNT.transform(TITLES)
    for start in range(0, len(TITLES), count):
        assert same(LEARNT.transform(TITLES[start : start + count]), whole[start : start + count])


def test_no_titles_are_no_trouble() -> None:
    assert LEARNT.transform([]).shape == (0, WIDTH)
    assert HashedWords.learn_keys([]).rarity.shape == (WIDTH,)


@pytest.mark.parametrize(
    "other",
    [
        "أَمْطَارٌ قَوِيَّةٌ بِالمغرب غدًا",
        "امطــــار قويه  بالمغرب غدا",
        "آمطار قوية بالمغرب غدا - Hespress",
        "\u200fأمطار قوية بالمغرب غدا\u200f | Le360",
    ],
)
def test_spellings_share_their_features(other: str) -> None:
    assert same(LEARNT.transform([TITLES[0]]), LEARNT.transform([other]))


def test_clitics_and_stop_words_change_nothing() -> None:
    assert keys_of(["وبالمغرب", "المغرب"]) == keys_of(["المغرب", "من المغرب"])


def test_inflections_share_parts_but_not_words() -> None:
    found = LEARNT.transform(["الفرحة", "فرحانين"])
    words, parts = found[:, :WORDS], found[:, WORDS:]
    assert (words[0] @ words[1].T).nnz == 0
    assert (parts[0] @ parts[1].T).toarray()[0, 0] > 0.05


def test_what_is_rare_weighs_more() -> None:
    learnt = HashedWords.learn_keys(["rain goal", "rain cup", "rain team", "storm"])
    row = learnt.transform_keys(["rain storm"])[:, :WORDS]
    often, seldom = (row[0, learnt.places([word])[0]] for word in ("rain", "storm"))
    assert 0 < often < seldom
    assert learnt.rarity.dtype == np.float32
    assert learnt.rarity.max() == pytest.approx(np.log(5) + 1)  # of what was never seen
    assert learnt.rarity.min() == pytest.approx(np.log(5 / 4) + 1)  # of what is in three of four


def test_places_are_where_the_features_stand() -> None:
    keys = keys_of(TITLES[:1])
    assert set(LEARNT.places(keys)) == set(LEARNT.transform_keys(keys).indices)
    assert not len(LEARNT.places([""]))


def test_a_word_said_again_counts_less_than_twice() -> None:
    once, thrice = (
        LEARNT.transform_keys([key])[0, LEARNT.places(["rain"])[0]]
        for key in ("rain goal", "rain rain rain goal")
    )
    assert once < thrice < 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_has_features(titles: list[str]) -> None:
    found = LEARNT.transform(titles)
    assert found.shape == (len(titles), WIDTH)
    assert np.isfinite(found.data).all() and (found.data > 0).all()
