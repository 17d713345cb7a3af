"""Alerts by SMTP, one message a recipient, with the moment marked at which the server takes it."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr

from topics.alert_channels import Mail
from topics.errors import DeliveryError
from topics.notify.channel import Parcel
from topics.notify.message import message_of
from topics.notify.secrets import secret

TIMEOUT = 20.0  # seconds for one word of the dialogue
_LOGIN_REFUSED = range(530, 540)  # a password can be corrected
_CLOSING = 421  # the whole server, at whatever step it says so
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class _OfRecipient(smtplib.SMTPResponseException):
    """A no to one recipient or to their message, not to us."""


class MailChannel:
    """Sends alerts through one server."""

    def __init__(self, channel: Mail, *, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None) -> None:
        self.channel = channel
        self.timeout = timeout
        self.tls = tls  # None = the usual authorities, or those of SSL_CERT_FILE

    def send(self, parcel: Parcel) -> None:
        """See ``Channel.send``: the id is in Message-ID."""
        sender = parseaddr(self.channel.sender)[1]
        content = message_of(parcel.alert, sender=self.channel.sender, recipient=parcel.recipient).as_bytes()
        with self._explained(), self._session() as server:
            hand_over(server, sender, parcel.recipient, content, commit=parcel.commit)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A server that knows us; how it says goodbye does not matter."""
        host, port = self.channel.server, self.channel.port
        if self.channel.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, _own_name(), timeout=self.timeout, context=self._verified()
            )
        else:
            server = smtplib.SMTP(host, port, _own_name(), timeout=self.timeout)
        try:
            if self.channel.security == "starttls":
                server.starttls(context=self._verified())
            if self.channel.user is not None and self.channel.password_env is not None:
                server.login(self.channel.user, secret(self.channel.password_env))
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _verified(self) -> ssl.SSLContext:
        return self.tls or ssl.create_default_context()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        place = f"{self.channel.server}:{self.channel.port}"
        try:
            yield
        except smtplib.SMTPResponseException as error:
            said = (
                error.smtp_error
                if isinstance(error.smtp_error, str)
                else error.smtp_error.decode("utf-8", "replace")
            )
            raise DeliveryError(
                f"{place}: expected a yes, got {error.smtp_code} {said!r}.",
                answered=True,
                of_recipient=isinstance(error, _OfRecipient) and error.smtp_code != _CLOSING,
                lasting=500 <= error.smtp_code < 600 and error.smtp_code not in _LOGIN_REFUSED,
            ) from error
        except ssl.SSLError as error:
            reason = getattr(error, "verify_message", None) or error.reason
            raise DeliveryError(f"{place}: expected a trusted certificate, got: {reason}.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"{place}: expected a mail server that answers, got: {error}.") from error


def hand_over(
    server: smtplib.SMTP, sender: str, recipient: str, content: bytes, *, commit: Callable[[], None]
) -> None:
    """One message to one recipient. ``commit`` is called before the dot that ends it: until a server has
    that, it has no message (RFC 5321, section 4.1.1.4); from then on it may have, answer or not (RFC 1047).

    Raises:
        SMTPResponseException: the server said no.
        OSError, SMTPServerDisconnected: it said nothing.
    """
    server.ehlo_or_helo_if_needed()
    _wants(server.mail(sender), 250)
    _wants(server.rcpt(recipient), 250, 251, otherwise=_OfRecipient)
    _wants(server.docmd("DATA"), 354)
    server.send(_LINE_WITH_DOT.sub(b"..", content.removesuffix(b"\r\n") + b"\r\n"))
    commit()
    server.send(b".\r\n")
    _wants(server.getreply(), 250, otherwise=_OfRecipient)


def _wants(
    reply: tuple[int, bytes],
    *codes: int,
    otherwise: type[smtplib.SMTPResponseException] = smtplib.SMTPResponseException,
) -> None:
    code, said = reply
    if code not in codes:
        raise otherwise(code, said)


def _own_name() -> str:
    """Without a look-up, which can take longer than sending."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"
