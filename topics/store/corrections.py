"""What editors say of topics: a log that only grows, and the topics that headlines stand under by it.

A correction is of a headline's content: every outlet's copy of it, in every spelling, also one that comes
later. Its topic takes the place of the model's in ``prediction.topic``, so that whatever filters and counts
by topic goes on as before; what the model said is still in the row's probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from topics.store.correction_rows import SURE, answer_of, correction_row, entries_on, to_correction
from topics.store.database import Database
from topics.store.portions import portions
from topics.store.predictions import topics_of_models
from topics.store.schema import correction, headline, prediction
from topics.store.stale import mark_filed
from topics.store.standing import Repeat, disagree, is_new, standing
from topics.text import content_hash
from topics.types import Correction


class Corrections:
    """The corrections of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, items: Sequence[Correction], *, repeat: Repeat = Repeat.LAST) -> list[Correction]:
        """Log what is new in one transaction, and put the headlines under what they are said to be.

        Titles are without the name of their outlet. Returns the entries that were added, with their numbers.
        """
        if not items:
            return []
        keys = [content_hash(item.title) for item in items]
        with self._database.writing() as connection:
            log = dict(entries_on(connection, list(dict.fromkeys(keys))))
            number = connection.execute(select(func.max(correction.c.number))).scalar() or 0
            added, touched = [], []
            for key, item in zip(keys, items, strict=True):
                entries = log.setdefault(key, [])
                if is_new(item, entries, repeat):
                    number += 1
                    created = item.created if repeat is Repeat.EXACT else _now(item, entries)
                    added.append(replace(item, number=number, created=created))
                    entries.append(added[-1])
                    touched.append(key)
            if added:
                rows = [correction_row(one, key) for one, key in zip(added, touched, strict=True)]
                connection.execute(insert(correction), rows)
                _file(connection, {key: _word(log[key]) for key in touched})
        return added

    def log(
        self,
        *,
        since: datetime | None = None,
        editor: str | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> list[Correction]:
        """Entries, the newest first; ``before`` is the number of the last one that an earlier page had."""
        query = select(correction).order_by(correction.c.number.desc()).limit(limit)
        if since is not None:
            query = query.where(correction.c.created >= since)
        if editor is not None:
            query = query.where(correction.c.editor == editor)
        if before is not None:
            query = query.where(correction.c.number < before)
        with self._database.reading() as connection:
            return [to_correction(row) for row in connection.execute(query).mappings()]

    def latest(self) -> list[Correction]:
        """The word that holds on each headline, in the order of the log."""
        found = [words[-1] for words in self._holding()]
        return sorted(found, key=lambda one: one.number)

    def conflicts(self) -> list[tuple[Correction, ...]]:
        """Words of different editors that name different topics for one headline, the newest last in each."""
        found = [tuple(words) for words in self._holding() if disagree(words)]
        return sorted(found, key=lambda words: words[-1].number)

    def count(self) -> int:
        """How many entries the log has."""
        with self._database.reading() as connection:
            number: int = connection.execute(select(func.count()).select_from(correction)).scalar_one()
            return number

    def _holding(self) -> Iterator[list[Correction]]:
        """The words that hold on each headline that has one."""
        query = select(correction).order_by(correction.c.content_hash)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        for _, entries in groupby(rows, key=lambda row: row["content_hash"]):
            if words := standing(map(to_correction, entries)):
                yield words


def _now(item: Correction, entries: Sequence[Correction]) -> datetime:
    """What is said now is said after all that is there, whatever the clocks of two machines say."""
    return max([item.created, *(one.created for one in entries)])


def _word(entries: Sequence[Correction]) -> str | None:
    words = standing(entries)
    return words[-1].topic if words else None


def misfiled(connection: Connection) -> int:
    """How many headlines stand under another topic than the log and their model say."""
    query = select(correction).order_by(correction.c.content_hash)
    rows = connection.execute(query).mappings().all()
    log = groupby(rows, key=lambda row: row["content_hash"])
    words = {key: _word(list(map(to_correction, entries))) for key, entries in log}
    stray = (
        select(func.count())
        .select_from(prediction.join(headline, headline.c.id == prediction.c.headline_id))
        .where(
            prediction.c.corrected.is_not(None),
            headline.c.content_hash.not_in(select(correction.c.content_hash)),
        )
    )
    return len(_changes(connection, words)) + connection.execute(stray).scalar_one()


def _file(connection: Connection, words: dict[str, str | None]) -> None:
    """Put every headline of these contents under its word, or back under what its model said."""
    changed = _changes(connection, words)
    if changed:
        mark_filed(connection, {one["of"]: one["topic"] for one in changed})
        statement = update(prediction).where(prediction.c.headline_id == bindparam("of"))
        connection.execute(statement, changed)


def _changes(connection: Connection, words: dict[str, str | None]) -> list[dict[str, Any]]:
    """Predictions that a word, or its absence, puts under another topic: by content hash, None = none."""
    topics = topics_of_models(connection)
    found = []
    for some in portions(list(words)):
        query = (
            select(headline.c.content_hash, prediction)
            .join(prediction, prediction.c.headline_id == headline.c.id)
            .where(headline.c.content_hash.in_(some))
        )
        for row in connection.execute(query).mappings():
            word = words[row["content_hash"]]
            topic, probability = (word, SURE) if word else answer_of(row, topics[row["model_id"]])
            if (word, topic) != (row["corrected"], row["topic"]):
                filed = {"topic": topic, "probability": probability, "corrected": word}
                found.append({"of": row["headline_id"], **filed})
    return found
