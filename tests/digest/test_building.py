"""What a briefing says of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.digest.newsroom import (
    NOW,
    OUTLETS,
    SINCE,
    busy_day,
    material,
    past,
    record,
    sources_past,
    story,
    theme,
)
from topics.digest.briefing import Briefing, Outage
from topics.digest.building import brief, top_stories
from topics.digest.moves import DAY
from topics.types import Bin, Burst, Dimension, FetchState, Source


def test_a_day_is_told_against_the_usual_one() -> None:
    found = brief(busy_day(), "ar")
    assert (found.headlines, found.outlets, found.usual) == (15, 4, 25)
    assert (found.since, found.until) == (SINCE, NOW)


def test_what_rises_and_fades_is_named_in_the_briefings_language() -> None:
    found = brief(busy_day(), "fr")
    assert [(one.key, one.name) for one in found.risers] == [("T1", "tempête · port")], (
        "weather is the same news"
    )
    assert {one.key: one.name for one in found.faders} == {"T3": "match", "sport": "Sport"}
    (riser,) = found.risers
    assert (riser.count, riser.usual) == (9, 0)
    assert riser.quote is not None and riser.quote.language == "fr"
    assert {(one.count, one.usual, one.quote) for one in found.faders} == {(0, 16, None)}


def test_what_one_outlet_alone_tells_does_not_rise() -> None:
    day = busy_day()
    alone = [replace(one, headline=replace(one.headline, source=OUTLETS[0])) for one in day.records]
    assert brief(replace(day, records=alone), "ar").risers == ()


def test_what_is_usual_on_this_weekday_neither_rises_nor_fades() -> None:
    """Matches are told on one day of the week, and this is the day."""
    matches = [record(f"مباراة رقم {n}", number=n, topic="sport") for n in range(12)]
    other = [record(f"خبر رقم {n}", number=n, topic="economy") for n in range(12)]
    weekly = past({"economy": 6})
    for source in OUTLETS:
        for ago in (6, 13, 20, 27):
            for group in (weekly.all, weekly.same_weekday):
                group.add((source, ago), ("sport",), 6)
    assert brief(material([*matches, *other], past={Dimension.TOPIC: weekly}), "ar").risers == ()
    never = past({"economy": 6})
    (sport,) = brief(material([*matches, *other], past={Dimension.TOPIC: never}), "ar").risers
    assert sport.key == "sport"


def test_what_a_silent_outlet_told_is_no_news_that_fades() -> None:
    """One outlet tells of sport alone, most of all sport that is told, and is silent today."""
    weeks = past({"sport": 5, "politics": 25}, sources=OUTLETS[:2])
    for ago in range(28):
        weeks.all.add((OUTLETS[2], ago), ("sport",), 40)
    politics = [record(f"خبر سياسي رقم {n}", source=OUTLETS[n % 2], topic="politics") for n in range(50)]
    sport = [record(f"مباراة رقم {n}", source=OUTLETS[n % 2], topic="sport") for n in range(10)]
    as_ever = brief(material([*politics, *sport], past={Dimension.TOPIC: weeks}), "ar")
    assert (as_ever.risers, as_ever.faders) == ((), ())
    (fader,) = brief(material(politics, past={Dimension.TOPIC: weeks}), "ar").faders
    assert (fader.key, fader.count, fader.usual) == ("sport", 0, 10), "usual of those that speak today"


def test_given_bursts_are_the_risers_in_the_order_of_their_score() -> None:
    day = busy_day()
    told = day.records[0].headline
    since = NOW - timedelta(hours=5)
    bursts = [
        Burst(Dimension.TOPIC, "weather", Bin.HOUR, since, NOW, since, 9, 1.5, 0.001, 3.0, OUTLETS[:2]),
        Burst(Dimension.THEME, "T2", Bin.HOUR, since, NOW, since, 8, 2.0, 1e-6, 6.0, OUTLETS[:2], (told.id,)),
    ]
    found = brief(replace(day, bursts=bursts, burst_headlines={told.id: told}), "en")
    assert [one.key for one in found.risers] == ["T2", "weather"]
    assert found.risers[0].since == since
    assert found.risers[0].quote is not None and found.risers[0].quote.title == told.title
    assert found.risers[1].ratio == 6
    assert found.faders, "they are found here all the same"
    assert brief(replace(day, bursts=[]), "en").risers == ()


def test_stories_are_ranked_by_the_outlets_of_the_day() -> None:
    rows = [record(f"قصة أولى {n}", number=n, story="S1") for n in range(2)]
    rows += [record(f"قصة ثانية {n}", number=n, story="S2") for n in range(3)]
    rows += [record(f"قصة ثالثة {n}", number=0, source="Casa Soir", story="S3") for n in range(9)]
    rows += [record("قصة وحيدة", story="S4")]
    assert top_stories(rows) == ["S2", "S1", "S3"]


def test_a_story_has_its_title_in_the_briefings_language() -> None:
    for language, title in (
        ("ar", "عاصفة قوية تضرب ميناء طنجة"),
        ("fr", "La tempête ferme le port de Nador"),
    ):
        (told,) = brief(busy_day(), language).stories
        assert (told.quote.title, told.quote.language) == (title, language)
    (told,) = brief(busy_day(), "en").stories
    assert told.quote.language == "ar", "its main title, as it has none in English"
    assert (told.headlines, told.outlets, told.languages, told.topic) == (9, 4, ("ar", "fr"), None)


def test_of_a_story_whose_title_is_older_the_day_is_quoted() -> None:
    rows = [
        record(f"السيول تغلق طريق {place}", number=n, story="S1") for n, place in enumerate(("تازة", "وزان"))
    ]
    (told,) = brief(material(rows, stories=[story("S1", {"ar": "عاصفة في الأفق"})]), "ar").stories
    assert told.quote.title in {one.headline.title for one in rows}


def test_readers_of_arabic_are_given_darija_before_french() -> None:
    rows = [
        record("La pluie revient", language="fr", story="S1"),
        record("الشتا رجعات", number=1, language="ary", story="S1"),
    ]
    told = story("S1", {"fr": "La pluie revient", "ary": "الشتا رجعات"})
    assert brief(material(rows, stories=[told]), "ar").stories[0].quote.title == "الشتا رجعات"


def test_the_name_of_the_outlet_stands_beside_a_headline_not_in_it() -> None:
    rows = [record(f"أمطار في {place} - صدى الأطلس", story="S1") for place in ("فاس", "تازة")]
    (told,) = brief(material(rows, stories=[story("S1", {"ar": rows[0].headline.title})]), "ar").stories
    assert (told.quote.title, told.quote.source) == ("أمطار في فاس", "صدى الأطلس")


def test_new_themes_are_those_that_the_day_tells_of() -> None:
    found = brief(busy_day(), "fr")
    assert found.themes == (), "it is told already, as a riser"
    assert [one.is_new for one in found.risers] == [True]
    (new,) = brief(replace(busy_day(), bursts=[]), "fr").themes
    assert (new.id, new.name, new.headlines) == ("T1", "tempête · port", 9)
    silent = replace(busy_day(), themes=[theme("T9", {"ar": "قديم"})], new_themes={"T9"})
    assert brief(silent, "fr").themes == ()


def test_outlets_that_fail_and_outlets_that_are_silent_are_told() -> None:
    when = NOW - 2 * DAY
    failing = FetchState(last_success=when, failures=5)
    day = replace(
        busy_day(),
        sources=[
            (Source("Le Phare", "https://phare.example/rss"), failing),
            (Source("Once", "https://once.example/rss"), FetchState(failures=1)),
            (Source("Off", "https://off.example/rss", enabled=False), failing),
            (Source(OUTLETS[0], "https://sada.example/rss"), FetchState()),
        ],
    )
    assert brief(day, "ar").outages == (
        Outage("Le Phare", failures=5, last_success=when),
        Outage("Radio Bled", usual=9),
    )


def test_an_outlet_that_fails_is_not_told_twice() -> None:
    broken = (Source("Radio Bled", "https://bled.example/rss"), FetchState(failures=3))
    assert brief(replace(busy_day(), sources=[broken]), "ar").outages == (Outage("Radio Bled", failures=3),)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_an_empty_store_and_a_day_without_news_have_a_briefing(language: str) -> None:
    assert brief(material(), language) == Briefing(SINCE, NOW, "Africa/Casablanca", language, 0, 0, None, 0)
    quiet = brief(material(stored=700, past={Dimension.SOURCE: sources_past({"Rif Matin": 25})}), language)
    assert (quiet.headlines, quiet.usual, quiet.outages) == (0, 25, ())
