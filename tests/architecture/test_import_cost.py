"""`import topics` and `topics --help` are light."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "torch", "sklearn", "streamlit", "pandas", "numpy", "scipy", "sqlalchemy", "openvino",
    "sentence_transformers", "transformers", "umap", "hdbscan", "numba", "httpx", "feedparser", "pyarrow",
    "structlog",
}  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a new interpreter holds after running some code."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_topics_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("import topics")


def test_words_of_the_domain_are_light() -> None:
    code = (
        "import topics.types, topics.errors, topics.settings, topics.taxonomy, topics.text, topics.spelling"
    )
    assert not HEAVY & loaded_by(code)


def test_help_loads_nothing_heavy() -> None:
    """What decides its speed; the seconds themselves are measured in benchmarks/start.py."""
    code = """
from topics.cli.main import app
from typer.testing import CliRunner
assert CliRunner().invoke(app, ['--help']).exit_code == 0
"""
    assert not HEAVY & loaded_by(code)
