"""Headlines whose stories are known: public sets, and our own events told in several languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.public_sets import Row, read_set
from topics.text import embedding_text, strip_outlet_suffix
from topics.training.authored import authored_headlines

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray

SETS = {"fr": "google_news_fr_stories", "en": "uci_stories_en", "ar": "ans_story_groups_ar"}
RIVALS = "ant_stories_dev"
LANGUAGES = ("ar", "ary", "fr", "en")
BYSTANDERS, DAYS = 600, 20  # single headlines strewn among a window of ours, and over how many days
AUTHORED = Path(__file__).parent / "stories_authored"


@dataclass(frozen=True, slots=True, eq=False)
class StorySet:
    """One set, scored alone. Columns of one length."""

    name: str
    origin: str  # sets of one origin are learnt from together or not at all
    titles: tuple[str, ...]  # without the names of outlets
    languages: tuple[str, ...]
    seen: tuple[datetime | None, ...]
    outlets: tuple[str | None, ...]
    stories: tuple[str, ...]
    vectors: FloatArray

    def part(self, rows: Sequence[int]) -> StorySet:
        """Some of its rows."""
        columns = ("titles", "languages", "seen", "outlets", "stories")
        taken = {name: tuple(getattr(self, name)[row] for row in rows) for name in columns}
        return replace(self, vectors=self.vectors[list(rows)], **taken)


def story_sets(data: Path, encoder: Encoder) -> Iterator[StorySet]:
    """The three sets, the two windows of rival outlets, and our own windows, alone and among others."""
    made = partial(_made, encoder)
    for short, name in SETS.items():
        rows = [row for row in read_set(data, name) if row.get("label") != "homepage"]
        yield made(short, name, rows)
    rivals = read_set(data, RIVALS)
    for window in sorted({row["window"] for row in rivals}):
        yield made(f"ant {window}", RIVALS, [row for row in rivals if row["window"] == window])
    for path in sorted(AUTHORED.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        window = made(f"own {path.stem}", "authored", rows)
        yield window
        yield among_others(window, encoder)


def _made(encoder: Encoder, name: str, origin: str, rows: Sequence[Row]) -> StorySet:
    outlets = [row.get("source") or row.get("outlet") for row in rows]
    known = len(set(outlets)) > 1  # one alone names the set, not an outlet
    titles = [strip_outlet_suffix(row["title"], (outlets[n] or "",)) for n, row in enumerate(rows)]
    return StorySet(
        name=name,
        origin=origin,
        titles=tuple(titles),
        languages=tuple(row["lang"] for row in rows),
        seen=tuple(_moment(row.get("date") or row.get("published")) for row in rows),
        outlets=tuple(outlets) if known else (None,) * len(rows),
        stories=tuple(str(row["cluster"]) for row in rows),
        vectors=encoder.encode([embedding_text(title) for title in titles]),
    )


def among_others(one: StorySet, encoder: Encoder, seed: int = 0) -> StorySet:
    """A window of ours with single headlines of ours strewn over its days: what a newsroom mostly reads.

    They were written one by one, so each is a story of its own.
    """
    rng = Random(f"{seed} {one.name}")
    singles = [single for single in authored_headlines() if single.language in LANGUAGES]
    chosen = rng.sample(singles, BYSTANDERS)
    first = min(moment for moment in one.seen if moment)
    outlets = sorted({outlet for outlet in one.outlets if outlet})
    minutes = DAYS * 24 * 60
    return replace(
        one,
        name=f"{one.name}, among others",
        titles=one.titles + tuple(single.title for single in chosen),
        languages=one.languages + tuple(single.language for single in chosen),
        seen=one.seen + tuple(first + timedelta(minutes=rng.randrange(minutes)) for _ in chosen),
        outlets=one.outlets + tuple(rng.choice(outlets) for _ in chosen),
        stories=one.stories + tuple(f"alone {number}" for number in range(len(chosen))),
        vectors=np.concatenate(
            [one.vectors, encoder.encode([embedding_text(single.title) for single in chosen])]
        ),
    )


def some_stories(one: StorySet, most: int, seed: int) -> StorySet:
    """Whole stories of a set, drawn until they have about so many headlines."""
    if len(one.titles) <= most:
        return one
    names = sorted(set(one.stories))
    np.random.default_rng(seed).shuffle(names)
    rows: list[int] = []
    for name in names:
        if len(rows) >= most:
            break
        rows += [row for row, story in enumerate(one.stories) if story == name]
    return one.part(sorted(rows))


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
