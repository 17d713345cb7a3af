"""Connections that go to the address that was checked and never outlive their deadline."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from topics.errors import FetchError
from topics.sources.addresses import AddressGuard


class Deadline:
    """The moment until which everything about one fetch must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - time.monotonic()

    def extend(self, seconds: float) -> None:
        """Time spent waiting for our own turn does not count."""
        self._end += seconds

    def cap(self, timeout: float | None) -> float:
        """The time that one operation may take, in seconds.

        Raises:
            FetchError: "timeout", when none is left.
        """
        left = self.left()
        if left <= 0:
            raise FetchError(
                f"expected an answer within {self.seconds:g} s, got none that was complete.", code="timeout"
            )
        return left if timeout is None else min(timeout, left)


class PinnedBackend(httpcore.NetworkBackend):
    """Resolves a host once, has its addresses checked, and connects to one of those.

    The TLS name, the certificate check and the Host header stay those of the host: they are made from
    the URL above this layer. So a name that resolves differently a moment later changes nothing.
    """

    def __init__(self, guard: AddressGuard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._guard.addresses(host, port, timeout=self._deadline.cap(timeout)):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host}: no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every operation ends by the deadline: a server that drips bytes gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
