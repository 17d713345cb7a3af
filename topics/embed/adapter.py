"""A small set of weights that adapts an encoder to headlines, and the files that it is kept in.

A folder holds ``adapter.json`` and one file of arrays that it names. The arrays are low-rank updates of
the network's matrices (LoRA; Hu et al. 2021) and, after pooling, a centre and directions that are taken
out of every vector: what only tells the language of a text.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import EncoderError
from topics.whole_file import replace_file

if TYPE_CHECKING:
    from topics.types import FloatArray

CARD = "adapter.json"
FORMAT = 1
LARGEST_CARD = 1 << 20  # bytes; a file beyond these is not ours
LARGEST_WEIGHTS = 1 << 28
CENTRE, DIRECTIONS = "centre", "directions"
DIGITS = 12  # of a hash, where it names something


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
    from safetensors.numpy import save

    # The scale is written beside the arrays too: adapters that differ in it alone have two digests.
    raw = save(_tensors(adapter), metadata={"scale": repr(float(adapter.scale))})
    _parts(folder, raw)
    digest = hashlib.sha256(raw).hexdigest()
    name = f"adapter-{digest[:DIGITS]}.safetensors"
    text = _card_text(adapter, {"file": name, "bytes": len(raw), "sha256": digest})
    _bounded(folder / name, len(raw), LARGEST_WEIGHTS)
    _bounded(folder / CARD, len(text), LARGEST_CARD)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / name, raw)
        replace_file(folder / CARD, text)
        for old in folder.glob("adapter-*.safetensors"):
            if old.name != name:
                old.unlink()
    except OSError as error:
        raise EncoderError(
            f"{folder}: expected a folder that an adapter can be written to, got {error}; name another."
        ) from error
    return read_adapter(folder)


def read_adapter(folder: Path) -> Adapter:
    """Read an adapter, every byte of it checked before it is used.

    Raises:
        EncoderError: a file is missing, damaged or another one; says which, with the hash expected and got.
    """
    path = folder / CARD
    card = _read_card(path)
    try:
        base = Base(**{key: str(card["base"][key]) for key in ("encoder", "name", "revision")})
        stated = card["weights"]
        weights = folder / Path(stated["file"]).name
        raw = _read_weights(weights, int(stated["bytes"]), str(stated["sha256"]))
        name, scale, about = str(card["name"]), _finite(card["scale"]), dict(card["about"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise EncoderError(
            f"{path}: expected the fields of an adapter, got others ({error!r}); restore the file."
        ) from error
    updates, centre, directions = _parts(weights, raw)
    return Adapter(name, base, updates, scale, centre, directions, about, stated["sha256"][:DIGITS])


def is_adapter(folder: Path) -> bool:
    """Whether a folder says that it holds an adapter."""
    return (folder / CARD).is_file()


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


def _card_text(adapter: Adapter, weights: Mapping[str, Any]) -> bytes:
    """The card as it is written, sealed with its own hash."""
    fields = {
        "format": FORMAT,
        "name": adapter.name,
        "base": asdict(adapter.base),
        "scale": _finite(adapter.scale),
        "weights": weights,
        "about": adapter.about,
    }
    card = json.loads(json.dumps(fields))  # as a reader will find it: keys are texts, tuples are lists
    return (json.dumps({**card, "sha256": _card_hash(card)}, indent=2, ensure_ascii=False) + "\n").encode()


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"expected a finite scale, got {number}")
    return number


def _card_hash(card: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()


def _read_card(path: Path) -> dict[str, Any]:
    raw = _read(path, LARGEST_CARD)
    try:
        card = json.loads(raw)
        stated = str(card.pop("sha256"))
        form = card["format"]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise EncoderError(
            f"{path}: expected the JSON card of an adapter, got something else ({error!r}); restore the file."
        ) from error
    if form != FORMAT:
        raise EncoderError(
            f"{path}: expected an adapter of format {FORMAT}, got {form!r}; it needs a newer topics."
        )
    _compare(path, stated, _card_hash(card))
    found: dict[str, Any] = card
    return found


def _read_weights(path: Path, size: int, stated: str) -> bytes:
    raw = _read(path, LARGEST_WEIGHTS)
    got = hashlib.sha256(raw).hexdigest()
    if len(raw) != size:
        raise EncoderError(
            f"{path}: expected {size} bytes with sha256 {stated}, got {len(raw)} bytes with {got}; "
            "restore the file, or train the adapter again."
        )
    _compare(path, stated, got)
    return raw


def _read(path: Path, largest: int) -> bytes:
    """The whole of a regular file of bounded size: a device or a pipe would never end."""
    try:
        _bounded(path, path.stat().st_size, largest)
        if not path.is_file():
            raise EncoderError(f"{path}: expected a file of an adapter, got something else; restore it.")
        return path.read_bytes()
    except OSError as error:
        raise EncoderError(
            f"{path}: expected a file of an adapter, got {error.strerror}; "
            "restore it, train again, or use the encoder 'packaged'."
        ) from error


def _bounded(path: Path, size: int, largest: int) -> None:
    if size > largest:
        raise EncoderError(
            f"{path}: expected at most {largest} bytes, got {size}; this is no file of an adapter."
        )


def _compare(path: Path, expected: str, got: str) -> None:
    if expected != got:
        raise EncoderError(
            f"{path}: expected sha256 {expected}, got {got}; the file was changed or is another adapter's: "
            "restore it, or train the adapter again."
        )


def _parts(
    path: Path, raw: bytes
) -> tuple[dict[str, tuple[FloatArray, FloatArray]], FloatArray | None, FloatArray | None]:
    """Updates, centre and directions."""
    arrays = _arrays(path, raw)
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


def _arrays(path: Path, raw: bytes) -> dict[str, FloatArray]:
    """Every array by name, float32 and finite."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = {name: array.astype(np.float32) for name, array in load(raw).items()}
    except (SafetensorError, ValueError, KeyError) as error:
        raise EncoderError(
            f"{path}: expected safetensors, got something else ({error}); train the adapter again."
        ) from error
    odd = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    if odd:
        raise EncoderError(f"{path}: expected finite numbers, got others in {odd[:3]}; train again.")
    return arrays


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
