"""Reads stories: their records, with what their headlines are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, func, select

from topics.store.portions import portions
from topics.store.schema import assignment, headline, prediction, story, story_member, theme
from topics.types import Story


def read_stories(connection: Connection, ids: Sequence[str]) -> list[Story]:
    """Stories in the order of the ids; unknown ids are left out."""
    rows: dict[str, Any] = {}
    for some in portions(ids):
        query = select(story).where(story.c.id.in_(some))
        rows |= {row["id"]: row for row in connection.execute(query).mappings()}
    titles = titles_of(connection, [one for row in rows.values() for one in row["central"].values()])
    outlets = _of_members(connection, ids, headline.c.source)
    languages = _of_members(connection, ids, headline.c.language)
    topics = _of_members(connection, ids, prediction.c.topic)
    themes = _of_members(connection, ids, assignment.c.theme_id)
    names = _theme_names(connection, [_most(found) for found in themes.values()])
    return [
        _to_story(rows[id], titles, outlets[id], languages[id], topics[id], themes[id], names)
        for id in ids
        if id in rows
    ]


def titles_of(connection: Connection, headlines: Sequence[str]) -> dict[str, str]:
    """Headline id -> its title as written; unknown ids are left out."""
    found: dict[str, str] = {}
    for some in portions(headlines):
        query = select(headline.c.id, headline.c.title).where(headline.c.id.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _of_members(connection: Connection, ids: Sequence[str], column: Column[Any]) -> dict[str, Counter[str]]:
    """How often each value of a column is met among the headlines of each story."""
    found: dict[str, Counter[str]] = {id: Counter() for id in ids}
    tables: Any = story_member.join(headline, headline.c.id == story_member.c.headline_id)
    if column.table is not headline:
        tables = tables.join(column.table, column.table.c.headline_id == headline.c.id)
    for some in portions(ids):
        query = (
            select(story_member.c.story_id, column, func.count())
            .select_from(tables)
            .where(story_member.c.story_id.in_(some), column.is_not(None))
            .group_by(story_member.c.story_id, column)
        )
        for id, value, count in connection.execute(query):
            found[id][value] = count
    return found


def _theme_names(connection: Connection, ids: Sequence[str | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in portions(sorted({id for id in ids if id})):
        query = select(theme.c.id, theme.c.name).where(theme.c.id.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _most(counted: Counter[str]) -> str | None:
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None


def _to_story(
    row: Any,
    titles: Mapping[str, str],
    outlets: Counter[str],
    languages: Counter[str],
    topics: Counter[str],
    themes: Counter[str],
    theme_names: Mapping[str, str],
) -> Story:
    spoken = {code: titles[one] for code, one in row["central"].items() if one in titles}
    theme_id = _most(themes)
    return Story(
        id=row["id"],
        title=next(iter(spoken.values()), ""),
        titles=spoken,
        size=row["size"],
        outlets=tuple(sorted(outlets)),
        languages=tuple(sorted(languages)),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        topic=_most(topics),
        theme=theme_id,
        theme_name=theme_names.get(theme_id or ""),
        merged_into=row["merged_into"],
    )
