"""The one filter object as parameters of a URL, and pages of lists."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from topics.errors import UsageError
from topics.moments import parse_moment
from topics.service import TopicsService
from topics.types import HeadlineFilter

LARGEST_PAGE = 500
MOST_VALUES = 50  # of one parameter
Item = TypeVar("Item")

# No text of a database or of XML has these.
Text = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]
Values = Annotated[list[Text], Field(max_length=MOST_VALUES)]
_WHEN = (
    r"[0-9]{1,3}[hdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
RECENT = "recent"
When = Annotated[str, StringConstraints(max_length=40, pattern=f"^({_WHEN})$")]
WhenOrRecent = Annotated[str, StringConstraints(max_length=40, pattern=f"^({_WHEN}|{RECENT})$")]
# The longest is after an outlet of 200 letters of 4 bytes each, with a time: 1,111.
Cursor = Annotated[str, StringConstraints(max_length=1200, pattern=r"^[A-Za-z0-9_-]+$")]


class Span(BaseModel):
    """From when to when."""

    model_config = ConfigDict(extra="forbid")

    since: When | None = Field(
        None,
        description="From this day or time on: 2026-03-01, 2026-03-01T09:00Z, or so long before now: 7d, "
        "12h. Days begin in the newsroom's time zone.",
        examples=["7d"],
    )
    until: When | None = Field(None, description="Up to, not including, this day or time.")

    def moments(self, service: TopicsService) -> tuple[datetime | None, datetime | None]:
        """Both as instants."""
        now, zone = datetime.now(UTC), service.settings.timezone
        since = parse_moment(self.since, option="since", now=now, timezone=zone)
        return since, parse_moment(self.until, option="until", now=now, timezone=zone)


class Filter(Span):
    """Which headlines are meant; what is left out means any."""

    source: Values = Field([], description="Only these outlets.", examples=[["Rif Matin"]])
    topic: Values = Field([], description="Only these topics.", examples=[["weather"]])
    without_topic: Values = Field([], description="None of these topics.", examples=[["not_news"]])
    theme: Values = Field([], description="Only these themes.")
    story: Values = Field([], description="Only these stories.")
    language: Values = Field([], description="Only these languages.", examples=[["ar"]])
    q: Text | None = Field(None, description="Words, in any form; all must occur.")
    min_probability: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Only headlines whose topic is at least so probable."
    )

    def wanted(
        self, service: TopicsService, *, limit: int = 100, cursor: str | None = None
    ) -> HeadlineFilter:
        """As the store is asked."""
        since, until = self.moments(service)
        return HeadlineFilter(
            sources=tuple(self.source),
            topics=tuple(self.topic),
            without_topics=tuple(self.without_topic),
            themes=tuple(self.theme),
            stories=tuple(self.story),
            languages=tuple(self.language),
            since=since,
            until=until,
            text=self.q,
            min_probability=self.min_probability,
            limit=limit,
            cursor=cursor,
        )


class Page(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description="At most so many.", examples=[20])
    cursor: Cursor | None = Field(None, description="`next_cursor` of the page before.")


class PagedFilter(Filter, Page):
    """A page of what a filter means."""

    def of_headlines(self, service: TopicsService) -> HeadlineFilter:
        """With its page."""
        return self.wanted(service, limit=self.limit, cursor=self.cursor)


class PagedSpan(Span, Page):
    """A page of a span."""


def page_of(
    items: Sequence[Item], key: Callable[[Item], str], *, limit: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """A page of a list that is made anew each time, and the cursor of the next one.

    A cursor names the last item and its place: where the list has changed meanwhile, the page goes on after
    the item, and where that is gone, at its place.
    """
    start = 0 if cursor is None else _after(items, key, cursor)
    page = list(items[start : start + limit])
    more = start + limit < len(items)
    return page, _cursor(start + limit, key(page[-1])) if more and page else None


def numbered(rows: Sequence[Mapping[str, Any]], limit: int) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """A page of a log, the newest first, and the cursor of the next one; there may be one row more."""
    page = rows[:limit]
    return page, str(page[-1]["number"]) if len(rows) > limit else None


def number_of(cursor: str) -> int:
    """The number of the last entry that an earlier page had.

    Raises:
        UsageError: another cursor.
    """
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise _no_cursor(cursor)
    return int(cursor)


def reach(limit: int, cursor: str | None) -> int:
    """How many items of a list a page may need: those up to its end, and one more."""
    return limit + 1 + (0 if cursor is None else _read(cursor)[0])


def _after(items: Sequence[Item], key: Callable[[Item], str], cursor: str) -> int:
    place, last = _read(cursor)
    return next((number for number, item in enumerate(items, 1) if key(item) == last), place)


def _cursor(place: int, last: str) -> str:
    return base64.urlsafe_b64encode(f"{place} {last}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, str]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        place, _, last = raw.partition(" ")
        if not (place.isascii() and place.isdecimal() and int(place) <= 100_000):
            raise ValueError
        return int(place), last
    except (binascii.Error, ValueError) as error:
        raise _no_cursor(cursor) from error


def _no_cursor(got: str) -> UsageError:
    return UsageError(f"cursor: expected one that an earlier page gave, got {got!r}; start without a cursor.")
