"""A process that starts `topics retrain` again and again, each in its own process, to be killed by a test.

``python -m tests.end_to_end.retrainer FOLDER`` reads lines. At the first it tries a retraining, so that
libraries are loaded once and a kill hits nothing but the work, and answers with its exit code. Then
``{"start": NUMBER, "largest": BYTES}`` starts one and answers with its process number, ``{"wait": PROCESS}``
answers with how it ended. What a retraining prints goes to files of its number in FOLDER. While there is a
file ``wait`` in it, encoders wait.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tests.fakes import HashingEncoder
from topics import service
from topics.cli.main import main as topics

WAIT = "wait"


class WaitingEncoder(HashingEncoder):
    """An encoder that waits as long as there is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See ``Encoder.encode``."""
        while self.path.exists():
            time.sleep(0.02)
        return super().encode(texts, progress=progress)


def retrain(folder: Path, number: int, largest: int | None, arguments: Sequence[str]) -> int:
    """One command; its exit code."""
    for stream, name in ((1, "out"), (2, "err")):
        file = os.open(folder / f"{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, stream)
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    sys.argv = ["topics", "retrain", "--json", *arguments]
    try:
        topics()
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001 - the process ends without another way back
        traceback.print_exc()
        return 70
    return 0


def answer(folder: Path, asked: dict[str, int]) -> int:
    """Start or wait."""
    if "wait" in asked:
        return os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
    child = os.fork()
    if child == 0:
        code = retrain(folder, asked["start"], asked.get("largest"), ())
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(code)
    return child


def main() -> None:
    folder = Path(sys.argv[1])
    service.load_encoder = lambda settings: WaitingEncoder(folder / WAIT)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    sys.stdin.readline()
    answers.write(f"{retrain(folder, 0, None, ['--dry-run'])}\n")
    for line in sys.stdin:
        answers.write(f"{answer(folder, json.loads(line))}\n")


if __name__ == "__main__":
    main()
