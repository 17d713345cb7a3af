"""OpenVINO with compressed weights: the fastest way on a CPU that stays faithful (decision 0001).

Dynamic quantisation rounds activations, so the smallest difference in arithmetic grows into a visible
one (cosine 0.9999). A text is therefore always computed in the same shape: its token count rounded up
to ``STEP``, beside texts of that same shape only. Then its vector is the same bit for bit, alone or in
any company.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import EncoderError

if TYPE_CHECKING:
    from topics.types import FloatArray

RECIPE = "openvino-int8g128"  # int8 weights, activations quantised in groups of 128; part of the encoder's id
GROUP = 128
STEP = 2  # tokens; little padding, yet few shapes
BATCH = 16  # texts; the layers between two of them fit into a core's own cache
CHUNK = 4096  # texts tokenised at a time: bounds memory


class OpenVINOEncoder:
    """A converted encoder on this machine's CPU."""

    def __init__(self, model: Any, tokenizer: Any, config: dict[str, Any], encoder_id: str) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._prefix: str = config["prefix"]
        self._pad: int = config["pad"]
        self.encoder_id = encoder_id
        self.dimension: int = config["dimension"]

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> FloatArray:
        """See ``Encoder.encode``."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        idle = [self._model.create_infer_request() for _ in range(_cores())]  # of this call alone
        running: deque[tuple[Any, list[int]]] = deque()
        done = 0

        def finish_oldest() -> None:
            nonlocal done
            request, rows = running.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            idle.append(request)
            done += len(rows)
            if progress:
                progress(done)

        for rows, inputs in self._inputs_of(texts):
            if not idle:
                finish_oldest()
            request = idle.pop()
            request.start_async(inputs)
            running.append((request, rows))
        while running:
            finish_oldest()
        return vectors

    def _inputs_of(self, texts: Sequence[str]) -> Iterator[tuple[list[int], dict[str, Any]]]:
        """Batches of one width each: rows of ``texts``, and what the network is given for them."""
        for start in range(0, len(texts), CHUNK):
            tokens = self._tokenise(texts[start : start + CHUNK])
            for rows in batches([len(ids) for ids in tokens]):
                yield [start + row for row in rows], self._inputs([tokens[row] for row in rows])

    def warm_up(self) -> OpenVINOEncoder:
        """Go once through everything in one thread.

        OpenVINO's bindings set themselves up at first use, and two threads that are first together wait for
        one another for ever.
        """
        self.encode(["first"])
        return self

    def _tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast([self._prefix + text for text in texts])
        return [encoding.ids for encoding in encodings]

    def _inputs(self, tokens: Sequence[list[int]]) -> dict[str, Any]:
        """Shape: two (n, width) int64 arrays; width is the texts' common padded length."""
        width = padded(max(map(len, tokens)))
        ids = np.full((len(tokens), width), self._pad, np.int64)
        mask = np.zeros((len(tokens), width), np.int64)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        return {"input_ids": ids, "attention_mask": mask}


def padded(length: int) -> int:
    """The length in which a text of so many tokens is always computed."""
    return -(-length // STEP) * STEP


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in batches of one padded length each; short ones first."""
    order = sorted(range(len(lengths)), key=lambda row: padded(lengths[row]))
    for _, group in groupby(order, key=lambda row: padded(lengths[row])):
        rows = list(group)
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]


def load_folder(folder: Path, encoder_id: str) -> OpenVINOEncoder:
    """Load what ``convert`` wrote.

    Raises:
        EncoderError: OpenVINO can't run the model on this machine.
    """
    config = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    with ThreadPoolExecutor(1) as pool:  # two halves of a start, side by side: 0.4 s and 0.6 s
        model = pool.submit(_compile, folder / "model.xml")
        tokenizer = _tokenizer(folder / "tokenizer.json", config["max_tokens"])
        return OpenVINOEncoder(model.result(), tokenizer, config, encoder_id).warm_up()


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _compile(path: Path) -> Any:
    import openvino

    settings = {
        # Every core works on a batch of its own: 5 to 10 % faster than all of them on one.
        "NUM_STREAMS": _cores(),
        "INFERENCE_PRECISION_HINT": "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP,
    }
    try:
        return openvino.Core().compile_model(path, "CPU", settings)
    except RuntimeError as error:
        raise EncoderError(
            f"{path}: expected a model that OpenVINO {openvino.__version__} runs on this CPU, "
            f"but it refused ({error}); set TOPICS_RUNTIME=torch."
        ) from error


def _cores() -> int:
    """The cores that this process may use; Linux may lend it fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
