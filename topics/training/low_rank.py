"""Low-rank updates inside a network (LoRA; Hu et al. 2021): put in, read off, put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.types import FloatArray

_NAME = "default"  # of the one set of updates that peft keeps


def add_low_rank(model: Any, rank: int, seed: int) -> None:
    """Freeze a SentenceTransformer's network and give every matrix of it a trainable update of that rank.

    The updates begin at zero: the model still says what it said. The pooler plays no part in a vector.
    """
    import torch
    from peft import LoraConfig, inject_adapter_in_model

    torch.manual_seed(seed)  # one of the two matrices begins at random
    settings = LoraConfig(
        r=rank, lora_alpha=rank, lora_dropout=0.0, target_modules="all-linear", exclude_modules=r".*pooler.*"
    )
    inject_adapter_in_model(settings, _network(model), adapter_name=_NAME)


def updates_of(model: Any) -> dict[str, tuple[FloatArray, FloatArray]]:
    """The updates by module. Shapes: A (rank, in), B (out, rank) float32."""
    return {path: (_array(layer.lora_A), _array(layer.lora_B)) for path, layer in _layers(model)}


def set_updates(model: Any, updates: Mapping[str, tuple[FloatArray, FloatArray]]) -> None:
    """Put updates in that ``updates_of`` gave."""
    import torch

    with torch.no_grad():
        for path, layer in _layers(model):
            for matrix, values in zip((layer.lora_A, layer.lora_B), updates[path], strict=True):
                matrix[_NAME].weight.copy_(torch.from_numpy(values))


def _network(model: Any) -> Any:
    """The transformer of a SentenceTransformer."""
    first = model[0]
    return first.auto_model if hasattr(first, "auto_model") else first.model


def _layers(model: Any) -> list[tuple[str, Any]]:
    from peft.tuners.lora import LoraLayer

    return [(path, one) for path, one in _network(model).named_modules() if isinstance(one, LoraLayer)]


def _array(matrices: Any) -> FloatArray:
    values: FloatArray = matrices[_NAME].weight.detach().float().cpu().numpy().copy()
    return values
