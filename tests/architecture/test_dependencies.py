"""What the code imports is what the project declares: nothing comes by luck of another package."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"topics", "dashboard"}
OPTIONAL = {"psycopg", "datasets", "peft", "transformers"}  # the extras ``postgres`` and ``train``


def imported() -> Iterator[str]:
    """First names of every absolute import below the packages."""
    for package in OURS:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    yield node.module.split(".")[0]


def declared() -> set[str]:
    """Names of the distributions that an installation brings."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {plain(re.split(r"[<>=!~ \[;]", one)[0]) for one in project["dependencies"]}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_declared() -> None:
    providers = packages_distributions()
    names = set(imported()) - set(sys.stdlib_module_names) - OURS - OPTIONAL
    assert names, "the walk found nothing"
    missing = {name for name in names if not {plain(one) for one in providers.get(name, ())} & declared()}
    assert missing == set()


def test_every_declaration_has_an_upper_bound_and_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("dependencies = [")[1].split("]")[0]
    for line in filter(str.strip, lines.splitlines()):
        assert "#" in line, f"no reason: {line.strip()}"
        if not line.strip().startswith(('"tzdata', '"torch')):
            assert "<" in line, f"no upper bound: {line.strip()}"
