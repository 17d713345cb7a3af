"""One item as a headline, or as the problem that it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from topics.sources.items import LONGEST_SUMMARY, LONGEST_TITLE, MOST_PROBLEMS, Item, at_most, make_headline
from topics.types import Headline, Problem, Source

NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)
OUTLET = Source("Outlet", "https://outlet.example/rss")


def headline(item: Item, source: Source = OUTLET) -> Headline:
    found, problems = make_headline(source, item, now=NOW, base="https://outlet.example/")
    assert problems == []
    assert found is not None
    return found


def test_everything_an_item_says_is_kept() -> None:
    item = Item(
        "  Night train\n returns &amp; sleeps ",
        "item 1",
        "key",
        "/1?utm_source=x",
        "2026-03-24",
        "en_GB",
        " A  line ",
    )
    found = headline(item)
    assert found.title == "Night train returns & sleeps"
    assert (found.url, found.summary) == ("https://outlet.example/1", "A line")
    assert (found.published, found.fetched) == (datetime(2026, 3, 24, tzinfo=UTC), NOW)
    assert (found.source, found.language) == ("Outlet", "en")


def test_name_of_the_outlet_stays_in_the_title_and_not_in_what_is_compared() -> None:
    plain, signed = (
        headline(Item("Night train returns", "item 1")),
        headline(Item("Night train returns | Outlet", "item 2")),
    )
    assert signed.title == "Night train returns | Outlet"
    assert signed.content_hash == plain.content_hash


def test_identity_is_the_key_else_the_address_else_the_title() -> None:
    assert headline(Item("Old title", "", "7")).id == headline(Item("New title", "", "7", "/x")).id
    assert (
        headline(Item("Old title", "", None, "/a?utm_id=1")).id
        == headline(Item("New title", "", None, "/a")).id
    )
    assert headline(Item("أمطار  قويّة", "")).id == headline(Item("امطار قوية", "")).id
    assert headline(Item("Rain", "")).id != headline(Item("Rain", ""), Source("Other", "x")).id


@pytest.mark.parametrize("title", ["", "   ", "...", "؟!", "\u200f\u200e", "&nbsp;", "\ud800", "🙂"])
def test_item_without_letters_is_a_problem(title: str) -> None:
    found, problems = make_headline(OUTLET, Item(title, "item 3"), now=NOW)
    assert found is None
    assert [(problem.position, problem.code) for problem in problems] == [("item 3", "no-title")]


def test_title_as_long_as_an_article_is_a_problem() -> None:
    assert headline(Item("x" * LONGEST_TITLE, "")).title
    found, problems = make_headline(OUTLET, Item("x" * (LONGEST_TITLE + 1), "item 1"), now=NOW)
    assert found is None
    assert [problem.code for problem in problems] == ["title-too-long"]


def test_long_summary_is_cut() -> None:
    assert len(headline(Item("Rain", "", summary="word " * 5000)).summary or "") <= LONGEST_SUMMARY


def test_absurd_date_is_told_and_the_headline_kept() -> None:
    found, problems = make_headline(OUTLET, Item("Rain", "item 1", published="1970-01-01"), now=NOW)
    assert found is not None
    assert found.published is None
    assert [problem.code for problem in problems] == ["bad-date"]


DARIJA = "شنو غادي يدير اللي بغا يسافر هاد العيد"
ARABIC = "وزارة التربية تعلن مواعيد الامتحانات"
FRENCH = "La bibliothèque rouvre ses portes après les travaux"


@pytest.mark.parametrize(
    ("told", "title", "language"),
    [
        (None, ARABIC, "ar"), (None, DARIJA, "ary"), (None, FRENCH, "fr"), ("", ARABIC, "ar"),
        ("ar", ARABIC, "ar"), ("ar", DARIJA, "ary"), ("ar-MA", DARIJA, "ary"), ("ar_MA", ARABIC, "ar"),
        ("arb", ARABIC, "ar"), ("AR", ARABIC, "ar"), ("ary", ARABIC, "ary"), ("fra", FRENCH, "fr"),
        ("en-US", ARABIC, "ar"), ("en", DARIJA, "ary"), ("ar", FRENCH, "fr"), ("fr", "OCP 2026", "fr"),
        ("de", "Nachtzug kehrt zurück", "de"), ("zh-Hant-TW", "夜班火車", "zh"), ("Arabic", ARABIC, "ar"),
        ("x", FRENCH, "fr"),
    ],
)  # fmt: skip
def test_language_is_the_sources_as_far_as_the_title_agrees(
    told: str | None, title: str, language: str
) -> None:
    assert headline(Item(title, "", language=told)).language == language
    assert headline(Item(title, ""), Source("Outlet", "x", language=told)).language == language


def test_item_knows_its_language_better_than_its_outlet() -> None:
    assert (
        headline(Item("Nachtzug", "", language="de"), Source("Outlet", "x", language="fr")).language == "de"
    )


def test_few_problems_are_listed_and_many_counted() -> None:
    few = [Problem("Outlet", f"item {number}", "m", "bad-date") for number in range(MOST_PROBLEMS)]
    assert at_most(few, OUTLET) == tuple(few)
    many = at_most([*few, *few[:3], Problem("Outlet", "", "m", "no-title")], OUTLET)
    assert many[:-1] == tuple(few)
    assert "bad-date: 3, no-title: 1" in many[-1].message
