"""What jobs tell while they work: events, one line each, as JSON for a collector or as text for a reader.

Jobs tell events to the standard library's loggers, so a program that holds a service hears what it listens
for. The command line listens as the setting ``log`` says; nobody listens by default, and nothing is loaded.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger
    from structlog.typing import EventDict, Processor

Kind = Literal["off", "text", "json"]
PACKAGE = "topics"  # the logger above all of ours
JOBS = "topics.jobs"
PEOPLE = "topics.cli"  # what would be a plain line for the person who watches


class _ToStandardError(logging.StreamHandler[Any]):
    """Writes to what standard error is at the moment, as tests and streams that are closed need it."""

    kind: Kind = "off"

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, value: Any) -> None:
        """Never another one."""


_HANDLER = _ToStandardError()


def listen(kind: Kind) -> None:
    """Write events to standard error from now on, or no longer; the front end calls it, once is enough."""
    logger = logging.getLogger(PACKAGE)
    _HANDLER.kind = kind
    logger.removeHandler(_HANDLER)
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
    if kind == "off":
        return
    _HANDLER.setFormatter(_formatter(kind))
    logger.addHandler(_HANDLER)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def kind_of_log() -> Kind:
    """What is written to standard error."""
    return _HANDLER.kind


def tell(event: str, facts: Mapping[str, Any], *, failed: bool = False) -> None:
    """Tell whoever listens; ``facts`` are JSON values."""
    _tell(JOBS, logging.ERROR if failed else logging.INFO, event, facts)


def tell_people(message: str) -> None:
    """A line that people would read, as an event: "warning: …" and "error: …" get that level."""
    kind, _, rest = message.partition(": ")
    level = {"warning": logging.WARNING, "error": logging.ERROR}.get(kind)
    _tell(PEOPLE, level or logging.INFO, rest if level else message, {})


def _tell(logger: str, level: int, event: str, facts: Mapping[str, Any]) -> None:
    listener = logging.getLogger(logger)
    if listener.hasHandlers() and listener.isEnabledFor(level):  # without any, errors go to standard error
        _logger(logger).bind(**facts).log(level, event)


@cache
def _logger(name: str) -> BoundLogger:
    import structlog

    made: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return made


def _formatter(kind: Kind) -> logging.Formatter:
    import structlog

    render: list[Processor] = [structlog.processors.LogfmtRenderer(bool_as_flag=False)]
    if kind == "json":
        as_is = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        render = [structlog.processors.dict_tracebacks, as_is]
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _in_order,
            *render,
        ]
    )


def _in_order(logger: Any, method: str, event: EventDict) -> EventDict:
    """Lines that one can scan: when, how bad, what, then the facts."""
    first = ("timestamp", "level", "logger", "event")
    return {**{name: event[name] for name in first if name in event}, **event}
