"""What editors note beside what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something that happened, as an editor wrote it on a chart: "elections"."""

    moment: datetime  # UTC
    text: str
    editor: str  # "" where nobody signs in
    created: datetime
    number: int = 0  # given by the store, rising
