"""What tests of channels share: receivers, certificates, parcels."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import trustme

from tests.alerting import NOON, alert
from tests.notify.receivers import HOST, MailReceiver, WebReceiver
from topics.notify.channel import Parcel
from topics.types import Alert


@dataclass
class Commits:
    """Counts how often, and after what, a channel says that the last word is about to leave."""

    seen: list[int] = field(default_factory=list)

    def parcel(self, one: Alert | None = None, recipient: str = "", *, again: bool = False) -> Parcel:
        return Parcel(one or alert("ar"), recipient, NOON, again, lambda: self.seen.append(1))


@dataclass(frozen=True)
class Certificates:
    """An authority, a server that it vouches for, and a client that trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture
def commits() -> Commits:
    return Commits()


@pytest.fixture(scope="session")
def certificates() -> Certificates:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(HOST, "localhost").configure_cert(server)
    authority.configure_trust(client)
    return Certificates(server, client)


@pytest.fixture
def web() -> Iterator[WebReceiver]:
    with WebReceiver() as running:
        yield running


@pytest.fixture
def mail() -> Iterator[MailReceiver]:
    with MailReceiver() as running:
        yield running
