"""Where alerts go: the channels that a file of rules names. Values only; ``notify/`` does the sending."""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_STRICT = ConfigDict(extra="forbid", frozen=True)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~A-Za-z0-9.-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class _Channel(BaseModel):
    model_config = _STRICT

    @field_validator("url_env", "secret_env", "password_env", check_fields=False)
    @classmethod
    def _variable(cls, value: str | None) -> str | None:
        if value is not None and not _VARIABLE.fullmatch(value):
            raise ValueError(
                "expected the name of an environment variable; the secret itself stays out of the file"
            )
        return value

    def recipients(self) -> tuple[str, ...]:
        """Who gets a delivery each; "" where the channel is the receiver."""
        return ("",)

    def variables(self) -> tuple[str, ...]:
        """The environment variables that it needs."""
        names = (getattr(self, field, None) for field in ("url_env", "secret_env", "password_env"))
        return tuple(name for name in names if name)


class Lines(_Channel):
    """JSON lines, on standard output or at the end of a file."""

    kind: Literal["jsonl"]
    path: Path | None = None  # None = standard output


class Webhook(_Channel):
    """A request with JSON that Slack and its likes show as a message."""

    kind: Literal["webhook"]
    url: str | None = None
    url_env: str | None = None  # variable that holds the URL, where the URL is a secret itself
    secret_env: str | None = None  # variable that holds the secret to sign with; None = unsigned

    @model_validator(mode="after")
    def _one_url(self) -> Webhook:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("expected either url or url_env")
        if self.url is not None:
            check_url(self.url)
        return self


class Mail(_Channel):
    """E-mail, one message a recipient."""

    kind: Literal["email"]
    server: str = Field(min_length=1, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_env: str | None = None
    sender: str
    to: tuple[str, ...] = Field(min_length=1)

    @field_validator("sender", "to")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in [value] if isinstance(value, str) else value:
            if not one.isprintable() or not _ADDRESS.fullmatch(parseaddr(one)[1]):
                raise ValueError(
                    'expected e-mail addresses such as "desk@example.org" or "Desk <desk@example.org>"'
                )
        return value

    @model_validator(mode="after")
    def _password_stays_secret(self) -> Mail:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("expected both user and password_env, or neither")
        if self.user is not None and self.security == "none":
            raise ValueError('expected security "starttls" or "tls" where a password is sent')
        return self

    def recipients(self) -> tuple[str, ...]:
        """Each address once."""
        return tuple(dict.fromkeys(parseaddr(one)[1] for one in self.to))


class AtomFeed(_Channel):
    """A feed file that readers follow."""

    kind: Literal["atom"]
    path: Path
    title: str | None = Field(default=None, min_length=1)
    url: str | None = None  # under which the file is published
    entries: int = Field(default=100, ge=1, le=1000)  # newest first

    @field_validator("title")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and not value.isprintable():
            raise ValueError("expected one line of text")
        return value

    @field_validator("url")
    @classmethod
    def _web(cls, value: str | None) -> str | None:
        if value is not None:
            check_url(value)
        return value


Channel = Lines | Webhook | Mail | AtomFeed


def check_url(url: str) -> None:
    """See that a text is the URL of a web server.

    Raises:
        ValueError: it is none.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        raise ValueError("expected a URL with http or https and a host")


def in_folder(channel: Channel, folder: Path) -> Channel:
    """The channel with its file in a folder, where its path is relative."""
    path = getattr(channel, "path", None)
    return channel if path is None else channel.model_copy(update={"path": folder / path.expanduser()})
