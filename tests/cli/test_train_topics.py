"""A newsroom's own topics, by the recipe: train, classify, evaluate. Three topics, ten examples each."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from topics.classify.topic_model import read_topic_model
from topics.taxonomy import load_taxonomy

OWN = """
[[topic]]
id = "port"
examples.fr = [
    "Un cargo de céréales bloqué trois jours à l'entrée du port",
    "Les chalutiers restent à quai à cause de la houle",
    "Le nouveau quai à conteneurs entre en service",
    "La pêche à la sardine rouvre lundi",
    "Un ferry vers Algésiras retardé de six heures",
    "Les dockers déchargent un paquebot de croisière",
    "Trafic de conteneurs : un semestre record",
    "La criée déménage sur la jetée nord",
    "Un voilier secouru au large du phare",
    "Le dragage du chenal commence en mars",
]
[[topic]]
id = "ecole"
examples.fr = [
    "La rentrée repoussée d'une semaine dans les collèges",
    "Un lycée technique ouvre une classe de robotique",
    "Les résultats du baccalauréat publiés mardi",
    "Cantine scolaire : les repas passent à dix dirhams",
    "Des enseignants formés à la lecture syllabique",
    "Deux écoles rurales reliées au transport scolaire",
    "Les élèves de CM2 visitent le musée",
    "La bibliothèque du lycée rouvre après travaux",
    "Bourses : les étudiants attendent le versement",
    "Une institutrice primée pour ses cours en plein air",
]
[[topic]]
id = "champs"
examples.fr = [
    "La récolte des olives commence avec deux semaines d'avance",
    "Les éleveurs s'inquiètent du prix du fourrage",
    "Semences de blé : la distribution débute",
    "Un gel tardif abîme les amandiers",
    "Irrigation au goutte-à-goutte : une aide prolongée",
    "Les producteurs de tomates jettent une partie de la récolte",
    "Le marché aux moutons fait le plein",
    "Une coopérative de safran double sa surface",
    "Tracteurs : la coopérative mutualise ses machines",
    "La vendange s'annonce maigre sur le plateau",
]
"""
GOLD = [
    ("Un porte-conteneurs géant accoste pour la première fois", "port"),
    ("Les pêcheurs de sardine reprennent la mer", "port"),
    ("Le ferry de Tarifa annulé à cause du vent", "port"),
    ("Les lycéens passent l'examen régional", "ecole"),
    ("Une école primaire sans professeur depuis octobre", "ecole"),
    ("Les élèves reçoivent leurs manuels", "ecole"),
    ("Les agriculteurs sèment l'orge sous la pluie", "champs"),
    ("Moins d'oliviers, plus de blé : le pari des paysans", "champs"),
    ("Le prix du mouton baisse chez les éleveurs", "champs"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the taxonomy, headlines to classify, and the same labelled."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    (folder / "today.txt").write_text("\n".join(title for title, _ in GOLD), encoding="utf-8")
    with (folder / "gold.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("title", "topic"), *GOLD])
    return folder


def topics(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "XDG_DATA_HOME": str(folder / "data"), **(environment or {})}
    done = subprocess.run(
        [sys.executable, "-m", "topics.cli.main", *arguments],
        capture_output=True, text=True, cwd=folder, env=own, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def told(desk: Path, encoder: object) -> dict[str, object]:
    """What the training prints; the model lies in ``mine``."""
    done = topics(desk, "train", "topics", "--taxonomy", "own.toml", "--out", "mine", "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.encoder
def test_thirty_headlines_become_a_model(desk: Path, told: dict[str, object]) -> None:
    assert set(load_taxonomy(desk / "own.toml").ids) == {"port", "ecole", "champs"}
    assert told["model"] == "mine" and told["topics"] == ["port", "ecole", "champs"]
    assert told["held_out"]["all"]["headlines"] == 30
    assert told["held_out"]["all"]["accepted"] > 0.6
    assert read_topic_model(desk / "mine").digest == told["digest"]
    assert "# A model of 3 topics" in (desk / "mine" / "README.md").read_text(encoding="utf-8")


@pytest.mark.encoder
def test_it_classifies(desk: Path, told: dict[str, object]) -> None:
    done = topics(
        desk, "classify", "today.txt", "--taxonomy", "own.toml", environment={"TOPICS_MODEL": "mine"}
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["title"] for row in rows] == [title for title, _ in GOLD]
    wrong = [row for row, (_, topic) in zip(rows, GOLD, strict=True) if row["topic"] != topic]
    assert len(wrong) <= 1, wrong
    assert not all(row["abstained"] for row in rows)


@pytest.mark.encoder
@pytest.mark.slow
def test_it_is_evaluated(desk: Path, told: dict[str, object]) -> None:
    done = topics(
        desk, "evaluate", "--gold", "gold.csv", "--taxonomy", "own.toml", "--output", "found.json",
        environment={"TOPICS_MODEL": "mine"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["overall"]["n"] == 9 and found["overall"]["accepted"]["value"] >= 8 / 9
    assert (desk / "found.html").exists()


@pytest.mark.encoder
@pytest.mark.slow
def test_a_few_corrections_are_learnt(desk: Path, told: dict[str, object]) -> None:
    """The same command, with labels: a table, and rows under topics that the taxonomy has not."""
    rows = [("title", "topic", "also"), *((title, topic, "") for title, topic in GOLD)]
    rows += [("Le derby finit sans but", "sport", ""), ("", "port", ""), ("Abonnez-vous", "not_news", "")]
    rows += [("Grille du soir", "not_news", ""), ("La mer au programme des lycées", "ecole", "port")]
    with (desk / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = topics(desk, "train", "topics", "corrections.csv", "--taxonomy", "own.toml", "--out", "better")
    assert done.returncode == 0, done.stderr
    assert "1 of 'sport'" in done.stderr and "corrections.csv line 12: expected a title" in done.stderr
    model = read_topic_model(desk / "better")
    assert model.topics == ("port", "ecole", "champs", "not_news")
    assert model.sets == ("corrections", "taxonomy")
    assert json.loads(done.stdout)["digest"] == model.digest != told["digest"]


# --- what can't be learnt -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            ("missing.csv", "--taxonomy", "own.toml"),
            1,
            "expected labelled headlines in UTF-8",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ("today.txt", "--taxonomy", "own.toml"),
            1,
            "expected labelled headlines such as",
            marks=pytest.mark.slow,
        ),
        pytest.param(("--taxonomy", "missing.toml"), 2, "can't be read", marks=pytest.mark.slow),
        pytest.param(
            ("gold.csv", "gold.csv", "--taxonomy", "own.toml"),
            2,
            "different names, got ['gold'] twice",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["missing", "no labels", "no taxonomy", "twice"],
)
def test_nothing_to_learn_ends_with_words(
    desk: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = topics(desk, "train", "topics", *arguments, "--out", "none")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert not (desk / "none").exists()
