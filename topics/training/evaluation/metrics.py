"""Figures of a classifier on labelled headlines.

Accepted accuracy takes an equally good second topic for right; everything per topic (F1, precision, recall,
confusion) is on the first topic alone. Headlines that are no news, and those whose reader could not tell,
are left out of all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from topics.errors import ShapeError, UsageError
from topics.training.evaluation.answers import NO_ANSWER, Answers, answers_of
from topics.training.evaluation.figures import (
    Confusion,
    Evaluation,
    Mistake,
    NotNews,
    TopicFigures,
)
from topics.training.evaluation.scored import Scored, figures_of
from topics.training.labelled import UNCLEAR, Labelled
from topics.types import NOT_NEWS, Predictions

MOST_MISTAKES = 50
LEFT_OUT = (NOT_NEWS, UNCLEAR)


def evaluate(
    gold: Sequence[Labelled], predictions: Predictions, *, seed: int = 0, resamples: int = 2000
) -> Evaluation:
    """Score the most probable topic of each headline; predictions stand in the order of the gold.

    Raises:
        UsageError: the gold has no headline with a topic, no topic of the model, or a row without language.
        ShapeError: another number of predictions than of headlines.
    """
    return evaluate_answers(gold, answers_of(predictions), seed=seed, resamples=resamples)


def evaluate_answers(
    gold: Sequence[Labelled], answers: Answers, *, seed: int = 0, resamples: int = 2000
) -> Evaluation:
    """The same for answers of any origin."""
    kept = _measurable(gold, answers)
    scored = _scored(gold, answers, kept)
    topics = _by_frequency(scored.primary)
    languages = _by_frequency([gold[row].language for row in kept])
    own = {one: [place for place, row in enumerate(kept) if gold[row].language == one] for one in languages}
    wrong = _mistakes(
        gold, answers, [row for row, right in zip(kept, scored.accepted, strict=True) if not right]
    )
    confusion = _confusion(scored, topics)
    return Evaluation(
        model_id=answers.model_id,
        overall=figures_of(scored, seed=seed, resamples=resamples),
        languages={
            one: figures_of(scored.part(rows), seed=seed, resamples=resamples) for one, rows in own.items()
        },
        topics=_topic_figures(confusion),
        confusion=confusion,
        not_news=_not_news(gold, answers),
        mistakes=wrong[:MOST_MISTAKES],
        mistakes_total=len(wrong),
        unknown_topics=tuple(topic for topic in topics if topic not in answers.known),
        left_out=dict(Counter(one.topic for one in gold if one.topic in LEFT_OUT)),
        seed=seed,
        resamples=resamples,
    )


def _measurable(gold: Sequence[Labelled], answers: Answers) -> list[int]:
    """The rows that have a topic, after everything that can't be measured has been refused."""
    if len(gold) != len(answers):
        raise ShapeError(f"answers: expected one for each of {len(gold)} headlines, got {len(answers)}.")
    silent = next((row for row, one in enumerate(gold) if not one.language), None)
    if silent is not None:
        raise UsageError(
            f"gold row {silent + 1}: expected the code of a language, got ''; write one, or und."
        )
    kept = [row for row, one in enumerate(gold) if one.topic not in LEFT_OUT]
    if not kept:
        raise UsageError(
            f"gold: expected headlines with a topic, got {len(gold)} rows without; nothing to measure."
        )
    topics = {gold[row].topic for row in kept}
    if topics.isdisjoint(answers.known):
        raise UsageError(
            f"gold: expected topics of the model ({_listed(answers.known)}), got {_listed(sorted(topics))}; "
            "name the taxonomy that the gold was labelled by."
        )
    return kept


def _listed(topics: Sequence[str], most: int = 5) -> str:
    return ", ".join(topics[:most]) + (", …" if len(topics) > most else "") or "none"


def _scored(gold: Sequence[Labelled], answers: Answers, rows: Sequence[int]) -> Scored:
    right = [answers.topics[row] in (gold[row].topic, *gold[row].also) for row in rows]
    return Scored(
        tuple(gold[row].topic for row in rows),
        tuple(answers.topics[row] for row in rows),
        np.array(right, np.float64),
        answers.probabilities[list(rows)],
        answers.abstained[list(rows)],
    )


def _by_frequency(values: Sequence[str]) -> tuple[str, ...]:
    """Distinct values, the most frequent first, equals in alphabetical order."""
    return tuple(value for value, _ in sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _confusion(scored: Scored, topics: tuple[str, ...]) -> Confusion:
    columns = topics + tuple(one for one in _by_frequency(scored.answer) if one not in topics)
    pairs = Counter(zip(scored.primary, scored.answer, strict=True))
    return Confusion(
        topics, columns, tuple(tuple(pairs[row, column] for column in columns) for row in topics)
    )


def _topic_figures(confusion: Confusion) -> tuple[TopicFigures, ...]:
    """Figures of every topic that occurs, in the order of the columns.

    "No answer" is no topic, and news that was called ``not_news`` says nothing of how well that is found.
    """
    table = np.array(confusion.counts, np.int64)
    found = []
    for column, topic in enumerate(confusion.predicted):
        if topic in (NO_ANSWER, NOT_NEWS):
            continue
        of_gold = column < len(confusion.gold)  # the columns begin with the rows
        support = int(table[column].sum()) if of_gold else 0
        right = int(table[column, column]) if of_gold else 0
        predicted = int(table[:, column].sum())
        found.append(
            TopicFigures(
                topic,
                support,
                predicted,
                precision=right / predicted if predicted else None,
                recall=right / support if support else None,
                f1=2 * right / (support + predicted),
            )
        )
    return tuple(found)


def _not_news(gold: Sequence[Labelled], answers: Answers) -> NotNews | None:
    truth = [one.topic == NOT_NEWS for one in gold]
    called = [topic == NOT_NEWS for topic in answers.topics]
    clear = [one.topic != UNCLEAR for one in gold]
    right = sum(one and other for one, other in zip(truth, called, strict=True))
    support, predicted = sum(truth), sum(one and other for one, other in zip(called, clear, strict=True))
    if not support:
        return None
    return NotNews(support, predicted, right / predicted if predicted else None, right / support)


def _mistakes(gold: Sequence[Labelled], answers: Answers, rows: Sequence[int]) -> tuple[Mistake, ...]:
    """The surest first; equally sure ones in the order of the gold."""
    return tuple(
        Mistake(
            title=gold[row].title,
            language=gold[row].language,
            gold=gold[row].topic,
            also=gold[row].also,
            predicted=answers.topics[row],
            probability=float(answers.probabilities[row]),
            abstained=bool(answers.abstained[row]),
        )
        for row in sorted(rows, key=lambda row: (-answers.probabilities[row], row))
    )
