"""Options that many commands share, each described once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

STORE = "Store"
MODEL = "Model"

Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="PATH|URL",
        help="The store: a path or a database URL. Default: TOPICS_DB, else a file in your data folder.",
        rich_help_panel=STORE,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, also on a terminal.")]
EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        metavar="NAME",
        help="headlines, packaged, a sentence-transformers model (name or folder), or an adapter's folder.",
        rich_help_panel=MODEL,
    ),
]
Runtime = Annotated[
    str | None,
    typer.Option(
        "--runtime", metavar="auto|openvino|torch", help="How the encoder runs.", rich_help_panel=MODEL
    ),
]
TaxonomyFile = Annotated[
    Path | None,
    typer.Option("--taxonomy", metavar="FILE", help="Your own list of topics (TOML).", rich_help_panel=MODEL),
]
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="FOLDER",
        help="A topic model of `topics train topics`; default: the champion, where it fits.",
        rich_help_panel=MODEL,
    ),
]
ModelsFolder = Annotated[
    Path | None,
    typer.Option(
        "--models",
        metavar="FOLDER",
        help="The versions. Default: TOPICS_MODELS, else `models` in your data folder.",
        rich_help_panel=MODEL,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="CODE", help="Language of the input; default: told headline by headline."
    ),
]
Input = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help="CSV, TSV, JSONL, Parquet, a feed, a page or a headline a line; a glob; - for standard input.",
        show_default=False,
    ),
]
OptionalInput = Annotated[
    str | None,
    typer.Argument(
        metavar="[INPUT]", help="A file, a glob or -; without it the store is meant.", show_default=False
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[INPUT]...",
        help="Files, globs or -; without any, every enabled source is read.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="WHEN", help="From this day or time on: 2026-03-01, 2026-03-01T09:00, 7d, 12h."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="WHEN", help="Up to, not including, this day or time.")
]


Granularity = Annotated[
    str | None,
    typer.Option(
        "--granularity",
        metavar="narrow|normal|broad|N",
        help="How wide a story is; a number between 0 (broad) and 1 (narrow) sets it freely.",
    ),
]


class GroupLevel(StrEnum):
    """How fine a grouping is."""

    THEME = "theme"
    STORY = "story"


class ExportFormat(StrEnum):
    """The file that an export writes."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
