"""Times as numbers inside a query: whole quarters and hours since 1970 (UTC), in both databases."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, literal_column

from topics.store.schema import headline

QUARTER, HOUR = 900, 3600  # seconds
_FROM_YEAR_1 = 62_135_596_800  # seconds to 1970: what is divided is never negative, where databases differ


def seen_in(width: int, dialect: str) -> ColumnElement[int]:
    """How many whole ``width`` seconds after 1970 a headline was seen."""
    if dialect == "postgresql":
        seconds = cast(func.floor(func.extract("epoch", headline.c.seen)), BigInteger)
    else:  # without the fraction of a second, which SQLite would round
        seconds = cast(func.strftime("%s", func.substr(headline.c.seen, 1, 19)), Integer)
    moved = (seconds + literal_column(str(_FROM_YEAR_1), BigInteger)) // literal_column(str(width), Integer)
    return cast(moved - literal_column(str(_FROM_YEAR_1 // width), BigInteger), Integer)
