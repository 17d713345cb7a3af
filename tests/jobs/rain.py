"""Six weeks of steady news, and what outlets write when it rains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from topics.text import content_hash, headline_id
from topics.types import NOT_NEWS, Headline

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 44
BEGAN = FIRST + timedelta(days=40, hours=9)
OUTLETS = ("صدى الأطلس", "Rif Matin", "جريدة الضفة", "Atlas Éco")
PER_DAY = {"sport": 60, "weather": 24, NOT_NEWS: 20}
TITLES = {
    "sport": "مباراة رقم {0} تنتهي بالتعادل",
    "weather": "طقس يوم {0} معتدل في أغلب المدن",
    NOT_NEWS: "شقة للبيع رقم {0}",
}
RAIN = (
    "أمطار قوية تغمر شوارع المدينة {0}",
    "نشرة إنذارية من أمطار قوية {0}",
    "Fortes pluies sur le nord {0}",
)


def told(topic: str, number: int, seen: datetime, title: str, outlet: str) -> tuple[Headline, str]:
    """A headline and its topic."""
    written = title.format(number)
    return (
        Headline(
            id=headline_id(outlet, f"{topic} {number}"),
            source=outlet,
            title=written,
            language="ar",
            fetched=seen,
            content_hash=content_hash(written, (outlet,)),
            published=seen,
        ),
        topic,
    )
