"""An evaluation as one page of HTML that holds everything it needs: no script, nothing from a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from topics.markup import Child, Markup, join, tag
from topics.training.evaluation.charts import bar, percent, reliability, risk_coverage, series, whisker
from topics.training.evaluation.figures import Confusion, Estimate, Evaluation, Figures, Mistake, TopicFigures

ALL = "all"
EVERYTHING = "100"  # per cent answered: the accepted share once more
NAMES = {"ar": "Arabic", "ary": "Darija", "fr": "French", "en": "English", "es": "Spanish"}
NO_ANSWER = "no answer"
STRONG = 0.55  # share of a row from which its colour needs light digits
NOTHING = "–"
TEXTS = frozenset({"", "topic", "headline", "gold topics", "predicted topic"})  # headings of columns of words
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'"  # a browser refuses whatever a title might smuggle in
)


def report(evaluation: Evaluation, *, gold: str, made: str) -> str:
    """The page. ``gold`` names what was measured on, ``made`` says when; both as readers should see them."""
    groups = {ALL: evaluation.overall, **evaluation.languages}
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"Evaluation on {gold}"),
        tag("style", Markup(files(__package__).joinpath("report.css").read_text(encoding="utf-8"))),
    )
    body = tag(
        "body",
        _opening(evaluation, gold, made),
        _tiles(evaluation),
        _languages(groups),
        tag("div", _reliability(evaluation.overall), _risks(groups), class_="pair"),
        _topics(evaluation.topics),
        _confusion(evaluation.confusion),
        _mistakes(evaluation),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


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
        _tile("accepted", f"{overall.accepted.value:.3f}", _interval(overall.accepted)),
        _tile("macro-F1", f"{overall.macro_f1.value:.3f}", _interval(overall.macro_f1)),
        _tile("calibration error", f"{overall.calibration_error:.3f}", "expected, 15 bins"),
        _tile("the surest 80 %", f"{overall.accuracy_at['80']:.3f}", "of them accepted"),
        _tile(
            "abstained", percent(overall.abstained), f"others accepted: {_share(overall.accepted_answered)}"
        ),
    ]
    if found:
        told = f"recall {found.recall:.3f}, of {found.support}; {found.predicted} called so"
        tiles.append(_tile("not news: precision", _share(found.precision), told))
    return tag("div", *tiles, class_="tiles")


def _tile(name: str, value: str, told: str) -> Markup:
    return tag("div", tag("span", name), tag("b", value), tag("span", told), class_="tile")


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
    return _section("By language", told, tag("table", _head(head), tag("tbody", *rows)))


def _language_row(name: str, one: Figures, low: float) -> Markup:
    cells: list[Child] = [
        _number(str(one.n)),
        *_estimate(one.accepted, low),
        *_estimate(one.macro_f1, low),
        _number(f"{one.calibration_error:.3f}"),
        *(_number(f"{share:.3f}") for key, share in one.accuracy_at.items() if key != EVERYTHING),
        _number(percent(one.abstained)),
        _number(_share(one.accepted_answered)),
        _number(f"{one.risk_area:.3f}"),
    ]
    return tag("tr", tag("th", _language(name), scope="row"), *cells, class_="all" if name == ALL else None)


def _estimate(estimate: Estimate, low: float) -> list[Markup]:
    interval = tag("span", _interval(estimate), class_="interval")
    return [
        tag("td", f"{estimate.value:.3f}", interval, class_="number"),
        tag("td", whisker(estimate, low=low)),
    ]


def _reliability(overall: Figures) -> Markup:
    told = "A point on the dashed line keeps its word; below it the model claims too much."
    return _section("Does it keep its word?", told, reliability(overall.bins))


def _risks(groups: Mapping[str, Figures]) -> Markup:
    keys = [
        tag("li", _key(number), f"{_language(name)} {percent(1 - one.accepted.value)}")
        for number, (name, one) in enumerate(groups.items())
    ]
    told = "The share of mistakes when only the surest headlines are answered; from 5 % of them on."
    legend = tag("ul", *keys, class_="legend")
    return _section("What abstaining buys", told, join(risk_coverage(groups), legend))


def _key(number: int) -> Markup:
    line = tag("line", x1=0, x2=28, y1=4, y2=4, class_=series(number))
    return tag("svg", line, viewBox="0 0 28 8", aria_hidden="true")


def _topics(topics: Sequence[TopicFigures]) -> Markup:
    head = ["topic", "gold", "predicted", "F1", "", "precision", "", "recall", ""]
    rows = [
        tag(
            "tr",
            tag("th", one.topic, scope="row", dir="auto"),
            _number(str(one.support)),
            _number(str(one.predicted)),
            *_barred(one.f1 if one.support else None, "f1"),
            *_barred(one.precision, "precision"),
            *_barred(one.recall, "recall"),
        )
        for one in topics
    ]
    told = (
        "On the first topic alone: an accepted second topic counts as a mistake here, and in the next table."
    )
    return _section("By topic", told, tag("table", _head(head), tag("tbody", *rows)))


def _barred(share: float | None, kind: str) -> list[Markup]:
    return [_number(_share(share)), tag("td", bar(share, kind))]


def _confusion(confusion: Confusion) -> Markup:
    columns = [
        tag("th", tag("span", name or NO_ANSWER, dir="auto"), scope="col") for name in confusion.predicted
    ]
    rows = [
        tag(
            "tr",
            tag("th", topic, scope="row", dir="auto"),
            *(
                _heat(topic, column, count, sum(counts))
                for column, count in zip(confusion.predicted, counts, strict=True)
            ),
        )
        for topic, counts in zip(confusion.gold, confusion.counts, strict=True)
    ]
    told = "Rows: what readers chose. Columns: what was predicted. The stronger, the larger its share."
    table = tag("table", tag("thead", tag("tr", tag("td"), *columns)), tag("tbody", *rows), class_="heat")
    return _section("What is taken for what", told, table)


def _heat(topic: str, column: str, count: int, total: int) -> Markup:
    share = count / total
    kinds = ["right" if topic == column else "wrong", *(["zero"] if not count else [])]
    if share >= STRONG:
        kinds.append("strong")
    told = f"{topic} taken for {column or NO_ANSWER}: {count} of {total}"
    return tag("td", str(count), class_=" ".join(kinds), style=f"--heat:{100 * share:.0f}%", title=told)


def _mistakes(evaluation: Evaluation) -> Markup:
    shown, total = len(evaluation.mistakes), evaluation.mistakes_total
    rows = [_mistake(one) for one in evaluation.mistakes]
    table = tag(
        "table", _head(["headline", "gold topics", "predicted topic", "probability"]), tag("tbody", *rows)
    )
    told = f"The {shown} surest of {total}." if shown < total else f"All {total}, the surest first."
    return _section(
        "The most confident mistakes", told if total else "None at all.", table if total else None
    )


def _mistake(one: Mistake) -> Markup:
    told = f"{one.probability:.3f}" + (" (abstained)" if one.abstained else "")
    return tag(
        "tr",
        tag("td", one.title, dir="auto", lang=one.language, class_="title"),
        tag("td", *_chips([one.gold, *one.also], "chip")),
        tag("td", *_chips([one.predicted or NO_ANSWER], "chip predicted")),
        _number(told),
    )


def _chips(topics: Iterable[str], kind: str) -> list[Child]:
    return [join(tag("span", topic, class_=kind, dir="auto"), " ") for topic in topics]


def _section(heading: str, told: str, content: Markup | None) -> Markup:
    card = tag("div", content, class_="card") if content else None
    return tag("section", tag("h2", heading), tag("p", told, class_="soft"), card)


def _head(names: Iterable[str]) -> Markup:
    """Headings; those of numbers keep to the side of their numbers."""
    cells = (tag("th", name, scope="col", class_=None if name in TEXTS else "number") for name in names)
    return tag("thead", tag("tr", *cells))


def _number(value: str) -> Markup:
    return tag("td", value, class_="number")


def _interval(estimate: Estimate) -> str:
    return f"{estimate.low:.3f} to {estimate.high:.3f}"


def _share(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.3f}"


def _language(code: str) -> str:
    return f"{NAMES[code]} ({code})" if code in NAMES else code
