"""`topics models` on the command line: what there is, what serves, and the way back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.registry.versions import NOW
from topics.classify.topic_model import TopicModel, read_topic_model, write_topic_model
from topics.cli.main import app
from topics.errors import ModelError, UsageError
from topics.registry.draft import Draft
from topics.registry.registry import Registry
from topics.service import load_classifier, load_encoder, registry_of
from topics.settings import load_settings
from topics.shipped import shipped_models
from topics.taxonomy import load_taxonomy
from topics.training.labelled import authored_labelled


@pytest.fixture(autouse=True)
def _models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)


def call(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(app, ["models", *arguments], input=text)


def rows(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    done = call(*arguments)
    assert done.exit_code == code, (done.output, done.exception)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def shipped() -> TopicModel:
    return read_topic_model(shipped_models() / "topics")


def store(model: TopicModel, *, number: int = 0, accepted: float = 0.88) -> str:
    """A version of the shipped model's topics and encoder that leans to other topics; returns its name."""
    lean = np.linspace(0, number, len(model.topics), dtype=np.float32)

    def build(folder: Path) -> Draft:
        write_topic_model(replace(model, bias=model.bias + lean), folder)
        return Draft(
            taxonomy_hash=load_taxonomy().digest,
            data_hash=f"{number}",
            parent="shipped",
            metrics={"frozen": {"overall": {"accepted": accepted}}},
        )

    return registry_of(load_settings()).store(build, now=NOW).name


def test_at_first_the_shipped_model_is_the_champion() -> None:
    (row,) = rows("list")
    assert (row["version"], row["aliases"], row["parent"], row["created"]) == (
        "shipped",
        ["champion"],
        None,
        None,
    )
    assert (row["accepted"], row["measured_on"]) == (pytest.approx(0.8518), "held_out")
    assert 6 * 1024**2 < row["bytes"] < 8 * 1024**2
    (told,) = rows("show")
    assert told["version"] == "shipped" and told["promotions"] == []
    assert rows("verify") == [{"version": "shipped", "problems": [], "ok": True}]


def test_versions_are_listed_promoted_compared_and_rolled_back(shipped: TopicModel) -> None:
    first, second = store(shipped, number=1, accepted=0.88), store(shipped, number=2, accepted=0.9)
    (told,) = rows("promote", first, "--why", "better in Darija", "--by", "amina", "--json")
    assert told == {"champion": first, "previous": "shipped", "candidate": second}
    (told,) = rows("promote", "candidate", "--json")
    assert told == {"champion": second, "previous": first, "candidate": None}
    listed = {row["version"]: row for row in rows("list")}
    assert [row["aliases"] for row in (listed[second], listed[first], listed["shipped"])] == [
        ["champion"], ["previous"], [],
    ]  # fmt: skip
    assert (listed[first]["accepted"], listed[first]["measured_on"]) == (0.88, "frozen")
    (shown,) = rows("show", first)
    (step,) = shown["promotions"]
    assert (step["by"], step["why"], step["from"]) == ("amina", "better in Darija", "shipped")
    changes = {row["fact"]: row["change"] for row in rows("diff")}
    assert changes == {"data_hash": None, "metrics.frozen.overall.accepted": pytest.approx(0.02)}
    (told,) = rows("rollback", "--json")
    assert (told["champion"], told["previous"]) == (first, second)


def test_a_promotion_against_the_gate_needs_a_reason(shipped: TopicModel) -> None:
    name = store(shipped, number=1)
    done = call("promote", name, "--force")
    assert isinstance(done.exception, UsageError)
    rows("promote", name, "--force", "--why", "elections", "--by", "amina", "--json")
    assert rows("show", name)[0]["forced"] == "amina: elections"


def test_verify_says_what_is_wrong_and_ends_with_one(shipped: TopicModel, tmp_path: Path) -> None:
    good, bad = store(shipped, number=1), store(shipped, number=2)
    (weights,) = (tmp_path / "models" / bad).glob("*.safetensors")
    weights.write_bytes(b"\x80\x04N.")
    found = {row["version"]: row for row in rows("verify", code=1)}
    assert found[good]["ok"] and found["shipped"]["ok"] and not found[bad]["ok"]
    assert "a pickle, which can run code" in found[bad]["problems"][0]
    assert rows("verify", good) == [{"version": good, "problems": [], "ok": True}]
    done = call("promote", bad)
    assert isinstance(done.exception, ModelError)
    assert registry_of(load_settings()).champion().name == "shipped"


def test_a_version_for_another_encoder_or_taxonomy_is_refused_here(
    shipped: TopicModel, tmp_path: Path
) -> None:
    name = store(shipped, number=1)
    (row,) = rows("verify", name, "--encoder", "packaged", code=1)
    assert "expected a model for the encoder multilingual-e5-small@" in row["problems"][0]
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[[topic]]\nid = "sea"\ndescription.fr = "Mer"\n[[topic]]\nid = "town"\ndescription.fr = "Ville"\n'
    )
    (row,) = rows("verify", name, "--taxonomy", str(mine), code=1)
    assert "expected a model of the topics ['sea', 'town']" in row["problems"][0]


def test_a_champion_that_is_gone_is_found_by_verify_and_list(shipped: TopicModel, tmp_path: Path) -> None:
    name = store(shipped, number=1)
    rows("promote", name, "--json")
    (tmp_path / "models" / name).rename(tmp_path / "elsewhere")
    (row,) = rows("verify", code=1)
    assert (row["version"], "manifest.json" in row["problems"][0]) == (name, True)
    (listed,) = [one for one in rows("list") if one["version"] == name]
    assert (listed["aliases"], listed["bytes"]) == (["champion"], 0)
    assert "manifest.json" in listed["problem"]


def test_names_that_are_none_are_wrong_use() -> None:
    for arguments in (("show", "nothing"), ("promote", "candidate"), ("diff",)):
        done = call(*arguments)
        assert isinstance(done.exception, UsageError), arguments
        assert "topics models list" in str(done.exception)


def test_a_way_back_that_is_not_there_is_a_failure() -> None:
    done = call("rollback")
    assert isinstance(done.exception, ModelError)
    assert done.exception.exit_code == 1
    assert "expected a previous version to go back to, got none; see `topics models list`" in str(
        done.exception
    )


@pytest.mark.slow
def test_prune_keeps_what_has_a_name(shipped: TopicModel) -> None:
    first, second, third = (store(shipped, number=number) for number in (1, 2, 3))
    rows("promote", first, "--json")
    (told,) = rows("prune", "--keep", "0", "--json")
    assert told == {"removed": [second]}
    assert {row["version"] for row in rows("list")} == {first, third, "shipped"}


@pytest.mark.encoder
@pytest.mark.slow
def test_a_rollback_gives_the_exact_former_answers_on_headlines(shipped: TopicModel, encoder: object) -> None:
    settings, taxonomy = load_settings(), load_taxonomy()
    titles = [row.title for row in authored_labelled().rows[::60]]
    model = load_encoder(settings)
    vectors = model.encode(titles)

    def said() -> str:
        found = load_classifier(settings, taxonomy, model).predict(titles, titles, vectors)
        return hashlib.sha256(found.probabilities.tobytes() + found.abstained.tobytes()).hexdigest()

    before = said()
    rows("promote", store(shipped, number=1), "--json")
    assert said() != before
    rows("rollback", "--json")
    assert said() == before


@pytest.mark.encoder
@pytest.mark.slow
def test_doctor_names_the_version_and_warns_of_a_champion_that_does_not_fit(
    shipped: TopicModel, encoder: object
) -> None:
    name = store(shipped, number=1)
    rows("promote", name, "--json")

    def finding() -> dict[str, str]:
        told = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
        (one,) = [one for one in told["findings"] if one["what"] == "topic model"]
        return one

    assert finding()["state"] == "ok"
    assert finding()["found"].startswith(f"{name}: {name[-12:]}, 18 topics, from ")
    other = store(replace(shipped, encoder_id="another"), number=1)
    careless = Registry(load_settings().models)  # that does not look at what fits here
    careless.promote(other, "desk", now=NOW)
    told = finding()
    assert told["state"] == "warning"
    assert told["found"].startswith("shipped: ") and f"the champion {other} does not fit" in told["found"]
