"""The dashboard's texts, a module for each page; none says another's keys anew."""

from __future__ import annotations

from dashboard.wording import everywhere, headlines, now, stories, themes, trends

WORDS: dict[str, dict[str, str]] = {
    **everywhere.WORDS,
    **now.WORDS,
    **headlines.WORDS,
    **stories.WORDS,
    **themes.WORDS,
    **trends.WORDS,
}
