"""Training text: what is read, what is told, what is ours."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from topics.errors import InputError
from topics.taxonomy import load_taxonomy
from topics.text import content_hash, plain_form
from topics.training.authored import authored_events, authored_headlines
from topics.training.examples import Group, authored_sets, joined_topics, read_training_set


def lines(path: Path, *rows: object) -> Path:
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_groups_pairs_and_what_the_set_says_of_itself(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "mine.jsonl",
        {"set": {"name": "leads", "licence": "CC0", "origin": "our desk"}},
        {"group": 7, "texts": ["مطر", "pluie"], "languages": ["ar", "fr"]},
        "",
        {"anchor": "headline", "positive": "lead"},
    )
    one, problems = read_training_set(path)
    assert not problems
    assert (one.name, one.kind, one.licence, one.origin) == ("leads", "same", "CC0", "our desk")
    assert one.groups == (
        Group("7", ("مطر", "pluie"), ("ar", "fr")),
        Group("line 4", ("headline", "lead")),
    )
    assert one.texts == 4
    assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_without_a_description_the_file_names_the_set(tmp_path: Path) -> None:
    one, _ = read_training_set(lines(tmp_path / "leads.jsonl", {"texts": ["a", "b"]}))
    assert (one.name, one.kind, one.licence) == ("leads", "same", "not stated")


BAD = [
    "{", "[]", "3", '"text"', {"texts": ["one"]}, {"texts": "ab"}, {"texts": ["a", " "]}, {"texts": ["a", 1]},
    {"anchor": "a"}, {"anchor": "a", "positive": None}, {"set": {}},
    {"texts": ["a", "b"], "languages": ["ar"]},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_bad_line_is_told_and_the_rest_is_kept(tmp_path: Path, bad: object) -> None:
    good = {"group": "g", "texts": ["a", "b"]}
    one, (problem,) = read_training_set(lines(tmp_path / "some.jsonl", good, bad, {**good, "group": "h"}))
    assert [group.key for group in one.groups] == ["g", "h"]
    assert problem.position == "line 2" and "expected" in problem.message and "got" in problem.message


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"nothing\n", b"\xff\xfe\x00", b'{"set": {"name": "x"}}\n']
)
def test_a_file_with_nothing_usable_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match="expected"):
        read_training_set(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected JSON lines"):
        read_training_set(tmp_path / "none.jsonl")


def test_a_set_of_no_known_kind_is_an_error(tmp_path: Path) -> None:
    """Were it read as the other kind, all of it would be learnt wrongly."""
    path = lines(tmp_path / "some.jsonl", {"set": {"kind": "topics"}}, {"texts": ["a", "b"]})
    with pytest.raises(InputError, match="the kind same or topic, got 'topics'"):
        read_training_set(path)


def test_topics_of_one_name_are_joined(tmp_path: Path) -> None:
    first, second = (
        read_training_set(
            lines(
                tmp_path / f"{number}.jsonl", {"set": {"kind": "topic"}}, {"group": "sport", "texts": texts}
            )
        )[0]
        for number, texts in enumerate((["a", "b"], ["b", "c"]))
    )
    assert list(joined_topics([first, second])) == [Group("sport", ("a", "b", "c"))]


# --- what we wrote ------------------------------------------------------------------------------------


def test_every_authored_event_has_a_topic_and_is_told_in_three_languages() -> None:
    topics = set(load_taxonomy(None).ids)
    events = list(authored_events())
    assert len({event.id for event in events}) == len(events) >= 700
    for event in events:
        assert event.topic in topics and set(event.also) <= topics - {event.topic}, event.id
        assert {"ar", "fr", "en"} <= {code for code, _ in event.titles} <= {"ar", "ary", "fr", "en", "es"}
    for topic, count in Counter(event.topic for event in events).items():
        assert count >= 40, topic


def test_no_authored_headline_stands_twice() -> None:
    forms = Counter(content_hash(title) for event in authored_events() for _, title in event.titles)
    assert [form for form, count in forms.items() if count > 1] == []


def test_authored_headlines_are_not_made_from_a_mould() -> None:
    """Neighbours rarely begin alike, and no beginning is worn out."""
    for language in ("ar", "ary", "fr", "en", "es"):
        starts = [
            " ".join(plain_form(title).split()[:2])
            for event in authored_events()
            for code, title in event.titles
            if code == language
        ]
        (_, most), *_ = Counter(starts).most_common(1)
        assert most <= 0.03 * len(starts), language
        alike = sum(one == other for one, other in pairwise(starts))
        assert alike <= 0.02 * len(starts), language


def test_our_text_comes_by_event_and_by_topic() -> None:
    by_event, by_topic = authored_sets()
    assert (by_event.kind, by_topic.kind) == ("same", "topic")
    assert [group.key for group in by_topic.groups] == sorted([*load_taxonomy(None).ids, "not_news"])
    singles = [one.title for one in authored_headlines()]
    assert by_topic.texts == by_event.texts + len(singles)
    assert {text for group in (*by_event.groups, *by_topic.groups) for text in group.texts} >= set(singles)
    assert all(len(group.texts) == len(group.languages) for group in by_event.groups)
