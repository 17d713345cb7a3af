"""The document in docs/ is the one that is served, and what is served keeps to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.running import Running, serving
from topics.api.documenting import document

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
# What a form can't say is told with 400: a cursor that no page gave, a topic that is not on the list.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "401", "403", "404"]
"""


@pytest.fixture(scope="module")
def running(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(told, tmp_path_factory.mktemp("contract"), patience=1000) as found:
        yield found


def test_the_document_in_docs_is_the_one_that_is_served(running: Running) -> None:
    served = running.client.get("/openapi.json").json()
    assert served == json.loads(DOCUMENT.read_text(encoding="utf-8")), (
        "python -m topics.api.documenting > docs/openapi.json"
    )
    assert document() == DOCUMENT.read_text(encoding="utf-8")
    assert served["openapi"].startswith("3.1")


def test_every_operation_is_described_with_its_problems(running: Running) -> None:
    for path, operations in running.client.get("/openapi.json").json()["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            assert {"400", "401", "403", "422", "429", "503"} <= operation["responses"].keys()


def test_what_is_sent_has_examples(running: Running) -> None:
    schemas = running.client.get("/openapi.json").json()["components"]["schemas"]
    for name, path in (
        ("ClassifyBody", "classify"),
        ("IngestBody", "headlines"),
        ("CorrectBody", "corrections"),
        ("ImportBody", "corrections/import"),
    ):
        (example,) = schemas[name]["examples"]
        assert running.client.post(f"/v1/{path}", json=example).status_code == 200


def schemathesis(running: Running, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Every check on every operation: made-up requests, in and out of the form."""
    (folder / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    header = f"Authorization: Bearer {running.key}"
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{running.url}/openapi.json", "-H", header]
    command += ["--checks", "all", "--seed", "1", "--no-color", "--generation-database", "none", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)


def test_what_is_served_keeps_to_it(running: Running, tmp_path: Path) -> None:
    done = schemathesis(running, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "4")
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.slow
def test_what_is_served_keeps_to_it_at_length(running: Running, tmp_path: Path) -> None:
    done = schemathesis(running, tmp_path, "--max-examples", "20", "--max-time", "200")
    assert done.returncode == 0, done.stdout[-6000:]
