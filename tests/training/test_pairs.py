"""Pairs: repeatable, none that measures, spelling varied; batches without false negatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from topics.text import embedding_text, plain_form
from topics.training.batches import FEWEST, batches_apart
from topics.training.examples import Group, TrainingSet
from topics.training.pairs import Pair, is_held_out, pair_sets
from topics.training.recipe import Recipe

TEXTS = st.text("abcdeأإابتة é", min_size=1, max_size=6).filter(str.strip)


@st.composite
def training_sets(draw: st.DrawFn) -> TrainingSet:
    groups = draw(st.lists(st.lists(TEXTS, min_size=2, max_size=8), min_size=1, max_size=12))
    kind = draw(st.sampled_from(["same", "topic"]))
    return TrainingSet("set", kind, tuple(Group(f"g{n}", tuple(one)) for n, one in enumerate(groups)))


@settings(max_examples=60, deadline=None)
@given(one=training_sets(), seed=st.integers(0, 3))
def test_equal_arguments_give_equal_pairs(one: TrainingSet, seed: int) -> None:
    recipe = Recipe(seed=seed)
    first = pair_sets([one], recipe)
    assert first == pair_sets([replace(one, groups=one.groups[::-1])], recipe) or one.kind == "topic"
    for made in first:
        for pair in (*made.train, *made.held_out):
            assert pair.anchor != pair.positive


@settings(max_examples=60, deadline=None)
@given(one=training_sets())
def test_what_measures_never_trains(one: TrainingSet) -> None:
    recipe = Recipe(held_out=0.3, as_written=1.0, bare=0.0)
    for made in pair_sets([one], recipe):
        if one.kind == "same":
            assert not {pair.group for pair in made.train} & {pair.group for pair in made.held_out}
            assert all(is_held_out(pair.group, 0.3) for pair in made.held_out)
        else:
            trained = {text for pair in made.train for text in (pair.anchor, pair.positive)}
            assert not any(is_held_out(text, 0.3) for text in trained)


def test_a_group_gives_no_pair_twice_and_not_too_many() -> None:
    texts = tuple(f"text {number}" for number in range(40))
    recipe = Recipe(held_out=0, most_draws=120)
    (made,) = pair_sets([TrainingSet("s", "same", (Group("g", texts),))], recipe)
    both = [frozenset((pair.anchor, pair.positive)) for pair in made.train]
    assert len(both) == len(set(both)) == 2 * len(texts)
    (fewer,) = pair_sets([TrainingSet("s", "same", (Group("g", texts),))], Recipe(held_out=0, most_draws=60))
    assert len(fewer.train) == 60
    (small,) = pair_sets([TrainingSet("s", "same", (Group("g", texts[:3]),))], Recipe(held_out=0))
    assert len(small.train) == 3


def test_a_large_set_is_cut() -> None:
    groups = tuple(Group(f"g{n}", (f"headline {n}", f"lead {n}")) for n in range(500))
    (made,) = pair_sets([TrainingSet("s", "same", groups)], Recipe(most_pairs=100))
    assert len(made.train) == 100


def test_texts_come_mostly_as_the_encoder_is_given_them() -> None:
    groups = tuple(Group(f"g{n}", (f"Étape {n} à Fès", f"«مدرسة» رقم {n}")) for n in range(400))
    (made,) = pair_sets([TrainingSet("s", "same", groups)], Recipe(held_out=0, as_written=0.3, bare=0.3))
    texts = [text for pair in made.train for text in (pair.anchor, pair.positive)]
    latin = [text for text in texts if "tape" in text]
    assert 0.2 < sum("fes" in text.casefold() for text in latin) / len(latin) < 0.4
    (made,) = pair_sets([TrainingSet("s", "same", groups)], Recipe(held_out=0, as_written=0.3, bare=0.0))
    texts = [text for pair in made.train for text in (pair.anchor, pair.positive)]
    as_given = sum(text == embedding_text(text) for text in texts) / len(texts)
    assert 0.6 < as_given < 0.9
    assert {plain_form(text) for text in texts} == {plain_form(t) for group in groups for t in group.texts}


def test_what_measures_is_as_the_encoder_is_given_it() -> None:
    """Whatever training varies: it must be measured as it will serve."""
    groups = tuple(Group(f"g{n}", (f"Étape {n} à Fès", f"«مدرسة» رقم {n}")) for n in range(400))
    (made,) = pair_sets([TrainingSet("s", "same", groups)], Recipe(as_written=1.0, bare=1.0))
    assert made.held_out
    for pair in made.held_out:
        assert all(text == embedding_text(text) for text in (pair.anchor, pair.positive))


def test_no_spelling_of_a_text_that_measures_trains() -> None:
    keys = [f"g{number}" for number in range(400)]
    measures = next(key for key in keys if is_held_out(key, 0.05))
    trains = [key for key in keys if not is_held_out(key, 0.05)]
    groups = (
        Group(measures, ("Élection à Fès", "انتخابات في فاس")),
        Group(trains[0], ("ELECTION A FES", "Le scrutin")),
        Group(trains[1], ("إنتخابات فى فاس", "Le choix")),
        Group(trains[2], ("الإنتخابات", "Le vote")),
    )
    (made,) = pair_sets([TrainingSet("s", "same", groups)], Recipe(as_written=1.0, bare=0.0))
    assert {pair.group for pair in made.train} == {trains[2]}


def test_held_out_is_about_the_share_that_was_asked_for() -> None:
    held = sum(is_held_out(f"group {number}", 0.05) for number in range(4000))
    assert 140 < held < 260


PAIRS = st.lists(
    st.builds(Pair, st.sampled_from("abcdef"), st.sampled_from("ghijkl"), st.sampled_from("12345678")),
    min_size=1, max_size=80,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(pairs=PAIRS, size=st.integers(2, 10), seed=st.integers(0, 5))
def test_a_batch_holds_no_false_negative(pairs: list[Pair], size: int, seed: int) -> None:
    batches = batches_apart(pairs, size, seed)
    places = [place for batch in batches for place in batch]
    assert len(places) == len(set(places))
    for batch in batches:
        assert 1 <= len(batch) <= size
        groups = Counter(pairs[place].group for place in batch)
        texts = Counter(text for place in batch for text in {pairs[place].anchor, pairs[place].positive})
        assert max(groups.values()) == max(texts.values()) == 1
    assert batches == batches_apart(pairs, size, seed)


def test_distinct_pairs_are_all_trained() -> None:
    pairs = [Pair(f"a{n}", f"b{n}", f"g{n}") for n in range(100)]
    batches = batches_apart(pairs, 16, 0)
    assert sum(map(len, batches)) >= 100 - FEWEST
    assert batches != batches_apart(pairs, 16, 1)


def test_a_set_smaller_than_a_batch_still_trains(pairs_of_words: Callable[[int], TrainingSet]) -> None:
    (made,) = pair_sets([pairs_of_words(3)], Recipe(held_out=0))
    assert batches_apart(made.train, 48, 0)
