"""Alerts as JSON that Slack, Mattermost and their likes show as a message."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from topics.alert_channels import Webhook, check_url
from topics.errors import DeliveryError
from topics.notify.channel import Parcel
from topics.notify.facts import alert_facts
from topics.notify.posting import Reach, post
from topics.notify.secrets import secret
from topics.notify.signing import signature_headers
from topics.notify.wording import is_web, plain_text
from topics.types import Alert, Cited

LONGEST_HEADER = 150  # characters; Slack refuses more
LONGEST_SECTION = 3000


class WebhookChannel:
    """Posts alerts to one URL."""

    def __init__(self, channel: Webhook, reach: Reach) -> None:
        self.channel = channel
        self.reach = reach

    def send(self, parcel: Parcel) -> None:
        """See ``Channel.send``: the id is in the body, in ``Idempotency-Key`` and in ``webhook-id``."""
        body = json.dumps(webhook_body(parcel.alert), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": parcel.alert.id}
        if self.channel.secret_env is not None:
            headers |= signature_headers(
                secret(self.channel.secret_env),
                id=parcel.alert.id,
                timestamp=int(parcel.at.timestamp()),
                body=body,
            )
        post(self._url(), body, headers, reach=self.reach, commit=parcel.commit)

    def _url(self) -> str:
        if self.channel.url is not None:
            return self.channel.url
        name = self.channel.url_env or ""
        url = secret(name)
        try:
            check_url(url)
        except ValueError as error:
            raise DeliveryError(f"environment variable {name}: {error}, got something else.") from error
        return url


def webhook_body(alert: Alert) -> dict[str, Any]:
    """What is posted: the message as Slack wants it, the id, and the facts for programs."""
    return {
        "id": alert.id,
        "text": escaped(plain_text(alert)),
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": cut(alert.title, LONGEST_HEADER)}},
            {"type": "section", "text": {"type": "mrkdwn", "text": _section(alert)}},
        ],
        "alert": alert_facts(alert),
    }


def escaped(text: str) -> str:
    """Slack reads ``&``, ``<`` and ``>`` as its own: mentions of everybody among them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, longest: int) -> str:
    """At most so many characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _section(alert: Alert) -> str:
    """Whole lines, as many as Slack takes: half an escape or a link would show as its own source."""
    kept: list[str] = []
    left = LONGEST_SECTION
    for line in (*map(escaped, alert.body.splitlines()), *map(_line, alert.cited)):
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    return "\n".join(kept)


def _line(one: Cited) -> str:
    title = escaped(one.title).replace("|", "¦")
    if is_web(one.url):
        title = f"<{quote(one.url or '', safe=_IN_URL)}|{title}>"
    return f"• {escaped(one.source)}: {title}"


_IN_URL = ":/?#[]@!$&'()*+,;=%~-._"
