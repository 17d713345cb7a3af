"""Review and health speak the reader's language throughout; only names and headlines are as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, reasons, troubles
from dashboard.words import LANGUAGES, WORDS, word
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import at_home, fill_desk
from tests.dashboard.spoken import english_of, latin_of, spoken
from tests.registry.versions import NOW, builder
from tests.training.drifting import Row, changed, incoming, steady
from tests.training.test_gate import evidence, lost
from topics.errors import ModelError, StoreError
from topics.registry.registry import Registry
from topics.registry.version import Version
from topics.review_reasons import AtOdds, OfNewSource, OfNewTheme, StandsFor, Unsure
from topics.store.store import Store
from topics.training.drift import find_drift
from topics.training.gate import facts, judge
from topics.types import FetchState, Problem, RunReport, Source

__all__ = ["at_home"]
Draw = Callable[..., AppTest]
ARABIC = ("العبارة تبدأ رحلات الصيف", "ارتفاع أسعار القمح", "الميناء يغلق أبوابه", "أمطار في الشمال")
NAMES = {
    "shipped",
    "classifier",
    "topics",
    "jobs",
    "show",
    "backspace",
    "run",
    "salma",
    "readme",
    "md",
    "r",
    "ours",
}
REASON = "the gate refused it: topic weather"
WHY = (
    Unsure("sport", 0.41, "economy", 0.4),
    AtOdds("sport", "economy", 5, 8),
    OfNewTheme("T9", "T9"),
    OfNewSource("صدى", NOW),
    StandsFor("sport", 0.9, "economy", 0.05),
)


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Version:
    """A version that the gate refused and somebody forced, with its report."""
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    registry = Registry(tmp_path / "models")
    verdict = judge(evidence(lost(50, 55, 60, 65, 70), lost(*range(100, 107))))
    assert not verdict.passed
    report = json.dumps({"reason": REASON, "verdict": facts(verdict)}).encode()
    version = registry.store(builder(1, {"report.json": report}), now=NOW)
    registry.promote(version.name, "سلمى", REASON, now=NOW, forced="للتجربة")
    return version


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_english_is_left_on_the_review_page(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None], language: str
) -> None:
    fill_desk(store, clock, ARABIC)
    app = page("review", language)
    said = spoken(app)
    assert word("why_this", language) in said
    assert english_of(said) - NAMES == set()
    if language == "ar":
        assert latin_of(said) <= NAMES


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_english_is_left_on_the_health_page(
    refused: Version,
    page: Draw,
    store: Store,
    clock: Clock,
    at_home: Callable[[str], None],
    language: str,
) -> None:
    fill_desk(store, clock, ARABIC)
    ran = RunReport("run", "r1", clock.now, clock.now + timedelta(seconds=12), True)
    store.reports.save(ran)
    store.reports.save(replace(ran, run_id="r2", ok=False, error="expected a store, got none; make one."))
    for number, code in enumerate(("http-404", "timeout", "never-heard-of")):
        source, message = f"صدى {number}", f"expected an answer, got trouble number {number}"
        store.sources.add(Source(source, "https://example.org/feed"))
        store.sources.save_state(source, FetchState(last_error=message, failures=3))
        store.problems.add("r2", [Problem(source, "", message, code)])
    app = page("health", language)
    app.selectbox(key="version").select(refused.name).run()
    (ask,) = [one for one in app.button if one.label == word("drift_ask", language)]
    said = spoken(ask.click().run())
    assert word("source_http", language, code="404") in said
    assert word("source_silent", language) in said and word("source_other", language) in said
    assert data.topic_name("weather", language) in said
    assert said.count(word("gate_not_ok", language)) >= 1
    assert WORDS["drift_lacking"][language].split("{")[0] in said
    assert english_of(said) - NAMES == set()
    if language == "ar":
        assert {one for one in latin_of(said) if len(one) > 1 and one not in refused.name} <= NAMES


def test_in_english_the_program_speaks_itself() -> None:
    error = ModelError("expected other topics")
    assert troubles.told(error, "en") == "expected other topics"
    assert "other topics" not in troubles.told(error, "fr", "topics models verify previous")
    assert "topics models verify previous" in troubles.told(error, "ar", "topics models verify previous")
    assert troubles.told(StoreError("gone"), "ar") != troubles.told(error, "ar")
    assert (troubles.job_told(None, "r1", "ar"), troubles.job_told("gone", "r1", "en")) == ("", "gone")
    assert set(troubles.SOURCE_CODES.values()) <= set(WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("store")
def test_each_reason_of_the_queue_has_words(language: str) -> None:
    told = [reasons.why(one, language) for one in WHY]
    assert len(set(told)) == len(WHY)
    assert data.topic_name("economy", language) in told[1]
    assert "صدى" in told[3]
    if language == "fr":
        assert told[0].count("\u202f%") == 2
        assert english_of(" ".join(told)) == set()


@pytest.mark.usefixtures("store")
def test_the_nearest_headlines_agree_with_their_number() -> None:
    told = [reasons.why(AtOdds("sport", "economy", 1, known), "ar") for known in (2, 8, 11)]
    assert ["عنوانان" in told[0], "8 عناوين" in told[1], "11 عنوانا" in told[2]] == [True] * 3


def english(row: Row, rng: np.random.Generator) -> None:
    row.language = "en"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("store")
def test_drift_is_told_with_its_figures(language: str) -> None:
    found = find_drift(incoming(changed(steady(0), english)))
    (first, *_) = reasons.drift_told(found, language)
    assert first.startswith(word("drift_languages", language))
    assert {"ar": "100,0%", "fr": "100,0\u202f%", "en": "100.0%"}[language] in first
    assert reasons.drift_told(find_drift(incoming(steady(0))), language) == [word("drift_nothing", language)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("store")
def test_the_gate_names_what_speaks_against_a_candidate(language: str) -> None:
    refused = judge(evidence(lost(50, 55, 60, 65, 70), lost(*range(100, 107))))
    told = reasons.verdict_told(refused, language)
    assert word("gate_topics", language) in told
    assert data.topic_name("weather", language) in told
    assert reasons.verdict_told(judge(evidence()), language) == word("gate_passed", language)
    assert not reasons.ordered(refused.findings)[0].ok
    assert all(reasons.rule_told(one, language) for one in judge(evidence()).findings)
