"""`topics --server URL …`: commands that ask a service instead of a store of this machine.

The key is in TOPICS_KEY, never on the command line, where every process of the machine can read it.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.client import Client

KEY = "TOPICS_KEY"
SERVER = "TOPICS_SERVER"
ANSWERED = (
    "classify INPUT", "search", "trends", "bursts", "themes", "themes list", "themes show", "stories",
    "stories list", "stories show", "correct", "corrections list",
)  # fmt: skip

Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        envvar=SERVER,
        help=f"Ask this service ({', '.join(ANSWERED)}); the key is in {KEY}.",
    ),
]
_asked: dict[str, str] = {}


def remember(server: str | None) -> None:
    """What `topics --server` said; nothing where it said nothing."""
    _asked.clear()
    if server is not None:
        _asked["url"] = server


def asked_server() -> bool:
    """Is a service meant instead of a store?"""
    return "url" in _asked


def client() -> Client:
    """A client of the service that is meant.

    Raises:
        UsageError: no key, or no address.
    """
    from topics.client import Client

    key, url = os.environ.get(KEY, "").strip(), _asked["url"]
    if not key:
        raise UsageError(f"--server: expected a key of the service in {KEY}, got none.")
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--server: expected an address with http or https, got {url!r}.")
    return Client(url, key)


def refuse_server() -> None:
    """Commands that need a store of this machine never take it for the one that was named.

    Raises:
        UsageError: a service is meant.
    """
    if asked_server():
        raise UsageError(
            f"--server: expected one of {', '.join(ANSWERED)}, got a command that works on a store of this "
            f"machine; leave --server and {SERVER} out."
        )


def only_here(**options: Any) -> None:
    """Options of a model of this machine are refused.

    Raises:
        UsageError: one was given.
    """
    given = [f"--{name}" for name, value in options.items() if value is not None]
    if given:
        raise UsageError(f"expected no {', '.join(given)} with --server: the service has its own.")


def when(value: str | None, *, option: str, now: datetime) -> str | None:
    """A moment in the form that a service takes; a day is one of the service's time zone.

    Raises:
        UsageError: no moment, as the same option says of a store.
    """
    from topics.moments import parse_moment

    if value is None or parse_moment(value, option=option, now=now, timezone="UTC") is None:
        return None
    span = "".join(value.lower().split())
    return span if span[-1] in "hdw" else datetime.fromisoformat(value.strip()).isoformat()


def zone() -> str:
    """The time zone whose clock tables show."""
    from topics.settings import load_settings

    return load_settings().timezone
