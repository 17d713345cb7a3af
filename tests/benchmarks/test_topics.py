"""The sets that topics are measured on, and how the ways meet them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.public_sets import is_kept_back
from benchmarks.topic_cases import ANT, CASES, HESPRESS, by_section
from benchmarks.topic_lesson import Answer, Asked, EachOnce, Lesson
from benchmarks.topic_rivals import by_description
from benchmarks.topic_sib import LANGUAGES, PARTS, PLANS, left_out, sib_figures, sib_rows, sib_taxonomy
from benchmarks.topic_speed import headlines_of, speeds
from benchmarks.topics import Learnt, measure_headlines
from tests.fakes import HashingEncoder
from topics.taxonomy import load_taxonomy
from topics.training.labelled import Labelled
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe

LABELS = ("sports", "travel", "science/technology")


def put(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Every set that measures."""
    put(
        tmp_path,
        "gold_topics_dev",
        [{"title": f"gold {n}", "primary": "sport", "also": ["culture"], "lang": "en"} for n in range(8)],
    )
    put(
        tmp_path,
        "gold_fresh_2026",
        [{"title": f"fresh {n}", "primary": ("not_news", "weather")[n % 2], "lang": "ar"} for n in range(8)],
    )
    put(
        tmp_path,
        "hespress_topics_2020",
        [{"title": f"own {n}", "label": (*HESPRESS, "regions")[n % 5], "lang": "ar"} for n in range(40)],
    )
    put(
        tmp_path,
        "ant_multisource_ar",
        [{"title": f"ant {n}", "label": (*ANT, "middleEast")[n % 5], "lang": "ar"} for n in range(100)],
    )
    put(
        tmp_path,
        "sib200",
        [
            {"title": f"{code} sentence {n}", "label": LABELS[n % 3], "lang": code, "id": str(n)}
            for n in range(30)
            for code in (*LANGUAGES, "deu_Latn")
        ],
    )
    return tmp_path


@pytest.fixture
def lesson() -> Lesson:
    encoder = HashingEncoder()
    nothing = Material((), (), ())
    return Lesson(nothing, sib_taxonomy(), EachOnce(encoder.encode), encoder.encoder_id, TopicRecipe())


@pytest.mark.parametrize("name", CASES)
def test_every_set_is_measured_by_every_way_alike(data: Path, lesson: Lesson, name: str) -> None:
    learnt = Learnt(replace(lesson, taxonomy=load_taxonomy()), {"ours": by_description, "b": by_description})
    found = measure_headlines(data, name, learnt, ["ours", "b"])
    assert found.columns["ours"] == found.columns["b"]
    assert "No other way is better." in found.shown()


def test_a_way_learns_once(data: Path, lesson: Lesson) -> None:
    calls: list[Lesson] = []

    def way(one: Lesson) -> Answer:
        calls.append(one)
        return by_description(one)

    learnt = Learnt(replace(lesson, taxonomy=load_taxonomy()), {"ours": way})
    for name in CASES:
        measure_headlines(data, name, learnt, ["ours"])
    assert len(calls) == 1


def test_only_the_kept_back_fifth_of_ant_measures(data: Path) -> None:
    rows = CASES["ant_multisource_ar"](data).rows
    assert rows
    assert all(is_kept_back(row.title) for row in rows)
    assert {row.topic for row in rows} <= set(ANT.values())


def test_a_headline_of_two_sections_is_out_and_one_that_stands_twice_counts_once() -> None:
    rows = [
        {"title": title, "label": label, "lang": "ar"}
        for title, label in [
            ("one", "sport"),
            ("One", "sport"),
            ("two", "sport"),
            ("two", "economy"),
            ("three", "middleEast"),
            ("three", "economy"),
        ]
    ]
    assert [(row.title, row.topic) for row in by_section(rows, ANT)] == [
        ("one", "sport"),
        ("three", "economy"),
    ]


def test_no_translation_of_a_measured_sentence_is_learnt_from(data: Path, lesson: Lesson) -> None:
    rows = sib_rows(data)
    seen: list[tuple[set[str], set[str]]] = []

    def spying(one: Lesson) -> Answer:
        learnt = one.material.rows
        assert {row.language for row in learnt if row.group} == {"en"}

        def answer(some: Asked) -> object:
            learnt_ids = {row.group for row in learnt if row.group}
            seen.append((learnt_ids, {title.split()[-1] for title in some.titles}))
            return by_description(one)(some)

        return answer  # type: ignore[return-value] # what by_description returns

    found, predictions = left_out(spying, rows, lesson, {"en"})
    assert sorted(row.title for row in found) == sorted(row.title for row in rows)
    assert len(predictions) == len(rows)
    assert len(seen) == PARTS
    for learnt_ids, asked_ids in seen:
        assert learnt_ids and not learnt_ids & asked_ids


def test_only_the_languages_of_the_plan_are_shown(data: Path, lesson: Lesson) -> None:
    rows = sib_rows(data)
    names = {plan: list(sib_figures(by_description, rows, lesson, PLANS[plan])) for plan in PLANS}
    assert names["sib200_eng"] == ["arb", "ary", "arb, odd ids", "ary, odd ids"]
    assert names["sib200"][:4] == ["arb", "ary", "fra", "eng"]


def test_the_seven_labels_are_described_in_every_language_that_is_measured() -> None:
    taxonomy = sib_taxonomy()
    assert len(taxonomy) == 7
    assert all(set(topic.description) == set(LANGUAGES.values()) == set(topic.names) for topic in taxonomy)
    assert not any(topic.examples for topic in taxonomy)


def test_speeds_are_of_our_way_alone(lesson: Lesson) -> None:
    titles = [f"headline {n} of some words" for n in range(20)]
    assert [one.title for one in headlines_of(titles)] == titles
    found = speeds(by_description(lesson), HashingEncoder(), titles)
    assert len(found) == 4
    assert all(value > 0 for name, value in found.items() if name.endswith("second"))


def test_labels_of_the_set_are_topics_of_the_taxonomy(data: Path) -> None:
    known = set(sib_taxonomy().ids)
    rows: tuple[Labelled, ...] = sib_rows(data)
    assert {row.topic for row in rows} == {"sports", "travel", "science-technology"} <= known
    assert {row.language for row in rows} == set(LANGUAGES.values())
