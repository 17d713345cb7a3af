"""Few dimensions in which neighbours stay neighbours: UMAP (McInnes, Healy, Melville 2018).

numba compiles what umap-learn runs, and umap-learn lets it keep only a part. With 640 headlines 12 of the 13
seconds of a process's first fit went into compiling the rest; here that is kept too.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from topics.cluster.neighbours import nearest

if TYPE_CHECKING:
    from topics.types import FloatArray

NEIGHBOURS = 15
KEPT = (  # what another release names otherwise is compiled anew, and does the same
    ("umap_", "smooth_knn_dist"),
    ("umap_", "compute_membership_strengths"),
    ("layouts", "_nb_optimize_layout_euclidean_single_epoch"),
)


def umap_places(points: FloatArray, *, dimensions: int, spread: float, seed: int) -> FloatArray:
    """Where UMAP puts points; the same for the same seed.

    Shape: points (n, d) float32, unit rows, n > 1; returns (n, dimensions) float32.
    spread: least distance of two places, in units of the drawing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # that there is no Tensorflow is as it should be
        warnings.filterwarnings("ignore", message="precomputed_knn")  # new headlines are never transformed
        count = min(NEIGHBOURS, len(points) - 1)
        model = _umap().UMAP(
            n_neighbors=count,
            n_components=dimensions,
            min_dist=spread,
            metric="cosine",
            init="pca",  # the spectral start fails on headlines that have no neighbours
            random_state=seed,
            n_jobs=1,  # a seed and several threads can't be had together
            precomputed_knn=(*nearest(points, count), None),
        )
        found: FloatArray = model.fit_transform(points).astype("float32", copy=False)
    return found


@cache
def _umap() -> Any:
    """The library, told to keep what it compiles."""
    import umap
    import umap.layouts
    import umap.umap_

    for module, name in KEPT:
        function = getattr(getattr(umap, module), name, None)
        if function is not None:
            function.enable_caching()
    return umap
