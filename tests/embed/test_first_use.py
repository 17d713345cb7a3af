"""A fresh process whose first encodings come from several threads at once must not hang."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.encoder
PATIENCE = 120  # seconds; a process that hangs never ends by itself

PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from topics.embed.encoder import open_encoder

encoder = open_encoder(cache_dir=Path(sys.argv[1]))
texts = [f"headline number {number} of the morning" for number in range(40)]
with ThreadPoolExecutor(4) as pool:
    found = list(pool.map(lambda _: encoder.encode(texts).tobytes(), range(8)))
print(len(set(found)))
"""


@pytest.mark.slow
def test_threads_may_be_first_together(encoder: object, encoder_cache: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(encoder_cache)]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        assert done.stdout == "1\n", "every thread gets the same vectors, bit for bit"
