"""What of a vector only tells the language of its text, learnt from texts that mean the same.

The mean of (vector - mean of its group) over the texts of a language is the language's own shift: the
content of the groups cancels out. Taking the span of these shifts out of every vector is nuisance
attribute projection (Solomonoff et al. 2005) with languages as the nuisance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.training.examples import TrainingSet
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]

LEAST_SHARE = 0.1  # of the strongest direction; weaker ones are noise of the sample


def language_shift(sets: Sequence[TrainingSet], encode: Encode) -> tuple[FloatArray, FloatArray] | None:
    """Centre and directions to take out of unit vectors. Shapes: (d,), (k, d) with orthonormal rows.

    The centre is the mean over sets, so that a large set does not decide it. None without a group in
    several languages.
    """
    centres, shifts = [], []
    for one in sets:
        found = _shifts_of(one, encode)
        if found is not None:
            centres.append(found[0])
            shifts.append(found[1])
    if not centres:
        return None
    _, strength, directions = np.linalg.svd(np.concatenate(shifts), full_matrices=False)
    kept = directions[strength > LEAST_SHARE * strength[0]]
    return np.mean(centres, axis=0).astype(np.float32), kept.astype(np.float32)


def _shifts_of(one: TrainingSet, encode: Encode) -> tuple[FloatArray, FloatArray] | None:
    """Mean vector of a set and the shift of each of its languages. Shapes: (d,), (languages, d)."""
    groups = [group for group in one.groups if len(set(group.languages)) > 1]
    if not groups or one.kind != "same":
        return None
    languages = np.array([code for group in groups for code in group.languages])
    member = np.repeat(np.arange(len(groups)), [len(group.texts) for group in groups])
    vectors = encode([embedding_text(text) for group in groups for text in group.texts]).astype(np.float64)
    means = np.zeros((len(groups), vectors.shape[1]))
    np.add.at(means, member, vectors)
    means /= np.bincount(member)[:, None]
    away = vectors - means[member]
    shifts = np.stack([away[languages == code].mean(axis=0) for code in np.unique(languages)])
    return vectors.mean(axis=0), shifts
