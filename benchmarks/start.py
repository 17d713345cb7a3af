"""How long a command line takes to answer: `topics --help` against an empty Python.

Run: python -m benchmarks.start
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 10
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import topics": [sys.executable, "-c", "import topics"],
    "topics --help": [sys.executable, "-m", "topics.cli.main", "--help"],
}


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one run."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Interleave the commands, so that a noisy moment meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(REPEATS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    for name, values in taken.items():
        median, highest = statistics.median(values), max(values)
        print(f"{name:<16} median {median:.3f} s  highest {highest:.3f} s  (n = {REPEATS})")


if __name__ == "__main__":
    main()
