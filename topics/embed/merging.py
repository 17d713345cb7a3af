"""Joins an adapter with its base, in memory: the result is one network, as fast as the base alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.embed.adapter import Adapter
from topics.errors import EncoderError


def merge(adapter: Adapter, model: Any) -> Any:
    """The SentenceTransformer with the adapter in it; the one given is changed.

    Raises:
        EncoderError: the model has no such modules, or they have other shapes.
    """
    import torch

    modules = dict(model.named_modules())
    with torch.no_grad():
        for path, (down, up) in adapter.updates.items():
            module = next((one for name, one in modules.items() if name.endswith(f".{path}")), None)
            weight = getattr(module, "weight", None)
            shape = (up.shape[0], down.shape[1])
            if weight is None or tuple(weight.shape) != shape:
                got = "no such matrix" if weight is None else tuple(weight.shape)
                raise EncoderError(
                    f"adapter {adapter.name!r}: expected a base with a matrix {path} of {shape}, got {got}; "
                    f"it belongs to {adapter.base.name}."
                )
            weight += torch.from_numpy(adapter.scale * (up @ down)).to(weight)
    return model if adapter.centre is None else _with_projection(adapter, model)


def _with_projection(adapter: Adapter, model: Any) -> Any:
    """The model with one affine step more: v -> (I - DᵀD)(v - centre), to unit length again."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize

    centre = adapter.centre
    assert centre is not None
    width = len(centre)
    matrix = np.eye(width, dtype=np.float32)
    if adapter.directions is not None:
        matrix -= adapter.directions.T @ adapter.directions
    dense = Dense(width, width, bias=True, activation_function=torch.nn.Identity())
    dense.linear.weight.data = torch.from_numpy(matrix)
    dense.linear.bias.data = torch.from_numpy(-(matrix @ centre))
    return SentenceTransformer(
        modules=[*model, dense, Normalize()],
        device=str(model.device),
        prompts=model.prompts,
        default_prompt_name=model.default_prompt_name,
    )
