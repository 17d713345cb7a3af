"""Themes, links and edits as rows of their tables, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import RowMapping

from topics.types import EditKind, LinkKind, Theme, ThemeEdit, ThemeLink


def theme_row(one: Theme) -> dict[str, Any]:
    """A row of ``theme``; it is not retired."""
    return {
        "number": int(one.id.removeprefix("T")),
        "id": one.id,
        "run_id": one.run_id,
        "encoder_id": one.encoder_id,
        "name": one.name,
        "names": dict(one.names),
        "keywords": list(one.keywords),
        "centroid": one.centroid.astype("<f4").tobytes(),
        "threshold": one.threshold,
        "examples": list(one.examples),
        "size": one.size,
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
        "prototypes": np.ascontiguousarray(one.prototypes, "<f4").tobytes(),
        "core": one.core,
        "central": dict(one.central),
        "broader": one.broader,
        "pinned": one.pinned,
        "retired": None,
    }


def to_theme(row: RowMapping) -> Theme:
    """A row of ``theme``."""
    centroid = np.frombuffer(row["centroid"], "<f4").astype(np.float32)
    prototypes = np.frombuffer(row["prototypes"] or row["centroid"], "<f4").astype(np.float32)
    return Theme(
        id=row["id"],
        run_id=row["run_id"],
        encoder_id=row["encoder_id"],
        name=row["name"],
        names=row["names"],
        keywords=tuple(row["keywords"]),
        centroid=centroid,
        prototypes=prototypes.reshape(-1, len(centroid)),
        threshold=row["threshold"],
        examples=tuple(row["examples"]),
        size=row["size"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        core=row["threshold"] if row["core"] is None else row["core"],
        central=row["central"] or {},
        broader=row["broader"],
        pinned=bool(row["pinned"]),
    )


def link_row(one: ThemeLink, created: datetime) -> dict[str, Any]:
    """A row of ``theme_link``."""
    return {
        "run_id": one.run_id,
        "from_id": one.from_id,
        "to_id": one.to_id,
        "kind": one.kind.value,
        "shared": one.shared,
        "share_from": one.share_from,
        "share_to": one.share_to,
        "created": created,
    }


def to_link(row: RowMapping) -> ThemeLink:
    """A row of ``theme_link``."""
    return ThemeLink(
        kind=LinkKind(row["kind"]),
        from_id=row["from_id"],
        to_id=row["to_id"],
        shared=row["shared"],
        share_from=row["share_from"],
        share_to=row["share_to"],
        run_id=row["run_id"],
        created=row["created"],
    )


def edit_row(one: ThemeEdit) -> dict[str, Any]:
    """A row of ``theme_edit``, without its number."""
    return {
        "theme_id": one.theme_id,
        "action": one.action.value,
        "value": dict(one.value),
        "created": one.created,
        "editor": one.editor or None,
    }


def to_edit(row: RowMapping) -> ThemeEdit:
    """A row of ``theme_edit``."""
    return ThemeEdit(
        row["theme_id"],
        EditKind(row["action"]),
        row["value"],
        row["created"],
        number=row["number"],
        editor=row["editor"] or "",
    )
