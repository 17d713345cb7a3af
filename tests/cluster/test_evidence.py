"""What speaks for two headlines telling one event, piece by piece."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from topics.cluster.evidence import (
    MOST_IN_GENERAL,
    MOST_NUMBERS,
    MOST_RARE,
    apart,
    chances_of,
    cosines,
    evidence,
    pieces,
)
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import HORIZON, LEARNED, StoryWeights

DAY = datetime(2026, 3, 10, 8, tzinfo=UTC)
EAST, NORTH = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
FIRST = slice(0, 1)
NOTHING = StoryWeights()


def told(title: str = "", language: str = "ar", **over: Any) -> Told:
    fields: dict[str, Any] = {"vector": EAST, "seen": DAY}
    return Told(id=title, title=title, language=language, **(fields | over))


def compared(*headlines: Told, unrelated: float = 0.0) -> Any:
    stream = StoryStream(reference_of(one.title for one in headlines), 0.1, unrelated=unrelated)
    stream.take_in(headlines)
    return stream.compared()


def piece(name: str, one: Told, other: Told) -> float:
    """What one kind of evidence says of two headlines."""
    return float(pieces(compared(one, other), FIRST)[name][0, 1])


def test_every_piece_has_a_weight_and_every_weight_of_a_pair_a_piece() -> None:
    of_all = {"neighbour", "centre", "sharpness", "cohesion"}
    assert set(pieces(compared(told("خبر")), FIRST)) == {one.name for one in fields_of(NOTHING)} - of_all


# --- vectors ---------------------------------------------------------------------------------------


def test_vectors_that_point_one_way_are_close() -> None:
    found = cosines(compared(told("a"), told("b"), told("c", vector=NORTH)), FIRST)
    assert found.tolist() == [[1, 1, 0]]


def test_the_usual_cosine_counts_as_nothing_in_common() -> None:
    usual = np.array([0.8, 0.6], np.float32)
    found = cosines(compared(told("a"), told("b", vector=usual), told("c"), unrelated=0.8), FIRST)
    assert found[0].tolist() == pytest.approx([1, 0, 1], abs=1e-6)


def test_across_languages_the_cosine_is_told_apart() -> None:
    assert piece("across", told(language="ar"), told(language="fr")) == 1
    assert piece("cosine_across", told(language="ar"), told(language="fr")) == 1
    assert piece("across", told(language="ar"), told(language="ar")) == 0
    assert piece("cosine_across", told(language="ar"), told(language="ar")) == 0


def test_arabic_and_darija_are_one_family() -> None:
    assert piece("across", told(language="ar"), told(language="ary")) == 0


# --- words -----------------------------------------------------------------------------------------


def test_shared_words_speak_within_one_language_alone() -> None:
    fire, again = told("حريق بسوق الناظور"), told("حريق جديد بسوق الناظور")
    other = told("قط يعود إلى بيته")
    for name in ("grams", "stems", "rare", "rare_in_general"):
        assert piece(name, fire, again) > piece(name, fire, other) == 0
        assert piece(name, fire, replace(again, language="fr")) == 0


def test_a_name_spelt_alike_speaks_across_languages() -> None:
    one, other = told("Zlatan Ibrahimovitch à Tanger", "fr"), told("Zlatan Ibrahimovitch in Tangier", "en")
    assert piece("rare_across", one, other) > 1
    assert piece("rare_across", one, replace(other, language="fr")) == 0


def test_the_sound_of_a_name_speaks_across_scripts() -> None:
    arabic = told("حريق بسوق الناظور")
    assert piece("sounds", arabic, told("Incendie à Nador", "fr")) > 0.2
    assert piece("sounds", arabic, told("Incendie à Agadir", "fr")) == 0
    assert piece("sounds", arabic, replace(arabic, id="again")) == 0, "letters say it better"


def test_more_and_more_shared_words_prove_nothing_more() -> None:
    long = "زرافة تهرب حديقة حيوانات مراكش فجرا حراس يطاردونها شوارع كليز"
    assert piece("rare", told(long), told(long)) == MOST_RARE
    assert piece("rare_in_general", told(long), told(long)) == MOST_IN_GENERAL


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "shared", "others"),
    [
        ("اليوم 2 من المهرجان", "Festival, jour 2", 1, 0),
        ("Day 2", "Day 21", 0, 1),
        ("Day 2", "Day one", 0, 0),
        ("إصابة 25", "٢٥ مصابا", 1, 0),
        ("2-1 في الدقيقة 90", "90 دقيقة انتهت 2-1 يوم 14", 2, 0),
        ("1 2 3", "1 2 3", MOST_NUMBERS, 0),
        ("بلا رقم", "بلا رقم", 0, 0),
    ],
)
def test_numbers_speak_for_and_against(one: str, other: str, shared: int, others: int) -> None:
    assert piece("numbers", told(one), told(other, "fr")) == shared
    assert piece("other_numbers", told(one), told(other, "fr")) == others


# --- outlet and time -------------------------------------------------------------------------------


def test_one_outlet_is_told_and_an_unknown_one_is_not() -> None:
    assert piece("outlet", told(outlet="Rif Matin"), told(outlet="Rif Matin")) == 1
    assert piece("outlet", told(outlet="Rif Matin"), told(outlet="Casa Soir")) == 0
    assert piece("outlet", told(outlet="Rif Matin"), told()) == 0
    assert piece("outlet", told(), told()) == 0


def test_time_is_counted_in_days() -> None:
    assert piece("day", told(seen=DAY), told(seen=DAY + timedelta(hours=36))) == pytest.approx(1.5)
    assert piece("day", told(seen=DAY), told(seen=DAY - timedelta(hours=36))) == pytest.approx(1.5)
    assert piece("day", told(seen=DAY), told(seen=None)) == 0


def test_headlines_beyond_the_horizon_can_not_be_one_event() -> None:
    times = [DAY, DAY + HORIZON, DAY + HORIZON + timedelta(hours=1), None]
    of = compared(*(told(f"خبر {number}", seen=time) for number, time in enumerate(times)))
    found = evidence(of, FIRST, LEARNED)[0]
    assert np.isfinite(found).tolist() == [True, True, False, True]
    assert np.isnan(apart(of, FIRST)[0]).tolist() == [False, False, False, True]


# --- all together ----------------------------------------------------------------------------------


def test_evidence_is_the_cosine_and_the_weighted_pieces() -> None:
    of = compared(
        told("حريق بسوق الناظور 2", outlet="a"),
        told("Incendie à Nador 2", "fr", seen=DAY + timedelta(days=1)),
        told("اندلاع حريق بالناظور 3", outlet="a"),
    )
    whole = slice(0, 3)
    expected = cosines(of, whole) + sum(
        getattr(LEARNED, name) * values for name, values in pieces(of, whole).items()
    )
    found = evidence(of, whole, LEARNED)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(found, found.T, atol=1e-5)
    assert found.dtype == np.float32
    np.testing.assert_allclose(evidence(of, whole, NOTHING), cosines(of, whole))


def test_a_block_says_the_same_as_the_whole() -> None:
    of = compared(*(told(f"حريق رقم {number} بالناظور") for number in range(6)))
    np.testing.assert_allclose(
        evidence(of, slice(2, 4), LEARNED), evidence(of, slice(0, 6), LEARNED)[2:4], atol=1e-6
    )


# --- chances ---------------------------------------------------------------------------------------


def test_at_the_centre_one_event_is_as_likely_as_two() -> None:
    pairs = np.array([[1], [0]])
    (found,) = chances_of(pairs, np.array([0.5], np.float32), 2, NOTHING)
    assert found == pytest.approx(0.5)


def test_where_all_is_alike_more_is_asked_of_a_pair() -> None:
    weights = replace(NOTHING, neighbour=0.5)
    alone = chances_of(np.array([[1], [0]]), np.array([0.6], np.float32), 2, weights)
    pairs, values = np.array([[1, 2, 3], [0, 0, 1]]), np.array([0.6, 1.2, 1.2], np.float32)
    among_others = chances_of(pairs, values, 4, weights)
    assert among_others[0] < alone[0]
    assert among_others[1] == among_others[2] > 0.5


def test_chances_of_any_evidence_are_shares() -> None:
    values = np.array([-1e9, -1.0, 0.0, 1.0, 1e9], np.float32)
    pairs = np.array([range(1, 6), [0] * 5])
    found = chances_of(pairs, values, 6, NOTHING)
    assert (np.diff(found) >= 0).all()
    assert 0 <= found.min() <= found.max() <= 1
    assert chances_of(np.empty((2, 0), int), np.empty(0, np.float32), 0, NOTHING).shape == (0,)
