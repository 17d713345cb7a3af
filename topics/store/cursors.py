"""Cursors: where a page ended, as an opaque word that can stand in a URL."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, tuple_

from topics.errors import UsageError
from topics.store.schema import headline
from topics.types import Headline

PLACE = tuple_(headline.c.seen, headline.c.id)  # by it headlines are ordered; an index has both


def cursor_after(last: Headline) -> str:
    """The cursor of the page that follows a headline."""
    raw = f"{last.seen.astimezone(UTC).isoformat()} {last.id}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def beyond(cursor: str) -> ColumnElement[bool]:
    """The condition that a row comes after the cursor, newest first; ties go by id.

    Raises:
        UsageError: not a cursor of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        seen, id = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split(" ")
        moment = datetime.fromisoformat(seen)
        if moment.tzinfo is None or not id.isprintable():
            raise ValueError("no time zone, or no id")
        return tuple_(moment.astimezone(UTC), id) > PLACE
    except (binascii.Error, ValueError, OverflowError) as error:
        raise UsageError(
            f"cursor: expected one that an earlier page gave, got {cursor!r}; start without a cursor."
        ) from error


def later_than(last: Headline) -> ColumnElement[bool]:
    """The condition that a row comes after this headline, oldest first; ties go by id."""
    return tuple_(last.seen, last.id) < PLACE
