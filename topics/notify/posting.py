"""One POST to a web server, within the limits that fetching has: checked addresses, a deadline, TLS verified.

No redirect is followed: what is signed for one place is not carried to another.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from topics import __version__
from topics.errors import DeliveryError, FetchError
from topics.sources.addresses import AddressGuard, Resolver, resolve
from topics.sources.connection import Deadline, PinnedBackend
from topics.sources.http import named, shown
from topics.sources.politeness import retry_after_seconds

READ_OF_ANSWER = 300  # bytes: why a server refuses, in its own words
_NEVER = frozenset({400, 405, 406, 411, 413, 414, 415, 422, 431, 451, 501})  # the same again is refused again


@dataclass(frozen=True, slots=True)
class Reach:
    """Which servers may be asked, and how long."""

    allow_private: bool = False
    allow_hosts: Collection[str] = ()
    timeout: float = 20.0  # seconds for one request, name resolution included
    resolver: Resolver = resolve
    tls: ssl.SSLContext | None = None  # None = the usual authorities, or those of SSL_CERT_FILE


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, reach: Reach, commit: Callable[[], None]
) -> None:
    """Send a body; returns once the server has said yes (2xx).

    ``commit`` is called when all but the body's last byte has left: without it no server has a whole request.

    Raises:
        DeliveryError: it said no, or nothing.
    """
    parsed = _parsed(url)
    deadline = Deadline(reach.timeout)
    guard = AddressGuard(
        allow_private=reach.allow_private, allow_hosts=reach.allow_hosts, resolver=reach.resolver
    )
    target = httpcore.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path or b"/"
    )
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=_verified(reach) if parsed.scheme == "https" else None,
                network_backend=PinnedBackend(guard, deadline),
            ) as pool,
            pool.stream(
                "POST", target, headers=_all_headers(headers, body, parsed), content=_in_two(body, commit)
            ) as answer,
        ):
            _judge(answer, parsed)
    except (FetchError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise DeliveryError(f"{shown(parsed)}: {named(error)[1]}") from error


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise DeliveryError(f"expected the URL of a web server, got one that is none ({error}).") from error


def _verified(reach: Reach) -> ssl.SSLContext:
    return reach.tls or httpx.create_ssl_context()


def _all_headers(headers: Mapping[str, str], body: bytes, url: httpx.URL) -> list[tuple[bytes, bytes]]:
    every = {
        "User-Agent": f"headline-topics/{__version__}",
        "Content-Length": str(len(body)),
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    if url.userinfo:
        flow = httpx.BasicAuth(url.username, url.password).auth_flow(httpx.Request("POST", url))
        every["Authorization"] = next(flow).headers["Authorization"]
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in every.items()]


def _in_two(body: bytes, commit: Callable[[], None]) -> Iterator[bytes]:
    yield body[:-1]
    commit()
    yield body[-1:]


def _judge(answer: httpcore.Response, url: httpx.URL) -> None:
    if 200 <= answer.status < 300:
        return
    headers = httpx.Headers(answer.headers)
    said = _beginning(answer)
    raise DeliveryError(
        f"{shown(url)}: expected a yes (2xx), got HTTP status {answer.status}{said}",
        answered=True,
        lasting=answer.status in _NEVER or 300 <= answer.status < 400,
        retry_after=retry_after_seconds(headers.get("retry-after")),
    )


def _beginning(answer: httpcore.Response) -> str:
    """The first words of an answer; a server that breaks off has still said its status."""
    read = b""
    try:
        for chunk in answer.iter_stream():
            read += chunk
            if len(read) >= READ_OF_ANSWER:
                break
    except (FetchError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
        pass
    text = " ".join(read[:READ_OF_ANSWER].decode("utf-8", "replace").split())
    return f": {text!r}." if text else "."
