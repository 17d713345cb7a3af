"""How close an encoder puts texts that have nothing to do with one another: some say 0.8, others 0.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder

PROBES = (  # eight subjects, four languages
    "المنتخب يفوز علي ضيفه بهدفين",
    "ارتفاع اسعار المحروقات هذا الاسبوع",
    "الما تقطع علي الدوار من البارح",
    "la mairie ouvre une bibliothèque de quartier",
    "un séisme de faible intensité au large",
    "researchers publish a map of the sea floor",
    "court delays the hearing until next month",
    "festival de música abre con un concierto",
)


def unrelated_cosine(encoder: Encoder) -> float:
    """Mean cosine of texts on different subjects."""
    vectors = encoder.encode([embedding_text(probe) for probe in PROBES]).astype(np.float64)
    count = len(vectors)
    cosines = vectors @ vectors.T
    return float((cosines.sum() - np.trace(cosines)) / (count * (count - 1)))
