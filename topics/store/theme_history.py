"""What became of themes, and what editors did to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select, update

from topics.store.database import Database
from topics.store.portions import portions
from topics.store.schema import assignment, run, theme, theme_edit, theme_link
from topics.store.stale import mark_headlines
from topics.store.theme_rows import edit_row, link_row, theme_row, to_edit, to_link
from topics.store.upsert import insert_or_replace
from topics.types import Dimension, Theme, ThemeEdit, ThemeLink


@dataclass(frozen=True, slots=True)
class Change:
    """An edit with all that it does to the current run."""

    edit: ThemeEdit
    themes: Sequence[Theme] = ()  # as they are from now on; new ones among them
    retired: Sequence[str] = ()  # ids that end
    moves: Mapping[str, Sequence[str]] = field(default_factory=dict)  # theme id -> headlines that it gets
    links: Sequence[ThemeLink] = ()


class ThemeHistory:
    """Links between the themes of runs, and the log of edits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def links(self, theme_id: str) -> list[ThemeLink]:
        """Links from and to a theme, the oldest first."""
        query = (
            select(theme_link)
            .where((theme_link.c.from_id == theme_id) | (theme_link.c.to_id == theme_id))
            .order_by(theme_link.c.number)
        )
        with self._database.reading() as connection:
            return [to_link(row) for row in connection.execute(query).mappings()]

    def edits(self, theme_id: str | None = None) -> list[ThemeEdit]:
        """Edits of a theme (None = of all), the oldest first."""
        query = select(theme_edit).order_by(theme_edit.c.number)
        if theme_id is not None:
            query = query.where(theme_edit.c.theme_id == theme_id)
        with self._database.reading() as connection:
            return [to_edit(row) for row in connection.execute(query).mappings()]

    def last_edit(self) -> int:
        """Number of the newest edit; 0 before the first."""
        with self._database.reading() as connection:
            return connection.execute(select(func.max(theme_edit.c.number))).scalar() or 0

    def apply(self, change: Change, run_id: str) -> bool:
        """Do an edit in one transaction: log it, change the themes, move their headlines.

        False, and nothing done, where the run is not the current one any more.
        """
        current = select(run.c.id).where(run.c.id == run_id, run.c.current)
        with self._database.writing() as connection:
            if not connection.execute(current).first():
                return False
            if change.themes:
                rows = [theme_row(one) for one in change.themes]
                connection.execute(insert_or_replace(theme, connection.dialect.name), rows)
            for id, headlines in change.moves.items():
                for some in portions(headlines):
                    moved = update(assignment).where(assignment.c.headline_id.in_(some))
                    connection.execute(moved.values(theme_id=id))
                mark_headlines(connection, headlines, Dimension.THEME)
            for id in change.retired:
                ended = {"retired": change.edit.created, "pinned": False}
                connection.execute(update(theme).where(theme.c.id == id).values(ended))
            connection.execute(insert(theme_edit), edit_row(change.edit))
            if change.links:
                found = [link_row(one, change.edit.created) for one in change.links]
                connection.execute(insert(theme_link), found)
        return True
