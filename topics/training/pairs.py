"""Draws the pairs that are trained on: repeatable, and never one that only measures."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from random import Random

from topics.errors import UsageError
from topics.text import embedding_text, plain_form
from topics.training.examples import Group, TrainingSet, joined_topics
from topics.training.recipe import Recipe

TOPICS = "topics"  # name of the pairs that share only a topic


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together, and the group that they are of."""

    anchor: str
    positive: str
    group: str


@dataclass(frozen=True, slots=True)
class PairSet:
    """The pairs of one set. Batches never mix sets: what a batch tells apart is of one kind."""

    name: str
    sharpness: float
    train: tuple[Pair, ...]
    held_out: tuple[Pair, ...]


def pair_sets(sets: Sequence[TrainingSet], recipe: Recipe) -> list[PairSet]:
    """The pairs of every set; the topics of all sets together make one. Equal arguments, equal pairs.

    Raises:
        UsageError: two sets of pairs have one name.
    """
    found = [_pairs_of(one, recipe) for one in sets if one.kind == "same"]
    if any(one.kind == "topic" for one in sets):
        found.append(_topic_pairs(sets, recipe))
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise UsageError(
            f"training sets: expected different names, and none {TOPICS!r} beside sets of the kind topic, "
            f"got {names}; rename one."
        )
    return [one for one in _kept_apart(found) if one.train]


def trained_part(sets: Sequence[TrainingSet], recipe: Recipe) -> list[TrainingSet]:
    """The sets without the groups that only measure."""
    return [
        replace(one, groups=tuple(g for g in one.groups if not is_held_out(g.key, recipe.held_out)))
        for one in sets
    ]


def _kept_apart(sets: Sequence[PairSet]) -> list[PairSet]:
    """No text that measures in one set trains in another, however it is spelled."""
    measuring = {
        _bare_form(text) for one in sets for pair in one.held_out for text in (pair.anchor, pair.positive)
    }
    return [
        replace(
            one,
            train=tuple(
                pair
                for pair in one.train
                if not measuring & {_bare_form(pair.anchor), _bare_form(pair.positive)}
            ),
        )
        for one in sets
    ]


def is_held_out(key: str, share: float) -> bool:
    """Whether a group only measures: told by its name, so that it is so in every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) < share * 2**32


def _pairs_of(one: TrainingSet, recipe: Recipe) -> PairSet:
    rng = Random(f"{recipe.seed} {one.name}")
    groups = sorted(one.groups, key=lambda group: group.key)
    measuring = [group for group in groups if is_held_out(group.key, recipe.held_out)]
    training = [group for group in groups if not is_held_out(group.key, recipe.held_out)]
    held_out = [pair for group in measuring for pair in _draw(group, 1, rng)]
    train: list[Pair] = []
    for group in training:
        count = min(round(recipe.draws_per_text * len(group.texts)), recipe.most_draws)
        train.extend(_draw(group, count, rng, recipe))
    rng.shuffle(train)  # so that a cut leaves something of every group
    limits = slice(recipe.most_pairs), slice(recipe.most_held_out)
    return PairSet(one.name, recipe.sharpness, tuple(train[limits[0]]), tuple(held_out[limits[1]]))


def _topic_pairs(sets: Sequence[TrainingSet], recipe: Recipe) -> PairSet:
    """Pairs that share a topic. Here single texts are held out: every topic must be trained."""
    rng = Random(f"{recipe.seed} topics")
    train: list[Pair] = []
    held_out: list[Pair] = []
    for group in joined_topics(sets):
        measuring = [text for text in group.texts if is_held_out(text, recipe.held_out)]
        training = [text for text in group.texts if not is_held_out(text, recipe.held_out)]
        train += _draw(Group(group.key, tuple(training)), recipe.topic_draws, rng, recipe)
        held_out += _draw(Group(group.key, tuple(measuring)), recipe.topic_measures, rng)
    return PairSet(TOPICS, recipe.topic_sharpness, tuple(train), tuple(held_out))


def _draw(group: Group, count: int, rng: Random, varied: Recipe | None = None) -> Iterator[Pair]:
    """Up to ``count`` different pairs of a group; their spelling varies as the recipe says."""
    for places in _places(len(group.texts), count, rng):
        texts = (group.texts[place] for place in places)
        anchor, positive = (_varied(text, rng, varied) if varied else embedding_text(text) for text in texts)
        if anchor != positive:
            yield Pair(anchor, positive, group.key)


def _places(texts: int, count: int, rng: Random) -> list[tuple[int, int]]:
    """Different pairs of places, each in a random order of its two."""
    if count >= comb(texts, 2):
        chosen = list(combinations(range(texts), 2))
    else:
        drawn: set[tuple[int, int]] = set()
        while len(drawn) < count:
            first, second = sorted(rng.sample(range(texts), 2))
            drawn.add((first, second))
        chosen = sorted(drawn)
    rng.shuffle(chosen)
    return [(b, a) if rng.random() < 0.5 else (a, b) for a, b in chosen]


def _varied(text: str, rng: Random, recipe: Recipe) -> str:
    """What the encoder will be given; now and then the text as written, or without accents."""
    form = text if rng.random() < recipe.as_written else embedding_text(text)
    return _without_accents(form) if rng.random() < recipe.bare else form


def _bare_form(text: str) -> str:
    return _without_accents(plain_form(text))


def _without_accents(text: str) -> str:
    """Latin letters without their accents, as some feeds send them; Arabic marks stay."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in apart if not "\u0300" <= char <= "\u036f"))
