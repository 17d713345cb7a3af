"""`topics retrain` from the outside: exit codes, what is printed, what is left. Own topics, real encoder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from topics.store.store import open_store
from topics.taxonomy import load_taxonomy
from topics.text import embedding_text
from topics.training.topic_job import make_topic_model
from topics.training.topic_recipe import TopicRecipe
from topics.types import Correction

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder

pytestmark = pytest.mark.encoder

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OWN = """
[[topic]]
id = "port"
examples.fr = ["Un cargo entre au port", "La pêche à la sardine rouvre", "Un ferry retardé par la houle"]
[[topic]]
id = "ecole"
examples.fr = ["La rentrée des collèges repoussée", "Les élèves passent le bac", "Une classe de robotique"]
"""
SAID = {
    "port": (
        "remorqueur chalutier quai voilier docker jetée conteneur capitaine équipage ancre amarre criée "
        "phare sardine filet cargaison ferry houle marin cabotage grue escale armateur pilote"
    ),
    "ecole": (
        "lycée cantine bourse collège élève professeur rentrée cartable manuel examen devoir récréation "
        "tableau instituteur classe diplôme leçon internat orthographe calcul bulletin proviseur dictée"
    ),
}


def corrections() -> list[Correction]:
    """Sixty of each topic: five of its words each."""
    made = []
    for topic, words in SAID.items():
        for number in range(60):
            title = " ".join(np.random.default_rng(number).choice(words.split(), 5, replace=False))
            made.append(Correction(title, "fr", topic, "amina", NOW + timedelta(minutes=number)))
    return made


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Path:
    """A folder with a taxonomy, a registry whose champion knows it, and an empty store."""
    from topics.registry.draft import Draft
    from topics.registry.registry import Registry

    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    taxonomy = load_taxonomy(tmp_path / "own.toml")

    def build(folder: Path) -> Draft:
        make_topic_model(
            [], taxonomy, folder, encoder_id=encoder.encoder_id, recipe=TopicRecipe(),
            encode=lambda titles: encoder.encode([embedding_text(title) for title in titles]),
        )  # fmt: skip
        return Draft(taxonomy_hash=taxonomy.digest, data_hash="none")

    registry = Registry(tmp_path / "models")
    registry.promote(registry.store(build, now=NOW).name, "desk", now=NOW)
    open_store(str(tmp_path / "news.db")).close()
    return tmp_path


def topics(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "TOPICS_MODELS": str(folder / "models")}
    own |= {"TOPICS_DB": str(folder / "news.db"), "TOPICS_TAXONOMY": str(folder / "own.toml")}
    done = subprocess.run(
        [sys.executable, "-m", "topics.cli.main", *arguments],
        capture_output=True, text=True, cwd=folder, env=own, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def champion(folder: Path) -> str:
    return str(json.loads((folder / "models" / "aliases.json").read_text(encoding="utf-8"))["champion"])


def test_nothing_learnt_promoted_and_nothing_again(desk: Path) -> None:
    before = champion(desk)
    empty = topics(desk, "retrain")
    assert empty.returncode == 0 and json.loads(empty.stdout)["outcome"] == "nothing to learn"
    with open_store(str(desk / "news.db")) as store:
        store.corrections.add(corrections())
    done = topics(desk, "retrain", "--report", "card.html")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["outcome"] == "promoted" and told["champion"] == before
    assert champion(desk) == told["version"] != before
    assert "Promoted" in (desk / "card.html").read_text(encoding="utf-8")
    again = topics(desk, "retrain")
    assert again.returncode == 0 and "has learnt all" in json.loads(again.stdout)["reason"]
    assert champion(desk) == told["version"]


@pytest.mark.slow
def test_poisoned_corrections_end_with_three(desk: Path) -> None:
    said = corrections()
    labels = np.random.default_rng(1).permutation([one.topic for one in said]).tolist()
    with open_store(str(desk / "news.db")) as store:
        store.corrections.add([replace(one, topic=topic) for one, topic in zip(said, labels, strict=True)])
    before = champion(desk)
    done = topics(desk, "retrain")
    assert done.returncode == 3, done.stdout
    assert f"The champion {before} goes on serving" in done.stderr
    assert champion(desk) == before and json.loads(done.stdout)["outcome"] == "refused"
    forced = topics(desk, "retrain", "--force", "--why", "a drill")
    assert forced.returncode == 0 and json.loads(forced.stdout)["outcome"] == "forced"
    assert champion(desk) != before


@pytest.mark.parametrize(
    "arguments", [("--force",), pytest.param(("--why", "so"), marks=pytest.mark.slow), ("--since", "soon")]
)
def test_what_makes_no_sense_is_a_usage_error(desk: Path, arguments: tuple[str, ...]) -> None:
    done = topics(desk, "retrain", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected" in done.stderr
