"""What editors say of topics: checked, logged, served at once, and learnt from at the next training.

An editor files a headline of the store, by its id, or a title, whether or not the store has it.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from topics.correction_files import Entry, read_entries
from topics.errors import UsageError
from topics.language import identify_language
from topics.on_demand import plain_title
from topics.store.standing import Repeat
from topics.taxonomy import NOT_NEWS_NAMES, Taxonomy
from topics.text import clean_title, content_hash, match_form, strip_outlet_suffix
from topics.types import NOT_NEWS, TAKEN_BACK, Correction, HeadlineRecord, Problem

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.settings import Settings

CONFIRMED = "confirmed"  # instead of a topic: the one that the headline stands under is right
LONGEST = 1000  # characters of a title; more is a row whose quotes nothing closes
_NOTHING = content_hash("")  # of a title of which nothing is left
_LIST = re.compile("[,;،؛|]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of entries."""

    added: tuple[Correction, ...] = ()
    repeated: int = 0  # said nothing new
    unfilled: int = 0  # rows of a file without a topic
    unknown: int = 0  # of what is said now: of headlines that the store lacks
    unclassified: int = 0  # … of headlines that are filed with the next run only
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry with what can be told of it without the store; see ``ready``."""

    entry: Entry
    title: str  # without the name of its outlet; empty where none is given
    key: str  # of its content
    language: str


def ready(entries: Sequence[Entry]) -> list[Ready]:
    """Entries with what takes time, before the store is held for them."""
    return list(map(_ready, entries))


def correct(service: TopicsService, entries: Sequence[Entry], *, now: datetime) -> Outcome:
    """Log what editors say now. What can't be used is told as a problem; the rest is logged.

    Where an entry has an id and a title, the title counts if the store has no such id.
    """
    return log_said(service, ready(entries), now=now)


def log_said(service: TopicsService, entries: Sequence[Ready], *, now: datetime) -> Outcome:
    """``correct``, of entries that are ready."""
    made, problems = _checked(service, entries, now, "corrections")
    words = [one.word for one in made]
    added = service.store.corrections.add(words)
    unknown = sum(one.headline_id is None for one in words)
    unclassified = sum(one.headline_id is not None and one.was is None for one in words)
    return Outcome(
        tuple(added),
        len(words) - len(added),
        unknown=unknown,
        unclassified=unclassified,
        problems=tuple(problems),
    )


def import_corrections(
    service: TopicsService, data: bytes, name: str, *, editor: str, now: datetime
) -> Outcome:
    """Log the entries of a file; ``editor`` is of rows that name none. A second time it adds nothing.

    Raises:
        InputError: the file is neither JSON lines nor a table of corrections.
    """
    read = read_entries(data, name, timezone=service.settings.timezone)
    entries = [one if one.editor else replace(one, editor=editor) for one in read.entries]
    outcome = import_entries(service, entries, name, now=now)
    return replace(outcome, unfilled=read.unfilled, problems=(*read.problems, *outcome.problems))


def import_entries(service: TopicsService, entries: Sequence[Entry], name: str, *, now: datetime) -> Outcome:
    """Log entries that were written down before. A second time it adds nothing.

    One with its time is of a log, and is new where that log is not here yet. Of those without, the last on a
    headline counts, and what its editor has said before, even taken back since, is not said again.
    """
    return log_written(service, ready(entries), name, now=now)


def log_written(service: TopicsService, entries: Sequence[Ready], name: str, *, now: datetime) -> Outcome:
    """``import_entries``, of entries that are ready."""
    made, problems = _checked(service, entries, now, name)
    dated = [one.word for one in made if one.dated]
    last = {(one.key, one.word.editor): one.word for one in made if not one.dated}
    log = service.store.corrections
    added = log.add(dated, repeat=Repeat.EXACT) + log.add(list(last.values()), repeat=Repeat.EVER)
    return Outcome(tuple(added), len(made) - len(added), problems=tuple(problems))


def find(service: TopicsService, id_or_title: str) -> HeadlineRecord | None:
    """The headline of the store that is meant: that of an id, or the newest one with a title."""
    headlines = service.store.headlines
    known = headlines.records([id_or_title])
    if not known:
        known = headlines.records(list(headlines.newest_of([_hash(id_or_title)]).values()))
    return next(iter(known.values()), None)


def editor_name(service: TopicsService, given: str | None) -> str:
    """Whose word it is; see ``editor_of``."""
    return editor_of(service.settings, given)


def editor_of(settings: Settings, given: str | None) -> str:
    """Whose word it is: the given name, that of the settings, or that of who is logged in.

    Raises:
        UsageError: nobody is named.
    """
    try:
        name = given or settings.editor or getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    if not name.strip():
        raise UsageError("expected the name of an editor; give --editor NAME or set TOPICS_EDITOR.")
    return name


def topic_named(taxonomy: Taxonomy, word: str) -> str | None:
    """The id of a topic by its id or its name in any language; None where none, or several, are so named."""
    form = match_form(word)
    if form in {*taxonomy.ids, NOT_NEWS, TAKEN_BACK}:
        return form
    names = {topic.id: topic.names.values() for topic in taxonomy}
    names[NOT_NEWS] = NOT_NEWS_NAMES.values()
    found = [id for id, called in names.items() if form in map(match_form, called)]
    return found[0] if len(found) == 1 else None


# --- checking ------------------------------------------------------------------------------------


class _Made(NamedTuple):
    """A usable entry as it is logged."""

    word: Correction
    key: str  # of the content of its headline
    dated: bool  # written down with its time


def _ready(entry: Entry) -> Ready:
    if not entry.title:
        return Ready(entry, "", "", entry.language)
    title = strip_outlet_suffix(clean_title(entry.title))
    usable = len(entry.title) <= LONGEST  # what is longer is told, and is not looked into
    language = entry.language or (identify_language(title) if usable else "")
    return Ready(entry, title, content_hash(title), language)


def _checked(
    service: TopicsService, entries: Sequence[Ready], now: datetime, name: str
) -> tuple[list[_Made], list[Problem]]:
    """What is logged of each usable entry; what is wrong with the others."""
    known = _known(service, entries)
    made: list[_Made] = []
    problems: list[Problem] = []
    for one in entries:
        record = _meant(one, known)
        try:
            word = _correction(service.taxonomy, one, record, now)
        except UsageError as error:
            problems.append(Problem(name, one.entry.position, str(error), "bad-correction"))
            continue
        key = record.headline.content_hash if record else one.key
        made.append(_Made(word, key, one.entry.created is not None))
    return made, problems


def _known(service: TopicsService, entries: Sequence[Ready]) -> Mapping[str, HeadlineRecord]:
    """Headlines of the store by id, and the newest ones by the hash of their title."""
    headlines = service.store.headlines
    by_hash = headlines.newest_of(list({one.key for one in entries if one.key}))
    ids = {one.entry.id for one in entries if one.entry.id} | set(by_hash.values())
    records = headlines.records(list(ids))
    return records | {key: records[id] for key, id in by_hash.items() if id in records}


def _meant(one: Ready, known: Mapping[str, HeadlineRecord]) -> HeadlineRecord | None:
    """The headline that an entry is of, if the store has it.

    An entry of a log was of its title, whatever text the headline has by now; else the id decides.
    """
    titled = known.get(one.key) if one.key else None
    by_id = known.get(one.entry.id) if one.entry.id else None
    if by_id is None or (one.entry.created and one.key and not _is_of(by_id, one)):
        return titled
    return by_id


def _is_of(record: HeadlineRecord, one: Ready) -> bool:
    headline = record.headline
    if one.key == headline.content_hash:
        return True
    return content_hash(clean_title(one.entry.title), (headline.source,)) == headline.content_hash


def _hash(title: str) -> str:
    return content_hash(clean_title(title))


def _correction(taxonomy: Taxonomy, one: Ready, record: HeadlineRecord | None, now: datetime) -> Correction:
    """What is logged. UsageError says why an entry can't be."""
    entry = one.entry
    if entry.id and not entry.title and record is None:
        raise UsageError(f"expected the id of a headline in the store, got {entry.id!r}; give its title too.")
    title = plain_title(record.headline) if record else _title(one)
    topic = _standing(record, title) if entry.topic == CONFIRMED else _topic(taxonomy, entry.topic)
    was, model = entry.was, entry.model
    if record and not entry.created:  # said now: of what it stands under now
        was, model = was or record.topic or "", model or (record.model_id or "") * (not record.corrected)
    if entry.created is not None and entry.created > now:
        raise UsageError(f"created: expected a time that has been, got {entry.created.isoformat()}.")
    return Correction(
        title,
        _language(entry.language) or (record.headline.language if record else one.language),
        topic,
        _editor(entry.editor),
        entry.created or now,
        also=_second(taxonomy, topic, entry.also),
        was=was or None,
        model_id=model or None,
        headline_id=record.headline.id if record else None,
        note=" ".join(entry.note.split()),
    )


def _title(one: Ready) -> str:
    raw = one.entry.title
    if one.key in ("", _NOTHING):
        raise UsageError("expected an id or a title, got neither; name a headline.")
    if len(raw) > LONGEST or "\n" in raw:
        raise UsageError(
            f"title: expected one line of at most {LONGEST} characters, got {raw[:40]!r}… of {len(raw)}; "
            "close the quotes of this row."
        )
    return one.title


def _standing(record: HeadlineRecord | None, title: str) -> str:
    """The topic that is confirmed."""
    if record is None or record.topic is None:
        got = "one that it lacks" if record is None else "one that is not classified yet"
        raise UsageError(
            f"expected a headline of the store with a topic to confirm, got {got}: {title!r}; name a topic."
        )
    return record.topic


def _topic(taxonomy: Taxonomy, word: str) -> str:
    topic = topic_named(taxonomy, word)
    if topic is None:
        raise UsageError(
            f"topic: expected one of {', '.join((*taxonomy.ids, NOT_NEWS))}, or its name, got {word!r}."
        )
    return topic


def _second(taxonomy: Taxonomy, topic: str, words: Sequence[str]) -> tuple[str, ...]:
    """Second topics, in the order given; one cell may list several."""
    found: dict[str, None] = {}
    for part in (part for word in words for part in _LIST.split(word) if part.strip()):
        named = topic_named(taxonomy, part)
        found |= dict.fromkeys([named] if named else [_topic(taxonomy, one) for one in part.split()])
    found.pop(topic, None)
    if found and ({topic, *found} & {NOT_NEWS, TAKEN_BACK}):
        raise UsageError(f"also: expected second topics beside a topic, got {', '.join(found)} for {topic}.")
    return tuple(found)


def _editor(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise UsageError("editor: expected a name, got none; give --editor NAME.")
    return plain


def _language(code: str) -> str:
    if code and not _LANGUAGE.fullmatch(code):
        raise UsageError(f"lang: expected a language code such as ar, ary, fr or en, got {code!r}.")
    return code
