"""Progress bars on standard error, when a terminal watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from topics.jobs import Progress as JobProgress
from topics.jobs import Silence
from topics.logs import kind_of_log


class _Bars:
    """One bar a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def stage(self, name: str, total: int | None) -> Callable[[int], None]:
        task = self._bars.add_task(name, total=total)
        return lambda done: self._bars.update(task, completed=done)


@contextmanager
def watched() -> Iterator[JobProgress]:
    """Bars for the stages of a job; silence where nobody watches (cron, pipes), or events are written."""
    if not sys.stderr.isatty() or kind_of_log() != "off":
        yield Silence()
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)
