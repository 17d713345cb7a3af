"""A newsroom to run jobs in: its headlines, its service, and what one sees of its store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.cluster.news import LANGUAGES, PLACES, SUBJECTS
from tests.fakes import HashingEncoder
from tests.new_store import new_store
from topics import jobs
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.text import content_hash, headline_id
from topics.types import Batch, Headline, HeadlineFilter, HeadlineRecord, RunReport, StageReport

NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)
TAXONOMY = Path(__file__).parent / "taxonomy.toml"
OUTLETS = ("صدى الأطلس", "Rif Matin", "جريدة الضفة")


def headline(title: str, *, number: int = 0, language: str = "ar", key: str | None = None) -> Headline:
    """One headline; those of a higher number appeared earlier."""
    outlet = OUTLETS[number % len(OUTLETS)]
    return Headline(
        id=headline_id(outlet, key or title),
        source=outlet,
        title=title,
        language=language,
        fetched=NOW,
        content_hash=content_hash(title, (outlet,)),
        published=NOW - timedelta(hours=number),
    )


def headlines(start: int, stop: int) -> list[Headline]:
    """Headlines of eight subjects by turns; each number always gives the same one."""
    found = []
    for number in range(start, stop):
        subject, turn = number % len(SUBJECTS), number // len(SUBJECTS)
        templates = SUBJECTS[subject]
        place = PLACES[turn // len(templates) % len(PLACES)]
        title = templates[turn % len(templates)].format(place)
        found.append(headline(title, number=number, language=LANGUAGES[subject]))
    return found


def batch(start: int, stop: int) -> Batch:
    """As a source hands them over."""
    return Batch(tuple(headlines(start, stop)))


def open_newsroom(folder: Path, encoder: HashingEncoder | None = None, **settings: Any) -> TopicsService:
    """The service over the store of a folder, with an encoder that needs no model."""
    places = {"db": str(folder / "news.db"), "cache_dir": folder / "cache", "taxonomy": TAXONOMY}
    chosen = Settings(**{**places, **settings})
    if "db" not in settings:
        new_store(Path(chosen.db))
    service = open_service(chosen)
    service.encoder = encoder or HashingEncoder()
    return service


def open_filled(folder: Path, count: int) -> TopicsService:
    """The service over a store of its own of so many headlines, after the whole job."""
    (folder / "news.db").write_bytes(_after_the_job(count))
    return open_newsroom(folder)


@cache
def _after_the_job(count: int) -> bytes:
    with TemporaryDirectory() as folder:
        with open_newsroom(Path(folder)) as service:
            jobs.run(service, now=NOW, batches=[batch(0, count)])
        return (Path(folder) / "news.db").read_bytes()


def stage(report: RunReport, name: str) -> StageReport:
    """One stage of a report."""
    (found,) = [one for one in report.stages if one.name == name]
    return found


def records(service: TopicsService) -> list[HeadlineRecord]:
    """Every headline with what is known of it."""
    return list(service.store.headlines.iterate(HeadlineFilter()))


def theme_of(service: TopicsService) -> dict[str, str | None]:
    """The theme id of every headline."""
    return {record.headline.id: record.theme for record in records(service)}


def unplaced(service: TopicsService) -> int:
    """Headlines that the current run has not looked at."""
    current = service.store.themes.current_run()
    assert current is not None
    return service.store.themes.count_unplaced(current.run_id)


def ids(items: Sequence[Headline]) -> set[str]:
    """Their ids."""
    return {item.id for item in items}
