"""Fetches one URL within limits: time, size, redirects, retries and the addresses that may be asked."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from types import TracebackType

import httpcore
import httpx

from topics import __version__
from topics.errors import FetchError
from topics.sources.addresses import AddressGuard, Resolver, resolve
from topics.sources.body import ACCEPTED, decoded
from topics.sources.connection import Deadline, PinnedBackend
from topics.sources.politeness import HostPace, pause, retry_after_seconds
from topics.types import FetchState

MEGABYTE = 1024 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WORTH_ANOTHER_TRY = frozenset({"timeout", "connect", "refused", "broken", "http-429"})
_WANTED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered, with its content encoding undone."""

    status: int  # 2xx, or 304 with an empty body
    body: bytes
    url: str  # after redirects
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None  # the whole header: "text/xml; charset=windows-1256"


class FailedFetch(FetchError):
    """A fetch that failed; ``part`` holds what had come by then, where something had."""

    def __init__(
        self, message: str, *, code: str, part: Response | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.part = part
        self.retry_after = retry_after  # seconds, as the server asked

    @property
    def worth_another_try(self) -> bool:
        """May the same request succeed a moment later?"""
        return self.code in _WORTH_ANOTHER_TRY or self.code.startswith("http-5")


class Fetcher:
    """Reads URLs politely and safely. Thread-safe; a context manager.

    Environment proxies, cookies and referrers are not used. User names and passwords in a URL go to the
    origin they were written for, not to where it redirects.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        allow_hosts: Collection[str] = (),
        max_bytes: int = 10 * MEGABYTE,  # of the body, unpacked
        total_timeout: float = 20.0,  # seconds, for one URL with its redirects and retries
        connect_timeout: float = 5.0,
        read_timeout: float = 10.0,  # seconds without a byte
        max_redirects: int = 5,
        max_retries: int = 2,
        backoff: float = 0.5,  # seconds before the first retry; doubles
        min_host_interval: float = 1.0,  # seconds between two requests to one host
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,  # None = the usual authorities, or those of SSL_CERT_FILE
    ) -> None:
        self.max_bytes = max_bytes
        self.total_timeout = total_timeout
        self.max_redirects = max_redirects
        self.max_retries = max_retries
        self.backoff = backoff
        self._timeouts = {
            "connect": connect_timeout,
            "read": read_timeout,
            "write": read_timeout,
            "pool": connect_timeout,
        }
        self._guard = AddressGuard(allow_private=allow_private, allow_hosts=allow_hosts, resolver=resolver)
        self._pace = HostPace(min_host_interval)
        self._given_tls = tls

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is kept open between two fetches."""

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpx.create_ssl_context()

    def fetch(self, url: str, state: FetchState | None = None) -> Response:
        """Get a URL; with a state, only if it changed since (status 304 otherwise).

        Raises:
            FetchError: with a stable ``code``: "bad-url", "dns", "private-address", "refused", "connect",
                "tls", "timeout", "too-large", "broken", "bad-encoding", "redirect-loop", "http-404" …
        """
        start = _checked(url)
        deadline = Deadline(self.total_timeout)
        for attempt in count():
            try:
                return self._follow(start, state or FetchState(), deadline)
            except FailedFetch as error:
                wait = pause(attempt, base=self.backoff, retry_after=error.retry_after)
                if not error.worth_another_try or attempt >= self.max_retries or wait >= deadline.left():
                    raise
            time.sleep(wait)
        raise AssertionError("unreachable")

    def _follow(self, start: httpx.URL, state: FetchState, deadline: Deadline) -> Response:
        """Follow redirects by hand, so that each hop's scheme, host and address is checked."""
        url, asked = start, ""
        for _ in range(self.max_redirects + 1):
            if url.host != asked:
                deadline.extend(self._pace.wait(url.host))
                asked = url.host
            with _foreign_errors(url), self._answer(url, start, state, deadline) as answer:
                headers = httpx.Headers(answer.headers)
                target = headers.get("location")
                if answer.status not in _REDIRECTS or target is None:
                    return self._read(answer, headers, url)
            url = _checked(target, base=url)
        raise FailedFetch(
            f"{shown(start)}: expected at most {self.max_redirects} redirects, got more or a circle.",
            code="redirect-loop",
        )

    @contextmanager
    def _answer(
        self, url: httpx.URL, start: httpx.URL, state: FetchState, deadline: Deadline
    ) -> Iterator[httpcore.Response]:
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        backend = PinnedBackend(self._guard, deadline)
        headers = _request_headers(state, url, start)
        with (
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("GET", target, headers=headers, extensions={"timeout": self._timeouts}) as answer,
        ):
            yield answer

    def _read(self, answer: httpcore.Response, headers: httpx.Headers, url: httpx.URL) -> Response:
        if answer.status >= 400:
            raise FailedFetch(
                f"{shown(url)}: expected a feed or page, got HTTP status {answer.status}.",
                code=f"http-{answer.status}",
                retry_after=retry_after_seconds(headers.get("retry-after")),
            )
        response = Response(
            status=answer.status,
            body=b"",
            url=str(url.copy_with(userinfo=b"", fragment=None)),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            content_type=headers.get("content-type"),
        )
        if answer.status == 304:
            return response
        return replace(response, body=self._body(answer, headers, response))

    def _body(self, answer: httpcore.Response, headers: httpx.Headers, response: Response) -> bytes:
        body = bytearray()
        try:
            chunks = decoded(answer.iter_stream(), headers.get("content-encoding", ""), limit=self.max_bytes)
            for chunk in chunks:
                body += chunk
                if len(body) > self.max_bytes:
                    raise FetchError(
                        f"expected at most {self.max_bytes / MEGABYTE:g} MB, got more.", code="too-large"
                    )
        except (
            FetchError,
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
        ) as error:
            part = bytes(body[: self.max_bytes])  # the same part each time, however the pieces came
            raise _failed(error, response.url, replace(response, body=part)) from error
        return bytes(body)


def shown(url: httpx.URL | str) -> str:
    """A URL as messages show it: without user name, password, query (it may hold a key) and fragment."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return "the URL"
    return str(parsed.copy_with(userinfo=b"", query=None, fragment=None))[:200]


def _checked(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """The URL to ask for.

    Raises:
        FailedFetch: "bad-url" unless it is http or https with a host.
    """
    try:
        parsed = base.join(url) if base is not None else httpx.URL(url.strip())
        usable = parsed.scheme in ("http", "https") and bool(parsed.host) and bool(parsed.raw_host)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        usable = False
    if not usable:
        raise FailedFetch(
            f"expected a URL with http or https and a host, got {shown(url)!r}; correct the source.",
            code="bad-url",
        )
    return parsed


def _request_headers(state: FetchState, url: httpx.URL, start: httpx.URL) -> list[tuple[bytes, bytes]]:
    headers = {
        "User-Agent": f"headline-topics/{__version__}",
        "Accept": _WANTED,
        "Accept-Encoding": ACCEPTED,
        "Connection": "close",
    }
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    if start.userinfo and (url.scheme, url.host, url.port) == (start.scheme, start.host, start.port):
        request = httpx.Request("GET", url)
        flow = httpx.BasicAuth(start.username, start.password).auth_flow(request)
        headers["Authorization"] = next(flow).headers["Authorization"]
    return [(name.encode("ascii"), value.encode("latin-1", "ignore")) for name, value in headers.items()]


@contextmanager
def _foreign_errors(url: httpx.URL) -> Iterator[None]:
    """Speak of what goes wrong below in this package's own error."""
    try:
        yield
    except FailedFetch:
        raise
    except (FetchError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise _failed(error, str(url), None) from error


def _failed(error: Exception, url: str, part: Response | None) -> FailedFetch:
    code, what = named(error)
    return FailedFetch(f"{shown(url)}: {what}", code=code, part=part)


def named(error: Exception) -> tuple[str, str]:
    """The stable name of a failure, and a sentence about it."""
    if isinstance(error, FetchError):
        return error.code, str(error)
    cause = error.args[0] if error.args else None  # httpcore hands on what went wrong below it
    if isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", None) or cause.reason
        return "tls", f"expected a trusted certificate for this host, got: {reason}."
    if isinstance(error, httpcore.TimeoutException):
        return "timeout", "expected an answer in time, got none."
    if isinstance(cause, ConnectionRefusedError):
        return "refused", "expected a server that answers, got a refused connection."
    if isinstance(error, httpcore.ConnectError):
        return "connect", f"expected a connection, got: {cause or error}."
    return "broken", "expected a whole answer, got a broken connection."
