"""The page of a retraining says how it ended, why, and what changes; titles can't break out of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.training.answering import compared, rows
from topics.errors import ModelError
from topics.training.assessing import Effect, Flip
from topics.training.evaluation.retraining_card import HEADINGS, card
from topics.training.gate import Cost, Evidence, judge
from topics.training.invariance import Invariance
from topics.training.retraining import Outcome, Retraining, Taught
from topics.training.retraining_files import write_reports

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
RIGHT = [True] * 200
NASTY = 'Vent <script>alert("1")</script> & رياح'


def retraining(outcome: Outcome, after: Sequence[bool] = RIGHT, **changes: Any) -> Retraining:
    corrections = compared(rows(5), [n % 2 > 0 for n in range(20)], RIGHT[:20])
    evidence = Evidence(
        [compared(rows(50), RIGHT, after)],
        corrections,
        corrections,
        (Invariance(10, 0, ()), Invariance(10, 0, ())),
        (Cost(10, 1.0), Cost(10, 1.0)),
    )
    found = Retraining(
        outcome,
        NOW,
        "shipped",
        "classifier-20260301-0123456789ab",
        Taught(41, 40, 9, 0, "on top of shipped", ("3 corrections on which editors don't agree",), "abc"),
        "because",
        judge(evidence),
        evidence,
        [Effect("weather", 41, 30, 28, 100, 130)],
        [Flip(NASTY, "ar", "sport", "weather", 0.5, 0.9, "weather")],
        1000,
    )
    return replace(found, **changes)


class Balanced(HTMLParser):
    """Counts tags, and sees that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Balanced:
    found = Balanced()
    found.feed(page)
    assert found.open == []
    return found


@pytest.mark.parametrize("outcome", Outcome)
def test_it_says_how_it_ended(outcome: Outcome) -> None:
    page = card(retraining(outcome))
    assert HEADINGS[outcome] in page and "because" in page
    parsed(page)


def test_it_holds_everything_and_asks_nobody() -> None:
    page = card(retraining(Outcome.PROMOTED))
    seen = parsed(page).seen
    assert "script" not in seen and "link" not in seen and "img" not in seen and "http:" not in page
    assert seen["svg"] > 10
    for words in (
        "Your 41 corrections changed these topics", "Headlines that flip", "What abstaining buys",
        "What the candidate takes for what", "By topic", "By language", "The gate",
    ):  # fmt: skip
        assert words in page


def test_titles_are_text_in_their_own_direction() -> None:
    page = card(retraining(Outcome.PROMOTED))
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert '<td dir="auto" lang="ar" class="title">' in page


def test_a_refusal_names_reasons_and_topics_that_lost() -> None:
    after = [number not in range(50, 60) for number in range(200)]
    page = card(retraining(Outcome.REFUSED, after))
    assert "Topics that lost headlines" in page and "weather −10" in page
    assert "ours, topic weather" in page
    assert "3 corrections on which editors don" in page


def test_force_is_told() -> None:
    page = card(retraining(Outcome.FORCED, forced="cron: a drill"))
    assert "Forced: cron: a drill" in page


def test_without_evidence_there_is_a_page_too() -> None:
    parsed(card(retraining(Outcome.NOTHING, verdict=None, evidence=None, flips=(), effects=(), version=None)))


def test_files_are_json_and_a_page(tmp_path: Path) -> None:
    places = write_reports(retraining(Outcome.REFUSED), tmp_path / "reports")
    assert places["html"].endswith("retrain-20260301T030000Z.html")
    told = json.loads(Path(places["json"]).read_text(encoding="utf-8"))
    assert told["outcome"] == "refused" and told["taught"]["corrections"] == 41
    assert told["measured"]["sets"]["ours"]["topics"][0]["recall"]["n"] == 50
    assert told["flips"][0]["title"] == NASTY and told["topics_lost"] == {}
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="TOPICS_MODELS"):
        write_reports(retraining(Outcome.REFUSED), tmp_path / "file")
