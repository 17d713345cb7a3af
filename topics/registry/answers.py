"""What a model says of fixed headlines, as a hash: the same model and the same program, the same hash.

A program that reads words in another way than the one that trained a model makes it another model, although
no byte of its files changed. This tells.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.trained import TrainedClassifier

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel
    from topics.types import FloatArray

DIGITS = 16  # of the hash
SHOWN = 3  # topics of each headline, in their order: rounding doesn't change them
TITLES = (
    "أمطار رعدية قوية مرتقبة بمرتفعات الأطلس يومي 12 و13 مارس",
    "الفَرِيقُ المحلّي يفـوز بثلاثية ويقترب من اللقب",
    "بنك المغرب يبقي على سعر الفائدة دون تغيير",
    "السومة ديال الطوماطيش طلعات بزاف هاد السيمانة",
    "lma t9te3 3la sokan l7ay men sba7",
    "افتتاح مهرجان الأغنية الشعبية بمدينة تازة",
    "اشتركوا في نشرتنا البريدية وتابعوا جديدنا",
    "Grève des cheminots : trafic perturbé jusqu'à jeudi",
    "L’hôpital régional ouvre un service d’urgences pédiatriques",
    "Séisme de magnitude 4,6 au large d'Al Hoceïma, aucun blessé",
    "Parliament votes on the new budget after a long night",
    "Researchers map the genome of the argan tree",
    "Storm warning: 90 km/h winds expected on the coast",
    "La cooperativa abre una escuela rural en el valle",
    "١٥ قتيلا في حادث سير مروع بالطريق السيار",
    "Les élèves de terminale passent l'examen à 8 h 30",
)


def answers_of(model: TopicModel) -> str:
    """A hash of the topics that a model finds for fixed headlines, in their order, with abstentions."""
    vectors = _vectors(len(TITLES), len(model.space.origin))
    predictions = TrainedClassifier(model).predict(TITLES, TITLES, vectors)
    said = [
        [[topic for topic, _ in predictions.ranked(row)[:SHOWN]], bool(predictions.abstained[row])]
        for row in range(len(TITLES))
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:DIGITS]


def other_answers(folder: Path, model: TopicModel, expected: str) -> list[str]:
    """That a model no longer says what it said when it was stored, in words; nothing where it does."""
    got = answers_of(model) if expected else ""
    if got == expected:
        return []
    return [
        f"{folder}: expected the answers that it gave when it was stored ({expected}), got others ({got}): "
        "this program reads headlines in another way than the one that stored it; train again."
    ]


def _vectors(count: int, width: int) -> FloatArray:
    """Unit rows that need no encoder and no generator of random numbers. Shape: (count, width) float32."""
    rows = np.sin(np.outer(np.arange(1, count + 1) ** 2, np.arange(1, width + 1)).astype(np.float64))
    unit: FloatArray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
