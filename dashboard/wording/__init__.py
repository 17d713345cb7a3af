"""The dashboard's texts, a module for each page; none says another's keys anew."""

from __future__ import annotations

from dashboard.wording import access, everywhere, health, review, try_it

WORDS: dict[str, dict[str, str]] = {
    **everywhere.WORDS,
    **access.WORDS,
    **review.WORDS,
    **try_it.WORDS,
    **health.WORDS,
}
