"""Vectors of a fixed list of phrases (a taxonomy's examples), kept on disk between processes."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from topics.embed.encoder import Encoder
from topics.whole_file import clear_parts, replace_file

if TYPE_CHECKING:
    from topics.types import FloatArray

log = logging.getLogger(__name__)


def remembered(encoder: Encoder, texts: Sequence[str], folder: Path) -> FloatArray:
    """Vectors of the texts, read from ``folder`` if this encoder made them before.

    Shape: (n, d) float32, unit rows. A file that can't be read is made again, one that can't be written is
    done without. Its name is the hash of encoder and texts, so a changed phrase or encoder never meets old
    vectors.
    """
    path = folder / f"{_key(encoder, texts)}.npy"
    known = _read(path, (len(texts), encoder.dimension))
    if known is not None:
        return known
    vectors = encoder.encode(texts)
    try:
        _write(path, vectors)
    except OSError as error:
        log.warning("%s can't be written, and the next process encodes again: %s", path, error)
    return vectors


def _key(encoder: Encoder, texts: Sequence[str]) -> str:
    digest = hashlib.blake2b(encoder.encoder_id.encode(), digest_size=16)
    for text in texts:
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()


def _read(path: Path, shape: tuple[int, int]) -> FloatArray | None:
    try:
        vectors: FloatArray = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return vectors if vectors.shape == shape and vectors.dtype == np.float32 else None


def _write(path: Path, vectors: FloatArray) -> None:
    """A reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_parts(path.parent)
    content = io.BytesIO()
    np.save(content, vectors, allow_pickle=False)
    replace_file(path, content.getvalue())
