"""What editors say of topics: checked, logged, served at once, and learnt from at the next training.

An editor files a headline of the store, by its id, or a title, whether or not the store has it.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

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


def correct(service: TopicsService, entries: Sequence[Entry], *, now: datetime) -> Outcome:
    """Log what editors say now. What can't be used is told as a problem; the rest is logged.

    Where an entry has an id and a title, the title counts if the store has no such id.
    """
    made, problems = _checked(service, entries, now, "corrections")
    words = [correction for _, correction in made]
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
    made, problems = _checked(service, entries, now, name)
    dated = [correction for entry, correction in made if entry.created is not None]
    last = {(content_hash(one.title), one.editor): one for entry, one in made if entry.created is None}
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


def _checked(
    service: TopicsService, entries: Sequence[Entry], now: datetime, name: str
) -> tuple[list[tuple[Entry, Correction]], list[Problem]]:
    """Each usable entry with its correction; what is wrong with the others."""
    known = _known(service, entries)
    made: list[tuple[Entry, Correction]] = []
    problems: list[Problem] = []
    for entry in entries:
        try:
            made.append((entry, _correction(service.taxonomy, entry, _meant(entry, known), now)))
        except UsageError as error:
            problems.append(Problem(name, entry.position, str(error), "bad-correction"))
    return made, problems


def _known(service: TopicsService, entries: Sequence[Entry]) -> Mapping[str, HeadlineRecord]:
    """Headlines of the store by id, and the newest ones by the hash of their title."""
    headlines = service.store.headlines
    by_hash = headlines.newest_of(list({_hash(entry.title) for entry in entries if entry.title}))
    ids = {entry.id for entry in entries if entry.id} | set(by_hash.values())
    records = headlines.records(list(ids))
    return records | {key: records[id] for key, id in by_hash.items() if id in records}


def _meant(entry: Entry, known: Mapping[str, HeadlineRecord]) -> HeadlineRecord | None:
    """The headline that an entry is of, if the store has it.

    An entry of a log was of its title, whatever text the headline has by now; else the id decides.
    """
    titled = known.get(_hash(entry.title)) if entry.title else None
    by_id = known.get(entry.id) if entry.id else None
    if by_id is None or (entry.created and entry.title and not _is_of(by_id, entry.title)):
        return titled
    return by_id


def _is_of(record: HeadlineRecord, title: str) -> bool:
    headline = record.headline
    return content_hash(clean_title(title), (headline.source,)) == headline.content_hash


def _hash(title: str) -> str:
    return content_hash(clean_title(title))


def _correction(taxonomy: Taxonomy, entry: Entry, record: HeadlineRecord | None, now: datetime) -> Correction:
    """What is logged. UsageError says why an entry can't be."""
    if entry.id and not entry.title and record is None:
        raise UsageError(f"expected the id of a headline in the store, got {entry.id!r}; give its title too.")
    title = plain_title(record.headline) if record else _title(entry.title)
    topic = _standing(record, title) if entry.topic == CONFIRMED else _topic(taxonomy, entry.topic)
    was, model = entry.was, entry.model
    if record and not entry.created:  # said now: of what it stands under now
        was, model = was or record.topic or "", model or (record.model_id or "") * (not record.corrected)
    if entry.created is not None and entry.created > now:
        raise UsageError(f"created: expected a time that has been, got {entry.created.isoformat()}.")
    return Correction(
        title,
        _language(entry.language) or (record.headline.language if record else identify_language(title)),
        topic,
        _editor(entry.editor),
        entry.created or now,
        also=_second(taxonomy, topic, entry.also),
        was=was or None,
        model_id=model or None,
        headline_id=record.headline.id if record else None,
        note=" ".join(entry.note.split()),
    )


def _title(raw: str) -> str:
    title = strip_outlet_suffix(clean_title(raw))
    if not match_form(title):
        raise UsageError("expected an id or a title, got neither; name a headline.")
    if len(raw) > LONGEST or "\n" in raw:
        raise UsageError(
            f"title: expected one line of at most {LONGEST} characters, got {raw[:40]!r}… of {len(raw)}; "
            "close the quotes of this row."
        )
    return title


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
