"""What an encoder is, and how one is opened by name."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from topics.embed.telemetry import silence
from topics.errors import EncoderError
from topics.shipped import shipped_models
from topics.text import EMBEDDING_FORM

if TYPE_CHECKING:
    from topics.embed.origin import Origin
    from topics.types import FloatArray

PACKAGED = "packaged"
HEADLINES = "headlines"
Runtime = Literal["auto", "openvino", "torch"]

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Turns texts into vectors that lie near one another where the texts mean the same."""

    encoder_id: str
    """Model, revision, runtime and form of the texts: vectors of two ids are never compared."""

    dimension: int

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> FloatArray:
        """One vector a text, in the order of the texts. Shape: (n, dimension) float32, unit rows.

        A text's vector does not depend on the other texts of the call (cosine ≥ 0.99999). No texts
        give (0, dimension); an empty text has a vector like any other. A text longer than the model
        takes is cut. ``progress`` is told the number of texts done so far. Safe to call from threads.
        """
        ...


def open_encoder(name: str = HEADLINES, *, runtime: Runtime = "auto", cache_dir: Path) -> Encoder:
    """Open an encoder.

    Args:
        name: ``headlines`` (the packaged encoder with the adapter that is shipped), ``packaged``, the
            folder of an adapter or of a SentenceTransformer, or a name on the Hugging Face Hub.
        runtime: ``auto`` takes torch on a GPU where there is one, else OpenVINO, else torch.
        cache_dir: where unpacked and converted models are kept.

    Raises:
        EncoderError: the encoder is not there, can't be read, or the runtime is not installed.
    """
    silence()
    origin = find_origin(name, cache_dir)
    if runtime == "openvino":
        return _open_openvino(origin, cache_dir)
    if runtime == "torch" or _torch_is_better():
        return _open_torch(origin)
    try:
        return _open_openvino(origin, cache_dir)
    except EncoderError as error:
        log.warning("falling back to torch: %s", error)
        return _open_torch(origin)


def same_space(one: str, other: str) -> bool:
    """Whether two encoder ids name one model, revision and form of texts; runtimes only round."""

    def parts(encoder_id: str) -> tuple[str, str]:
        model, _, form = encoder_id.rsplit("/", 2) if encoder_id.count("/") > 1 else (encoder_id, "", "")
        return model, form

    return parts(one) == parts(other)


def space_of(name: str, cache_dir: Path) -> str:
    """An id that is in one space with the encoder of that name, which is not opened: see ``same_space``.

    Raises:
        EncoderError: there is no such encoder, or it can't be fetched.
    """
    silence()
    origin = find_origin(name, cache_dir)
    return f"{origin.name}@{origin.revision}/any/{EMBEDDING_FORM}"


def find_origin(name: str, cache_dir: Path) -> Origin:
    """Where the encoder of that name comes from; nothing large is made or fetched yet, but for a Hub name.

    Raises:
        EncoderError: there is no such encoder, or it can't be fetched.
    """
    from topics.embed.adapter import is_adapter, read_adapter
    from topics.embed.origin import adapted

    place = shipped_models() / HEADLINES if name == HEADLINES else Path(name).expanduser()
    if name == HEADLINES or is_adapter(place):
        adapter = read_adapter(place)
        return adapted(_plain_origin(adapter.base.encoder, cache_dir), adapter, place)
    return _plain_origin(name, cache_dir)


def _plain_origin(name: str, cache_dir: Path) -> Origin:
    """Where an encoder without an adapter comes from."""
    from topics.embed.origin import hub_origin, local_origin
    from topics.embed.packaged import packaged_origin

    if name == PACKAGED:
        return packaged_origin(cache_dir)
    path = Path(name).expanduser()
    if path.is_dir():
        return local_origin(path)
    if path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise EncoderError(
            f"encoder {name!r}: expected a folder, got a path where none is; "
            "correct TOPICS_ENCODER, or use 'packaged'."
        )
    return hub_origin(name)


def _open_torch(origin: Origin) -> Encoder:
    from topics.embed.sentence_transformer import open_sentence_transformer

    return open_sentence_transformer(origin)


def _open_openvino(origin: Origin, cache_dir: Path) -> Encoder:
    if find_spec("openvino") is None:
        raise EncoderError(
            "runtime 'openvino': expected the package openvino, which is not installed; "
            "run `pip install openvino nncf`, or set TOPICS_RUNTIME=torch."
        )
    from topics.embed.cache_folder import built
    from topics.embed.convert import convert
    from topics.embed.runtime import RECIPE, load_folder

    flat = origin.name.replace("/", "--")
    folder = cache_dir / "runtimes" / f"{flat}-{origin.revision}-{RECIPE}"
    built(folder, partial(convert, origin))
    return load_folder(folder, f"{origin.name}@{origin.revision}/{RECIPE}/{EMBEDDING_FORM}")


def _torch_is_better() -> bool:
    """Whether torch sees a GPU, or is all there is. Loads torch only where a GPU's driver is installed."""
    if find_spec("openvino") is None:
        return True
    if not _has_gpu_driver():
        return False
    import torch

    return torch.cuda.is_available()


def _has_gpu_driver() -> bool:
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True
