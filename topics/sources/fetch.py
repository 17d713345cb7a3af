"""Reads one source, of whatever kind, and says what is to be remembered of it for the next time."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime

from topics.errors import FetchError, InputError
from topics.sources.feeds import parse_feed
from topics.sources.files import expand, read_as
from topics.sources.http import FailedFetch, Fetcher, Response
from topics.sources.pages import parse_page
from topics.types import Batch, FetchState, Problem, Source, SourceKind

# A document with one of these was not read as it is: ask for it again, even if it does not change.
_UNREAD = frozenset(
    {
        "not-a-feed",
        "not-a-news-sitemap",
        "sitemap-index",
        "no-headlines",
        "empty",
        "truncated",
        "malformed",
        "entities-refused",
    }
)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What reading one source gave."""

    batch: Batch
    state: FetchState  # save it once the headlines are stored
    changed: bool  # False where the server said that nothing is new, and where nothing was read


def read_source(source: Source, state: FetchState, *, fetcher: Fetcher, now: datetime) -> SourceResult:
    """Fetch and parse a source. Never raises: what went wrong is a problem of the batch."""
    attempted = replace(state, last_attempt=now)
    try:
        return _attempt(source, state, attempted, fetcher, now)
    except Exception as error:  # noqa: BLE001 - a surprise in one outlet must not cost the others their headlines
        said = f"expected a source that can be read, got an error of ours ({type(error).__name__}: {error})"
        return _refused(attempted, Problem(source.name, "", f"{said}; please report it.", "internal"))


def _attempt(
    source: Source, state: FetchState, attempted: FetchState, fetcher: Fetcher, now: datetime
) -> SourceResult:
    try:
        if source.kind is SourceKind.FILE:
            batch = _from_files(source, now)
            return SourceResult(batch, _read(attempted, batch, None, now), bool(batch.headlines))
        response = fetcher.fetch(source.location, state)
    except FetchError as error:
        return _failed(source, attempted, error, now)
    except InputError as error:
        return _refused(attempted, Problem(source.name, "", str(error), "unreadable"))
    if response.status == 304:
        fresh = replace(attempted, last_success=now, last_error=None, failures=0)
        return SourceResult(Batch(), fresh, changed=False)
    batch = _parsed(source, response, now)
    return SourceResult(batch, _read(attempted, batch, response, now), changed=True)


def _from_files(source: Source, now: datetime) -> Batch:
    """The headlines of every file that the location names; where it is a glob, a problem says of which."""
    paths = expand(source.location)
    batches = [read_as(source, path, now=now) for path in paths]
    headlines = tuple(headline for batch in batches for headline in batch.headlines)
    if len(paths) == 1:
        return Batch(headlines, batches[0].problems)
    folder = os.path.commonpath(paths)
    problems = [
        replace(one, position=f"{os.path.relpath(path, folder)} {one.position}".strip())
        for path, batch in zip(paths, batches, strict=True)
        for one in batch.problems
    ]
    return Batch(headlines, tuple(problems))


def _parsed(source: Source, response: Response, now: datetime) -> Batch:
    parse = parse_page if source.kind is SourceKind.PAGE else parse_feed
    return parse(response.body, source=source, url=response.url, content_type=response.content_type, now=now)


def _read(attempted: FetchState, batch: Batch, response: Response | None, now: datetime) -> FetchState:
    """The state after something came: a success, unless nothing of it could be used."""
    unread = next((problem for problem in batch.problems if problem.code in _UNREAD), None)
    if unread is not None and not batch.headlines:
        return _after_failure(attempted, unread.message)
    keep = response is not None and unread is None
    return FetchState(
        etag=response.etag if keep and response else None,
        last_modified=response.last_modified if keep and response else None,
        last_attempt=now,
        last_success=now,
        last_error=unread.message if unread else None,
    )


def _failed(source: Source, attempted: FetchState, error: FetchError, now: datetime) -> SourceResult:
    """A fetch that broke off may have brought something: that is kept beside the problem."""
    problem = Problem(source.name, "", str(error), error.code)
    part = error.part if isinstance(error, FailedFetch) else None
    if part is None or not part.body:
        return _refused(attempted, problem)
    batch = _parsed(source, part, now)
    state = _after_failure(attempted, problem.message)
    return SourceResult(Batch(batch.headlines, (problem, *batch.problems)), state, bool(batch.headlines))


def _refused(attempted: FetchState, problem: Problem) -> SourceResult:
    return SourceResult(Batch(problems=(problem,)), _after_failure(attempted, problem.message), changed=False)


def _after_failure(attempted: FetchState, message: str) -> FetchState:
    """The next fetch is unconditional: what this one brought was not kept whole."""
    return replace(
        attempted, etag=None, last_modified=None, last_error=message, failures=attempted.failures + 1
    )
