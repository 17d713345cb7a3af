"""One version of a model: a folder with the model, a manifest that lists every file, a card and reports."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.sealed import DIGITS, Kind, card_text, read_card
from topics.types import NOT_NEWS, ModelManifest
from topics.whole_file import replace_file, sync_folder

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel

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
FORMS = {".json", ".jsonl", ".safetensors", ".md", ".html", ".svg", ".png", ".csv", ".tsv", ".txt"}
PICKLE = re.compile(rb"\x80[\x02-\x05]")  # how one begins; see the documentation of pickletools
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


def list_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a version but its manifest, by name.

    Raises:
        ModelError: something there is no plain file of a form that can't run code.
    """
    found = {}
    for path in _inside(folder):
        if problem := _odd(path):
            raise ModelError(problem)
        found[path.relative_to(folder).as_posix()] = _digest(path)
    return found


# --- the manifest ------------------------------------------------------------------------------------


def read_manifest(folder: Path) -> ModelManifest:
    """What the manifest of a folder says.

    Raises:
        ModelError: it is missing, damaged, or of another kind.
    """
    path = folder / KIND.card
    card = read_card(path, KIND)
    try:
        given = {field.name: card[field.name] for field in fields(ModelManifest)}
        created = datetime.fromisoformat(given["created"]).astimezone(UTC)
        return ModelManifest(**{**given, "created": created, "topics": tuple(given["topics"])})
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


# --- checks ------------------------------------------------------------------------------------------


def problems_of(folder: Path, manifest: ModelManifest) -> list[str]:
    """What of a folder's files is not as the manifest says, in words."""
    there = {path.relative_to(folder).as_posix(): path for path in _inside(folder)}
    found = [
        _compared(folder / name, manifest.files.get(name), name in there)
        for name in sorted({*there, *manifest.files})
    ]
    if manifest.version != folder.name:
        found.append(f"{folder}: expected the version {manifest.version}, got this name; {REPAIR}.")
    return [said for said in found if said]


def _compared(path: Path, expected: str | None, there: bool) -> str:
    """What is wrong with a file that is listed or lies there, in words; empty where nothing is."""
    if not there:
        return f"{path}: expected the file that the manifest lists, got none; {REPAIR}."
    if said := _odd(path):
        return said
    if expected is None:
        return f"{path}: expected only files that the manifest lists, got one more; move it away."
    got = _digest(path)
    if got == expected:
        return ""
    return f"{path}: expected sha256 {expected}, got {got}; the file was changed: {REPAIR}."


def disagreement(folder: Path, manifest: ModelManifest, model: TopicModel) -> list[str]:
    """Where a model is another one than its manifest says, in words."""
    pairs = {
        "digest": (manifest.version.rpartition("-")[2], model.digest),
        "encoder": (manifest.encoder_id, model.encoder_id),
        "topics": (list(manifest.topics), list(model.topics)),
    }
    return [
        f"{folder}: expected a model with the {what} {expected} of its manifest, got {got}; {REPAIR}."
        for what, (expected, got) in pairs.items()
        if expected != got
    ]


def misfit(model: TopicModel, topics: Sequence[str] | None, encoder_id: str | None) -> str | None:
    """Why a model can't answer for a list of topics or an encoder (None = any), or None."""
    from topics.embed.encoder import same_space

    if topics is not None and set(model.topics) - {NOT_NEWS} != set(topics):
        return f"expected a model of the topics {list(topics)}, got one of {list(model.topics)}"
    if encoder_id is not None and not same_space(model.encoder_id, encoder_id):
        return f"expected a model for the encoder {encoder_id}, got one for {model.encoder_id}"
    return None


def _inside(folder: Path) -> list[Path]:
    """Everything in a folder that is no folder, and not its manifest."""
    manifest = folder / KIND.card
    return sorted(path for path in folder.rglob("*") if path != manifest and not _is_folder(path))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _odd(path: Path) -> str:
    """Why something is no plain file of a form that can't run code, in words; empty where it is one."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return f"{path}: expected a plain file, got a link or a device; {REPAIR}."
    if _is_pickle(path):
        return f"{path}: expected data, got a pickle, which can run code and is never loaded; {REPAIR}."
    if path.suffix not in FORMS:
        return f"{path}: expected a file of one of {sorted(FORMS)}, got another kind; move it away."
    return ""


def _is_pickle(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(9)
    return PICKLE.match(start) is not None and start[8:] != b"{"  # there safetensors begin their header


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
