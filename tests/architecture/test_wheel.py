"""The wheel holds everything that a newsroom needs: taxonomy, sample, migrations, dashboard."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
MODELS = [ROOT / "models" / name for name in ("headlines", "topics")]  # others there are a newsroom's own
NEEDED = {
    "topics/taxonomy.toml",
    "topics/alerts.example.toml",
    "topics/models/README.md",
    "topics/models/topics/topics.json",
    "topics/stopwords.toml",
    "topics/outlets.toml",
    "topics/digest/words.toml",
    "topics/spellings.tsv",
    "topics/training/labels.tsv",
    "topics/training/story_labels.tsv",
    "topics/sample/headlines.jsonl",
    "topics/py.typed",
    "topics/training/evaluation/report.css",
    "dashboard/streamlit_app.py",
    "dashboard/style.css",
    "dashboard/.streamlit/config.toml",
    "dashboard/app_pages/now.py",
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
    places = [ROOT / "models" / "README.md", *(file for one in MODELS for file in one.rglob("*"))]
    shipped = {f"topics/{path.relative_to(ROOT).as_posix()}" for path in places if path.is_file()}
    assert {name for name in names if name.startswith("topics/models/")} == shipped
    ours = {path.relative_to(ROOT) for path in (ROOT / "topics" / "training").rglob("*.jsonl")}
    assert {path.parent.name for path in ours} >= {"authored", "headlines"}
    assert names >= {path.as_posix() for path in ours}
    folders = {name.split("/")[0] for name in names}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"topics", "dashboard"}


class Installed:
    """The wheel unpacked in front of everything else, and an empty folder to use it from."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.folder = folder / "empty"
        self.folder.mkdir()
        zipfile.ZipFile(wheel).extractall(folder / "site")
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(folder / "site"),
            "TOPICS_DB": str(self.folder / "topics.db"),
        }

    def python(self, *arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder, env=self.environment, input=stdin, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    found = Installed(wheel, tmp_path)
    where = "import topics, dashboard; print(topics.__file__, dashboard.__file__)"
    assert str(ROOT) not in found.python("-c", where)
    return found


def test_the_wheel_finds_its_own_models(installed: Installed) -> None:
    where = installed.python("-c", "from topics.shipped import shipped_models; print(shipped_models())")
    assert Path(where.strip()) == installed.folder.parent / "site" / "topics" / "models"


@pytest.mark.encoder
@pytest.mark.slow
def test_the_wheel_alone_classifies_and_runs_the_job(installed: Installed, encoder: object) -> None:
    topics = ["-m", "topics.cli.main"]
    (row,) = installed.python(*topics, "classify", "-", stdin="أمطار قوية مرتقبة غدا بالشمال\n").splitlines()
    assert json.loads(row)["topic"] == "weather"
    stages = json.loads(installed.python(*topics, "run", "--sample", "--json"))["stages"]
    names = ["ingest", "embed", "classify", "themes", "stories", "trends"]
    assert [stage["stage"] for stage in stages] == names
    assert stages[0]["added"] >= 600


def test_the_wheel_alone_serves_the_dashboard(installed: Installed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "topics.cli.main", "dashboard", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=installed.folder, env=installed.environment, stdout=subprocess.PIPE
    )
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            assert time.monotonic() < until, "the dashboard never answered"
            time.sleep(0.2)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
