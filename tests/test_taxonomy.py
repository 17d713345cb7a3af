"""The list of topics: the shipped file is complete, and a newsroom's own file is checked with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import TaxonomyError
from topics.taxonomy import NOT_NEWS_NAMES, load_taxonomy
from topics.text import match_form
from topics.types import NOT_NEWS

LEAST_EXAMPLES = {"ar": 14, "fr": 12, "en": 12, "ary": 6, "es": 6}
TWO = '[[topic]]\nid = "a"\nexamples.fr = ["Un titre"]\n[[topic]]\nid = "b"\ndescription.en = "Second"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_list_has_the_17_media_topics_each_once() -> None:
    taxonomy = load_taxonomy()
    assert len(taxonomy.ids) == 17
    assert sorted(topic.code for topic in taxonomy) == [f"medtop:{n:02}000000" for n in range(1, 18)]


@pytest.mark.parametrize("topic", load_taxonomy().topics, ids=lambda topic: topic.id)
def test_shipped_topic_is_complete(topic) -> None:
    assert set(topic.names) == set(topic.description) == {"ar", "fr", "en", "es"}
    assert set(topic.keywords) == set(LEAST_EXAMPLES)
    for language, least in LEAST_EXAMPLES.items():
        assert len(topic.examples[language]) >= least


def test_no_shipped_example_stands_twice() -> None:
    texts = [match_form(e) for topic in load_taxonomy() for listed in topic.examples.values() for e in listed]
    assert len(texts) == len(set(texts))


def test_own_file_replaces_the_shipped_list(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(written(tmp_path, TWO))
    assert taxonomy.ids == ("a", "b")
    assert taxonomy.source.endswith("desk.toml")
    assert taxonomy.get("sport") is None
    first = taxonomy.get("a")
    assert first is not None
    assert first.examples["fr"] == ("Un titre",)


def test_name_falls_back_to_english_then_to_the_id(tmp_path: Path) -> None:
    text = TWO.replace('id = "a"', 'id = "a"\nnames.en = "First"')
    first, second = load_taxonomy(written(tmp_path, text))
    assert (first.name("fr"), second.name("fr")) == ("First", "b")
    assert load_taxonomy().topics[0].name("ar") == "رياضة"


def test_digest_follows_content_not_place(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, same = (load_taxonomy(written(folder, TWO)) for folder in (tmp_path, tmp_path / "other"))
    changed = load_taxonomy(written(tmp_path, TWO.replace("Un titre", "Un autre titre")))
    assert one.digest == same.digest != changed.digest


def test_windows_line_ends_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode())
    assert load_taxonomy(path).ids == ("a", "b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["at least two", "none"]),
        ('[[topic]]\nid = "a"\nexamples.fr = ["x"]\n', ["at least two", "1 table"]),
        ("[[topic]", ["not valid TOML", "line 1"]),
        ("[[topics]]\nid = 'a'\n", ["'topics'"]),
        (TWO.replace('id = "a"', 'id = "A b"'), ["'A b'", "'id'", "hyphens"]),
        (TWO.replace('id = "a"', "code = 'x'"), ["number 1", "'id'", "nothing"]),
        (TWO.replace('id = "b"', 'id = "a"'), ["'a'", "twice"]),
        (TWO.replace("examples.fr", "exemples.fr"), ["'exemples'", "did you mean 'examples'"]),
        (TWO.replace('["Un titre"]', '"Un titre"'), ["'examples.fr'", "a list of texts", "'Un titre'"]),
        (TWO.replace('["Un titre"]', '["Un titre", 7]'), ["'examples.fr[1]'", "a text", "got 7"]),
        (TWO.replace('["Un titre"]', '["  "]'), ["'examples.fr[0]'", "a text"]),
        (TWO.replace("examples.fr", "examples.French"), ["'French'", "BCP-47"]),
        (TWO.replace('examples.fr = ["Un titre"]', ""), ["'a'", "neither"]),
        (
            TWO.replace('description.en = "Second"', 'examples.fr = ["un titre"]'),
            ["'b'", "also stands", "'a'"],
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy(written(tmp_path, text))
    assert "desk.toml" in str(caught.value)
    for part in said:
        assert part in str(caught.value)


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="can't be read"):
        load_taxonomy(tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(TWO.replace("Un titre", "Météo").encode("cp1252"))
    with pytest.raises(TaxonomyError, match="save the file as UTF-8"):
        load_taxonomy(latin)


@pytest.mark.parametrize("language", ["ar", "fr", "en", "es", "ary"])
def test_what_is_not_news_has_a_name_though_it_is_no_topic(language: str) -> None:
    shipped = load_taxonomy()
    assert NOT_NEWS not in shipped.ids
    assert shipped.name(NOT_NEWS, language) == NOT_NEWS_NAMES[language]
    assert shipped.name(NOT_NEWS, "de") == "Not news"
    assert shipped.name("sport", language) == shipped.topics[0].name(language)
    assert shipped.name("of-another-list", language) == "of-another-list"
