"""What one retraining learns from, on top of what, and with which vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from topics import __version__
from topics.errors import ModelError, UsageError
from topics.on_demand import plain_title
from topics.retrain_parts import Log, Version, Versions, Wish
from topics.service import TopicsService, phrase_encoder
from topics.text import content_hash, embedding_text
from topics.training.assessing import Recent
from topics.training.candidate import known_headlines, recipe_of
from topics.training.freezing import DIGITS, Frozen, bounded, freeze, measuring_hash
from topics.training.gate import Rules
from topics.training.labelled import LabelledSet, frozen_labelled, read_labelled
from topics.training.remembering import Remembering
from topics.training.retraining import Outcome, Taught
from topics.training.retraining_files import read_report
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
    learnt_on, base = _base(versions, champion, model, tell)
    made = champion.manifest.created if champion.manifest else None
    frozen = _frozen(log, wish, model, made, ours, tell)
    anew = bool(frozen.open_sets)
    known = f"{frozen.data_hash} {ANEW if anew else base.digest}"
    taught = Taught(
        corrections=len(frozen.taught),
        new=differing(model, frozen.taught),
        held_out=len(frozen.held_out),
        headlines=sum(len(one.rows) for one in frozen.open_sets),
        way=ANEW if anew else f"on top of {learnt_on.name}",
        notes=frozen.notes,
        data_hash=_digest(known),
        judged_by=_digest(f"{measuring_hash(frozen)} {__version__} {Rules()}"),
    )
    return Night(champion, model, learnt_on.name, base, frozen, taught)


def why_not(night: Night, versions: Versions, wish: Wish) -> str:
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
    return "" if wish.force or wish.dry_run else _decided_before(night, versions)


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


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


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
        fewest_fresh=Rules().enough_corrections,
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


def _decided_before(night: Night, versions: Versions) -> str:
    """Why the same data will not be tried once more: people or the gate have judged what it makes."""
    given_up, candidate = versions.given_up(), versions.candidate()
    if given_up is not None and _same_data(given_up, night):
        return (
            f"nothing to learn: {given_up.name} has learnt the same, and somebody went back from it to "
            f"{night.champion.name}; correct more, or promote it"
        )
    if candidate is not None and _same_data(candidate, night) and _was_refused(candidate, night):
        return (
            f"nothing to learn: the gate has refused {candidate.name}, which has learnt the same, by what "
            "measures tonight; correct more, or mend what its report speaks against"
        )
    return ""


def _same_data(version: Version, night: Night) -> bool:
    return version.manifest is not None and version.manifest.data_hash == night.taught.data_hash


def _was_refused(candidate: Version, night: Night) -> bool:
    """Whether it was held against this champion, by what measures tonight, and lost.

    Not where it was only slow: that may have been the rest of the machine.
    """
    told = read_report(candidate.folder)
    try:
        lost = {one["rule"] for one in told["verdict"]["findings"] if not one["ok"]}
        judged = (told["outcome"], told["champion"], told["taught"]["judged_by"])
    except (KeyError, TypeError):
        return False  # judged once more
    return judged == (Outcome.REFUSED, night.champion.name, night.taught.judged_by) and lost != {"speed"}


def _base(versions: Versions, champion: Version, model: TopicModel, tell: Tell) -> tuple[Version, TopicModel]:
    """What corrections are learnt on top of: the model that the champion itself was learnt on top of.

    So each night starts from the same place with all corrections, and one that is taken back is forgotten.
    Where that version is gone, the champion stands in: it keeps what it was told.
    """
    named = champion.manifest.config.get("base") if champion.manifest else None
    if named is None or named == champion.name:
        return champion, model
    try:
        found = versions.find(named)
        return found, versions.load(found)
    except (UsageError, ModelError) as error:
        tell(f"the champion {champion.name} stands in for {named}, which it learnt on top of: {error}")
        return champion, model
