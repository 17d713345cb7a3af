"""The page is whole, stands alone, and shows whatever a title holds as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.training.evaluation.predicted import gold, predictions, random_case
from topics.markup import tag
from topics.training.evaluation.answers import Answers
from topics.training.evaluation.figures import Evaluation
from topics.training.evaluation.metrics import evaluate, evaluate_answers
from topics.training.evaluation.report import report
from topics.training.labelled import Labelled

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; </td></table><h1>owned",
    "</style><style>*{display:none}",
    "&lt;b&gt; & <!-- open",
    "سعر <b>الذهب</b> \u202eyad",
    "\0 null",
]


class Page(HTMLParser):
    """Elements of a page; whatever is not closed in order is a failure."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(evaluation: Evaluation, name: str = "gold") -> tuple[str, Page]:
    text = report(evaluation, gold=name, made="2026-03-01 09:00 UTC")
    page = Page(text)
    assert page.open == []
    return text, page


def test_titles_and_names_are_text_and_nothing_else() -> None:
    rows = [Labelled(title, "ar", "<i>sport</i>", ('"also"',)) for title in HOSTILE]
    rows[0] = Labelled(HOSTILE[0], '"><script>', "sport&economy")
    answers = Answers(
        ("<u>x</u>",) * len(rows),
        np.full(len(rows), 0.9),
        np.zeros(len(rows), np.bool_),
        ("sport&economy",),
        "<model>",
    )
    text, page = shown(evaluate_answers(rows, answers), name="<b>gold</b>")
    assert not {"script", "img", "i", "u"} & set(page.names)
    assert page.names.count("h1") == 1 and page.names.count("style") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    for title in HOSTILE[:-1]:
        assert title in page.texts
    assert "<script" not in text and "\0" not in text


def test_the_page_needs_nothing_else() -> None:
    rows, found = random_case(200, 1)
    text, page = shown(evaluate(rows, found))
    assert not {"script", "link", "img", "iframe"} & set(page.names)
    assert not {"src", "href"} & {name for name, _ in page.attributes}
    assert not re.search(r"https?:|url\(|@import", text)
    assert any(name == "content" and "default-src 'none'" in str(value) for name, value in page.attributes)


def test_the_page_shows_every_part() -> None:
    rows, found = random_case(200, 2)
    evaluation = evaluate(rows, found)
    _, page = shown(evaluation)
    assert f"{evaluation.overall.accepted.value:.3f}" in page.texts
    assert {"Arabic (ar)", "French (fr)", "English (en)", "not news: precision"} <= set(page.texts)
    assert page.names.count("circle") >= len(evaluation.overall.bins)
    assert page.names.count("polyline") == 1 + len(evaluation.languages)
    assert ("dir", "auto") in page.attributes and ("lang", "ar") in page.attributes
    numbers = [value for _, value in page.attributes if value and re.search(r"nan|inf\b", value)]
    assert not numbers


@pytest.mark.parametrize("right", [True, False])
def test_a_single_headline_has_a_page(right: bool) -> None:
    found = predictions([[1.0, 0.0] if right else [0.0, 1.0]], ["sport", "economy"], [True])
    text, page = shown(evaluate(gold(["sport"]), found))
    assert "nan" not in text
    assert ("None at all." in page.texts) is right


def test_a_headline_without_an_answer_is_shown_so() -> None:
    answers = Answers(("",), np.zeros(1), np.ones(1, np.bool_), ("sport",), "tested")
    _, page = shown(evaluate_answers(gold(["sport"]), answers))
    assert page.texts.count("no answer") == 2  # in the confusion, and among the mistakes


def test_markup_is_kept_and_text_is_escaped() -> None:
    assert (
        tag("p", tag("b", "<"), " & ", 3, None, class_="x", dir=None)
        == '<p class="x"><b>&lt;</b> &amp; 3</p>'
    )
    assert tag("line", x1=1.0, stroke_width=0.126) == '<line x1="1" stroke-width="0.13"/>'
    assert tag("td") == "<td></td>"
