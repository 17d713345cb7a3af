"""The default runtime against sentence-transformers (torch, float32) on the same headlines.

    python -m benchmarks.encode [--input FILE] [--texts 1000] [--repeats 3] [--json]

Both encode the same texts in turn, several times over, in one process; the best time of each counts, for
what disturbs a run only makes it slower. FILE holds one headline a line, or JSON lines with a title;
without it the sample of the package is taken. A short list is gone through again until it is long enough.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from topics.settings import load_settings
from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray

WARM_UP = 64  # texts: the first ones also pay for what is set up at first use
ALONE = 200  # texts that are also encoded one by one
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. Speeds are headlines a second, from text to vector."""

    texts: int
    default: str  # encoder ids
    reference: str
    open_seconds: float  # of the default encoder, from its cache
    default_per_second: float
    reference_per_second: float
    ratio: float
    mean_cosine: float  # of the two vectors of a text
    least_cosine: float
    alone_cosine: float  # least, of one by one with the batch, default encoder
    alone_milliseconds: float  # a headline by itself, default encoder
    machine: str


def measure(texts: Sequence[str], repeats: int, cache_dir: Path) -> Figures:
    """Encode the texts with both, in turn."""
    from topics.embed.encoder import open_encoder

    open_encoder(cache_dir=cache_dir)  # the first open unpacks and converts
    open_seconds, default = timed(lambda: open_encoder(cache_dir=cache_dir))
    reference = open_encoder(runtime="torch", cache_dir=cache_dir)
    (fast, ours), (slow, theirs) = in_turn([default, reference], texts, repeats)
    alone_seconds, alone = timed(lambda: [default.encode([text])[0] for text in texts[:ALONE]])
    cosines = (ours * theirs).sum(axis=1)
    return Figures(
        texts=len(texts),
        default=default.encoder_id,
        reference=reference.encoder_id,
        open_seconds=round(open_seconds, 2),
        default_per_second=round(len(texts) / fast, 1),
        reference_per_second=round(len(texts) / slow, 1),
        ratio=round(slow / fast, 2),
        mean_cosine=round(float(cosines.mean()), 6),
        least_cosine=round(float(cosines.min()), 6),
        alone_cosine=round(min(float(a @ b) for a, b in zip(alone, ours, strict=False)), 7),
        alone_milliseconds=round(1000 * alone_seconds / len(alone), 2),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    )


def in_turn(
    encoders: Sequence[Encoder], texts: Sequence[str], repeats: int
) -> list[tuple[float, FloatArray]]:
    """Best seconds and vectors of each encoder."""
    best = [float("inf")] * len(encoders)
    vectors = [encoder.encode(texts[:WARM_UP]) for encoder in encoders]
    for _ in range(repeats):
        for number, encoder in enumerate(encoders):
            seconds, vectors[number] = timed(lambda one=encoder: one.encode(texts))
            best[number] = min(best[number], seconds)
    return list(zip(best, vectors, strict=True))


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds that the work took, and its result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def read_titles(path: Path | None) -> list[str]:
    """Headlines of a file, or those of the sample."""
    if path is None:
        from topics.sample.load import sample_headlines

        now = datetime.now(UTC)
        batch = sample_headlines(today=now.date(), timezone="UTC", now=now)
        return [headline.title for headline in batch.headlines]
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["title"] if line.startswith("{") else line for line in lines]


def show(figures: Figures) -> str:
    """The figures as a few lines to read."""
    return "\n".join(f"{name.replace('_', ' '):>20}  {value}" for name, value in asdict(figures).items())


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--input", type=Path, help="one headline a line, or JSON lines with a title")
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cache-dir", type=Path, default=load_settings().cache_dir)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    titles = islice(cycle(read_titles(options.input)), options.texts)
    figures = measure([embedding_text(title) for title in titles], options.repeats, options.cache_dir)
    print(json.dumps(asdict(figures)) if options.json else show(figures))


if __name__ == "__main__":
    main()
