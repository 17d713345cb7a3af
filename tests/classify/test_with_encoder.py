"""The first classifier in the packaged encoder's space, on headlines that it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from topics.classify.zero_shot import ZeroShotClassifier
from topics.taxonomy import load_taxonomy
from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder

pytestmark = pytest.mark.encoder

PLAIN = [
    ("أمطار رعدية منتظرة مساء غد بالريف والأطلس", "weather"),
    ("الكوكب المراكشي ينهزم أمام ضيفه أولمبيك آسفي", "sport"),
    ("إغلاق مؤشرات البورصة على انخفاض", "economy"),
    ("الدرك يوقف مروج مخدرات بضواحي برشيد", "security"),
    ("الماتش سالا بالتعادل والجمهور ماعجبوش الحال", "sport"),
    ("Un tremblement de terre secoue la région de Midelt", "disaster"),
    ("Les députés votent la confiance au gouvernement", "politics"),
    ("Shelling resumes hours after truce expires", "conflict"),
    ("New telescope maps distant galaxies", "science"),
    ("Los maestros convocan una huelga por sus salarios", "labour"),
    ("Starke Regenfälle und Gewitter am Wochenende erwartet", "weather"),
]


@pytest.fixture(scope="module")
def fitted(encoder: Encoder) -> ZeroShotClassifier:
    def encode(texts: Sequence[str]) -> np.ndarray:
        return encoder.encode([embedding_text(text) for text in texts])

    return ZeroShotClassifier(load_taxonomy()).fit(encode, encoder_id=encoder.encoder_id)


@pytest.mark.slow
def test_plain_headlines_of_many_languages(fitted: ZeroShotClassifier, encoder: Encoder) -> None:
    titles = [title for title, _ in PLAIN]
    found = fitted.predict(titles, titles, encoder.encode([embedding_text(title) for title in titles]))
    wrong = [
        (title, topic, found.ranked(n)[0])
        for n, (title, topic) in enumerate(PLAIN)
        if found.ranked(n)[0][0] != topic
    ]
    assert wrong == []


@pytest.mark.slow
def test_it_is_unsure_where_there_is_nothing_to_tell(fitted: ZeroShotClassifier, encoder: Encoder) -> None:
    certain, vague = "أمطار رعدية منتظرة مساء غد بالريف والأطلس", "هكذا كان"
    vectors = encoder.encode([embedding_text(certain), embedding_text(vague)])
    best = fitted.predict(["1", "2"], [certain, vague], vectors).probabilities.max(axis=1)
    assert best[0] > 0.9 > best[1]
