"""The whole job over files in an empty store: seconds a stage, headlines/s, peak memory, themes.

Run: python -m benchmarks.job FILE... (without files: the sample)
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TOPICS = [sys.executable, "-m", "topics.cli.main"]
SHOWN = 10


def topics(*arguments: str) -> str:
    """Run the command line; returns standard output."""
    done = subprocess.run([*TOPICS, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def measure(inputs: list[str], store: Path) -> dict[str, Any]:
    """Run the job and read off what it says and what it took."""
    report = json.loads(topics("run", *(inputs or ["--sample"]), "--db", str(store), "--json"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    rows = [json.loads(line) for line in topics("export", "--db", str(store)).splitlines()]
    themes = [json.loads(line) for line in topics("themes", "list", "--db", str(store)).splitlines()]
    return {
        "headlines": len(rows),
        "stages": report["stages"],
        "seconds": round(sum(stage["seconds"] for stage in report["stages"]), 1),
        "peak_gib": round(peak, 2),
        "themes": len(themes),
        "without_theme": sum(row["theme"] is None for row in rows) / max(1, len(rows)),
        "abstained": sum(row["abstained"] for row in rows) / max(1, len(rows)),
        "largest": [
            {"name": theme["name"], "size": theme["size"], "keywords": theme["keywords"]}
            for theme in themes[:SHOWN]
        ],
    }


def show(figures: dict[str, Any]) -> None:
    """Print the figures for people."""
    print(
        f"{figures['headlines']} headlines in {figures['seconds']} s, peak memory {figures['peak_gib']} GiB"
    )
    for stage in figures["stages"]:
        print(f"  {stage['stage']:<9} {stage['seconds']:8.1f} s  {stage['done']:>7} done")
    print(f"{figures['themes']} themes, {figures['without_theme']:.1%} of the headlines without one;")
    print(f"{figures['abstained']:.1%} of the topics were uncertain")
    for theme in figures["largest"]:
        print(f"  {theme['size']:>5}  {theme['name']}  [{'، '.join(theme['keywords'][:8])}]")


def main() -> None:
    """Measure in a store that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*", metavar="FILE")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(arguments.inputs, Path(folder) / "topics.db")
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        show(figures)


if __name__ == "__main__":
    main()
