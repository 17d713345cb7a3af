"""When themes are fitted again: a decision without side effects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from topics.store.themes import RunInfo
from topics.theme_job import REFIT_AGE, refit_reason

RUN = RunInfo("r1", "encoder-1", None, None, {}, datetime(2026, 3, 1, tzinfo=UTC))
HOUR = timedelta(hours=1)


def reason(current: RunInfo | None = RUN, **known: Any) -> str | None:
    usual = {"encoder_id": "encoder-1", "fitted": 1000, "new": 10, "age": HOUR}
    return refit_reason(current, **(usual | known))


def test_the_first_time_is_due_even_for_nothing() -> None:
    assert reason(None) == "no themes yet"
    assert reason(None, fitted=0, new=0, age=timedelta(0)) == "no themes yet"


def test_another_encoder_is_due_whatever_else() -> None:
    said = reason(encoder_id="encoder-2", new=0, age=timedelta(0))
    assert said is not None
    assert "encoder-1" in said
    assert "encoder-2" in said


def test_a_few_new_headlines_are_not() -> None:
    assert reason(new=1) is None
    assert reason(new=99) is None


def test_a_tenth_of_new_headlines_is() -> None:
    said = reason(new=100)
    assert said is not None
    assert "100" in said
    assert "1000" in said


def test_a_day_is_only_if_something_is_new() -> None:
    said = reason(age=REFIT_AGE)
    assert said is not None
    assert "24 hours" in said
    assert reason(age=REFIT_AGE - timedelta(seconds=1)) is None
    assert reason(age=100 * REFIT_AGE, new=0) is None


def test_fewer_headlines_than_then_are_nothing_new() -> None:
    assert reason(new=-5, age=100 * REFIT_AGE) is None


def test_one_headline_after_a_fit_of_none_is_due() -> None:
    assert reason(fitted=0, new=1) is not None
    assert reason(fitted=0, new=0) is None


def test_a_clock_that_went_back_is_no_reason() -> None:
    assert reason(age=-HOUR) is None


def test_other_settings_are_due_whatever_else() -> None:
    assert reason(new=0, wanted=20) == reason(new=0, min_size=5) == "the settings ask for other themes"
    assert reason(new=0, wanted=None, min_size=None) is None
