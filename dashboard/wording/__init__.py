"""The dashboard's texts, a module for each page; none says another's keys anew."""

from __future__ import annotations

from dashboard.wording import everywhere, now, trends

WORDS: dict[str, dict[str, str]] = {
    **everywhere.WORDS,
    **now.WORDS,
    **trends.WORDS,
}
