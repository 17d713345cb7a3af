"""The headlines that tell a rise."""

from __future__ import annotations

from topics.trends.telling import most_telling

TITLES = [
    "السد الكبير يمتلئ بعد أمطار قوية",
    "أمطار قوية تملأ السد الكبير",
    "Le grand barrage se remplit après de fortes pluies",
    "وصفة جديدة للحريرة",
    "أمطار قوية تغلق طريق الجبل",
    "أمطار قوية تغلق طريق الجبل",
]
OUTLETS = ["أ", "ب", "ج", "د", "ب", "أ"]
LANGUAGES = ["ar", "ar", "fr", "ar", "ar", "ar"]


def test_what_several_outlets_say_comes_first_and_once() -> None:
    first, second, *_ = most_telling(TITLES, OUTLETS, LANGUAGES)
    assert first in {4, 5, 0, 1}
    assert TITLES[first] != TITLES[second]
    assert OUTLETS[first] != OUTLETS[second]


def test_one_of_a_story() -> None:
    stories = ["S1", "S1", "S1", None, "S2", "S2"]
    found = most_telling(TITLES, OUTLETS, LANGUAGES, stories=stories)
    of_story = [stories[place] for place in found]
    assert sorted(filter(None, of_story)) == ["S1", "S2"]
    assert 3 in found


def test_few_and_none() -> None:
    assert most_telling([], [], []) == []
    assert most_telling(["أمطار"], ["أ"], ["ar"]) == [0]
    assert most_telling(TITLES[4:], OUTLETS[4:], LANGUAGES[4:]) in ([0], [1])


def test_the_order_of_the_input_changes_nothing() -> None:
    found = {TITLES[place] for place in most_telling(TITLES, OUTLETS, LANGUAGES)}
    back = most_telling(TITLES[::-1], OUTLETS[::-1], LANGUAGES[::-1])
    assert {TITLES[::-1][place] for place in back} == found
