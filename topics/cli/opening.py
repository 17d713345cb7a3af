"""What commands open before they work: settings, service, input."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from topics.cli.output import note_problems
from topics.cli.remote import refuse_server
from topics.errors import InputError
from topics.logs import listen
from topics.service import TopicsService, open_service
from topics.settings import Settings, load_settings
from topics.types import Batch, Headline

if TYPE_CHECKING:
    from topics.registry.registry import Registry


def utc_now() -> datetime:
    """The clock is read here, at the edge, and passed on."""
    return datetime.now(UTC)


def settings_from(**flags: Any) -> Settings:
    """Settings with these flags on top (None = not given); the log is as they say from now on."""
    refuse_server()
    settings = load_settings(**flags)
    listen(settings.log)
    return settings


def service_from(*, create: bool = True, **flags: Any) -> TopicsService:
    """The service over the store that the flags name; commands that only read don't create one."""
    return open_service(settings_from(**flags), create=create)


def registry_from(*, fitting: bool = False, **flags: Any) -> Registry:
    """The registry that the flags name; ``fitting`` = with what its champion must fit here."""
    from topics.embed.encoder import space_of
    from topics.service import registry_of
    from topics.taxonomy import load_taxonomy

    settings = settings_from(**flags)
    if not fitting:
        return registry_of(settings)
    return registry_of(
        settings,
        topics=load_taxonomy(settings.taxonomy).ids,
        encoder_id=space_of(settings.encoder, settings.cache_dir),
    )


def read_batches(inputs: list[str], *, language: str | None, source: str | None = None) -> list[Batch]:
    """Read files, globs and standard input, each as one batch."""
    from topics.sources.files import expand, read_file

    now = utc_now()
    places = [place for given in inputs for place in (["-"] if given == "-" else expand(given))]
    return [
        read_file(
            place,
            source=source,
            language=language,
            now=now,
            stdin=_standard_input() if place == "-" else None,
        )
        for place in places
    ]


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # closed by whoever started the program
        raise InputError("-: expected headlines on standard input, got a closed one.")
    return sys.stdin.buffer


def read_headlines(given: str, *, language: str | None) -> tuple[list[Headline], list[str]]:
    """The headlines of an input in its order, and their titles as written there.

    What can't be read is told on standard error.

    Raises:
        InputError: the input has problems and not one headline.
    """
    batches = read_batches([given], language=language)
    headlines = [headline for batch in batches for headline in batch.headlines]
    written = [
        title
        for batch in batches
        for title in batch.written or (headline.title for headline in batch.headlines)
    ]
    problems = [problem for batch in batches for problem in batch.problems]
    note_problems(problems)
    if problems and not headlines:
        raise InputError(f"{given}: expected headlines, got none that can be used; see the warnings above.")
    return headlines, written
