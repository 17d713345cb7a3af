"""Ways to file headlines: ours, and what it must beat. Each learns from a lesson and answers for headlines.

Rivals that score without probabilities get them by one factor, measured on headlines that were left out
(on the taxonomy's example headlines where a way learns from no labels), so that calibration can be compared.
Those that learn choose their strength of regularisation on the same headlines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.topic_lesson import Answer, Asked, Lesson, Way
from topics.classify.calibration import best_sharpness, softmax
from topics.classify.zero_shot import ZeroShotClassifier, phrases_of
from topics.taxonomy import Taxonomy
from topics.text import plain_form
from topics.types import Predictions

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

SVM_STRENGTHS = (0.1, 1.0)
REGRESSION_STRENGTHS = (10.0, 100.0)
ROUNDS = 500  # of the solver, at most
LEFT_OUT = 0  # the part of the material that strength and sharpness are measured on


def ours(lesson: Lesson) -> Answer:
    """The trained model, as ``topics train topics`` makes it."""
    from topics.classify.trained import TrainedClassifier
    from topics.training.topic_training import train_topics

    model, _ = train_topics(
        lesson.material, lesson.encode, encoder_id=lesson.encoder_id, recipe=lesson.recipe
    )
    return filed_by(TrainedClassifier(model))


def words_and_svm(lesson: Lesson) -> Answer:
    """TF-IDF of words, pairs of words and parts of words; a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    common = {"preprocessor": plain_form, "sublinear_tf": True}
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+", **common),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, **common),
    )
    model, sharpness = _tuned(
        lambda strength: LinearSVC(C=strength, random_state=lesson.recipe.seed),
        SVM_STRENGTHS,
        features.fit_transform(lesson.titles),
        lesson,
    )
    topics = lesson.material.topics
    return lambda some: _sure(
        some, topics, sharpness * _scores(model, features.transform(some.titles), topics), "svm"
    )


def vectors_and_regression(lesson: Lesson) -> Answer:
    """The encoder's vectors alone; multinomial logistic regression."""
    model, sharpness = regression_on(lesson.encode(lesson.titles), lesson)
    topics = lesson.material.topics
    return lambda some: _sure(some, topics, sharpness * _scores(model, some.vectors, topics), "regression")


def regression_on(features: Any, lesson: Lesson) -> tuple[Any, float]:
    """Logistic regression and its sharpness. Shape: features (n, d), a row for each of the lesson's."""
    from sklearn.linear_model import LogisticRegression

    return _tuned(
        lambda strength: LogisticRegression(C=strength, max_iter=ROUNDS),
        REGRESSION_STRENGTHS,
        features,
        lesson,
    )


def answer_by_regression(model: Any, sharpness: float, topics: Sequence[str], some: Asked) -> Predictions:
    """Answers of what ``regression_on`` has learnt."""
    return _sure(some, topics, sharpness * _scores(model, some.vectors, topics), "regression")


def by_description(lesson: Lesson) -> Answer:
    """No labels: the topic whose name and description lie nearest, in whatever language."""
    places, texts = _descriptions(lesson.taxonomy)
    vectors = lesson.encode(texts)

    def nearness(some: Any) -> Matrix:
        cosines = some.astype(np.float64) @ vectors.astype(np.float64).T
        return np.stack([cosines[:, places == place].max(axis=1) for place in range(places.max() + 1)], 1)

    examples = [phrase for phrase in phrases_of(lesson.taxonomy) if phrase.is_example]
    labels = np.array([phrase.topic for phrase in examples])
    scores = nearness(lesson.encode([phrase.text for phrase in examples])) if examples else np.zeros((0, 2))
    sharpness = best_sharpness(scores, labels)
    ids = lesson.taxonomy.ids
    return lambda some: _sure(some, ids, sharpness * nearness(some.vectors), "description")


def by_phrases(lesson: Lesson) -> Answer:
    """No labels: the classifier that learns from the taxonomy's own phrases."""
    classifier = ZeroShotClassifier(lesson.taxonomy)
    return filed_by(classifier.fit(lesson.encode, encoder_id=lesson.encoder_id))


WAYS: dict[str, Way] = {
    "ours": ours,
    "TF-IDF + SVM": words_and_svm,
    "encoder + LR": vectors_and_regression,
    "by description": by_description,
    "by phrases": by_phrases,
}


def filed_by(classifier: Any) -> Answer:
    """The answers of one of the package's classifiers."""
    return lambda some: classifier.predict(some.ids, some.titles, some.vectors, languages=some.languages)


def _descriptions(taxonomy: Taxonomy) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Name and description of every topic in every language it is described in, and whose they are."""
    told = [
        (place, f"{topic.name(language)}: {text}")
        for place, topic in enumerate(taxonomy)
        for language, text in topic.description.items()
    ]
    return np.array([place for place, _ in told]), [text for _, text in told]


def _tuned(
    make: Callable[[float], Any], strengths: Sequence[float], features: Any, lesson: Lesson
) -> tuple[Any, float]:
    """A model of the best strength, and the factor on its scores. Shape: features (n, f)."""
    from topics.training.topic_training import folds_of

    rows, topics = lesson.material.rows, lesson.material.topics
    names = np.array([row.topic for row in rows])
    weights = np.array([row.weight for row in rows])
    fold = folds_of(rows, lesson.recipe)
    fit, held = np.flatnonzero(fold != LEFT_OUT), np.flatnonzero(fold == LEFT_OUT)
    labels = np.array([topics.index(name) for name in names[held]])
    found = []
    for strength in strengths:
        model = make(strength).fit(features[fit], names[fit], sample_weight=weights[fit])
        scores = _scores(model, features[held], topics)
        right = float(np.average(scores.argmax(axis=1) == labels, weights=weights[held]))
        found.append((right, strength, best_sharpness(scores, labels)))
    _, strength, sharpness = max(found)
    return make(strength).fit(features, names, sample_weight=weights), sharpness


def _scores(model: Any, features: Any, topics: Sequence[str]) -> Matrix:
    """Scores in the order of the topics; a topic that was not learnt gets the lowest. Shape: (n, k)."""
    known = model.decision_function(features)
    if known.ndim == 1:  # of two topics, the second against the first
        known = np.stack([-known / 2, known / 2], axis=1)
    found = np.full((len(known), len(topics)), known.min(initial=0.0))
    found[:, [topics.index(name) for name in model.classes_]] = known
    return found


def _sure(some: Asked, topics: Sequence[str], scores: Matrix, name: str) -> Predictions:
    """Scores as probabilities; none of the rivals abstains."""
    return Predictions(
        some.ids, tuple(topics), softmax(scores).astype(np.float32), np.zeros(len(scores), bool), name
    )
