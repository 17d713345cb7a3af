"""Encodes what the store has no vector for yet, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from topics.embed.encoder import Encoder

if TYPE_CHECKING:
    from topics.types import FloatArray

CHUNK = 4096  # headlines looked at together, so that texts of one length meet


class Headlines(Protocol):
    """The part of the store that knows which titles lack a vector."""

    def unembedded(self, encoder_id: str, limit: int, *, after: str = "") -> list[tuple[str, str]]:
        """Up to ``limit`` (content hash, title) without a vector of this encoder; each hash once, by hash.

        Only hashes beyond ``after``.
        """
        ...


class Vectors(Protocol):
    """The part of the store that keeps vectors."""

    def put(self, hashes: Sequence[str], vectors: FloatArray, encoder_id: str) -> None:
        """Keep the vectors of content hashes, in one transaction. Shape: (n, d) float32, unit rows."""
        ...


def encode_missing(
    encoder: Encoder,
    headlines: Headlines,
    vectors: Vectors,
    *,
    to_text: Callable[[str], str],
    batch: int = 512,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Give every headline a vector of this encoder and return how many were made.

    ``batch`` headlines are written in one transaction: a job killed at any moment keeps the batches
    written so far, and the next call goes on from there. ``progress`` is told the number done so far.
    """
    done = 0
    last = ""
    while rows := headlines.unembedded(encoder.encoder_id, max(batch, CHUNK), after=last):
        last = rows[-1][0]
        rows.sort(key=lambda row: (len(row[1]), row[0]))
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            made = encoder.encode([to_text(title) for _, title in part])
            vectors.put([content_hash for content_hash, _ in part], made, encoder.encoder_id)
            done += len(part)
            if progress:
                progress(done)
    return done
