"""What ``topics doctor`` looks at. Each look is a function; one that fails is a finding, not a crash."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from topics import __version__
from topics.cli.opening import settings_from
from topics.errors import TopicsError
from topics.settings import Settings

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder

PACKAGES = {  # name -> what is missing without it
    "numpy": "nothing works",
    "scikit-learn": "classification and grouping fail",
    "sentence-transformers": "encoders other than the packaged one can't be loaded",
    "torch": "encoders can't be unpacked or run",
    "openvino": "the encoder runs on torch, about four times slower",
    "umap-learn": "themes can't be fitted",
    "hdbscan": "themes can't be fitted",
    "streamlit": "the dashboard can't be served",
    "pyarrow": "Parquet can't be read or written",
    "psycopg": "a PostgreSQL store can't be opened (SQLite can)",
}
OPTIONAL = {"openvino", "psycopg"}
LEAST_FREE = 2 * 1024**3  # bytes; the encoder's caches take about half of it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: Literal["ok", "warning", "failed"]
    found: str

    def row(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)


def examine(**flags: Any) -> list[Finding]:
    """Look at everything; settings that can't be used end the examination early."""
    findings = [_program(), *_packages()]
    try:
        settings = settings_from(**flags)
    except TopicsError as error:
        return [*findings, Finding("settings", "failed", str(error))]
    looks: dict[str, Callable[[Settings], Finding]] = {
        "store": _store,
        "taxonomy": _taxonomy,
        "cache": _cache,
        "time zone": lambda settings: Finding("time zone", "ok", settings.timezone),
        "encoder": _encoder,
        "topic model": _topic_model,
        "search": _search,
    }
    for what, look in looks.items():
        try:
            findings.append(look(settings))
        except TopicsError as error:
            findings.append(Finding(what, "failed", str(error)))
    return findings


def _program() -> Finding:
    return Finding(
        "program", "ok", f"topics {__version__}, Python {platform.python_version()}, {platform.machine()}"
    )


def _packages() -> Iterator[Finding]:
    for name, without in PACKAGES.items():
        try:
            yield Finding(name, "ok", version(name))
        except PackageNotFoundError:
            state: Literal["warning", "failed"] = "warning" if name in OPTIONAL else "failed"
            yield Finding(name, state, f"not installed: {without}")


def _store(settings: Settings) -> Finding:
    from topics.store.store import open_store

    if "://" not in settings.db and not Path(settings.db).exists():
        return Finding("store", "ok", f"{settings.db} (made at the first `topics run` or `topics ingest`)")
    with open_store(settings.db, create=False) as store:
        info = store.info()
    return Finding("store", "ok", f"{info.url}, schema {info.revision}, {info.headlines} headlines")


def _taxonomy(settings: Settings) -> Finding:
    from topics.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(settings.taxonomy)
    return Finding("taxonomy", "ok", f"{len(taxonomy.topics)} topics from {taxonomy.source}")


def _cache(settings: Settings) -> Finding:
    folder = settings.cache_dir
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    state: Literal["ok", "warning"] = "ok" if free >= LEAST_FREE else "warning"
    return Finding("cache", state, f"{folder}, {free / 1024**3:.1f} GiB free")


def _encoder(settings: Settings) -> Finding:
    """Really open and run it: the only look that tells whether a job would."""
    encoder = _opened(settings)
    width = encoder.encode(["أخبار"]).shape[1]
    return Finding("encoder", "ok", f"{encoder.encoder_id}, {width} dimensions")


def _topic_model(settings: Settings) -> Finding:
    """Which topic model answers, and why the champion, or the shipped one, does not where it does not fit."""
    from topics.service import choose_model
    from topics.taxonomy import load_taxonomy

    chosen = choose_model(settings, load_taxonomy(settings.taxonomy), _opened(settings))
    if chosen.model is None:
        return Finding("topic model", "ok", f"learnt from the taxonomy's phrases: {chosen.reason}")
    found = f"{chosen.model.digest}, {len(chosen.model.topics)} topics, from {chosen.folder}"
    named = f"{chosen.version}: {found}" if chosen.version else found
    return Finding(
        "topic model", "warning" if chosen.reason else "ok", "; ".join(filter(None, (named, chosen.reason)))
    )


@lru_cache(maxsize=1)
def _opened(settings: Settings) -> Encoder:
    """The encoder, opened once for all that look at it."""
    from topics.service import load_encoder

    return load_encoder(settings)


def _search(settings: Settings) -> Finding:
    with_index = sqlite3.connect(":memory:")
    try:
        with_index.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError:
        return Finding("search", "failed", "this Python's SQLite has no FTS5; install one that has")
    finally:
        with_index.close()
    return Finding("search", "ok", f"SQLite {sqlite3.sqlite_version} with full-text search")
