"""A training that waits to be killed: prints every step, and stands still after the seventh.

python -m tests.training.killed MODEL OUT CACHE
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.training.conftest import QUICK, words
from topics.training.adaptation import adapt_encoder

STANDS_STILL = 7


def progress(done: int, total: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()
    if done == STANDS_STILL:
        time.sleep(60)


if __name__ == "__main__":
    model, out, cache = sys.argv[1:]
    adapt_encoder(
        model, [words(30)], Path(out), recipe=QUICK, cache_dir=Path(cache), progress=progress, tell=str
    )
