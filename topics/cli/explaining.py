"""`topics classify --explain`: what was behind each answer, as JSON values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from topics.errors import UsageError
from topics.exported import DIGITS

if TYPE_CHECKING:
    from topics.classify.explaining import Explanation
    from topics.service import Classifier
    from topics.taxonomy import Taxonomy
    from topics.types import FloatArray

Explain = Callable[[str, "FloatArray", str], dict[str, Any]]


def explainer(classifier: Classifier, taxonomy: Taxonomy) -> Explain:
    """A function from a title, its vector (d,) and its topic to what was behind that answer.

    Raises:
        UsageError: the classifier is not a trained model, so there is nothing to take apart.
    """
    from topics.classify.explaining import explain
    from topics.classify.trained import TrainedClassifier
    from topics.training.known_titles import known_titles

    if not isinstance(classifier, TrainedClassifier):
        raise UsageError(
            "--explain: expected a trained topic model, got topics learnt from the taxonomy's phrases; train "
            "one with `topics train topics` and name it with --model, or leave --explain out. "
            "`topics doctor` says why the shipped model does not answer."
        )
    titles = known_titles(taxonomy)

    def told(title: str, vector: FloatArray, topic: str) -> dict[str, Any]:
        return _row(explain(classifier, title, vector, topic), titles)

    return told


def _row(explanation: Explanation, titles: dict[int, str]) -> dict[str, Any]:
    """Words, meaning and bias add up to the topic's lead over the mean of all topics, before calibration."""
    return {
        "words": [{"text": word.text, "weight": _number(word.weight)} for word in explanation.words],
        "meaning": _number(explanation.from_vector),
        "bias": _number(explanation.bias),
        "nearest": [
            {"title": titles.get(one.key), "set": one.set, "topic": one.topic, "cosine": one.cosine}
            for one in explanation.neighbours
        ],
    }


def _number(value: float) -> float:
    """Rounded; what rounds to zero has no sign."""
    return round(value, DIGITS) + 0.0
