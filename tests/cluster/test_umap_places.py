"""Where UMAP puts points, and that numba keeps what it compiled for that."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np

from topics.cluster.umap_places import KEPT, umap_places


def test_a_seed_gives_the_same_places() -> None:
    points = np.random.default_rng(3).normal(size=(60, 16)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1)[:, None]
    first = umap_places(points, dimensions=2, spread=0.25, seed=7)
    assert first.shape == (60, 2)
    assert first.dtype == np.float32
    assert np.array_equal(umap_places(points, dimensions=2, spread=0.25, seed=7), first)


def test_what_is_compiled_is_kept_for_the_next_process() -> None:
    points = np.eye(20, dtype=np.float32)
    umap_places(points, dimensions=5, spread=0.0, seed=7)
    for module, name in KEPT:
        function = getattr(importlib.import_module(f"umap.{module}"), name)
        kept = function.stats.cache_path
        assert kept is not None, f"{name} is compiled anew by every process"
        assert list(Path(kept).glob(f"{module}.{function.py_func.__name__}-*.nbi")), name
