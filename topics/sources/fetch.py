"""Reading one source: fetch, parse, remember. Bad input never raises: it is a problem of the source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from topics.errors import FetchError, InputError
from topics.sources.feeds import parse_feed
from topics.sources.http import FailedFetch, Fetcher, Response
from topics.sources.pages import parse_page
from topics.types import Batch, FetchState, Problem, Source, SourceKind


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What reading a source gave, and what to remember of it."""

    batch: Batch
    state: FetchState
    changed: bool  # False: the server said that nothing is new


def read_source(source: Source, state: FetchState, *, fetcher: Fetcher, now: datetime) -> SourceResult:
    """Read a source once. A failure is recorded and counted; what came before it broke off is kept."""
    if source.kind is SourceKind.FILE:
        return _read_file(source, state, now)
    try:
        response = fetcher.fetch(source.location, state)
    except FetchError as error:
        return _failed(source, state, error, now)
    if response.status == 304:
        return SourceResult(Batch(), _succeeded(state, now), changed=False)
    batch = _parsed(source, response, now)
    remembered = replace(_succeeded(state, now), etag=response.etag, last_modified=response.last_modified)
    if not batch.headlines and batch.problems:  # an error page with status 200: ask for all of it next time
        remembered = replace(
            remembered,
            etag=None,
            last_modified=None,
            last_success=state.last_success,
            last_error=batch.problems[0].message,
            failures=state.failures + 1,
        )
    return SourceResult(batch, remembered, changed=True)


def _read_file(source: Source, state: FetchState, now: datetime) -> SourceResult:
    from topics.sources.files import expand, read_file

    try:
        batches = [
            read_file(path, source=source.name, language=source.language, now=now)
            for path in expand(source.location)
        ]
    except InputError as error:
        return _failed(source, state, error, now)
    headlines = tuple(headline for batch in batches for headline in batch.headlines)
    problems = tuple(problem for batch in batches for problem in batch.problems)
    return SourceResult(Batch(headlines, problems), _succeeded(state, now), changed=True)


def _parsed(source: Source, response: Response, now: datetime) -> Batch:
    if source.kind is SourceKind.PAGE:
        return parse_page(response.body, source=source, url=response.url, now=now)
    return parse_feed(
        response.body, source=source, url=response.url, content_type=response.content_type, now=now
    )


def _failed(source: Source, state: FetchState, error: InputError, now: datetime) -> SourceResult:
    code = error.code if isinstance(error, FetchError) else "unreadable"
    part = error.part if isinstance(error, FailedFetch) else None
    batch = _parsed(source, part, now) if part is not None and part.body else Batch()
    problem = Problem(source.name, "", str(error), code)
    remembered = replace(state, last_attempt=now, last_error=str(error), failures=state.failures + 1)
    return SourceResult(
        Batch(batch.headlines, (*batch.problems, problem)), remembered, changed=bool(batch.headlines)
    )


def _succeeded(state: FetchState, now: datetime) -> FetchState:
    return replace(state, last_attempt=now, last_success=now, last_error=None, failures=0)
