"""Where headlines lie dense: the prototypes that themes are made of.

UMAP (McInnes, Healy, Melville 2018) draws the neighbourhoods of a sample in few dimensions, HDBSCAN
(Campello, Moulavi, Sander 2013) finds the dense places there, as many and as small as there are. Each gives a
prototype: the unit mean of its headlines in the encoder's own (centred) space, where later ones are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.sums import are_coherent, kept, sums, unit_means
from topics.cluster.umap_places import umap_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

DIMENSIONS = 5
SMALLEST = 8  # headlines of a dense place, fewer where there are only hundreds …
FEWEST = 3  # … of headlines, but never below this
PER_PLACE = 40  # headlines of a window for each one of a dense place, while that is below SMALLEST
FIRM = 3  # neighbours that make a place dense
MOST_DRAWN = 15_000  # a sample of more finds nearly the same places, and takes longer


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Dense places among n points. Shape: prototypes (m, d) float32, unit; drawn (m, 5) where UMAP put them.

    sizes (m,); labels (n,) int32: the place that a point helped to find, −1 = none, or it was not in the
    sample.
    """

    prototypes: FloatArray
    drawn: FloatArray
    sizes: IntArray
    labels: IntArray


def dense_places(points: FloatArray, keys: Sequence[str], seed: int) -> Places:
    """The dense places among distinct headlines, each of which hangs together more than chance would.

    Shape: points (n, d) float32, unit rows; keys name them: which of many are drawn depends on them alone.
    """
    rows = sampled(keys)
    sample = points[rows]
    drawn = umap_places(sample, dimensions=DIMENSIONS, spread=0.0, seed=seed)
    labels = _hdbscan(drawn)
    labels = kept(labels, are_coherent(sample, labels))
    sizes = np.bincount(labels[labels >= 0]).astype(np.int32)
    middles = (sums(drawn, labels) / np.maximum(sizes, 1)[:, None]).astype(np.float32)
    every = np.full(len(points), -1, np.int32)
    every[rows] = labels
    return Places(unit_means(sample, labels), middles, sizes, every)


def sampled(keys: Sequence[str]) -> IntArray:
    """At most MOST_DRAWN rows, in their order. A hash decides, so the next fit draws the same ones again."""
    if len(keys) <= MOST_DRAWN:
        return np.arange(len(keys), dtype=np.int32)
    hashes = [blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest() for key in keys]
    chosen = sorted(range(len(keys)), key=lambda row: (hashes[row], keys[row]))[:MOST_DRAWN]
    return np.sort(chosen).astype(np.int32)


def _hdbscan(points: FloatArray) -> npt.NDArray[np.int32]:
    import hdbscan

    model = hdbscan.HDBSCAN(
        min_cluster_size=max(FEWEST, min(SMALLEST, len(points) // PER_PLACE)),
        min_samples=FIRM,
        cluster_selection_method="leaf",
        core_dist_n_jobs=1,
    )
    labels: IntArray = model.fit_predict(points.astype(np.float64)).astype(np.int32)
    return labels
