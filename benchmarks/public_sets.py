"""The public headline sets as rows, and the fixed parts of them that no training may see."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from topics.text import content_hash

Row = dict[str, Any]

DEFAULT_FOLDER = Path("../shared/data")


def read_set(folder: Path, name: str) -> list[Row]:
    """The rows of ``name.jsonl``, in their order."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def write_set(path: Path, about: Row, rows: Iterable[Row]) -> None:
    """One JSON object a line, what the set is first: the form that trainings read."""
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in [{"set": about}, *rows])
    path.write_text("".join(lines), encoding="utf-8")


def is_held_out(cluster: object) -> bool:
    """Whether a story group is of the half that only measures. A hash decides, so it is always the same."""
    return hashlib.sha256(str(cluster).encode()).digest()[0] % 2 == 1


def is_kept_back(title: str) -> bool:
    """Whether an ANT headline is of the fixed fifth that only measures. A hash of its content decides."""
    return hashlib.sha256(content_hash(title).encode()).digest()[0] < 51


def held_out_groups(rows: Iterable[Row]) -> list[Row]:
    """The rows whose story group only measures."""
    return [row for row in rows if is_held_out(row["cluster"])]


def measured_translations(rows: Iterable[Row], lang: str) -> list[Row]:
    """SIB-200 rows of odd id in one language, by id: the even ones may train."""
    chosen = [row for row in rows if row["lang"] == lang and int(row["id"]) % 2]
    return sorted(chosen, key=lambda row: int(row["id"]))
