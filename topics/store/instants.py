"""Times as numbers inside a query: whole quarters and hours since 1970 (UTC), in both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, extract, func, literal_column

from topics.store.schema import headline

QUARTER, HOUR = 900, 3600  # seconds
_FROM_YEAR_1 = 62_135_596_800  # seconds to 1970: what is divided is never negative, where databases differ


def seen_in(width: int, dialect: str) -> ColumnElement[int]:
    """How many whole ``width`` seconds after 1970 a headline was seen."""
    return cast(_since_year_1(dialect) // _number(width) - _number(_FROM_YEAR_1 // width), Integer)


def hour_seen_in(remainder: int, dialect: str) -> ColumnElement[int]:
    """The quarter at which the hour of a headline starts, where hours start at 4 n + ``remainder``."""
    shifted = _since_year_1(dialect) - _number(remainder * QUARTER)
    hours = shifted // _number(HOUR) - _number(_FROM_YEAR_1 // HOUR)
    return cast(hours * _number(HOUR // QUARTER) + _number(remainder), Integer)


def _since_year_1(dialect: str) -> ColumnElement[int]:
    """Whole seconds."""
    if dialect == "postgresql":
        seconds: ColumnElement[Any] = cast(func.floor(extract("epoch", headline.c.seen)), BigInteger)
    else:  # without the fraction of a second, which SQLite would round
        seconds = cast(func.strftime("%s", func.substr(headline.c.seen, 1, 19)), BigInteger)
    return seconds + _number(_FROM_YEAR_1)


def _number(value: int) -> ColumnElement[int]:
    """Written out: PostgreSQL must see that what is grouped by is what is selected."""
    return literal_column(str(value), BigInteger)
