"""A feed server on loopback that behaves as well, or as badly, as a test asks."""

from __future__ import annotations

import socketserver
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

HOST = "127.0.0.1"


@dataclass
class Request:
    """What a client asked for."""

    path: str
    headers: Mapping[str, str]
    at: float  # seconds on the monotonic clock
    answered: int | None = None  # status, where a Page answered


@dataclass(frozen=True)
class Page:
    """An answer. A body that is not bytes is sent piece by piece, without a length."""

    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Answer = Page | Callable[["FeedServer", BaseHTTPRequestHandler], Page | None]


class FeedServer:
    """Serves what is put into ``pages``; use it in a ``with``."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._http = _Http(self)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, answer: Answer) -> str:
        """Serve something; returns its URL."""
        self.pages[path] = answer
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> FeedServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, owner: FeedServer) -> None:
        self.owner = owner
        super().__init__((HOST, 0), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking for the host's name, which takes seconds
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):  # clients hang up
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        owner = self.server.owner
        answer = owner.pages.get(self.path, Page(status=404))
        request = Request(self.path, dict(self.headers), time.monotonic())
        owner.requests.append(request)
        page = answer if isinstance(answer, Page) else answer(owner, self)
        if page is None:
            return
        if self._is_known(page):
            page = Page(headers=page.headers, status=304)
        request.answered = page.status
        self._send(page)

    def _is_known(self, page: Page) -> bool:
        """Does the client have this version already?"""
        known = {
            "If-None-Match": page.headers.get("ETag"),
            "If-Modified-Since": page.headers.get("Last-Modified"),
        }
        return any(known.values()) and all(self.headers[name] == value for name, value in known.items())

    def _send(self, page: Page) -> None:
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if isinstance(page.body, bytes) and "Content-Length" not in page.headers and page.status != 304:
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        for piece in [page.body] if isinstance(page.body, bytes) else page.body:
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
