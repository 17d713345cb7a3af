"""A folder that holds one model: a JSON card sealed with its own hash, and one file of arrays that it names.

The card says how many bytes the arrays take and what their hash is; the arrays are safetensors, which can't
run code. What is read is what was written, every byte of it, or an error that says which file is not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import TopicsError
from topics.whole_file import replace_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGITS = 12  # of a hash, where it names something
OURS = {"format", "weights", "sha256"}  # fields of a card that this module writes
METADATA = "__metadata__"  # where safetensors keep it, among the names of the arrays


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sealed folder. Two kinds can share a folder if card and stem differ."""

    card: str  # name of the JSON file: "adapter.json"
    stem: str  # the arrays are called <stem>-<12 hex of their hash>.safetensors
    noun: str  # for messages: "an adapter"
    advice: str  # for messages, after "or": "train the adapter again"
    error: type[TopicsError]
    form: int  # raised when an older reader could not read what is written
    largest_card: int  # bytes; a file beyond these is not ours
    largest_weights: int  # bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a folder holds."""

    fields: dict[str, Any]  # of the card, as JSON gives them back; nobody has checked what they mean
    arrays: dict[str, NDArray[Any]]  # in their stored dtypes, read-only; bool, integers, or finite floats
    digest: str  # first 12 hex of the hash of the file of arrays
    weights: Path  # that file, to be named in messages


def write_sealed(
    folder: Path,
    kind: Kind,
    fields: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    metadata: Mapping[str, str] | None = None,
) -> str:
    """Write fields and arrays (any shapes; bool, integers, floats) and return the digest of the arrays.

    Equal arrays and metadata have equal digests, whatever the fields are. ``metadata`` is kept beside the
    arrays and never read back: it is for what has to change the digest too.

    The card is replaced in one step: a process killed on the way leaves the old model. Older files of the
    stem are removed at the end.

    Raises:
        kind.error: arrays are not finite numbers or too large, or the folder can't be written.
        ValueError, TypeError: the fields are no JSON, or a name is one of ours (a bug in the caller).
    """
    if taken := (OURS & set(fields)) | ({METADATA} & set(arrays)):
        raise ValueError(f"expected other names for fields and arrays than ours, got {sorted(taken)}")
    _check_numbers(folder, kind, arrays)
    raw = _safetensors(arrays, metadata)
    stated = hashlib.sha256(raw).hexdigest()
    name = _name(kind, stated[:DIGITS])
    text = card_text(kind, {"weights": {"file": name, "bytes": len(raw), "sha256": stated}, **fields})
    _bounded(folder / name, kind, len(raw), kind.largest_weights)
    _bounded(folder / kind.card, kind, len(text), kind.largest_card)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / name, raw)
        replace_file(folder / kind.card, text)
        for old in folder.glob(_name(kind, "[0-9a-f]" * DIGITS)):
            if old.name != name:
                old.unlink(missing_ok=True)
    except OSError as error:
        raise kind.error(
            f"{folder}: expected a folder that {kind.noun} can be written to, got {error}; name another."
        ) from error
    return stated[:DIGITS]


def read_sealed(folder: Path, kind: Kind) -> Sealed:
    """Read a folder, every byte of it checked before it is used.

    Raises:
        kind.error: a file is missing, damaged or another one; says which, with the hash expected and got.
    """
    path = folder / kind.card
    fields = read_card(path, kind)
    try:
        named, size, stated = (fields["weights"][key] for key in ("file", "bytes", "sha256"))
        size = int(size)
        if not re.fullmatch("[0-9a-f]{64}", stated):
            raise ValueError(f"sha256: {stated!r}")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise kind.error(
            f"{path}: expected the fields of {kind.noun}, got others ({error!r}); "
            f"restore the file, or {kind.advice}."
        ) from error
    weights = folder / _name(kind, stated[:DIGITS])
    if named != weights.name:
        raise kind.error(
            f"{folder / Path(str(named)).name}: expected {kind.noun} with weights called {weights.name}, "
            f"got this name in {kind.card}; restore the card, or {kind.advice}."
        )
    arrays = _arrays(weights, kind, _read_weights(weights, kind, size, stated))
    kept = {key: value for key, value in fields.items() if key not in OURS}
    return Sealed(kept, arrays, stated[:DIGITS], weights)


def is_sealed(folder: Path, kind: Kind) -> bool:
    """Whether a folder says that it holds this kind."""
    return (folder / kind.card).is_file()


def card_text(kind: Kind, fields: Mapping[str, Any]) -> bytes:
    """A card as it is written, sealed with its own hash.

    Raises:
        ValueError, TypeError: the fields are no JSON (a bug in the caller).
    """
    whole = {"format": kind.form, **fields}
    card = json.loads(json.dumps(whole))  # as a reader will find it: keys are texts, tuples are lists
    return (json.dumps({**card, "sha256": _card_hash(card)}, indent=2, ensure_ascii=False) + "\n").encode()


def read_card(path: Path, kind: Kind) -> dict[str, Any]:
    """What a sealed card says, with its format; its seal is checked and taken off.

    Raises:
        kind.error: the file is missing, damaged or another one.
    """
    raw = _read(path, kind, kind.largest_card)
    try:
        card: dict[str, Any] = json.loads(raw)
        stated = str(card.pop("sha256"))
        form, got = card["format"], _card_hash(card)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise kind.error(
            f"{path}: expected the JSON card of {kind.noun}, got something else ({error!r}); "
            f"restore the file, or {kind.advice}."
        ) from error
    if form != kind.form:
        older = isinstance(form, int) and form < kind.form
        advice = f"an older topics wrote it: {kind.advice}" if older else "it needs a newer topics"
        raise kind.error(f"{path}: expected {kind.noun} of format {kind.form}, got {form!r}; {advice}.")
    _compare(path, kind, stated, got)
    return card


# --- inside ------------------------------------------------------------------------------------------


def _name(kind: Kind, digest: str) -> str:
    """What arrays are called."""
    return f"{kind.stem}-{digest}.safetensors"


def _card_hash(card: Mapping[str, Any]) -> str:
    """The seal of a card: of what it says without the seal, not of how it is laid out."""
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()


def _safetensors(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str] | None) -> bytes:
    """The file of arrays. Its header is written anew: the library's own order of metadata is random."""
    from safetensors.numpy import save

    ordered = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    raw = save(ordered, metadata=dict(metadata) if metadata else None)
    end = 8 + int.from_bytes(raw[:8], "little")
    fields = json.loads(raw[8:end])
    if metadata:
        fields[METADATA] = dict(sorted(metadata.items()))
    header = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)  # the arrays begin at a multiple of 8
    return len(header).to_bytes(8, "little") + header + raw[end:]


def _read_weights(path: Path, kind: Kind, size: int, stated: str) -> bytes:
    raw = _read(path, kind, kind.largest_weights)
    got = hashlib.sha256(raw).hexdigest()
    if len(raw) != size:
        raise kind.error(
            f"{path}: expected {size} bytes with sha256 {stated}, got {len(raw)} bytes with {got}; "
            f"restore the file, or {kind.advice}."
        )
    _compare(path, kind, stated, got)
    return raw


def _read(path: Path, kind: Kind, largest: int) -> bytes:
    """The whole of a regular file of bounded size: a device or a pipe would never end."""
    try:
        _bounded(path, kind, path.stat().st_size, largest)
        if not path.is_file():
            raise kind.error(
                f"{path}: expected a file of {kind.noun}, got something else; restore it, or {kind.advice}."
            )
        return path.read_bytes()
    except OSError as error:
        raise kind.error(
            f"{path}: expected a file of {kind.noun}, got {error.strerror}; restore it, or {kind.advice}."
        ) from error


def _bounded(path: Path, kind: Kind, size: int, largest: int) -> None:
    if size > largest:
        raise kind.error(
            f"{path}: expected at most {largest} bytes, got {size}; this is no file of {kind.noun}."
        )


def _compare(path: Path, kind: Kind, expected: str, got: str) -> None:
    if expected != got:
        raise kind.error(
            f"{path}: expected sha256 {expected}, got {got}; the file was changed or belongs to another: "
            f"restore it, or {kind.advice}."
        )


def _arrays(path: Path, kind: Kind, raw: bytes) -> dict[str, NDArray[Any]]:
    """Every array by name."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[Any]] = load(raw)
    except (SafetensorError, ValueError, KeyError) as error:
        raise kind.error(
            f"{path}: expected safetensors, got something else ({error}); restore the file, or {kind.advice}."
        ) from error
    for array in arrays.values():
        array.flags.writeable = False  # what has a digest stays what it is
    _check_numbers(path, kind, arrays)
    return arrays


def _check_numbers(path: Path, kind: Kind, arrays: Mapping[str, NDArray[Any]]) -> None:
    odd = [name for name, array in arrays.items() if not _are_numbers(array)]
    if odd:
        raise kind.error(f"{path}: expected finite numbers, got others in {odd[:3]}; {kind.advice}.")


def _are_numbers(array: NDArray[Any]) -> bool:
    """Booleans, integers, or finite floats, of at most 8 bytes each: what every reader knows."""
    if array.dtype.kind == "f":
        return array.dtype.itemsize <= 8 and bool(np.isfinite(array).all())
    return array.dtype.kind in "biu"
