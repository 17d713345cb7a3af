"""BERTopic (Grootendorst 2022) with its defaults, on vectors that it is given."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray


def is_there() -> bool:
    """Is BERTopic installed? It is no dependency of ours."""
    return find_spec("bertopic") is not None


def its_name() -> str:
    """As the table calls it."""
    return f"BERTopic {version('bertopic')}, defaults"


def bertopic(titles: Sequence[str], vectors: FloatArray) -> IntArray:
    """Its topic of each title, −1 = outlier. Shape: (n, d) float32 to (n,) int32."""
    from bertopic import BERTopic

    labels, _ = BERTopic().fit_transform(list(titles), vectors)
    return np.array(labels, np.int32)
