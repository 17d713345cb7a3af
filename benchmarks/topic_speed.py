"""How fast headlines are filed by our model: from their vectors, and from their text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.encode import timed
from benchmarks.topic_lesson import Answer, Asked
from topics.on_demand import classify_headlines, embed_headlines
from topics.sources.items import Item, make_headline
from topics.types import Source, SourceKind

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray, Headline, Predictions

TEXTS, REPEATS = 2000, 5


class _Filing:
    """An answer as the product's jobs call a classifier."""

    model_id = "measured"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def predict(
        self,
        ids: Sequence[str],
        titles: Sequence[str],
        vectors: FloatArray,
        languages: Sequence[str] | None = None,
    ) -> Predictions:
        """Only the number of ids counts."""
        return self._answer(Asked(tuple(titles), tuple(languages or [""] * len(ids)), vectors))


def speeds(answer: Answer, encoder: Encoder, titles: Sequence[str]) -> dict[str, float]:
    """Headlines a second, the best of some rounds; encoding with and without filing takes turns."""
    headlines = headlines_of(titles)
    filing = _Filing(answer)
    vectors = embed_headlines(headlines, encoder)  # the first ones also pay for what is set up at first use

    def both() -> Predictions:
        return classify_headlines(headlines, embed_headlines(headlines, encoder), filing)

    work: dict[str, Callable[[], Any]] = {
        "filed, from vectors": lambda: classify_headlines(headlines, vectors, filing),
        "encoded": lambda: embed_headlines(headlines, encoder),
        "encoded and filed": both,
    }
    best = dict.fromkeys(work, float("inf"))
    for _ in range(REPEATS):
        for name, one in work.items():
            best[name] = min(best[name], timed(one)[0])
    figures = {f"{name}, headlines a second": len(headlines) / seconds for name, seconds in best.items()}
    return figures | {
        "time that filing adds to encoding, share": best["encoded and filed"] / best["encoded"] - 1
    }


def headlines_of(titles: Sequence[str]) -> list[Headline]:
    """Titles as the product reads them from a file."""
    source = Source("", "measured", SourceKind.FILE)
    now = datetime.now(UTC)
    made = [make_headline(source, Item(title, title[:60]), now=now)[0] for title in titles]
    return [headline for headline in made if headline is not None]
