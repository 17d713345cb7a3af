"""Opening a store: the one object that holds its parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import update

from topics.errors import StoreError
from topics.store import maintenance, migrate
from topics.store.access import ApiKeys, Audit
from topics.store.alerts import Alerts
from topics.store.annotations import Annotations
from topics.store.corrections import Corrections
from topics.store.counts import count
from topics.store.database import PATIENCE, Database, locate
from topics.store.filings import Filing, filings
from topics.store.headlines import Headlines
from topics.store.journal import Problems, Reports
from topics.store.leases import Leases
from topics.store.maintenance import StoreInfo
from topics.store.map_points import MapPoints
from topics.store.movers import KeptMovers
from topics.store.observations import keys, observe
from topics.store.predictions import Predictions
from topics.store.rollups import Rollups
from topics.store.schema import lease
from topics.store.sightings import Sighting, sightings
from topics.store.sources import Sources
from topics.store.stories import Stories
from topics.store.theme_history import ThemeHistory
from topics.store.themes import Themes
from topics.store.vectors import Vectors
from topics.types import Bin, Counts, Dimension, HeadlineFilter, Observations


class Store:
    """Headlines and all that is known of them. Use ``open_store``; close it, or use it in a ``with``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.url = database.shown
        self.headlines = Headlines(database)
        self.vectors = Vectors(database)
        self.predictions = Predictions(database)
        self.corrections = Corrections(database)
        self.themes = Themes(database)
        self.theme_history = ThemeHistory(database)
        self.stories = Stories(database)
        self.alerts = Alerts(database)
        self.annotations = Annotations(database)
        self.map = MapPoints(database)
        self.movers = KeptMovers(database)
        self.leases = Leases(database)
        self.sources = Sources(database)
        self.problems = Problems(database)
        self.reports = Reports(database)
        self.rollups = Rollups(database)
        self.api_keys = ApiKeys(database)
        self.audit = Audit(database)

    def observations(self, wanted: HeadlineFilter, by: Dimension) -> Observations:
        """When each matching headline appeared, and under which key."""
        return observe(self._database, wanted, by)

    def sightings(self, wanted: HeadlineFilter, by: Dimension | None = None) -> list[Sighting]:
        """Every matching headline, oldest first: where and when it appeared, its title, and its key."""
        return sightings(self._database, wanted, by)

    def filings(self, since: datetime, until: datetime) -> list[Filing]:
        """Every headline of a half-open span, oldest first, as it is filed, without its text."""
        return filings(self._database, since, until)

    def counts(
        self,
        by: Dimension,
        every: Bin,
        timezone: str,
        wanted: HeadlineFilter | None = None,
        *,
        by_source: bool = True,
    ) -> Counts:
        """Headlines by key, source and bin of a zone; the filter's limit and cursor are not used.

        Quick where rollups of this zone know the answer: with no filter but time, sources and keys of one
        dimension, counted by this one or by source. The numbers are the same either way.
        """
        return count(self._database, by, every, timezone, wanted or HeadlineFilter(), by_source=by_source)

    def keys(self, by: Dimension) -> list[str]:
        """Every key that some headline has, in order: all sources, all languages, all topics in use."""
        return keys(self._database, by)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread reads and writes meanwhile is one transaction: written whole, or not at all.

        Raises:
            StoreError: the store can't be written.
        """
        with self._database.together():
            yield

    def probe(self) -> None:
        """See that the store can be written, by a write that changes nothing.

        Raises:
            StoreError: it can't be.
        """
        with self._database.writing() as connection:
            connection.execute(update(lease).where(lease.c.name == "").values(owner=""))

    def info(self) -> StoreInfo:
        """Where the store is and what it holds."""
        return maintenance.describe(self._database)

    def backup(self, path: Path) -> None:
        """Copy the store to a file while others use it."""
        maintenance.backup(self._database, Path(path))

    def check(self) -> list[str]:
        """Findings of damage, one sentence each; empty where the store is sound."""
        return maintenance.check(self._database)

    def upgrade(self) -> None:
        """Bring the schema up to this version of the program."""
        with self._database.writing() as connection:
            migrate.upgrade(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    location: str, *, create: bool = True, patience: float = PATIENCE, durable: bool = False
) -> Store:
    """Open a store, and bring its schema up to date.

    Args:
        location: a path, or a database URL ("sqlite:///…", "postgresql+psycopg://…").
        create: make the file and its folder where they are missing.
        patience: seconds that a writer waits for another one.
        durable: what was written outlives a power cut as well.

    Raises:
        StoreError: not a store, not to be reached, or made by a newer version of the program.
    """
    database = Database(locate(location), patience=patience, durable=durable)
    if database.is_sqlite:
        _prepare_place(database.path, create)
    store = Store(database)
    try:
        with database.reading() as connection:
            current = migrate.revision_of(connection) == migrate.HEAD
        if not current:
            store.upgrade()
    except BaseException:
        store.close()
        raise
    return store


def _prepare_place(path: Path | None, create: bool) -> None:
    if path is None or path.name == ":memory:":
        raise StoreError("expected the file of a store, got a database in memory; name a file.")
    if path.is_dir():
        raise StoreError(f"{path}: expected the file of a store, got a folder; name a file in it.")
    if path.exists():
        return
    if not create:
        raise StoreError(
            f"{path}: expected a store, found nothing; `topics run` or `topics ingest` makes one."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path}: the folder can't be made ({error.strerror}); name another place with --db."
        ) from error
