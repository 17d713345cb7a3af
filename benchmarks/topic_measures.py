"""What is measured on each set, and the table of it. The formulas are those of ``topics evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.topic_lesson import among
from topics.training.evaluation.answers import answers_of
from topics.training.evaluation.figures import Estimate
from topics.training.evaluation.metrics import evaluate_answers
from topics.training.evaluation.resampling import draws, estimate
from topics.training.labelled import Labelled
from topics.types import NOT_NEWS, Predictions

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

Figure = Estimate | float | None  # None: nothing to measure
Figures = Mapping[str, Figure]  # measure -> figure
Columns = Mapping[str, Figures]  # way -> its figures

ECE = "calibration error"
LOWER_IS_BETTER = (ECE,)
RESAMPLES = 2000
OURS = "ours"


def topics_and_sureness(gold: Sequence[Labelled], predictions: Predictions) -> Figures:
    """Accepted accuracy, also by language, macro-F1, and what probabilities are worth."""
    found = evaluate_answers(gold, answers_of(predictions))
    by_language = {f"accepted, {code} ({one.n})": one.accepted for code, one in found.languages.items()}
    every = found.overall
    return {
        "accepted": every.accepted,
        **by_language,
        "macro-F1": every.macro_f1,
        ECE: every.calibration_error,
        "accepted, surest 80 %": every.accuracy_at["80"],
    }


def news_and_not_news(gold: Sequence[Labelled], predictions: Predictions) -> Figures:
    """Whether what is no news is found, and how news is filed."""
    answers = answers_of(predictions)
    truth = np.array([row.topic == NOT_NEWS for row in gold])
    called = np.array([topic == NOT_NEWS for topic in answers.topics])
    return {
        "not_news precision": share(truth, called),
        "not_news recall": share(called, truth),
        "accepted, news": evaluate_answers(gold, answers).overall.accepted,
    }


def best_of(topics: Sequence[str], gold: Sequence[Labelled], predictions: Predictions) -> Figures:
    """Macro-F1 and accuracy where only the topics of the set's own sections are possible."""
    found = evaluate_answers(gold, answers_of(among(predictions, topics))).overall
    return {"macro-F1": found.macro_f1, "accuracy": found.accepted}


def by_language(gold: Sequence[Labelled], predictions: Predictions) -> Figures:
    """Accuracy in each language, in alphabetical order."""
    found = evaluate_answers(gold, answers_of(predictions)).languages
    return {code: found[code].accepted for code in sorted(found)}


def share(flags: Flags, where: Flags) -> Estimate | None:
    """Share of flagged rows among those of ``where``; its interval resamples all rows. None: no such row."""
    if not where.any():
        return None
    found = []
    for rows in draws(len(flags), seed=0, resamples=RESAMPLES):
        of = where[rows].sum(axis=1)
        found.append(((flags & where)[rows].sum(axis=1) / np.maximum(of, 1))[of > 0])
    return estimate(float(flags[where].mean()), found)


def value_of(figure: Figure) -> float | None:
    """A figure without its interval."""
    return figure.value if isinstance(figure, Estimate) else figure


def table(columns: Columns) -> str:
    """The figures as Markdown: one row a measure, one column a way."""
    names = list(columns)
    lines = ["| measure | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for measured in columns[names[0]]:
        cells = [_cell(columns[name][measured]) for name in names]
        lines.append(f"| {measured} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, Estimate):
        return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure:.3f}" if figure <= 1 else f"{figure:.0f}"


def behind(columns: Columns) -> Iterator[str]:
    """Where another way is better than ours, and by how much."""
    for measured, figure in columns.get(OURS, {}).items():
        own = value_of(figure)
        others = {
            name: value
            for name, figures in columns.items()
            if name != OURS and (value := value_of(figures[measured])) is not None
        }
        if own is None or not others:
            continue
        lower = measured in LOWER_IS_BETTER
        best = min(others, key=lambda name: others[name] if lower else -others[name])
        lead = own - others[best] if lower else others[best] - own
        if lead > 0:
            yield f"{measured}: {best} {others[best]:.3f}, ours {own:.3f}, {lead:.3f} behind"
