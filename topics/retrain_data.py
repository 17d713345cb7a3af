"""What one retraining learns from, on top of what, and with which vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import ModelError, UsageError
from topics.on_demand import plain_title
from topics.retrain_parts import Log, Version, Versions, Wish
from topics.service import TopicsService, phrase_encoder
from topics.text import content_hash, embedding_text
from topics.training.assessing import Recent
from topics.training.candidate import known_headlines, recipe_of
from topics.training.freezing import DIGITS, Frozen, bounded, freeze
from topics.training.labelled import LabelledSet, frozen_labelled, read_labelled
from topics.training.remembering import Remembering
from topics.training.retraining import Taught
from topics.training.topic_recipe import TopicRecipe
from topics.training.updating import differing
from topics.types import NOT_NEWS, HeadlineFilter

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel
    from topics.types import FloatArray

    Tell = Callable[[str], None]

RECENT = 1000  # headlines of the store that are looked at for flips
ANEW = "anew"


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """Everything that is known before anything is trained."""

    champion: Version
    model: TopicModel  # that serves
    base_name: str  # of what corrections are learnt on top of
    base: TopicModel
    frozen: Frozen
    taught: Taught


def night_of(service: TopicsService, versions: Versions, log: Log, wish: Wish, tell: Tell) -> Night:
    """Load the champion and sort out the data.

    Raises:
        UsageError: the champion is of other topics or for another encoder, or there are no open sets.
        InputError: a file of labelled headlines can't be read.
        ModelError: the champion is damaged.
    """
    champion, model = versions.load_champion()
    _check_fit(service, model)
    ours = service.settings.taxonomy is None  # our own headlines are of the shipped topics
    made = champion.manifest.created if champion.manifest else None
    frozen = _frozen(log, wish, model, made, ours, tell)
    base_name, base = _base(versions, champion, model, tell)
    anew = bool(frozen.open_sets)
    known = f"{frozen.data_hash} {ANEW if anew else base.digest}"
    taught = Taught(
        corrections=len(frozen.taught),
        new=differing(model, frozen.taught),
        held_out=len(frozen.held_out),
        headlines=sum(len(one.rows) for one in frozen.open_sets),
        way=ANEW if anew else f"on top of {base_name}",
        notes=frozen.notes,
        data_hash=hashlib.sha256(known.encode()).hexdigest()[:DIGITS],
    )
    return Night(champion, model, base_name, base, frozen, taught)


def why_not(night: Night, wish: Wish) -> str:
    """Why there is nothing to learn, or an empty text."""
    taught, champion = night.taught, night.champion
    if not taught.corrections and not taught.headlines and not taught.new:
        return "nothing to learn: no correction teaches yet"
    if champion.manifest is not None and champion.manifest.data_hash == taught.data_hash:
        return f"nothing to learn: {champion.name} has learnt all {taught.corrections} corrections"
    if not taught.headlines and taught.new < wish.min_corrections:
        return (
            f"nothing to learn: {taught.new} corrections are new, and retraining waits for "
            f"{wish.min_corrections}"
        )
    return ""


def vectors_of(
    service: TopicsService, night: Night, stage: Callable[[str, int | None], Callable[[int], None]]
) -> Remembering:
    """Vectors of everything that is asked for: from the store, from the cache folder, or made now."""
    encode = Remembering(_plain(service), phrase_encoder(service.settings, service.encoder))
    rows = [*night.frozen.taught, *night.frozen.held_out]
    titles = {content_hash(row.title): row.title for row in rows}
    known = service.store.vectors.get(list(titles), service.encoder.encoder_id)
    encode.take({titles[key]: vector for key, vector in known.items()})
    recipe = recipe_of(night.base, TopicRecipe(seed=service.settings.seed))
    lists = [
        known_headlines(night.base, service.taxonomy, recipe),
        *(one.rows for one in (*night.frozen.open_sets, *night.frozen.measuring)),
    ]
    tick = stage("encode", len(lists) + 1)
    for done, one in enumerate(lists, start=1):
        encode.learn([row.title for row in one])
        tick(done)
    if rows:
        encode([row.title for row in rows])
    tick(len(lists) + 1)
    return encode


def recent_of(service: TopicsService, encode: Remembering) -> list[Recent]:
    """The newest headlines of the store that have a vector, each title once."""
    records = service.store.headlines.page(HeadlineFilter(limit=RECENT)).records
    keys = [record.headline.content_hash for record in records]
    vectors = service.store.vectors.get(keys, service.encoder.encoder_id)
    found: dict[str, Recent] = {}
    for record, key in zip(records, keys, strict=True):
        if key in vectors and key not in found:
            title = plain_title(record.headline)
            found[key] = Recent(title, record.headline.language)
            encode.take({title: vectors[key]})
    return list(found.values())


# --- inside ----------------------------------------------------------------------------------------


def _plain(service: TopicsService) -> Callable[[Sequence[str]], FloatArray]:
    """Encodes titles and leaves nothing on disk."""
    return lambda titles: service.encoder.encode([embedding_text(title) for title in titles])


def _check_fit(service: TopicsService, model: TopicModel) -> None:
    from topics.embed.encoder import same_space

    topics, encoder_id = service.taxonomy.ids, service.encoder.encoder_id
    if set(model.topics) - {NOT_NEWS} != set(topics) or not same_space(model.encoder_id, encoder_id):
        raise UsageError(
            f"expected a champion of the topics {list(topics)} for the encoder {encoder_id}, got one of "
            f"{list(model.topics)} for {model.encoder_id}; promote one that was trained with them."
        )


def _frozen(log: Log, wish: Wish, model: TopicModel, made: datetime | None, ours: bool, tell: Tell) -> Frozen:
    corrections = list(log.latest())
    opened = [_read(path, tell) for path in sorted(wish.data.glob("*.jsonl"))] if wish.data else []
    if wish.data and not opened:
        raise UsageError(f"--data: expected a folder with JSON lines of labelled headlines, got {wish.data}.")
    measuring = [frozen_labelled()] if ours else []
    measuring += [_read(path, tell) for path in wish.gold]
    if not measuring:
        tell(
            "no set of ours has these topics: only corrections kept back measure; name labelled headlines "
            "by --gold"
        )
    frozen = freeze(
        corrections,
        disputed={content_hash(words[-1].title) for words in log.conflicts()},
        topics=model.topics,
        measuring=measuring,
        open_sets=opened,
        weight=wish.weight,
        since=wish.since,
        champion_made=made,
    )
    frozen = bounded(frozen, corrections)
    for note in frozen.notes:
        tell(note)
    return frozen


def _read(path: Path, tell: Tell) -> LabelledSet:
    found, problems = read_labelled(path)
    for problem in problems:
        tell(f"warning: {problem.source} {problem.position}: {problem.message}")
    return found


def _base(versions: Versions, champion: Version, model: TopicModel, tell: Tell) -> tuple[str, TopicModel]:
    """What corrections are learnt on top of: the model that the champion itself was learnt on top of.

    So each night starts from the same place with all corrections, and one that is taken back is forgotten.
    Where that version is gone, the champion stands in: it keeps what it was told.
    """
    named = champion.manifest.config.get("base") if champion.manifest else None
    if named is None or named == champion.name:
        return champion.name, model
    try:
        return named, versions.load(versions.find(named))
    except (UsageError, ModelError) as error:
        tell(f"the champion {champion.name} stands in for {named}, which it learnt on top of: {error}")
        return champion.name, model
