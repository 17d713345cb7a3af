"""The dashboard's texts, a module for each page; none says another's keys anew."""

from __future__ import annotations

from dashboard.wording import (
    access,
    everywhere,
    headlines,
    health,
    now,
    reasons,
    review,
    stories,
    themes,
    trends,
    troubles,
    try_it,
)

WORDS: dict[str, dict[str, str]] = {
    **everywhere.WORDS,
    **access.WORDS,
    **now.WORDS,
    **trends.WORDS,
    **themes.WORDS,
    **stories.WORDS,
    **headlines.WORDS,
    **review.WORDS,
    **try_it.WORDS,
    **health.WORDS,
    **reasons.WORDS,
    **troubles.WORDS,
}
