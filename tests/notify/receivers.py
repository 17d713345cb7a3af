"""Receivers on loopback: a web server and a mail server that fail as often as a test asks."""

from __future__ import annotations

import random
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Dialogue  # noqa: N811 - it is the dialogue with one client
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass
class Mischief:
    """How often a receiver fails, each in its way; drawn for each message."""

    refuse: float = 0.0  # says no, and means it: nothing is kept
    hang_up: float = 0.0  # breaks off before it has everything
    swallow: float = 0.0  # keeps the message, and breaks off without an answer
    slow: float = 0.0  # seconds at most before an answer
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self) -> str:
        """refuse, hang up, swallow or take."""
        with self.lock:
            place, slow = self.chance.random(), self.chance.uniform(0, self.slow)
        time.sleep(slow)
        for what in ("refuse", "hang_up", "swallow"):
            place -= getattr(self, what)
            if place < 0:
                return what
        return "take"


@dataclass(frozen=True)
class Taken:
    """A message that a receiver kept."""

    id: str  # by which it knows a second copy
    content: bytes
    headers: Mapping[str, str]
    answered: bool  # False: it never said so
    recipient: str = ""

    def mail(self) -> EmailMessage:
        """An e-mail, parsed as mail programs do."""
        message = message_from_bytes(self.content, policy=default)
        assert isinstance(message, EmailMessage)
        return message


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


class WebReceiver:
    """Takes POSTs. Use it in a ``with``."""

    def __init__(self, mischief: Mischief | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.mischief = mischief or Mischief()
        self.status = 503  # of a refusal
        self.refusal_headers: dict[str, str] = {}
        self.taken: list[Taken] = []
        self.stopping = threading.Event()
        self._http = _Http(self)
        self._scheme = "https" if tls else "http"
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, host: str = HOST) -> str:
        return f"{self._scheme}://{host}:{self.port}/hook"

    def __enter__(self) -> Self:
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

    def __init__(self, owner: WebReceiver) -> None:
        self.owner = owner
        super().__init__((HOST, 0), _Hook)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking for the host's name, which takes seconds
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients are killed here."""


class _Hook(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        owner, length = self.server.owner, int(self.headers["Content-Length"])
        what = owner.mischief.draw()
        if what == "hang_up":
            self.rfile.read(length // 2)
            return self.connection.close()
        body = self.rfile.read(length)
        if len(body) < length:
            return None
        if what == "refuse":
            return self._answer(owner.status, b"not now", owner.refusal_headers)
        key = self.headers["Idempotency-Key"]
        owner.taken.append(Taken(key, body, dict(self.headers), answered=what == "take"))
        if what == "swallow":
            return self.connection.close()
        return self._answer(200, b"ok", {})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class MailReceiver:
    """A mail server. Use it in a ``with``."""

    def __init__(self, mischief: Mischief | None = None, **controller: Any) -> None:
        self.mischief = mischief or Mischief()
        self.refusal = "451 not now"
        self.taken: list[Taken] = []
        self.users: list[str] = []
        self._controller = Controller(
            self,
            hostname=HOST,
            port=free_port(),
            ready_timeout=10,
            server_hostname="localhost",
            authenticator=self.authenticator,
            **controller,
        )

    @property
    def port(self) -> int:
        return int(self._controller.port)

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: Dialogue, session: Session, envelope: Envelope
    ) -> str:
        """aiosmtpd calls this when a message has come whole."""
        what = self.mischief.draw()
        if what == "refuse":
            return self.refusal
        if what == "hang_up":
            server.transport.abort()
            return "451 gone"
        content = bytes(envelope.content or b"")
        id = str(message_from_bytes(content, policy=default)["Message-ID"])
        (recipient,) = envelope.rcpt_tos
        self.taken.append(Taken(id, content, {}, what == "take", recipient))
        if what == "swallow":
            server.transport.abort()
        return "250 kept"

    def authenticator(
        self, server: Dialogue, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """aiosmtpd asks this for a user's password."""
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"open sesame", handled=False)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
