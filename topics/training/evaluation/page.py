"""Parts that the pages of HTML share. A page holds everything it needs: no script, nothing from a network."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from topics.markup import Child, Markup, join, tag
from topics.training.evaluation.charts import series
from topics.training.evaluation.figures import Confusion, Estimate

NAMES = {"ar": "Arabic", "ary": "Darija", "fr": "French", "en": "English", "es": "Spanish"}
NO_ANSWER = "no answer"
STRONG = 0.55  # share of a row from which its colour needs light digits
NOTHING = "–"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'"  # a browser refuses whatever a title might smuggle in
)


def document(title: str, *children: Child) -> str:
    """A whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(files(__package__).joinpath("report.css").read_text(encoding="utf-8"))),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", *children), lang="en") + "\n"


def section(heading: str, told: str, content: Markup | None) -> Markup:
    """A heading, what it is about, and a card with the content."""
    card = tag("div", content, class_="card") if content else None
    return tag("section", tag("h2", heading), tag("p", told, class_="soft"), card)


def tile(name: str, value: str, told: str) -> Markup:
    """One figure, large."""
    return tag("div", tag("span", name), tag("b", value), tag("span", told), class_="tile")


def head_row(names: Iterable[str], texts: Iterable[str]) -> Markup:
    """Headings; those of numbers keep to the side of their numbers. ``texts`` are columns of words."""
    words = frozenset(texts)
    cells = (tag("th", name, scope="col", class_=None if name in words else "number") for name in names)
    return tag("thead", tag("tr", *cells))


def number_cell(value: str) -> Markup:
    """A cell with a number."""
    return tag("td", value, class_="number")


def headline(title: str, language: str) -> Markup:
    """A cell with a headline, in its own direction."""
    return tag("td", title, dir="auto", lang=language, class_="title")


def chips(topics: Iterable[str], kind: str) -> list[Child]:
    """Topics side by side."""
    return [join(tag("span", topic, class_=kind, dir="auto"), " ") for topic in topics]


def legend_key(place: int) -> Markup:
    """The line of a legend."""
    line = tag("line", x1=0, x2=28, y1=4, y2=4, class_=series(place))
    return tag("svg", line, viewBox="0 0 28 8", aria_hidden="true")


def confusion_table(confusion: Confusion) -> Markup:
    """Rows: what readers chose; columns: what was predicted."""
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
    return tag("table", tag("thead", tag("tr", tag("td"), *columns)), tag("tbody", *rows), class_="heat")


def _heat(topic: str, column: str, count: int, total: int) -> Markup:
    share = count / total
    kinds = ["right" if topic == column else "wrong", *(["zero"] if not count else [])]
    if share >= STRONG:
        kinds.append("strong")
    told = f"{topic} taken for {column or NO_ANSWER}: {count} of {total}"
    return tag("td", str(count), class_=" ".join(kinds), style=f"--heat:{100 * share:.0f}%", title=told)


def as_interval(estimate: Estimate) -> str:
    """From where to where."""
    return f"{estimate.low:.3f} to {estimate.high:.3f}"


def as_share(value: float | None) -> str:
    """A share with three digits."""
    return NOTHING if value is None else f"{value:.3f}"


def as_language(code: str) -> str:
    """A language as readers call it."""
    return f"{NAMES[code]} ({code})" if code in NAMES else code
