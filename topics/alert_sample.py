"""A sample alert, made up, for trying channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.alert_delivery import Clock, bring, open_channels
from topics.alert_rules import AlertRules, Rule
from topics.errors import DeliveryError
from topics.trends.alert_text import write_alert
from topics.trends.alerts import Due, alert_id
from topics.types import Alert, Bin, Burst, Cited, Dimension

if TYPE_CHECKING:
    from topics.service import TopicsService

NAMES = {"ar": "تجربة", "fr": "Essai", "en": "Test"}


def sample_alert(language: str, *, now: datetime, timezone: str) -> Alert:
    """An alert about nothing, in a language; another one at every moment."""
    rule = Rule.model_validate(
        {"name": NAMES[language], "by": "topic", "least_score": 1, "language": language, "channels": ["test"]}
    )
    burst = Burst(
        by=Dimension.TOPIC,
        key="test",
        every=Bin.HOUR,
        since=now - timedelta(hours=3),
        until=now,
        peak=now - timedelta(hours=1),
        count=24,
        expected=6.0,
        p_value=1e-7,
        score=7.0,
        outlets=("جريدة الميناء", "Le Courrier du Port", "Harbour News"),
    )
    cited = (
        Cited("جريدة الميناء", "تجربة: الميناء يستأنف نشاطه بعد العاصفة", "ar", "https://example.org/ar"),
        Cited(
            "Le Courrier du Port", "Essai : le port rouvre après la tempête", "fr", "https://example.org/fr"
        ),
        Cited("Harbour News", "Test: harbour reopens after the storm", "en", "https://example.org/en"),
    )
    found = Due(rule, burst, alert_id(rule.name, burst))
    return write_alert(found, name=NAMES[language], cited=cited, timezone=timezone, now=now)


def send_sample(
    service: TopicsService, rules: AlertRules, alert: Alert, names: Sequence[str], clock: Clock
) -> Iterator[tuple[str, str, str | None]]:
    """Bring a sample to every receiver of channels, once, without storing it: (channel, recipient, error)."""
    from topics.notify.channel import Parcel

    channels = open_channels(service, rules)
    for name in names:
        for recipient in rules.channel[name].recipients():
            try:
                bring(channels[name], Parcel(alert, recipient, clock(), again=False, commit=lambda: None))
            except DeliveryError as error:
                yield name, recipient, str(error)
            else:
                yield name, recipient, None
