"""The wheel holds everything that a newsroom needs: taxonomy, sample, migrations, dashboard."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = {
    "topics/taxonomy.toml",
    "topics/stopwords.toml",
    "topics/sample/headlines.jsonl",
    "topics/py.typed",
    "dashboard/streamlit_app.py",
    "dashboard/style.css",
    "dashboard/.streamlit/config.toml",
    "dashboard/app_pages/overview.py",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_everything_is_inside_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= NEEDED
    assert any(name.startswith("topics/store/migrations/versions/") for name in names)
    folders = {name.split("/")[0] for name in names}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"topics", "dashboard"}


def test_the_wheel_alone_opens_a_store(wheel: Path, tmp_path: Path) -> None:
    """Unpacked in front of everything else, run from an empty folder: no file of the checkout is used."""
    unpacked, empty = tmp_path / "site", tmp_path / "empty"
    zipfile.ZipFile(wheel).extractall(unpacked)
    empty.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "TOPICS_DB": str(empty / "topics.db")}
    where = "import topics, dashboard; print(topics.__file__, dashboard.__file__)"
    for command in (["-c", where], ["-m", "topics.cli.main", "ingest", "--sample"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=empty, env=environment, capture_output=True, text=True, check=True
        )
        assert str(ROOT) not in done.stdout
    assert "added" in done.stdout
