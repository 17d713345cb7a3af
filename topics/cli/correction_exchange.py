"""Corrections in and out as files, of a store of this machine or of a service: one form, one output."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from topics.cli.output import Row
    from topics.client import Client
    from topics.correction_files import Entry
    from topics.service import TopicsService
    from topics.types import Correction, Problem

TABLES = {".csv": ",", ".tsv": "\t"}


# --- in ------------------------------------------------------------------------------------------


def read_in(service: TopicsService, given: str, editor: str | None, as_json: bool) -> None:
    """Log what a file says.

    Raises:
        InputError: it can't be read, or nothing of it can be used.
    """
    from topics.cli.opening import utc_now
    from topics.corrections import editor_name, import_corrections

    data, name = _bytes(given), editor_name(service, editor)
    found = import_corrections(service, data, given, editor=name, now=utc_now())
    _tell(given, len(found.added), found.repeated, found.unfilled, found.problems, as_json)


def read_in_there(client: Client, given: str, editor: str | None, as_json: bool) -> None:
    """The same of a service; times without a zone are of this machine's, where the file was written.

    Raises:
        InputError: as above.
    """
    from topics.correction_files import read_entries
    from topics.corrections import editor_of
    from topics.settings import load_settings

    settings = load_settings()
    data, name = _bytes(given), editor_of(settings, editor)
    read = read_entries(data, given, timezone=settings.timezone)
    found = client.import_corrections(list(map(_sent, read.entries)), editor=name)
    problems = [*read.problems, *_named(found.problems, read.entries, given)]
    _tell(given, found.added, found.repeated, read.unfilled, problems, as_json)


def _bytes(given: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    except OSError as error:
        raise InputError(f"{given}: expected a file of corrections, got {error.strerror}.") from error


def _sent(entry: Entry) -> dict[str, Any]:
    """An entry as a service takes it."""
    values = {
        "topic": entry.topic,
        "id": entry.id,
        "title": entry.title,
        "also": list(entry.also),
        "editor": entry.editor,
        "language": entry.language,
        "note": entry.note,
        "created": entry.created and entry.created.isoformat(),
        "was": entry.was,
        "model": entry.model,
    }
    return {name: value for name, value in values.items() if value}


def _named(problems: Iterable[Row], entries: Sequence[Entry], given: str) -> Iterator[Problem]:
    """What a service says of its items, of the rows of the file that they are."""
    from topics.types import Problem

    for one in problems:
        row = entries[int(one["position"].removeprefix("item ")) - 1]
        yield Problem(given, row.position, one["message"], one["code"])


def _tell(
    given: str, added: int, repeated: int, unfilled: int, problems: Sequence[Problem], as_json: bool
) -> None:
    from topics.cli.output import note_problems, say, to_json, wants_json

    note_problems(problems)
    if problems and not added and not repeated:
        raise InputError(f"{given}: expected corrections, got none that can be used; see the warnings above.")
    counts = {"added": added, "repeated": repeated, "unfilled": unfilled, "problems": len(problems)}
    if wants_json(as_json):
        say(to_json(counts))
    else:
        say(
            f"{added} corrections added; {repeated} were known, {unfilled} not "
            f"filled in, {len(problems)} could not be used."
        )


# --- out -----------------------------------------------------------------------------------------


def write_out(service: TopicsService, path: Path, as_json: bool) -> None:
    """Write the log to a file, the oldest entry first."""
    log = service.store.corrections
    _write(log.log(limit=max(1, log.count()))[::-1], path, as_json)


def write_out_there(client: Client, path: Path, as_json: bool) -> None:
    """The same of a service."""
    from topics.client.pages import LARGEST_PAGE

    _write(list(map(_correction, client.corrections(limit=LARGEST_PAGE)))[::-1], path, as_json)


def _correction(row: Row) -> Correction:
    """An entry of a service's log."""
    from datetime import datetime

    from topics.types import Correction

    return Correction(
        title=row["title"],
        language=row["language"],
        topic=row["topic"],
        editor=row["editor"],
        created=datetime.fromisoformat(row["created"]),
        also=tuple(row["also"]),
        was=row["was"],
        model_id=row["model"],
        headline_id=row["id"],
        note=row["note"],
        number=row["number"],
    )


def _write(items: Sequence[Correction], path: Path, as_json: bool) -> None:
    from topics.cli.output import note, say, text_output, to_json
    from topics.correction_files import write_lines, write_table

    delimiter = TABLES.get(path.suffix.lower())
    with text_output(path) as stream:
        write = partial(write_table, delimiter=delimiter) if delimiter else write_lines
        count = write(items, stream)
    if str(path) == "-":
        return
    if as_json:
        say(to_json({"file": str(path), "corrections": count}))
    else:
        note(f"{path}: {count} corrections")
