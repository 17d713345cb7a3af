"""What of a log of corrections holds: a later word counts, and a word that was taken back does not.

The order is that of time, and of the log where two entries bear one time: a log that came from another store
finds its place among the entries that are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from topics.types import TAKEN_BACK, Correction


class Repeat(StrEnum):
    """Which entries say nothing new."""

    LAST = "last"  # the word that holds, said again by who said it
    EVER = "ever"  # whatever this editor once said of the headline
    EXACT = "exact"  # only the same entry, with its time


def standing(log: Iterable[Correction]) -> list[Correction]:
    """Of all entries on one headline, the word of each editor that holds, the newest last.

    Taking back is of the editor's own last word; the one before it, if any, holds again.
    """
    said: dict[str, list[Correction]] = {}
    for one in sorted(log, key=_place):
        words = said.setdefault(one.editor, [])
        if one.topic != TAKEN_BACK:
            words.append(one)
        elif words:
            words.pop()
    return sorted((words[-1] for words in said.values() if words), key=_place)


def disagree(words: Sequence[Correction]) -> bool:
    """Do the words that hold name different topics?"""
    return len({one.topic for one in words}) > 1


def is_new(entry: Correction, log: Sequence[Correction], repeat: Repeat) -> bool:
    """Does an entry add something to all entries on its headline?"""
    same = [one for one in log if _say_the_same(one, entry)]
    if repeat is Repeat.EXACT:
        return all(one.created != entry.created for one in same)
    if repeat is Repeat.EVER and same:
        return False
    holding = standing(log)
    if entry.topic == TAKEN_BACK:
        return any(one.editor == entry.editor for one in holding)
    return repeat is Repeat.EVER or not (holding and _say_the_same(holding[-1], entry))


def _say_the_same(one: Correction, other: Correction) -> bool:
    return (one.editor, one.topic, set(one.also)) == (other.editor, other.topic, set(other.also))


def _place(one: Correction) -> tuple[object, int]:
    return one.created, one.number
