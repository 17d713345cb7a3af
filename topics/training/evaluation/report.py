"""An evaluation as one page of HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topics.markup import Child, Markup, join, tag
from topics.training.evaluation.charts import bar, percent, reliability, risk_coverage, whisker
from topics.training.evaluation.figures import Estimate, Evaluation, Figures, Mistake, TopicFigures
from topics.training.evaluation.page import (
    NO_ANSWER,
    as_interval,
    as_language,
    as_share,
    chips,
    confusion_table,
    document,
    head_row,
    headline,
    legend_key,
    number_cell,
    section,
    tile,
)

ALL = "all"
EVERYTHING = "100"  # per cent answered: the accepted share once more
TEXTS = frozenset({"", "topic", "headline", "gold topics", "predicted topic"})  # headings of columns of words
CONFUSED = "Rows: what readers chose. Columns: what was predicted. The stronger, the larger its share."


def report(evaluation: Evaluation, *, gold: str, made: str) -> str:
    """The page. ``gold`` names what was measured on, ``made`` says when; both as readers should see them."""
    groups = {ALL: evaluation.overall, **evaluation.languages}
    return document(
        f"Evaluation on {gold}",
        _opening(evaluation, gold, made),
        _tiles(evaluation),
        _languages(groups),
        tag("div", _reliability(evaluation.overall), _risks(groups), class_="pair"),
        _topics(evaluation.topics),
        section("What is taken for what", CONFUSED, confusion_table(evaluation.confusion)),
        _mistakes(evaluation),
    )


def _opening(evaluation: Evaluation, gold: str, made: str) -> Markup:
    left_out = ", ".join(f"{count} {name}" for name, count in sorted(evaluation.left_out.items()))
    unknown = ", ".join(evaluation.unknown_topics)
    return tag(
        "header",
        tag("h1", "How good the topics are"),
        tag(
            "p",
            f"{evaluation.model_id} on {evaluation.overall.n} headlines of {gold}, {made}. Intervals are "
            f"95 % bootstrap ({evaluation.resamples} resamples).",
            f" Left out: {left_out}." if left_out else None,
            f" Topics that the model does not have, always wrong here: {unknown}." if unknown else None,
            class_="soft",
            dir="auto",
        ),
    )


def _tiles(evaluation: Evaluation) -> Markup:
    overall, found = evaluation.overall, evaluation.not_news
    tiles = [
        tile("accepted", f"{overall.accepted.value:.3f}", as_interval(overall.accepted)),
        tile("macro-F1", f"{overall.macro_f1.value:.3f}", as_interval(overall.macro_f1)),
        tile("calibration error", f"{overall.calibration_error:.3f}", "expected, 15 bins"),
        tile("the surest 80 %", f"{overall.accuracy_at['80']:.3f}", "of them accepted"),
        tile(
            "abstained", percent(overall.abstained), f"others accepted: {as_share(overall.accepted_answered)}"
        ),
    ]
    if found:
        told = f"recall {found.recall:.3f}, of {found.support}; {found.predicted} called so"
        tiles.append(tile("not news: precision", as_share(found.precision), told))
    return tag("div", *tiles, class_="tiles")


def _languages(groups: Mapping[str, Figures]) -> Markup:
    lowest = min(estimate.low for one in groups.values() for estimate in (one.accepted, one.macro_f1))
    low = max(0.0, int(lowest * 10) / 10 - 0.1) if lowest < 1 else 0.0
    percents = [one for one in groups[ALL].accuracy_at if one != EVERYTHING]
    head = [
        *("", "n", "accepted", "", "macro-F1", "", "ECE"),
        *(f"at {one} %" for one in percents),
        *("abstained", "others", "area"),
    ]
    rows = [_language_row(name, one, low) for name, one in groups.items()]
    told = (
        "Accepted: filed under the first or an equally good second topic. At 80 %: accepted among the surest "
        "80 %. Others: accepted where the model did not abstain. Area: mean share of mistakes over every "
        "coverage, 0 is perfect."
    )
    return section("By language", told, tag("table", head_row(head, TEXTS), tag("tbody", *rows)))


def _language_row(name: str, one: Figures, low: float) -> Markup:
    cells: list[Child] = [
        number_cell(str(one.n)),
        *_estimate(one.accepted, low),
        *_estimate(one.macro_f1, low),
        number_cell(f"{one.calibration_error:.3f}"),
        *(number_cell(f"{share:.3f}") for key, share in one.accuracy_at.items() if key != EVERYTHING),
        number_cell(percent(one.abstained)),
        number_cell(as_share(one.accepted_answered)),
        number_cell(f"{one.risk_area:.3f}"),
    ]
    return tag("tr", tag("th", as_language(name), scope="row"), *cells, class_="all" if name == ALL else None)


def _estimate(estimate: Estimate, low: float) -> list[Markup]:
    interval = tag("span", as_interval(estimate), class_="interval")
    return [
        tag("td", f"{estimate.value:.3f}", interval, class_="number"),
        tag("td", whisker(estimate, low=low)),
    ]


def _reliability(overall: Figures) -> Markup:
    told = "A point on the dashed line keeps its word; below it the model claims too much."
    return section("Does it keep its word?", told, reliability(overall.bins))


def _risks(groups: Mapping[str, Figures]) -> Markup:
    keys = [
        tag("li", legend_key(number), f"{as_language(name)} {percent(1 - one.accepted.value)}")
        for number, (name, one) in enumerate(groups.items())
    ]
    told = "The share of mistakes when only the surest headlines are answered; from 5 % of them on."
    legend = tag("ul", *keys, class_="legend")
    return section("What abstaining buys", told, join(risk_coverage(groups), legend))


def _topics(topics: Sequence[TopicFigures]) -> Markup:
    head = ["topic", "gold", "predicted", "F1", "", "precision", "", "recall", ""]
    rows = [
        tag(
            "tr",
            tag("th", one.topic, scope="row", dir="auto"),
            number_cell(str(one.support)),
            number_cell(str(one.predicted)),
            *_barred(one.f1 if one.support else None, "f1"),
            *_barred(one.precision, "precision"),
            *_barred(one.recall, "recall"),
        )
        for one in topics
    ]
    told = (
        "On the first topic alone: an accepted second topic counts as a mistake here, and in the next table."
    )
    return section("By topic", told, tag("table", head_row(head, TEXTS), tag("tbody", *rows)))


def _barred(share: float | None, kind: str) -> list[Markup]:
    return [number_cell(as_share(share)), tag("td", bar(share, kind))]


def _mistakes(evaluation: Evaluation) -> Markup:
    shown, total = len(evaluation.mistakes), evaluation.mistakes_total
    rows = [_mistake(one) for one in evaluation.mistakes]
    table = tag(
        "table",
        head_row(["headline", "gold topics", "predicted topic", "probability"], TEXTS),
        tag("tbody", *rows),
    )
    told = f"The {shown} surest of {total}." if shown < total else f"All {total}, the surest first."
    return section("The most confident mistakes", told if total else "None at all.", table if total else None)


def _mistake(one: Mistake) -> Markup:
    told = f"{one.probability:.3f}" + (" (abstained)" if one.abstained else "")
    return tag(
        "tr",
        headline(one.title, one.language),
        tag("td", *chips([one.gold, *one.also], "chip")),
        tag("td", *chips([one.predicted or NO_ANSWER], "chip predicted")),
        number_cell(told),
    )
