"""Joins an adapter with its base, in memory: the result is one network, as fast as the base alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.embed.adapter import Adapter
from topics.errors import EncoderError


def merge(adapter: Adapter, model: Any) -> Any:
    """The SentenceTransformer with the adapter in it; the one given is changed.

    Raises:
        EncoderError: the model has no such modules, or they have other shapes; the model given is spoilt.
    """
    import torch

    modules = _network_modules(model)
    with torch.no_grad():
        for path, (down, up) in adapter.updates.items():
            weight = getattr(modules.get(path), "weight", None)
            shape = (up.shape[0], down.shape[1])
            if weight is None or tuple(weight.shape) != shape:
                got = "no such matrix" if weight is None else tuple(weight.shape)
                raise EncoderError(
                    f"adapter {adapter.name!r}: expected a base with a matrix {path} of {shape}, got {got}; "
                    f"it belongs to {adapter.base.name}."
                )
            weight += torch.from_numpy(adapter.scale * (up @ down)).to(weight)
    return model if adapter.centre is None else _with_projection(adapter, model)


def _network_modules(model: Any) -> dict[str, Any]:
    """Every part of the transformer by its path inside it: "0.model.encoder.layer.0" without its head."""
    names = ((name.split(".", 2), module) for name, module in model.named_modules())
    return {parts[2]: module for parts, module in names if len(parts) == 3 and parts[0] == "0"}


def _with_projection(adapter: Adapter, model: Any) -> Any:
    """The model with one affine step more: unit v -> (I - DᵀD)(v - centre), to unit length again."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize

    centre = adapter.centre
    assert centre is not None
    width = len(centre)
    if width != model.get_embedding_dimension():
        raise EncoderError(
            f"adapter {adapter.name!r}: expected a base with vectors of {width} numbers, "
            f"got {model.get_embedding_dimension()}; it belongs to {adapter.base.name}."
        )
    matrix = np.eye(width, dtype=np.float32)
    if adapter.directions is not None:
        matrix -= adapter.directions.T @ adapter.directions
    dense = Dense(width, width, bias=True, activation_function=torch.nn.Identity())
    dense.linear.weight.data = torch.from_numpy(matrix)
    dense.linear.bias.data = torch.from_numpy(-(matrix @ centre))
    return SentenceTransformer(
        modules=[*model, Normalize(), dense, Normalize()],  # not every base ends in unit vectors
        device=str(model.device),
        prompts=model.prompts,
        default_prompt_name=model.default_prompt_name,
    )
