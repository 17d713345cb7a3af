"""A HeadlineFilter as conditions, over the tables that a question joins."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause

from topics.store import search
from topics.store.schema import assignment, headline, prediction, story_member, theme
from topics.types import Dimension, HeadlineFilter


def joined() -> FromClause:
    """Headlines with all that is known of them."""
    return (
        headline.outerjoin(prediction, prediction.c.headline_id == headline.c.id)
        .outerjoin(assignment, assignment.c.headline_id == headline.c.id)
        .outerjoin(theme, theme.c.id == assignment.c.theme_id)
        .outerjoin(story_member, story_member.c.headline_id == headline.c.id)
    )


def filtered(wanted: HeadlineFilter, *, by: Dimension | None = None) -> FromClause:
    """Headlines with what the filter asks about, and with the keys of ``by`` where the answer names them.

    A join that nobody asks about would cost more than all the rest of a count.
    """
    tables: FromClause = headline
    topics = wanted.topics or wanted.without_topics or wanted.min_probability is not None
    if topics or by is Dimension.TOPIC:
        tables = tables.outerjoin(prediction, prediction.c.headline_id == headline.c.id)
    if wanted.themes or by is Dimension.THEME:
        tables = tables.outerjoin(assignment, assignment.c.headline_id == headline.c.id)
    if wanted.stories or by is Dimension.STORY:
        tables = tables.outerjoin(story_member, story_member.c.headline_id == headline.c.id)
    return tables


def conditions(wanted: HeadlineFilter, dialect: str) -> list[ColumnElement[bool]]:
    """What rows must fulfil; the limit and the cursor are not among it."""
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (headline.c.source, wanted.sources),
        (headline.c.language, wanted.languages),
        (prediction.c.topic, wanted.topics),
        (assignment.c.theme_id, wanted.themes),
        (story_member.c.story_id, wanted.stories),
    ):
        if values:
            found.append(column.in_(values))
    if wanted.without_topics:
        found.append(prediction.c.topic.is_(None) | prediction.c.topic.not_in(wanted.without_topics))
    if wanted.since is not None:
        found.append(headline.c.seen >= wanted.since)
    if wanted.until is not None:
        found.append(headline.c.seen < wanted.until)
    if wanted.min_probability is not None:
        found.append(prediction.c.probability >= wanted.min_probability)
    if wanted.text is not None:
        matching = search.matches(wanted.text, dialect)
        if matching is not None:
            found.append(matching)
    return found
