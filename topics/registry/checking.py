"""Whether a version is what its manifest says, and whether it fits here. Findings are words."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import ModelError
from topics.registry.version import KIND, REPAIR, Version
from topics.types import NOT_NEWS, ModelManifest

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel

FORMS = {".json", ".jsonl", ".safetensors", ".md", ".html", ".svg", ".png", ".csv", ".tsv", ".txt"}
PICKLE = re.compile(rb"\x80[\x02-\x05]")  # how one begins; see the documentation of pickletools


def examined(version: Version) -> tuple[TopicModel | None, list[str]]:
    """The model of a version where it can be read, and what is wrong with it: nothing where it can serve."""
    from topics.classify.topic_model import read_topic_model

    if version.manifest is None:
        return None, [version.problem]
    try:
        if problems := problems_of(version.folder, version.manifest):
            return None, problems
        model = read_topic_model(version.folder)
    except ModelError as error:
        return None, [str(error)]
    except OSError as error:
        return None, [f"{version.folder}: expected files that can be read, got {error}."]
    return model, disagreement(version.folder, version.manifest, model)


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
