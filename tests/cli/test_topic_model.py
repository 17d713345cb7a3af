"""A newsroom's own topic model on the command line: named with --model, told by doctor, explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from topics.cli.main import app
from topics.errors import ModelError, UsageError

TAXONOMY = """
[[topic]]
id = "sea"
names.fr = "La mer"
description.fr = "Ports, pêche, navires"
[[topic]]
id = "town"
names.fr = "La ville"
description.fr = "Mairie, quartiers, voirie"
"""
LABELS = """\
title,topic,lang
Le port rouvre aux chalutiers,sea,fr
La sardine revient au large,sea,fr
Un cargo bloque le chenal du port,sea,fr
Les pêcheurs réparent leurs filets,sea,fr
Le ferry reprend ses traversées,sea,fr
La mairie repeint le quartier,town,fr
Un nouveau marché de quartier ouvre,town,fr
L'éclairage public passe aux diodes,town,fr
La voirie ferme deux rues du centre,town,fr
Le tramway gagne trois stations,town,fr
Abonnez-vous à notre lettre,not_news,fr
Nos meilleurs vœux pour la nouvelle année,not_news,fr
Profitez de nos offres d'abonnement,not_news,fr
Le programme télé de ce soir,not_news,fr
"""
TITLES = "Le port accueille un navire - Le Phare\nLa mairie ferme une rue\nAbonnez-vous à nos offres\n"

pytestmark = pytest.mark.encoder


def call(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=text)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, encoder_cache: Path) -> Path:
    """A folder with a taxonomy of two topics and a model of them that knows what is not news."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "mine.toml").write_text(TAXONOMY, encoding="utf-8")
    (folder / "labels.csv").write_text(LABELS, encoding="utf-8")
    (folder / "today.txt").write_text(TITLES, encoding="utf-8")
    done = call("train", "topics", str(folder / "labels.csv"), *own(folder)[:2], "--out", own(folder)[3])
    assert done.exit_code == 0, done.output
    return folder


def own(folder: Path) -> tuple[str, ...]:
    return ("--taxonomy", str(folder / "mine.toml"), "--model", str(folder / "model"))


def rows(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, (done.output, done.exception)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_named_model_classifies_and_explains_itself(desk: Path) -> None:
    plain = rows(call("classify", str(desk / "today.txt"), *own(desk)))
    found = rows(call("classify", str(desk / "today.txt"), *own(desk), "--explain"))
    assert [row["topic"] for row in found] == ["sea", "town", "not_news"]
    explanations = [row.pop("explanation") for row in found]
    assert found == plain
    for one in explanations:
        assert list(one) == ["words", "meaning", "bias", "nearest"]
        assert all(list(near) == ["title", "set", "topic", "cosine"] for near in one["nearest"])
    assert "port" in {word["text"] for word in explanations[0]["words"]}
    nearest = [near for one in explanations for near in one["nearest"]]
    assert {near["set"] for near in nearest} == {"labels", "taxonomy"}
    for near in nearest:  # a desk's own text is not kept, the taxonomy's is at hand
        assert (near["title"] is None) == (near["set"] == "labels")


@pytest.mark.slow
def test_the_environment_names_a_model_and_a_flag_wins(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_MODEL", own(desk)[3])
    monkeypatch.setenv("TOPICS_TAXONOMY", own(desk)[1])
    found = rows(call("classify", "-", "--top", "all", text="Le port rouvre\n"))
    assert len(found[0]["alternatives"]) == 2
    done = call("classify", "-", "--model", str(desk / "absent"), text="Le port rouvre\n")
    assert isinstance(done.exception, ModelError)
    assert "absent" in str(done.exception)


@pytest.mark.slow
def test_every_command_that_classifies_takes_a_model(desk: Path, tmp_path: Path) -> None:
    today, store = str(desk / "today.txt"), str(tmp_path / "topics.db")
    counted = rows(call("trends", today, *own(desk), "--every", "month"))
    assert sorted(row["key"] for row in counted) == ["not_news", "sea", "town"]
    rows(call("run", today, *own(desk), "--db", store, "--json"))
    exported = rows(call("export", "--db", store))
    assert sorted(row["topic"] for row in exported) == ["not_news", "sea", "town"]
    assert all(row["model"].startswith("topics-") for row in exported)
    (again,) = rows(call("classify", *own(desk), "--db", store, "--json"))
    assert again["stages"][-1]["done"] == 0
    (measured,) = rows(
        call("evaluate", "--gold", str(desk / "labels.csv"), *own(desk), "-o", "-", "--html", f"{store}.html")
    )
    assert measured["not_news"]["support"] == 4


@pytest.mark.slow
def test_without_a_trained_model_there_is_nothing_to_explain(desk: Path) -> None:
    done = call("classify", str(desk / "today.txt"), *own(desk)[:2], "--explain")
    assert isinstance(done.exception, UsageError)
    for part in ("topics train topics", "--model", "leave --explain out"):
        assert part in str(done.exception)
    assert done.stdout == ""


def test_what_is_stored_is_not_explained(tmp_path: Path) -> None:
    done = call("classify", "--explain", "--db", str(tmp_path / "topics.db"))
    assert isinstance(done.exception, UsageError)
    assert "expected INPUT with --explain" in str(done.exception)


def finding(*arguments: str) -> dict[str, str]:
    told = json.loads(call("doctor", "--json", *arguments).stdout)
    (one,) = [one for one in told["findings"] if one["what"] == "topic model"]
    return one


@pytest.mark.slow
def test_doctor_tells_which_model_answers(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = json.loads((desk / "model" / "topics.json").read_text(encoding="utf-8"))["weights"]["sha256"]
    named = finding(*own(desk))
    assert named["state"] == "ok"
    assert digest[:12] in named["found"] and str(desk / "model") in named["found"]
    of_others = finding(*own(desk)[2:])
    assert of_others["state"] == "failed"
    assert "['sea', 'town', 'not_news']" in of_others["found"]


@pytest.mark.slow
def test_doctor_tells_why_the_shipped_model_does_not_answer(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from topics import service

    monkeypatch.setattr(service, "shipped_models", lambda: tmp_path)
    none = finding(*own(desk)[:2])
    assert (none["state"], "no topic model is shipped" in none["found"]) == ("ok", True)
    (tmp_path / "topics").symlink_to(desk / "model")
    other = finding()
    assert other["state"] == "ok"
    assert other["found"].startswith("learnt from the taxonomy's phrases: the shipped model does not fit")
    assert "from " + str(tmp_path / "topics") in finding(*own(desk)[:2])["found"]
