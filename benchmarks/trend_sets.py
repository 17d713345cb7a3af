"""The two sets as pools of clumps: sections or categories as topics, themes, outlets, local hours."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.public_sets import Row, read_set
from benchmarks.theme_sets import moment
from benchmarks.trend_streams import Pool, pool
from topics.types import Dimension

if TYPE_CHECKING:
    import numpy.typing as npt

ANT, ARCHIVE = "ant_multisource_ar", "headlines_archive_en"
ZONE = ZoneInfo("Africa/Casablanca")
SINCE = datetime(2018, 3, 1, tzinfo=UTC)  # ANT is whole from then …
UNTIL = datetime(2018, 8, 1, tzinfo=UTC)  # … until then
COPIES = {ANT: 8, ARCHIVE: 1}  # of an outlet, where a stream is scaled up: 40 outlets either way
OUTLETS = 40  # of the archive: its largest, and the others in groups
GROUPS = 40  # of the archive's headlines, which stand for themes


def pools(data: Path, themes: npt.NDArray[np.int64]) -> list[Pool]:
    """Both sets, by topic and by theme. ``themes`` of ANT's rows, −1 = none. Shape: (n,)."""
    ant, archive = read_set(data, ANT), read_set(data, ARCHIVE)
    when = [moment(row["date"]) for row in ant]
    whole = [row for row, at in enumerate(when) if SINCE <= at < UNTIL]
    local = [when[row].astimezone(ZONE) for row in whole]
    rows = [ant[row] for row in whole]
    ours = [(Dimension.TOPIC, _numbers(rows, "label")), (Dimension.THEME, themes[whole])]
    sources = _numbers(rows, "source")
    found = [pool("ANT", by, keys, sources, local, COPIES[ANT]) for by, keys in ours]
    read = _hours_of([moment(row["date"]) for row in archive], local)
    theirs = [(Dimension.TOPIC, _numbers(archive, "label")), (Dimension.THEME, groups(archive))]
    return found + [
        pool("archive", by, keys, _largest(archive), read, COPIES[ARCHIVE]) for by, keys in theirs
    ]


def _numbers(rows: list[Row], column: str) -> npt.NDArray[np.int64]:
    names = sorted({row[column] for row in rows})
    return np.array([names.index(row[column]) for row in rows], np.int64)


def _largest(rows: list[Row]) -> npt.NDArray[np.int64]:
    """The outlets of most headlines by themselves, the many small ones in as many groups."""
    half = OUTLETS // 2
    names = [name for name, _ in Counter(row["source"] for row in rows).most_common(half)]
    place = {name: number for number, name in enumerate(names)}
    return np.array(
        [place.get(row["source"], half + _hash(row["source"]) % half) for row in rows],
        np.int64,
    )


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def _hours_of(when: list[datetime], like: list[datetime]) -> list[datetime]:
    """Hours like ANT's: the archive's own are those at which it was collected, twice a day.

    What was collected together and stands together keeps one hour.
    """
    hours = [one.hour for one in like]
    return [
        at.replace(hour=hours[_hash(f"{at.date()} {at.hour // 12} {number % 40}") % len(hours)])
        for number, at in enumerate(when)
    ]


def groups(rows: list[Row]) -> npt.NDArray[np.int64]:
    """Groups of titles by their words, the same every time: k-means on 50 directions of TF-IDF."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(min_df=5, max_df=0.1, sublinear_tf=True, stop_words="english")
    vectors = TruncatedSVD(50, random_state=0).fit_transform(
        words.fit_transform(row["title"] for row in rows)
    )
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return KMeans(GROUPS, n_init=1, random_state=0).fit_predict(vectors).astype(np.int64)


def themes_of_ant(data: Path, cache: Path) -> tuple[list[Row], npt.NDArray[np.int64], list[str]]:
    """ANT's rows, the theme of each as the product fits them, and the themes' names; kept in ``cache``."""
    rows, kept = read_set(data, ANT), cache / "ant-themes.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_fitted(rows), ensure_ascii=False), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    return rows, np.array(found["labels"], np.int64), found["names"]


def _fitted(rows: list[Row]) -> dict[str, list[int] | list[str]]:
    from benchmarks.theme_months import counter, fit
    from benchmarks.theme_sets import told
    from topics.embed.encoder import open_encoder
    from topics.settings import load_settings

    settings = load_settings()
    encoder = open_encoder(settings.encoder, cache_dir=settings.cache_dir)
    all_of_it = told(rows, encoder)
    fitted = fit(all_of_it, encoder.encoder_id, counter())
    label = dict(zip(fitted.clustering.ids, fitted.clustering.labels.tolist(), strict=True))
    return {
        "labels": [label[id] for id in all_of_it.ids],
        "names": [theme.name for theme in fitted.themes],
    }
