"""One alert as JSON values: what webhooks and lines carry."""

from __future__ import annotations

from typing import Any

from topics.types import Alert


def alert_facts(alert: Alert) -> dict[str, Any]:
    """Everything that is known of an alert; times are ISO 8601 in UTC."""
    burst = alert.burst
    return {
        "id": alert.id,
        "rule": alert.rule,
        "by": burst.by.value,
        "key": burst.key,
        "name": alert.name,
        "every": burst.every.value,
        "since": burst.since.isoformat(),
        "until": burst.until.isoformat(),
        "peak": burst.peak.isoformat(),
        "count": burst.count,
        "expected": burst.expected,
        "ratio": burst.ratio if burst.expected else None,
        "p_value": burst.p_value,
        "score": burst.score,
        "outlets": list(burst.outlets),
        "language": alert.language,
        "title": alert.title,
        "text": alert.body,
        "headlines": [
            {"source": one.source, "title": one.title, "language": one.language, "url": one.url}
            for one in alert.cited
        ],
        "created": alert.created.isoformat(),
    }
