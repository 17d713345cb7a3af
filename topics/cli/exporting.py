"""Exports that are more than JSON lines: CSV and Parquet, written a piece at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from topics.cli.output import Row, replaced, text_output
from topics.errors import UsageError
from topics.exporting import COLUMNS, flat, parquet_groups


def write_csv(rows: Iterable[Row], output: Path | None, columns: Iterable[str] = COLUMNS) -> int:
    """UTF-8 CSV with a header; returns the number of rows."""
    count = 0
    with text_output(output) as stream:
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(flat(row))
            count += 1
    return count


def write_parquet(rows: Iterable[Row], output: Path | None) -> int:
    """Parquet with one row a headline; returns their number.

    Raises:
        UsageError: no file was named.
    """
    with replaced(parquet_file(output)) as temporary, temporary.open("wb") as file:
        return sum(parquet_groups(file, rows))


def parquet_file(output: Path | None) -> Path:
    """The file that Parquet goes to.

    Raises:
        UsageError: none was named, or a pipe.
    """
    if output is None or str(output) == "-" or output.is_fifo():
        got = output or "none"
        raise UsageError(
            f"--format parquet: expected --output FILE, got {got}; Parquet can't go through a pipe."
        )
    return output
