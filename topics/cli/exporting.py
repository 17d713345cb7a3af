"""Exports that are more than JSON lines: CSV and Parquet, written to a file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from topics.cli.output import Row, replaced, text_output
from topics.errors import UsageError
from topics.exported import COLUMNS, csv_to, parquet_to


def write_csv(rows: Iterable[Row], output: Path | None, columns: Iterable[str] = COLUMNS) -> int:
    """UTF-8 CSV with a header; returns the number of rows."""
    with text_output(output) as stream:
        return csv_to(stream, rows, columns)


def write_parquet(rows: Iterable[Row], output: Path | None) -> int:
    """Parquet with one row a headline; returns their number.

    Raises:
        UsageError: no file was named.
    """
    with replaced(parquet_file(output)) as temporary:
        return parquet_to(temporary, rows)


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
