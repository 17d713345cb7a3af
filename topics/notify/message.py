"""One alert as an e-mail: text and HTML of the same, and an id by which mail servers know a second copy."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import blake2b

from topics.notify.wording import html_page, plain_text
from topics.types import Alert


def message_of(alert: Alert, *, sender: str, recipient: str) -> EmailMessage:
    """The message to one recipient: the same bytes at every attempt."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Subject"] = _subject(alert.title)
    message["Date"] = format_datetime(alert.created)
    message["Message-ID"] = message_id(alert.id, sender=sender, recipient=recipient)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(plain_text(alert), cte="base64")
    message.add_alternative(html_page(alert), subtype="html", cte="base64")
    message["Content-Language"] = alert.language
    message.set_boundary(f"=_{alert.id}")
    return message


def message_id(alert_id: str, *, sender: str, recipient: str) -> str:
    """One id an alert and recipient, for ever."""
    whose = blake2b(recipient.casefold().encode(), digest_size=6).hexdigest()
    return f"<{alert_id}.{whose}@{parseaddr(sender)[1].rpartition('@')[2]}>"


def _subject(title: str) -> str:
    """One line, in which nothing is read as an encoded word: one can hold a line break and a header."""
    return " ".join(title.split()).replace("=?", "= ?")


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)
