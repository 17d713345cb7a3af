"""What a topic model learns from: each title once, under the taxonomy's topics alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from topics.classify.zero_shot import phrases_of
from topics.errors import UsageError
from topics.taxonomy import Taxonomy, load_taxonomy
from topics.training.labelled import Labelled, LabelledSet, authored_labelled
from topics.training.material import TAXONOMY, Unusable, gather, taxonomy_set

OWN = """
[[topic]]
id = "sea"
names.fr = "Mer"
description.fr = "Ports, pêche et navires"
examples.fr = ["Le port rouvre lundi", "Un cargo bloque le port"]
keywords.fr = ["chalutier"]
[[topic]]
id = "town"
examples.fr = ["La mairie repeint le quartier", "Un marché de quartier"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Taxonomy:
    return taxonomy(tmp_path, OWN)


def taxonomy(folder: Path, text: str) -> Taxonomy:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_taxonomy(path)


def desk(*rows: tuple[str, str], name: str = "desk") -> LabelledSet:
    return LabelledSet(name, tuple(Labelled(title, "fr", topic) for title, topic in rows))


def test_a_taxonomy_alone_is_material(own: Taxonomy) -> None:
    material, unusable = gather([], own, phrase_weight=0.5)
    assert not unusable
    assert material.topics == ("sea", "town") and set(material.sets) == {TAXONOMY}
    assert [(row.title, row.topic, row.language, row.weight) for row in material.rows] == [
        ("Le port rouvre lundi", "sea", "fr", 0.5),
        ("Un cargo bloque le port", "sea", "fr", 0.5),
        ("chalutier", "sea", "fr", 0.25),
        ("Ports, pêche et navires", "sea", "fr", 0.5),
        ("Mer", "sea", "fr", 0.5),
        ("La mairie repeint le quartier", "town", "fr", 0.5),
        ("Un marché de quartier", "town", "fr", 0.5),
    ]


def test_of_equal_titles_the_first_counts(own: Taxonomy) -> None:
    """Corrections are named before what they correct; spellings of one title are one title."""
    corrections = desk(
        ("UN MARCHÉ  de quartier - Hespress", "sea"), ("Les mouettes", "sea"), name="corrections"
    )
    later = desk(("« Les mouettes »", "town"), ("les mouettes", "town"), ("Le phare", "sea"))
    material, _ = gather([corrections, later], own, phrase_weight=1.0)
    of_title = {row.title: (row.topic, name) for row, name in zip(material.rows, material.sets, strict=True)}
    assert of_title["UN MARCHÉ  de quartier - Hespress"] == ("sea", "corrections")
    assert "Un marché de quartier" not in of_title
    assert of_title["Les mouettes"] == ("sea", "corrections") and "les mouettes" not in of_title
    assert of_title["« Les mouettes »"] == ("town", "desk"), "quotes make another title"
    assert of_title["Le phare"] == ("sea", "desk")
    assert len(material.rows) == len(material.sets) == 10


def test_rows_keep_what_their_file_says_of_them(own: Taxonomy) -> None:
    row = Labelled("Le phare", "fr", "sea", ("town",), 0.3, "g1")
    material, _ = gather([LabelledSet("desk", (row,))], own, phrase_weight=1.0)
    assert material.rows[0] == row


def test_topics_outside_the_taxonomy_are_told(own: Taxonomy) -> None:
    rows = desk(("A b", "sport"), ("C d", "art"), ("E f", "sport"), ("Le phare", "sea"))
    material, unusable = gather([rows], own, phrase_weight=1.0)
    assert unusable == [Unusable("art", 1), Unusable("sport", 2)]
    assert material.topics == ("sea", "town")
    assert Counter(material.sets) == {"desk": 1, TAXONOMY: 7}


def test_a_title_that_lies_outside_leaves_the_place_to_a_later_one(own: Taxonomy) -> None:
    first, second = desk(("Le phare", "sport"), name="first"), desk(("Le phare", "sea"), name="second")
    material, _ = gather([first, second], own, phrase_weight=1.0)
    assert (material.rows[0].topic, material.sets[0]) == ("sea", "second")


def test_not_news_is_a_topic_only_where_a_set_has_it(own: Taxonomy) -> None:
    without, _ = gather([desk(("Le phare", "sea"))], own, phrase_weight=1.0)
    assert without.topics == ("sea", "town")
    ads = desk(("Abonnez-vous", "not_news"), ("Grille du soir", "not_news"))
    with_ads, unusable = gather([ads], own, phrase_weight=1.0)
    assert with_ads.topics == ("sea", "town", "not_news") and not unusable


def test_topics_keep_the_order_of_the_taxonomy() -> None:
    material, unusable = gather([authored_labelled()], load_taxonomy(), phrase_weight=1.0)
    assert material.topics == (*load_taxonomy().ids, "not_news")
    assert not unusable
    assert set(material.sets) == {"authored", TAXONOMY}


@pytest.mark.parametrize("title", ["Le phare", "UN cargo bloque le port!"])
def test_a_topic_with_next_to_nothing_is_refused(tmp_path: Path, title: str) -> None:
    poor = taxonomy(tmp_path, OWN.replace(', "Un marché de quartier"', ""))
    with pytest.raises(UsageError, match=r"topics town: expected at least 2 .*, got 1; label some"):
        gather([desk((title, "sea"))], poor, phrase_weight=1.0)
    material, _ = gather([desk((title, "town"))], poor, phrase_weight=1.0)
    assert sum(row.topic == "town" for row in material.rows) == 2


def test_every_poor_topic_is_named(tmp_path: Path) -> None:
    poor = taxonomy(
        tmp_path, '[[topic]]\nid = "a"\nexamples.fr = ["x y"]\n[[topic]]\nid = "b"\nexamples.fr = ["z w"]\n'
    )
    with pytest.raises(UsageError, match=r"topics a, b: .* got 1, 1;"):
        gather([], poor, phrase_weight=1.0)


def test_one_advertisement_is_too_few(own: Taxonomy) -> None:
    with pytest.raises(UsageError, match="topics not_news"):
        gather([desk(("Abonnez-vous", "not_news"))], own, phrase_weight=1.0)


def test_the_taxonomy_as_a_set_is_its_phrases(own: Taxonomy) -> None:
    one = taxonomy_set(own, 2.0)
    assert (one.name, one.origin) == (TAXONOMY, own.source)
    assert [row.title for row in one.rows] == [phrase.text for phrase in phrases_of(own)]
    assert [row.weight for row in one.rows] == [2 * phrase.weight for phrase in phrases_of(own)]
