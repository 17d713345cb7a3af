"""What must never be in the tree: loaded pickles, switched-off checks, unnamed exceptions, secrets."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("topics", "dashboard", "benchmarks", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
FORBIDDEN_IMPORTS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
FORBIDDEN_CALLS = {"eval", "exec", "torch.load", "yaml.load", "numpy.load", "os.system"}
SWITCHES = {"verify": "False", "allow_pickle": "True", "shell": "True"}  # TLS is always verified
UNNAMED = (r"#\s*type:\s*ignore\s*$", r"#\s*noqa\s*$", r"^\s*except\s*:")


def offences(rule: Callable[[Path, ast.Module], Iterator[str]]) -> list[str]:
    """Where files break a rule; one test a rule, for one a file and rule would be thousands."""
    return [f"{path.relative_to(ROOT)}: {told}" for path in FILES for told in rule(path, _tree(path))]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_nothing_can_load_code() -> None:
    assert offences(_loads_code) == []


def _loads_code(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            yield from FORBIDDEN_IMPORTS & {name.split(".")[0] for name in names}
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg}
            yield from FORBIDDEN_CALLS & {called}
            yield from (
                f"{name}={keywords[name]}" for name, value in SWITCHES.items() if keywords.get(name) == value
            )
            if called.endswith("np.load") and keywords.get("allow_pickle") != "False":
                yield "np.load without allow_pickle=False"


def test_no_check_is_switched_off_without_a_code() -> None:
    assert offences(_switches_off) == []


def _switches_off(path: Path, _: ast.Module) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for pattern in UNNAMED:
        yield from (match.group().strip() for match in re.finditer(pattern, text, re.M))


def test_sql_is_bound_not_built() -> None:
    """No f-string, %, + or format() inside text(…): values go in as parameters."""
    assert offences(_builds_sql) == []


def _builds_sql(path: Path, tree: ast.Module) -> Iterator[str]:
    if "store" not in path.parts:
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        if ast.unparse(call.func) in {"text", "sa.text", "sqlalchemy.text"}:
            yield from (ast.unparse(one) for one in call.args if isinstance(one, ast.JoinedStr | ast.BinOp))


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common", "core", "managers"])
def test_every_file_has_a_name_that_says_its_purpose(name: str) -> None:
    assert not list((ROOT / "topics").rglob(name))
