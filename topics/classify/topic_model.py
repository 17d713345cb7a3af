"""A trained topic model: what a headline's vector is like, and what its words say. Values and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import WIDTH
from topics.classify.likeness import LONGEST, MOST, Points
from topics.classify.packing import halved, packed, unhalved, unpacked
from topics.classify.space import Space
from topics.errors import ModelError
from topics.sealed import Kind, is_sealed, read_sealed, write_sealed
from topics.text import content_hash

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Array = npt.NDArray[Any]

KIND = Kind(
    card="topics.json",
    stem="topics",
    noun="a topic model",
    advice="train the topics again",
    error=ModelError,
    form=2,  # 1: linear in the vector
    largest_card=1 << 20,
    largest_weights=1 << 28,
)
STEEPEST = 100.0  # gamma; beyond it nothing but a copy of a reference is like it
ANY_LANGUAGE = ""  # key of the sharpness that languages without one of their own have


def title_key(title: str) -> int:
    """What a model keeps of a title: the first half of its content hash, 64 bits."""
    return int(content_hash(title)[:16], 16)


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """The headlines learnt from, without their text: others are likened to them. Rows of one length."""

    points: Points  # unit rows in the model's space. Shape: (r, d)
    topics: npt.NDArray[np.uint8]  # (r,) place among the model's topics
    hashes: npt.NDArray[np.uint64]  # (r,) ``title_key`` of each title
    sets: npt.NDArray[np.uint8]  # (r,) place among ``TopicModel.sets``


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """Everything that answers depend on.

    k topics, d numbers in a vector, r references, w places of words.
    """

    topics: tuple[str, ...]  # k; may hold "not_news" besides the taxonomy's
    encoder_id: str  # of the encoder that it was trained with
    space: Space
    rarity: FloatArray  # (w,)
    gamma: float  # of the kernel of vectors
    from_references: FloatArray  # (r, k)
    from_words: FloatArray  # (w, k)
    bias: FloatArray  # (k,)
    sharpness: Mapping[str, float]  # language -> factor on scores before they become probabilities
    abstain_below: float  # probability of the best topic
    references: References
    sets: tuple[str, ...]  # names of the sets that the references are of
    about: Mapping[str, Any] = field(default_factory=dict)  # data, recipe, figures: for people
    digest: str = ""  # hash of the weights; empty until they are written


def write_topic_model(model: TopicModel, folder: Path) -> TopicModel:
    """Write the model and read it back. A process killed on the way leaves the old one.

    Raises:
        ModelError: the weights are no finite numbers, or the folder can't be written.
    """
    from_words, words_step = packed(model.from_words)
    answers = {
        "topics": list(model.topics),
        "encoder": model.encoder_id,
        "gamma": model.gamma,
        "words_step": words_step,
        "sharpness": dict(model.sharpness),
        "abstain_below": model.abstain_below,
        "sets": list(model.sets),
    }
    arrays: dict[str, Array] = {
        "space.origin": model.space.origin.astype(np.float32),
        "space.axes": model.space.axes.astype(np.float32),
        "rarity": model.rarity.astype(np.float16),
        "from_references": model.from_references.astype(np.float16),
        "from_words": from_words,
        "bias": model.bias.astype(np.float32),
        "references.marks": halved(model.references.points.marks),
        "references.steps": model.references.points.steps.astype(np.float32),
        "references.topics": model.references.topics,
        "references.hashes": model.references.hashes,
        "references.sets": model.references.sets,
    }
    metadata = {name: repr(value) for name, value in answers.items()}  # they change the digest too
    write_sealed(folder, KIND, {**answers, "about": dict(model.about)}, arrays, metadata)
    return read_topic_model(folder)


def read_topic_model(folder: Path) -> TopicModel:
    """Read a model, every byte of it checked before it is used.

    Raises:
        ModelError: a file is missing, damaged or another one; says which.
    """
    sealed = read_sealed(folder, KIND)
    fields, arrays = sealed.fields, sealed.arrays
    try:
        model = TopicModel(
            topics=tuple(map(str, fields["topics"])),
            encoder_id=str(fields["encoder"]),
            space=Space(_double(arrays["space.origin"]), _double(arrays["space.axes"])),
            rarity=arrays["rarity"].astype(np.float32),
            gamma=float(fields["gamma"]),
            from_references=arrays["from_references"].astype(np.float32),
            from_words=unpacked(arrays["from_words"], float(fields["words_step"])),
            bias=arrays["bias"].astype(np.float32),
            sharpness={str(code): float(value) for code, value in fields["sharpness"].items()},
            abstain_below=float(fields["abstain_below"]),
            references=_references(arrays),
            sets=tuple(map(str, fields["sets"])),
            about=dict(fields["about"]),
            digest=sealed.digest,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{folder / KIND.card}: expected the fields and arrays of a topic model, got others ({error!r}); "
            "restore the folder, or train the topics again."
        ) from error
    _check_fit(model, folder)
    return model


def is_topic_model(folder: Path) -> bool:
    """Whether a folder says that it holds a topic model."""
    return is_sealed(folder, KIND)


def _references(arrays: Mapping[str, Array]) -> References:
    marks = unhalved(arrays["references.marks"], arrays["space.origin"].size)
    rest = (arrays[f"references.{name}"] for name in ("topics", "hashes", "sets"))
    return References(Points(marks, arrays["references.steps"].astype(np.float32)), *rest)


def _double(array: Array) -> npt.NDArray[np.float64]:
    return array.astype(np.float64)


def _check_fit(model: TopicModel, folder: Path) -> None:
    """Parts that belong together fit one another."""
    misfit = _misshapen(model) or _unusable(model)
    if misfit:
        raise ModelError(
            f"{folder}: expected the parts of a topic model to fit one another, got {misfit}; train again."
        )


def _misshapen(model: TopicModel) -> str:
    """Arrays of other shapes than their neighbours', and what was expected; empty where all fit."""
    named = model.references
    k, d, rows = len(model.topics), model.space.origin.size, named.topics.size
    expected: dict[str, tuple[Array, tuple[int, ...]]] = {
        "space.origin": (model.space.origin, (d,)),
        "space.axes": (model.space.axes, (model.space.axes.size // max(d, 1), d)),
        "rarity": (model.rarity, (WIDTH,)),
        "from_references": (model.from_references, (rows, k)),
        "from_words": (model.from_words, (WIDTH, k)),
        "bias": (model.bias, (k,)),
        "references.marks": (named.points.marks, (rows, d)),
        "references.steps": (named.points.steps, (d,)),
        "references.topics": (named.topics, (rows,)),
        "references.hashes": (named.hashes, (rows,)),
        "references.sets": (named.sets, (rows,)),
    }
    return ", ".join(
        f"{name} {array.shape} for {shape}"
        for name, (array, shape) in expected.items()
        if array.shape != shape
    )


def _unusable(model: TopicModel) -> str:
    """What no answer can be given with; empty where there is nothing."""
    named = model.references
    if len(model.topics) < 2:
        return "too few topics"
    if ANY_LANGUAGE not in model.sharpness or not all(0 < one < np.inf for one in model.sharpness.values()):
        return f"the sharpness {dict(model.sharpness)}"
    if not 0 <= model.gamma <= STEEPEST:
        return f"gamma {model.gamma}"
    length = np.linalg.norm(named.points.rows, axis=1).max(initial=0.0)
    if not length <= LONGEST or np.abs(named.points.marks).max(initial=0) > MOST:
        return f"references of length {length:.2f}"
    if named.topics.size and named.topics.max() >= len(model.topics):
        return "references of other topics"
    if named.sets.size and named.sets.max() >= len(model.sets):
        return "references of other sets"
    return ""
