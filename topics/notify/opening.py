"""From what the rules say of a channel to one that sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topics import alert_channels as named
from topics.notify.atom import AtomChannel
from topics.notify.channel import Channel
from topics.notify.lines import FileChannel, OutputChannel
from topics.notify.mail import MailChannel
from topics.notify.posting import Reach
from topics.notify.webhook import WebhookChannel
from topics.types import Alert

Recent = Callable[[str, int], Sequence[Alert]]  # of a channel, the newest so many


def open_channel(name: str, channel: named.Channel, *, reach: Reach, recent: Recent) -> Channel:
    """The channel that a name stands for; nothing is connected or read before it sends."""
    if isinstance(channel, named.Webhook):
        return WebhookChannel(channel, reach)
    if isinstance(channel, named.Mail):
        return MailChannel(channel)
    if isinstance(channel, named.AtomFeed):
        return AtomChannel(name, channel, lambda limit: recent(name, limit))
    return OutputChannel() if channel.path is None else FileChannel(channel.path)
