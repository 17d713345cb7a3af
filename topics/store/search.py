"""Full-text search: the one place where SQLite and PostgreSQL differ in what they can do.

What is indexed are the keys of a title's words (``tokens.search_terms``): every form finds every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table, text

from topics.store.schema import headline
from topics.tokens import search_terms, tokenise

WORDS = table("headline_words", column("number"), column("words"))


def create(connection: Connection) -> None:
    """Make the index."""
    if connection.dialect.name == "sqlite":
        # Keys are folded already; the tokenizer only has to split at white space and punctuation.
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE headline_words "
                "USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
            )
        )
        return
    connection.execute(
        text(
            "CREATE TABLE headline_words (number integer PRIMARY KEY "
            "REFERENCES headline (number) ON DELETE CASCADE, words tsvector NOT NULL)"
        )
    )
    connection.execute(text("CREATE INDEX ix_headline_words ON headline_words USING gin (words)"))


def index(connection: Connection, titles: Sequence[tuple[int, str]]) -> None:
    """Add titles under the numbers of their headlines."""
    if not titles:
        return
    rows = [{"number": number, "words": " ".join(search_terms(title))} for number, title in titles]
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO headline_words (rowid, words) VALUES (:number, :words)"), rows)
    else:
        connection.execute(
            text(
                "INSERT INTO headline_words (number, words) VALUES (:number, to_tsvector('simple', :words))"
            ),
            rows,
        )


def remove(connection: Connection, numbers: Sequence[int]) -> None:
    """Take headlines out of the index."""
    if not numbers:
        return
    rows = [{"number": number} for number in numbers]
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM headline_words WHERE rowid = :number"), rows)
    else:
        connection.execute(text("DELETE FROM headline_words WHERE number = :number"), rows)


def matches(words: str, dialect: str) -> ColumnElement[bool] | None:
    """The condition that a headline has each of these words in some form; None where there is no word."""
    keys = list(dict.fromkeys(token.key for token in tokenise(words)))
    if not keys:
        return None
    if dialect == "sqlite":
        query = " AND ".join('"' + key.replace('"', '""') + '"' for key in keys)
        matching = literal_column("headline_words").op("MATCH")(query)
    else:
        matching = WORDS.c.words.op("@@")(func.plainto_tsquery("simple", " ".join(keys)))
    return headline.c.number.in_(numbers(dialect).where(matching))


def numbers(dialect: str) -> Select[Any]:
    """The numbers of the headlines in the index."""
    number: ColumnElement[Any] = literal_column("rowid") if dialect == "sqlite" else WORDS.c.number
    return select(number).select_from(WORDS)
