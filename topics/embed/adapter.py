"""A small set of weights that adapts an encoder to headlines, and the files that it is kept in.

A folder holds ``adapter.json`` and one file of arrays that it names. The arrays are low-rank updates of
the network's matrices (LoRA; Hu et al. 2021) and, after pooling, a centre and directions that are taken
out of every vector: what only tells the language of a text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import EncoderError
from topics.sealed import Kind, is_sealed, read_sealed, write_sealed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from topics.types import FloatArray

KIND = Kind(
    card="adapter.json",
    stem="adapter",
    noun="an adapter",
    advice="train the adapter again, or use the encoder 'packaged'",
    error=EncoderError,
    form=1,
    largest_card=1 << 20,
    largest_weights=1 << 28,
)
CENTRE, DIRECTIONS = "centre", "directions"


@dataclass(frozen=True, slots=True)
class Base:
    """The encoder that an adapter belongs to."""

    encoder: str  # what opens it: "packaged", a Hub name or a folder
    name: str
    revision: str


@dataclass(frozen=True, slots=True)
class Adapter:
    """Weights for one base. Vectors of another base, or of another adapter, are never comparable."""

    name: str
    base: Base
    updates: Mapping[str, tuple[FloatArray, FloatArray]]  # module -> A (rank, in), B (out, rank)
    scale: float = 1.0  # the matrix of a module becomes W + scale · B A
    centre: FloatArray | None = None  # (d,), taken off every unit vector
    directions: FloatArray | None = None  # (k, d), orthonormal rows that are projected out then
    about: Mapping[str, Any] = field(default_factory=dict)  # data sets, settings, figures: for people
    digest: str = ""  # hash of the weights; empty until they are written


def write_adapter(adapter: Adapter, folder: Path) -> Adapter:
    """Write the adapter and return it with its digest. A process killed on the way leaves the old one.

    The file of arrays is named by its hash; ``adapter.json``, replaced in one step, says which one counts.

    Raises:
        EncoderError: the weights make no sense or are too large, or the folder can't be written.
        ValueError, TypeError: the scale is not finite, or ``about`` is no JSON (a bug in the caller).
    """
    arrays = _tensors(adapter)
    _parts(folder, arrays)
    fields = {
        "name": adapter.name,
        "base": asdict(adapter.base),
        "scale": _finite(adapter.scale),
        "about": adapter.about,
    }
    # The scale is written beside the arrays too: adapters that differ in it alone have two digests.
    write_sealed(folder, KIND, fields, arrays, {"scale": repr(float(adapter.scale))})
    return read_adapter(folder)


def read_adapter(folder: Path) -> Adapter:
    """Read an adapter, every byte of it checked before it is used.

    Raises:
        EncoderError: a file is missing, damaged or another one; says which, with the hash expected and got.
    """
    sealed = read_sealed(folder, KIND)
    card = sealed.fields
    try:
        base = Base(**{key: str(card["base"][key]) for key in ("encoder", "name", "revision")})
        name, scale, about = str(card["name"]), _finite(card["scale"]), dict(card["about"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise EncoderError(
            f"{folder / KIND.card}: expected the fields of an adapter, got others ({error!r}); "
            "restore the file."
        ) from error
    updates, centre, directions = _parts(sealed.weights, sealed.arrays)
    return Adapter(name, base, updates, scale, centre, directions, about, sealed.digest)


def is_adapter(folder: Path) -> bool:
    """Whether a folder says that it holds an adapter."""
    return is_sealed(folder, KIND)


# --- inside ------------------------------------------------------------------------------------------


def _tensors(adapter: Adapter) -> dict[str, Any]:
    """Updates in half precision: next to weights of 4 or 8 bits nothing is lost."""
    found: dict[str, Any] = {}
    for path, (down, up) in adapter.updates.items():
        found[f"{path}.A"], found[f"{path}.B"] = (np.ascontiguousarray(m, np.float16) for m in (down, up))
    for name, array in ((CENTRE, adapter.centre), (DIRECTIONS, adapter.directions)):
        if array is not None:
            found[name] = np.ascontiguousarray(array, np.float32)
    return found


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"expected a finite scale, got {number}")
    return number


def _parts(
    path: Path, stored: Mapping[str, NDArray[Any]]
) -> tuple[dict[str, tuple[FloatArray, FloatArray]], FloatArray | None, FloatArray | None]:
    """Updates, centre and directions, float32."""
    arrays = {name: array.astype(np.float32) for name, array in stored.items()}
    centre, directions = arrays.pop(CENTRE, None), arrays.pop(DIRECTIONS, None)
    _check_projection(path, centre, directions)
    return _updates(path, arrays), centre, directions


def _check_projection(path: Path, centre: FloatArray | None, directions: FloatArray | None) -> None:
    """A centre (d,) alone, or with orthonormal rows (k, d)."""
    shapes = [None if array is None else array.shape for array in (centre, directions)]
    fits = directions is None if centre is None else centre.ndim == 1
    if fits and centre is not None and directions is not None:
        fits = directions.ndim == 2 and directions.shape[1:] == centre.shape
    if not fits:
        raise EncoderError(
            f"{path}: expected a centre (d,) and directions (k, d), got {shapes}; train the adapter again."
        )
    if directions is not None and not np.allclose(
        directions @ directions.T, np.eye(len(directions)), atol=1e-3
    ):
        raise EncoderError(f"{path}: expected orthonormal directions, got others; train the adapter again.")


def _updates(path: Path, arrays: Mapping[str, FloatArray]) -> dict[str, tuple[FloatArray, FloatArray]]:
    """The pairs of matrices by module."""
    found = {}
    for name in sorted({key.removesuffix(".A").removesuffix(".B") for key in arrays}):
        down, up = arrays.get(f"{name}.A"), arrays.get(f"{name}.B")
        if down is None or up is None or down.ndim != 2 or up.ndim != 2 or down.shape[0] != up.shape[1]:
            raise EncoderError(
                f"{path}: expected two matrices for {name}, A (rank, in) and B (out, rank), "
                f"got {[m.shape if m is not None else None for m in (down, up)]}; train the adapter again."
            )
        found[name] = (down, up)
    return found
