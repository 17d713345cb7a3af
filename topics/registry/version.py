"""One version of a model: a folder with the model, a manifest that lists every file, a card and reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from topics.errors import ModelError
from topics.sealed import DIGITS, Kind, card_text, read_card
from topics.types import ModelManifest
from topics.whole_file import replace_file, sync_folder

CLASSIFIER = "classifier"
NAME = re.compile(rf"{CLASSIFIER}-\d{{8}}-[0-9a-f]{{{DIGITS}}}")
KIND = Kind(
    card="manifest.json",
    stem="",
    noun="the manifest of a version",
    advice="promote another version",
    error=ModelError,
    form=1,
    largest_card=1 << 23,
    largest_weights=0,
)
TABLES = ("config", "metrics", "files", "packages")  # fields of a manifest that are JSON objects
REPAIR = f"restore it, or {KIND.advice}"


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it lies in the registry; nobody has checked its files."""

    name: str
    folder: Path
    manifest: ModelManifest | None  # None: there is none that can be read, or the shipped model is meant
    problem: str = ""  # why the manifest can't be read

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def version_name(created: datetime, digest: str) -> str:
    """What a version is called: the UTC day and the hash of the model's arrays."""
    return f"{CLASSIFIER}-{created.astimezone(UTC):%Y%m%d}-{digest}"


def find_version(folder: Path) -> Version:
    """The version in a folder; one whose manifest can't be read says why."""
    try:
        return Version(folder.name, folder, read_manifest(folder))
    except ModelError as error:
        return Version(folder.name, folder, None, str(error))


# --- the manifest ------------------------------------------------------------------------------------


def read_manifest(folder: Path) -> ModelManifest:
    """What the manifest of a folder says.

    Raises:
        ModelError: it is missing, damaged, or of another kind.
    """
    path = folder / KIND.card
    card = read_card(path, KIND)
    try:
        given = {field.name: card[field.name] for field in fields(ModelManifest) if field.name in card}
        given["created"] = datetime.fromisoformat(given["created"]).astimezone(UTC)
        given["topics"] = tuple(map(str, given["topics"]))
        if not all(isinstance(given[name], dict) for name in TABLES) or not isinstance(given["version"], str):
            raise TypeError(f"expected objects for {TABLES}, and a text for the version")
        return ModelManifest(**given)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path}: expected the fields of {KIND.noun}, got others ({error!r}); {REPAIR}."
        ) from error


def write_manifest(folder: Path, manifest: ModelManifest, *, aside: Path | None = None) -> None:
    """Put a manifest in place in one step; ``aside`` as in ``replace_file``.

    Raises:
        OSError: it can't be written.
    """
    replace_file(folder / KIND.card, card_text(KIND, manifest_row(manifest)), aside=aside)
    sync_folder(folder)


def manifest_row(manifest: ModelManifest) -> dict[str, Any]:
    """A manifest as JSON values."""
    values = {field.name: getattr(manifest, field.name) for field in fields(manifest)}
    plain = {name: dict(one) if isinstance(one, Mapping) else one for name, one in values.items()}
    return {**plain, "created": manifest.created.isoformat(), "topics": list(manifest.topics)}
