"""Invented news: headlines about a few subjects, with vectors that lie in one cloud a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from topics.types import EmbeddingBatch

WIDTH = 384
START = datetime(2026, 3, 1, tzinfo=UTC)
PLACES = ("الرباط", "طنجة", "فاس", "أكادير", "وجدة", "العيون", "تطوان", "مكناس", "آسفي", "الناظور")
SUBJECTS = (
    ("أمطار قوية تعم {} وسيول في الأودية", "نشرة جوية: أمطار ورياح في {}", "تساقط أمطار غزيرة على {}"),
    ("أسعار الخضر ترتفع في أسواق {}", "تجار {} يشكون غلاء أسعار الخضر", "أسعار السمك في سوق {} تتضاعف"),
    ("فريق {} يفوز بهدفين في البطولة", "تعادل فريق {} في مباراة البطولة", "مدرب فريق {} يستقيل"),
    ("Grève des trains à {} : trafic perturbé", "Trains : la grève continue à {}", "Gare de {} : grève"),
    ("Museum in {} opens film festival", "Young directors win {} film festival", "Film festival in {}"),
    ("الأطباء يحتجون أمام مستشفى {}", "مستشفى {} بلا جهاز سكانير", "افتتاح مستشفى جديد في {}"),
    ("تلاميذ {} يعودون إلى المدارس", "مدارس {} تنظم امتحانات محلية", "اكتظاظ في مدارس {}"),
    ("Barrage de {} : réserves d'eau en hausse", "Eau potable : coupures à {}", "L'eau manque à {}"),
)
LANGUAGES = ("ar", "ar", "ar", "fr", "en", "ar", "ar", "fr")


@dataclass(frozen=True)
class News:
    """Headlines with their vectors. ``subjects`` says what each is about, −1 = nothing in particular."""

    ids: tuple[str, ...]
    vectors: np.ndarray  # (n, WIDTH) float32, unit rows
    titles: tuple[str, ...]
    languages: tuple[str, ...]
    subjects: tuple[int, ...]

    def part(self, rows: Sequence[int]) -> News:
        """Some of it, in this order."""
        return News(
            tuple(self.ids[row] for row in rows),
            self.vectors[list(rows)].copy(),
            tuple(self.titles[row] for row in rows),
            tuple(self.languages[row] for row in rows),
            tuple(self.subjects[row] for row in rows),
        )

    def batch(self) -> EmbeddingBatch:
        """As the store hands it out."""
        return EmbeddingBatch(self.ids, self.vectors.copy(), "invented")

    def seen(self) -> dict[str, datetime]:
        """One headline an hour."""
        return {id: START + timedelta(hours=number) for number, id in enumerate(self.ids)}


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1, float32."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def make_news(
    *, subjects: int = 8, each: int = 40, stray: int = 40, tightness: float = 1.6, seed: int = 0
) -> News:
    """Clouds of ``each`` headlines around ``subjects`` points, and ``stray`` ones of a subject of their own.

    Every language adds its own direction to its vectors, as multilingual encoders do.
    """
    random = np.random.default_rng(seed)
    centres = unit(random.normal(size=(subjects, WIDTH)))
    tongues = dict(zip(("ar", "fr", "en"), 2 * unit(random.normal(size=(3, WIDTH))), strict=True))
    about = [subject for subject in range(subjects) for _ in range(each)] + [-1] * stray
    random.shuffle(about)
    titles, languages, vectors = [], [], []
    for number, subject in enumerate(about):
        place = PLACES[number % len(PLACES)]
        known = SUBJECTS[subject % len(SUBJECTS)] if subject >= 0 else ("خبر رقم {}",)
        titles.append(known[number % len(known)].format(place))
        languages.append(LANGUAGES[subject % len(SUBJECTS)] if subject >= 0 else "ar")
        cloud = tightness * (centres[subject] if subject >= 0 else unit(random.normal(size=(1, WIDTH)))[0])
        vectors.append(cloud + random.normal(size=WIDTH) / np.sqrt(WIDTH) + tongues[languages[-1]])
    ids = tuple(f"{int(key):08x}" for key in random.permutation(16 * len(about))[: len(about)])
    return News(ids, unit(np.array(vectors)), tuple(titles), tuple(languages), tuple(about))
