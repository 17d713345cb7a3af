"""Public sets for themes: rows with an id, a time and a vector, as a fit takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.public_sets import Row
from topics.text import embedding_text, headline_id
from topics.types import EmbeddingBatch

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Headlines of a set. Shape: vectors (n, d) float32, unit rows."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    seen: tuple[datetime, ...]
    vectors: FloatArray

    def part(self, rows: Sequence[int]) -> Told:
        """Some of them, in this order."""
        columns = (self.ids, self.titles, self.languages, self.labels, self.seen)
        return Told(*(tuple(column[row] for row in rows) for column in columns), self.vectors[list(rows)])

    def batch(self, encoder_id: str) -> EmbeddingBatch:
        """As the store hands them out."""
        return EmbeddingBatch(self.ids, self.vectors.copy(), encoder_id)


def told(rows: Sequence[Row], encoder: Encoder) -> Told:
    """Encode the rows of a set as the product does; ids are hashes, of source, position and title."""
    titles = tuple(row["title"] for row in rows)
    return Told(
        ids=tuple(
            headline_id(row.get("source") or "unnamed", f"{number} {row['title']}")
            for number, row in enumerate(rows)
        ),
        titles=titles,
        languages=tuple(row["lang"] for row in rows),
        labels=tuple(row["label"] for row in rows),
        seen=tuple(moment(row["date"]) for row in rows),
        vectors=encoder.encode([embedding_text(title) for title in titles]),
    )


def moment(written: str) -> datetime:
    """A date of a set; days and times without a zone are taken as UTC."""
    found = datetime.fromisoformat(written)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
