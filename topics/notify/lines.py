"""Alerts as JSON lines: to a pipe, or at the end of a file."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from topics.errors import DeliveryError
from topics.notify.channel import Parcel
from topics.notify.facts import alert_facts


class OutputChannel:
    """Writes alerts to standard output."""

    def send(self, parcel: Parcel) -> None:
        """See ``Channel.send``: a pipe does not answer, so written is sent."""
        line = line_of(parcel)
        parcel.commit()
        try:
            sys.stdout.write(line)
            sys.stdout.flush()
        except OSError as error:
            raise DeliveryError(
                f"expected a standard output that can be written, got {error.strerror or error}."
            ) from error


class FileChannel:
    """Adds alerts to a file. It is read before a second attempt, so a line stands in it once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, parcel: Parcel) -> None:
        """See ``Channel.send``."""
        try:
            _mend(self.path)
            if parcel.again and _holds(self.path, parcel.alert.id):
                return
            parcel.commit()
            with self.path.open("ab") as file:
                file.write(line_of(parcel).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DeliveryError(
                f"{self.path}: expected a file that can be written, got {error.strerror or error}."
            ) from error


def line_of(parcel: Parcel) -> str:
    """The alert in one line."""
    return json.dumps(alert_facts(parcel.alert), ensure_ascii=False) + "\n"


def _mend(path: Path) -> None:
    """Take off a line that was cut short by the end of its writer."""
    if not path.is_file():
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return
        file.seek(size - 1)
        if file.read(1) != b"\n":
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)


def _holds(path: Path, alert_id: str) -> bool:
    begins = f'{{"id": "{alert_id}"'.encode()
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return any(line.startswith(begins) for line in file)
