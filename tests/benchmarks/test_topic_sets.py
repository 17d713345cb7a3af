"""Labelled headlines of the public sets: what measures never trains, and every row has its label."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks import topic_sets as made
from benchmarks.public_sets import is_kept_back
from benchmarks.topic_sets import MOST_A_SECTION, MOST_A_STORY, ORIGINS, WEIGHTS, topic_sets, write
from topics.text import content_hash
from topics.training.labelled import Labelled, read_labelled
from topics.training.labels import ReadLabel, StoryLabel

LABELS = ("sport", "economy", "middleEast")
KEPT_BACK = [f"headline {n}" for n in range(40) if is_kept_back(f"headline {n}")]
READ = [f"headline {n}" for n in range(6, 40, 7)]  # labelled one by one, kept back or not


def put(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every set, with rows that must stay out, and labels of some of them."""
    ant = [{"title": f"headline {n}", "label": LABELS[n % 3], "lang": "ar"} for n in range(40)]
    two = [{"title": "of two sections", "label": label, "lang": "ar"} for label in LABELS[:2]]
    stories = [
        {"title": f"story {n} told {k}", "cluster": n, "lang": "en"} for n in range(4) for k in range(9)
    ]
    borrowed = [{"title": title, "cluster": 1, "lang": "ar"} for title in (KEPT_BACK[0], "headline 3")]
    put(tmp_path, "gold_topics_dev", [{"title": "HEADLINE 3"}, {"title": "radio 1"}])
    put(tmp_path, "gold_fresh_2026", [{"title": "headline  4 - Hespress"}, {"title": "story 2 told 0"}])
    put(tmp_path, "ant_stories_dev", [{"title": "headline 5"}])
    put(tmp_path, "ant_multisource_ar", [*ant, *ant[:9], *two])
    put(
        tmp_path,
        "ant_jawhara_tn",
        [{"title": f"radio {n}", "label": "politic", "lang": "ar"} for n in range(MOST_A_SECTION + 50)],
    )
    put(tmp_path, "marsum_goud", [{"title": f"goud {n}", "lang": "ary"} for n in range(5)])
    put(tmp_path, "ans_story_groups_ar", [*borrowed, *stories])
    put(tmp_path, "uci_stories_en", stories)
    read = [ReadLabel(content_hash(title), "ant_multisource_ar", "labour", "economy") for title in READ]
    read += [ReadLabel(content_hash("goud 1"), "marsum_goud", "not_news", "")]
    read += [ReadLabel(content_hash("goud 2"), "ant_jawhara_tn", "labour", "")]  # of another set's headline
    monkeypatch.setattr(made, "read_labels", lambda: iter(read))
    told = [StoryLabel(name, str(n), "security", "") for name in made.STORIES for n in (1, 2)]
    monkeypatch.setattr(made, "read_story_labels", lambda: iter(told))
    return tmp_path


@pytest.fixture
def sets(data: Path, tmp_path: Path) -> dict[str, tuple[Labelled, ...]]:
    """Written, and read as a training reads them."""
    out = tmp_path / "out"
    out.mkdir()
    found = {}
    for name, rows in topic_sets(data):
        one, problems = read_labelled(write(out, name, rows))
        assert not problems
        assert (one.name, one.licence, one.origin) == (name, *ORIGINS[name])
        assert len(one.rows) == len(rows)
        assert {row.weight for row in one.rows} == {WEIGHTS[name]}
        found[name] = one.rows
    return found


def test_every_set_is_there(sets: dict[str, tuple[Labelled, ...]]) -> None:
    assert sets.keys() == ORIGINS.keys() == WEIGHTS.keys()
    assert all(sets.values())


def test_what_measures_is_in_no_set_however_it_is_spelled(sets: dict[str, tuple[Labelled, ...]]) -> None:
    measuring = {"headline 3", "headline 4", "headline 5", "radio 1", "story 2 told 0", *KEPT_BACK}
    assert set(READ) & set(KEPT_BACK), "else nothing is shown"
    for name, rows in sets.items():
        assert not measuring & {row.title for row in rows}, name


def test_what_was_labelled_by_reading_is_in_no_section(sets: dict[str, tuple[Labelled, ...]]) -> None:
    read = {row.title: row for row in sets["read_labels"]}
    assert read.keys() == {*READ, "goud 1"} - set(KEPT_BACK)
    assert {(row.topic, row.also) for title, row in read.items() if title in READ} == {
        ("labour", ("economy",))
    }
    assert (read["goud 1"].topic, read["goud 1"].language) == ("not_news", "ary")
    assert not read.keys() & {row.title for row in sets["ant_sections"]}


def test_sections_are_topics_where_they_are_and_bounded(sets: dict[str, tuple[Labelled, ...]]) -> None:
    titles = [row.title for row in sets["ant_sections"]]
    assert len(titles) == len(set(titles)), "a headline that stands twice counts once"
    assert {row.topic for row in sets["ant_sections"]} == {"sport", "economy"}
    assert "of two sections" not in titles
    assert Counter(row.topic for row in sets["jawhara_sections"]) == {"politics": MOST_A_SECTION}


def test_stories_give_a_few_headlines_each_that_are_never_torn_apart(
    sets: dict[str, tuple[Labelled, ...]],
) -> None:
    groups = Counter(row.group for row in sets["read_stories"])
    assert groups == {f"{name} {n}": MOST_A_STORY for name in made.STORIES for n in (1, 2)}
    assert {row.topic for row in sets["read_stories"]} == {"security"}
