"""What was built becomes a version: described, sealed, brought to the disk and loaded from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from topics.registry.building import sync_tree
from topics.registry.checking import list_files
from topics.registry.version import CLASSIFIER, version_name, write_manifest
from topics.types import ModelManifest

PACKAGES = ("numpy", "scipy", "scikit-learn")


def installed_packages() -> dict[str, str]:
    """Versions of what a model's numbers come from."""
    return {name: version(name) for name in PACKAGES}


@dataclass(frozen=True, slots=True)
class Draft:
    """What whoever makes a version knows of it; the registry adds its name, its files and what it answers."""

    taxonomy_hash: str
    data_hash: str
    parent: str | None = None  # the version that it was trained from
    config: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    metrics: Mapping[str, Any] = field(default_factory=dict)  # by set, then overall, by language and by topic
    packages: Mapping[str, str] = field(default_factory=installed_packages)


def seal(part: Path, draft: Draft, now: datetime) -> ModelManifest:
    """Load the model that was built, write its manifest, and bring all of it to the disk.

    Raises:
        ModelError: the model can't be loaded, or there are files of a kind that may run code.
        OSError: the disk did not take it.
    """
    from topics.classify.topic_model import read_topic_model
    from topics.registry.answers import answers_of

    model = read_topic_model(part)
    manifest = ModelManifest(
        version=version_name(now, model.digest),
        kind=CLASSIFIER,
        created=now,
        parent=draft.parent,
        encoder_id=model.encoder_id,
        topics=model.topics,
        taxonomy_hash=draft.taxonomy_hash,
        data_hash=draft.data_hash,
        config=draft.config,
        seed=draft.seed,
        metrics=draft.metrics,
        files=list_files(part),
        packages=draft.packages,
        answers=answers_of(model),
    )
    write_manifest(part, manifest)
    sync_tree(part)
    return manifest
