"""Converts a SentenceTransformer folder for OpenVINO, once: traced, compressed to int8 weights, checked."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from topics.embed.origin import Origin
from topics.embed.runtime import load_folder
from topics.embed.sentence_transformer import dimension_of, load_model
from topics.errors import EncoderError

FAITHFUL = 0.99  # least cosine with torch on the check texts; int8 weights give 0.9996, adapted 0.994
CHECK_TEXTS = (
    "Le conseil communal approuve le budget de l'an prochain",
    "الأمطار تعود إلى شمال المملكة نهاية الأسبوع",
    "Rail workers and the ministry agree on a new timetable after two days of talks",
    "",
)


def convert(origin: Origin, folder: Path) -> None:
    """Write ``model.xml``, ``model.bin``, ``tokenizer.json`` and ``encoder.json`` into ``folder``.

    Raises:
        EncoderError: the model can't be traced, has no fast tokenizer, or comes out different.
    """
    source = origin.folder()
    if not (source / "tokenizer.json").is_file():
        raise EncoderError(
            f"encoder {origin.name!r}: expected a tokenizer.json for OpenVINO, got a folder without one; "
            "set TOPICS_RUNTIME=torch."
        )
    model = load_model(origin, "cpu")
    _export(model, folder / "model.xml", origin.name)
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    (folder / "encoder.json").write_text(json.dumps(_config(model)), encoding="utf-8")
    _check(model, folder, origin.name)


def _config(model: Any) -> dict[str, Any]:
    return {
        "dimension": dimension_of(model),
        "prefix": model.prompts.get(model.default_prompt_name or "", ""),
        "max_tokens": model.max_seq_length,
        "pad": model.tokenizer.pad_token_id,
    }


def _export(model: Any, path: Path, name: str) -> None:
    import nncf
    import openvino
    import torch

    logging.getLogger("nncf").setLevel(logging.ERROR)
    example = {key: torch.ones((2, 7), dtype=torch.int64) for key in ("input_ids", "attention_mask")}
    example["attention_mask"][1, 5:] = 0
    try:
        with torch.no_grad(), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")  # the tracer warns of every shape that it reads
            traced = openvino.convert_model(_traceable(model), example_input=example)
            small = nncf.compress_weights(traced, mode=nncf.CompressWeightsMode.INT8_SYM)
        openvino.save_model(small, path, compress_to_fp16=False)
    except Exception as error:  # tracing runs foreign code, which fails in its own ways
        raise EncoderError(
            f"encoder {name!r}: expected a model that OpenVINO can convert, but it refused "
            f"({type(error).__name__}: {error}); set TOPICS_RUNTIME=torch."
        ) from error


def _traceable(model: Any) -> Any:
    """The whole pipeline (network, pooling, normalising) as one module with two plain inputs."""
    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return self.model(features)["sentence_embedding"]

    return Pipeline().eval()


def _check(model: Any, folder: Path, name: str) -> None:
    """Both runtimes must say the same of a few texts; a tokenizer or pooling not understood shows here."""
    texts = list(CHECK_TEXTS)
    expected = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    got = load_folder(folder, "check").encode(texts)
    least = float(np.min(np.sum(expected * got, axis=1)))
    if not least >= FAITHFUL:
        raise EncoderError(
            f"encoder {name!r}: expected the converted model to agree with torch (cosine ≥ {FAITHFUL}), "
            f"got {least:.4f}; set TOPICS_RUNTIME=torch."
        )
