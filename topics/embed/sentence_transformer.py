"""Any SentenceTransformer folder, run by torch: the reference, and the way that a GPU is used."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.embed.merging import merge
from topics.embed.origin import Origin
from topics.errors import EncoderError
from topics.text import EMBEDDING_FORM

if TYPE_CHECKING:
    from topics.types import FloatArray

CHUNK = 1024  # texts between two calls of progress; sentence-transformers sorts within it by length
BATCH = {"cuda": 256, "cpu": 32}


class TorchEncoder:
    """A SentenceTransformer in float32."""

    def __init__(self, model: Any, encoder_id: str) -> None:
        self._model = model
        self.encoder_id = encoder_id
        self.dimension = dimension_of(model)

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> FloatArray:
        """See ``Encoder.encode``."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            vectors[start : start + len(chunk)] = self._model.encode(
                chunk,
                batch_size=BATCH.get(self._model.device.type, BATCH["cpu"]),
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress:
                progress(start + len(chunk))
        return vectors


def open_sentence_transformer(origin: Origin, device: str | None = None) -> TorchEncoder:
    """Open the encoder on ``device`` (None = a GPU where torch sees one, else the CPU).

    Raises:
        EncoderError: the folder holds no model that sentence-transformers can load safely.
    """
    model = load_model(origin, device)
    return TorchEncoder(model, f"{origin.name}@{origin.revision}/torch-fp32/{EMBEDDING_FORM}")


def load_model(origin: Origin, device: str | None = None) -> Any:
    """Load a model, with its adapter, without asking the network and without running code that it brings.

    Raises:
        EncoderError: the folder can't be loaded so, or the adapter does not fit.
    """
    model = _load_folder(origin.name, origin.folder(), device)
    return model if origin.adapter is None else merge(origin.adapter, model)


def _load_folder(name: str, folder: Path, device: str | None) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    for library in ("transformers", "sentence_transformers"):  # they announce what is as it should be
        logging.getLogger(library).setLevel(logging.ERROR)
    try:
        return SentenceTransformer(
            str(folder),
            device=device or ("cuda" if torch.cuda.is_available() else "cpu"),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": "float32"},
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError) as error:
        raise EncoderError(
            f"encoder {name!r}: expected a SentenceTransformer folder with safetensors weights, "
            f"got {folder}, which did not load ({error}); "
            "save it again with SentenceTransformer.save(), or use 'packaged'."
        ) from error


def dimension_of(model: Any) -> int:
    """The width of a SentenceTransformer's vectors."""
    return int(model.encode([""], show_progress_bar=False).shape[1])
