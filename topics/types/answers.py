"""What the models say: vectors, topics, themes and stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from topics.types.arrays import freeze
from topics.types.words import EditKind, LinkKind

if TYPE_CHECKING:
    from topics.types.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingBatch:
    """Vectors of one encoder. Shape: vectors (n, d) float32 with unit rows, in the order of ids."""

    ids: tuple[str, ...]
    vectors: FloatArray
    encoder_id: str

    def __post_init__(self) -> None:
        freeze(self.vectors, "float32", (len(self.ids), None), "vectors")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Topics of n headlines. Shape: probabilities (n, k) float32, rows sum to 1; abstained (n,) bool."""

    ids: tuple[str, ...]
    topics: tuple[str, ...]
    probabilities: FloatArray
    abstained: BoolArray
    model_id: str

    def __post_init__(self) -> None:
        freeze(self.probabilities, "float32", (len(self.ids), len(self.topics)), "probabilities")
        freeze(self.abstained, "bool", (len(self.ids),), "abstained")

    def __len__(self) -> int:
        return len(self.ids)

    def ranked(self, row: int) -> list[tuple[str, float]]:
        """Topics of one headline as (topic, probability), most probable first, ties in taxonomy order."""
        order = (-self.probabilities[row]).argsort(kind="stable")
        return [(self.topics[i], float(self.probabilities[row, i])) for i in order]


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """One grouping of a window. Shape: labels (n,) int32, −1 = unassigned; strengths (n,) float32, 0 to 1."""

    ids: tuple[str, ...]
    labels: IntArray
    strengths: FloatArray
    encoder_id: str
    run_id: str
    since: datetime | None = None  # window, half-open; None = open end
    until: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        freeze(self.labels, "int32", (len(self.ids),), "labels")
        freeze(self.strengths, "float32", (len(self.ids),), "strengths")


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """An emergent group of headlines (weeks) with an identity that survives runs.

    Shape: centroid (d,) and prototypes (m, d) float32, unit rows in the centred space.
    """

    id: str  # "T12": never reused
    run_id: str  # the clustering run that last fitted it
    encoder_id: str
    name: str  # unique within a run
    names: Mapping[str, str]  # language -> short name
    keywords: tuple[str, ...]  # surface forms, most telling first
    centroid: FloatArray  # of its members, for display and lineage
    prototypes: FloatArray  # of its dense places; headlines are compared with these
    threshold: float  # least closeness that still joins
    examples: tuple[str, ...]  # headline ids, most central first
    size: int  # members in the run's window
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    core: float = 0.0  # closeness below which a member is a soft one
    central: Mapping[str, str] = field(default_factory=dict)  # language -> its most central headline's id
    broader: str | None = None  # name of the group of themes that it is of; None where themes are few
    pinned: bool = False  # by an editor: later fits leave its prototypes as they are

    def __post_init__(self) -> None:
        freeze(self.centroid, "float32", (None,), "centroid")
        freeze(self.prototypes, "float32", (None, len(self.centroid)), "prototypes")


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """What a run or an editor made of a theme, with its evidence: headlines that both sides knew."""

    kind: LinkKind
    from_id: str | None  # None = new
    to_id: str | None  # None = retired
    shared: int  # headlines that went this way
    share_from: float  # of those of the old theme that both runs placed
    share_to: float  # of those of the new theme that both runs placed
    run_id: str = ""
    created: datetime | None = None  # None until it is stored


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What an editor did, as it is kept."""

    theme_id: str
    action: EditKind
    value: Mapping[str, Any]  # JSON: the name, the other themes, the parts …
    created: datetime
    number: int = 0  # given by the store, rising
    editor: str = ""  # who did it; empty = not known


@dataclass(frozen=True, slots=True)
class Story:
    """One event told in several headlines: hours to days, across outlets and languages."""

    id: str  # "S12": never reused
    title: str  # of its most central headline
    titles: Mapping[str, str]  # language -> title of the most central headline in it
    size: int  # headlines
    outlets: tuple[str, ...]  # in alphabetical order
    languages: tuple[str, ...]
    first_seen: datetime | None
    last_seen: datetime | None
    topic: str | None = None  # that most of its headlines are filed under
    theme: str | None = None  # theme id of most of its headlines
    theme_name: str | None = None
    merged_into: str | None = None  # the story that it became a part of; it has no headlines then
