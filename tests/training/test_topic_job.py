"""From labelled sets to a folder that the product reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from topics.classify.topic_model import TopicModel, read_topic_model
from topics.classify.trained import TrainedClassifier
from topics.errors import ModelError, UsageError
from topics.taxonomy import Taxonomy, load_taxonomy
from topics.text import content_hash
from topics.training.labelled import Labelled, LabelledSet
from topics.training.topic_job import make_topic_model
from topics.training.topic_recipe import TopicRecipe

OWN = """
[[topic]]
id = "sea"
examples.fr = ["Le port rouvre lundi", "Un cargo bloque le port", "Le chalutier rentre au port"]
[[topic]]
id = "town"
examples.fr = ["La mairie repeint le quartier", "Un marché de quartier", "Le quartier fête ses voisins"]
"""
RECIPE = TopicRecipe()
DESK = LabelledSet(
    "desk",
    (
        Labelled("Un navire quitte le port", "fr", "sea", ("town",)),
        Labelled("Le maire visite le quartier", "fr", "town"),
        Labelled("Abonnez-vous à notre lettre", "fr", "not_news"),
        Labelled("Grille des programmes du soir", "fr", "not_news"),
        Labelled("Le derby finit sans but", "fr", "sport"),
    ),
    "CC0",
    "our desk",
    "0" * 64,
)


@pytest.fixture
def own(tmp_path: Path) -> Taxonomy:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return load_taxonomy(path)


def made(
    own: Taxonomy, out: Path, sets: Sequence[LabelledSet] = (DESK,), told: list[str] | None = None
) -> TopicModel:
    return make_topic_model(
        sets, own, out, encode=HashingEncoder().encode, encoder_id="hashing-1", recipe=RECIPE,
        tell=(told if told is not None else []).append,
    )  # fmt: skip


def test_the_folder_holds_the_model_and_its_card(own: Taxonomy, tmp_path: Path) -> None:
    out = tmp_path / "models" / "mine"
    model = made(own, out)
    assert {path.name for path in out.iterdir()} == {
        "README.md", "topics.json", f"topics-{model.digest}.safetensors",
    }  # fmt: skip
    found = read_topic_model(out)
    assert (found.digest, found.topics) == (model.digest, ("sea", "town", "not_news"))
    assert found.encoder_id == "hashing-1" and found.sets == ("desk", "taxonomy")
    text = (out / "README.md").read_text(encoding="utf-8")
    assert model.digest in text and "| desk | CC0 | our desk | 4 |" in text


def test_it_files_headlines(own: Taxonomy, tmp_path: Path) -> None:
    titles = ["Le port attend un cargo", "Un quartier et sa mairie", "Programmes du soir : la grille"]
    trained = TrainedClassifier(made(own, tmp_path / "mine"))
    found = trained.predict(titles, titles, HashingEncoder().encode(titles))
    assert [found.ranked(row)[0][0] for row in range(3)] == ["sea", "town", "not_news"]


def test_topics_that_the_taxonomy_has_not_are_told(own: Taxonomy, tmp_path: Path) -> None:
    told: list[str] = []
    made(own, tmp_path / "mine", told=told)
    assert told == ["left out, because the taxonomy has no such topic: 1 of 'sport'"]
    told.clear()
    made(own, tmp_path / "mine", sets=[], told=told)
    assert told == []


def test_a_taxonomy_alone_makes_a_model(own: Taxonomy, tmp_path: Path) -> None:
    model = made(own, tmp_path / "mine", sets=[])
    assert model.topics == ("sea", "town") and model.sets == ("taxonomy",)
    assert model.about["held_out"]["all"]["headlines"] == 6


def test_no_headline_is_in_the_folder(own: Taxonomy, tmp_path: Path) -> None:
    made(own, tmp_path / "mine")
    whole = b"".join(path.read_bytes() for path in (tmp_path / "mine").iterdir())
    for title in ("Un navire quitte le port", "Abonnez-vous à notre lettre", "Un cargo bloque le port"):
        assert title.encode() not in whole
    assert int(content_hash("Un navire quitte le port")[:16], 16).to_bytes(8, "little") in whole


def test_training_again_replaces_the_model_and_keeps_what_people_wrote(own: Taxonomy, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    first = made(own, out)
    card = out / "README.md"
    card.write_text(card.read_text(encoding="utf-8") + "Ask Amina.\n", encoding="utf-8")
    second = made(own, out, sets=[])
    assert first.digest != second.digest == read_topic_model(out).digest
    assert len(list(out.glob("*.safetensors"))) == 1
    assert card.read_text(encoding="utf-8").endswith("Ask Amina.\n")


def test_equal_sets_equal_files(own: Taxonomy, tmp_path: Path) -> None:
    one, other = made(own, tmp_path / "one"), made(own, tmp_path / "other")
    assert one.digest == other.digest
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_what_cannot_be_learnt_or_written_leaves_no_folder(own: Taxonomy, tmp_path: Path) -> None:
    one_ad = LabelledSet("ads", (Labelled("Abonnez-vous", "fr", "not_news"),))
    with pytest.raises(UsageError, match="topics not_news"):
        made(own, tmp_path / "mine", sets=[one_ad])
    assert not (tmp_path / "mine").exists()
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(ModelError, match="name another"):
        made(own, tmp_path / "file")
