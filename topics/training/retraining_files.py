"""The report of a retraining on disk: JSON for programs, a page for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from topics.errors import ModelError
from topics.training.evaluation.retraining_card import card
from topics.training.retraining import Retraining, row
from topics.whole_file import replace_file

REPORTS = "reports"  # in the folder of versions
REPORT = "report"  # name of the report beside a version's model
LARGEST = 4 << 20  # bytes of a report that are read


def write_reports(found: Retraining, folder: Path, *, stem: str | None = None) -> dict[str, str]:
    """Write both, whole or not at all, and say where they lie.

    ``stem``: their name without its ending; None = by the time of the retraining.

    Raises:
        ModelError: the folder can't be written.
    """
    name = stem or f"retrain-{found.created:%Y%m%dT%H%M%SZ}"
    places = {kind: folder / f"{name}.{kind}" for kind in ("json", "html")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(row(found), ensure_ascii=False, indent=1)
        replace_file(places["json"], (text + "\n").encode("utf-8", "backslashreplace"))
        replace_file(places["html"], card(found).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise ModelError(
            f"{folder}: expected a folder that reports can be written to, got {error.strerror}; free some "
            "space, or name another with TOPICS_MODELS."
        ) from error
    return {kind: str(path) for kind, path in places.items()}


def read_report(folder: Path) -> dict[str, Any]:
    """What a retraining left beside the model of a version; {} where it left nothing that can be read."""
    path = folder / f"{REPORT}.json"
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return {}
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
