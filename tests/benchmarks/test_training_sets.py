"""What measures never trains."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.public_sets import held_out_groups, is_held_out, is_kept_back, measured_translations
from benchmarks.training_sets import ORIGINS, training_sets, write
from topics.training.examples import read_training_set

CODES = ("arb_Arab", "ary_Arab", "fra_Latn", "eng_Latn")
LABELS = ("sports", "travel")


def put(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Every set, with rows that must stay out."""
    clusters = [{"title": f"story {n} told {k}", "cluster": n} for n in range(40) for k in range(3)]
    sentences = [
        {"title": f"sentence {n} {code}", "label": LABELS[n % 4 // 2], "lang": code, "id": str(n)}
        for n in range(20)
        for code in CODES
    ]
    headlines = [
        {"title": f"headline {n}", "abstract": f"lead {n}", "label": "sport" if n % 2 else "middleEast"}
        for n in range(30)
    ]
    put(tmp_path, "gold_topics_dev", [{"title": "HEADLINE 3"}])
    put(tmp_path, "gold_fresh_2026", [{"title": "headline 4"}])
    put(tmp_path, "ant_stories_dev", [{"title": "headline 5"}])
    put(tmp_path, "ant_multisource_ar", [*headlines, headlines[7], {"title": "without a lead"}])
    put(tmp_path, "ant_jawhara_tn", [{"title": f"radio {n}", "label": "politic"} for n in range(5)])
    put(tmp_path, "marsum_goud", headlines[:8])
    put(tmp_path, "sib200", sentences)
    put(tmp_path, "ans_story_groups_ar", clusters)
    put(tmp_path, "uci_stories_en", clusters)
    put(tmp_path, "iptc_mediatopics", [{"label_ar": "رياضة", "name_en": "sport"}, {"name_en": "weather"}])
    return tmp_path


def texts(rows: Sequence[Mapping[str, object]]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        found |= set(row["texts"]) if "texts" in row else {row["anchor"], row["positive"]}  # type: ignore[arg-type, call-overload] # JSON
    return found


def test_titles_that_measure_stay_out_however_they_are_spelled(data: Path) -> None:
    sets = dict(training_sets(data))
    for name in ("ant_multisource_ar", "marsum_goud", "headline_topics"):
        assert not texts(sets[name]) & {"headline 3", "headline 4", "headline 5"}, name
    assert "headline 6" in texts(sets["ant_multisource_ar"])
    anchors = [row["anchor"] for row in sets["ant_multisource_ar"]]
    free = [f"headline {n}" for n in range(30) if n not in (3, 4, 5) and not is_kept_back(f"headline {n}")]
    assert anchors == free, "a headline that stands twice counts once"


def test_a_fifth_of_ant_only_measures(data: Path) -> None:
    """In every set: other outlets carry its headlines too."""
    sets = dict(training_sets(data))
    kept_back = {f"headline {n}" for n in range(30) if is_kept_back(f"headline {n}")}
    assert kept_back
    for name, rows in sets.items():
        assert not texts(rows) & kept_back, name
    share = sum(is_kept_back(f"title {n}") for n in range(4000)) / 4000
    assert 0.17 < share < 0.23


def test_the_kept_back_fifth_never_changes_and_does_not_hang_on_the_spelling() -> None:
    assert [n for n in range(30) if is_kept_back(f"headline {n}")] == [2, 5, 8, 11, 12, 13, 15, 24]
    assert is_kept_back("HEADLINE  8 - Hespress") == is_kept_back("headline 8")


def test_half_of_the_sentences_and_of_the_stories_only_measure(data: Path) -> None:
    sets = dict(training_sets(data))
    rows = [json.loads(line) for line in (data / "sib200.jsonl").read_text().splitlines()]
    measured = {row["title"] for code in CODES for row in measured_translations(rows, code)}
    assert len(measured) == 40
    assert not measured & (texts(sets["sib200"]) | texts(sets["sib200_topics"]))
    stories = [json.loads(line) for line in (data / "uci_stories_en.jsonl").read_text().splitlines()]
    kept_back = {row["title"] for row in held_out_groups(stories)}
    assert 0 < len(kept_back) < len(stories)
    assert not kept_back & (texts(sets["uci_stories_en"]) | texts(sets["ans_story_groups_ar"]))


def test_the_held_out_half_never_changes() -> None:
    assert [number for number in range(12) if is_held_out(number)] == [0, 1, 4, 5, 6, 7, 9, 11]


def test_every_set_states_its_licence_and_is_read_back(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, rows in training_sets(data):
        one, problems = read_training_set(write(out, name, rows))
        assert not problems
        assert (one.name, one.licence, one.origin) == (name, *ORIGINS[name])
        assert one.kind == ("topic" if name.endswith("_topics") else "same")
        assert len(one.groups) == len(rows)
        if name == "sib200":
            assert {group.languages for group in one.groups} == {CODES}
