"""What editors say, and what is learnt from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor says of a headline's topic, as it is kept: nothing of the log is ever changed."""

    title: str  # original text; corrections of one title in all its spellings are of one headline
    language: str  # BCP-47
    topic: str  # one of the taxonomy's, ``NOT_NEWS``, or ``TAKEN_BACK``
    editor: str
    created: datetime
    also: tuple[str, ...] = ()  # second topics that a desk would equally claim
    was: str | None = None  # the topic that it stood under; the same as ``topic`` = confirmed
    model_id: str | None = None  # that had said so
    headline_id: str | None = None  # None where the headline is not in the store
    note: str = ""
    number: int = 0  # given by the store, rising


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What a version of a model is, where it comes from, and how good it was found. All of it JSON."""

    version: str  # "classifier-20260301-5f2b2244db98"
    kind: str  # "classifier"
    created: datetime
    parent: str | None  # the version that it was trained from
    encoder_id: str
    topics: tuple[str, ...]
    taxonomy_hash: str
    data_hash: str
    config: Mapping[str, Any]
    seed: int
    metrics: Mapping[str, Any]  # by set, then overall, by language and by topic
    files: Mapping[str, str]  # name -> SHA-256 of every file beside the manifest
    packages: Mapping[str, str]  # name -> version
    forced: str | None = None  # who promoted it against the gate, and why
    answers: str = ""  # hash of what it says of fixed headlines
