"""A theme's words by period, and the headline that shows each change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.trends.changing import Period, PeriodWords, words_over_time

STORM = ("storm", "north")
FLOOD = ("flood", "bridge")


def told(*headlines: tuple[str, ...]) -> Period:
    return Period(headlines)


def over_time(*periods: Period, smooth: bool = False) -> list[PeriodWords]:
    return words_over_time(periods, lambda term: 1.0, smooth=smooth)


def test_each_period_has_its_own_words_and_says_what_rose_and_fell() -> None:
    first, second = over_time(
        told((*STORM, "rain"), (*STORM, "wind"), (*STORM, "snow")),
        told((*FLOOD, "north"), (*FLOOD, "train"), (*FLOOD, "fields")),
    )
    assert set(first.keywords) == {"storm", "north"}
    assert first.rising == (), "nothing came before"
    assert set(second.keywords) == set(FLOOD)
    assert set(second.rising) == set(FLOOD)
    assert set(second.fading) == set(STORM)


def test_one_headlines_word_is_no_keyword() -> None:
    (only,) = over_time(told(("storm", "sheep"), ("storm", "boat")))
    assert only.keywords == ("storm",)
    (alone,) = over_time(told(("storm", "sheep")))
    assert set(alone.keywords) == {"storm", "sheep"}, "of the only headline all words count"


def test_a_loud_period_weighs_no_more_than_a_quiet_one() -> None:
    quiet = [("storm", "north")] * 5
    loud = [("storm", "north")] * 500
    words = over_time(told(*quiet), told(*loud), told(*quiet))
    assert [one.rising for one in words] == [(), (), ()]
    assert [one.fading for one in words] == [(), (), ()]


def test_rare_words_come_before_common_ones() -> None:
    (only,) = words_over_time(
        [told(("minister", "drought"), ("minister", "drought"))],
        {"minister": 0.5, "drought": 3.0}.__getitem__,
    )
    assert only.keywords == ("drought", "minister")


def test_an_empty_period_is_there_and_changes_nothing() -> None:
    storm = told(("storm", "a"), ("storm", "b"))
    before, empty, after = over_time(storm, told(), storm)
    assert empty == PeriodWords(0)
    assert (after.rising, after.fading) == ((), ())
    assert before.keywords == after.keywords == ("storm",)


def test_smoothing_keeps_what_was() -> None:
    storm, flood = told(*[STORM] * 4), told(*[FLOOD] * 4)
    plain = words_over_time([storm, flood, flood], lambda term: 1.0)
    smooth = words_over_time([storm, flood, flood], lambda term: 1.0, smooth=True)
    assert plain[2].rising == (), "all of it came in the second period"
    assert set(smooth[2].rising) == set(FLOOD), "half of it comes in the third"


def test_the_headline_with_most_of_what_is_new_shows_the_change() -> None:
    storm = told(("storm", "north"), ("storm", "rain"), ("storm", "north", "rain"))
    flood = told(("storm", "north"), ("flood", "storm"), ("flood", "bridge", "north"), ("flood", "bridge"))
    first, second = over_time(storm, flood)
    assert first.headline == 2
    assert second.headline in (2, 3)


def test_a_headline_that_was_shown_is_not_shown_again() -> None:
    one, two = ("storm", "north", "roads"), ("storm", "north", "schools")
    first, second = over_time(told(one, one), told(one, one, two, two, ("storm", "dam", "schools")))
    assert first.headline == 0
    assert second.headline == 4, "the others have half of their words from the first one"


def test_where_nothing_is_said_twice_a_headline_is_shown_all_the_same() -> None:
    first, second = over_time(
        told(("storm", "north"), ("rain", "east")), told(("dam", "west"), ("sea", "port"))
    )
    assert first.keywords == second.keywords == ()
    assert (first.headline, second.headline) == (0, 0)


def test_words_that_say_the_same_do_not_stand_side_by_side() -> None:
    (only,) = words_over_time(
        [told(*[("price", "prices", "bread")] * 3)], lambda term: 1.0, says_same=lambda a, b: a[:4] == b[:4]
    )
    assert set(only.keywords) == {"price", "bread"}


WORDS = st.lists(st.sampled_from(["storm", "flood", "dam", "north", "port"]), max_size=4).map(tuple)


@given(st.lists(st.lists(WORDS, max_size=8).map(Period), max_size=6), st.booleans())
def test_any_periods_are_told_one_by_one(periods: list[Period], smooth: bool) -> None:
    found = words_over_time(periods, lambda term: 1.0, smooth=smooth)
    assert [one.count for one in found] == [len(period.terms) for period in periods]
    for one, period in zip(found, periods, strict=True):
        own = {term for terms in period.terms for term in terms}
        assert set(one.keywords) <= own and set(one.rising) <= own
        assert not set(one.rising) & set(one.fading)
        assert one.headline is None or 0 <= one.headline < len(period.terms)
