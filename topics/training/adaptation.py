"""Adapts an encoder to headlines: draw pairs, train, keep the best, write the adapter."""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.embed.adapter import Adapter, Base, write_adapter
from topics.embed.encoder import find_origin
from topics.embed.merging import merge
from topics.embed.sentence_transformer import load_model
from topics.embed.telemetry import silence
from topics.errors import EncoderError, GateRefused, UsageError
from topics.training.card import about, write_card
from topics.training.contrastive import has_bfloat16, train
from topics.training.examples import TrainingSet
from topics.training.journal import Journal
from topics.training.language_shift import language_shift
from topics.training.low_rank import add_low_rank, updates_of
from topics.training.measuring import Measurement, groups_of, measure
from topics.training.pairs import PairSet, pair_sets, trained_part
from topics.training.recipe import Recipe

if TYPE_CHECKING:
    from topics.embed.origin import Origin
    from topics.types import FloatArray

NEEDED = ("accelerate", "datasets", "peft")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training did."""

    steps: int
    seconds: float  # with those of earlier processes that were interrupted
    peak_gib: float  # memory of this process
    before: dict[str, float]  # loss on held-out pairs, by set
    after: dict[str, float]
    languages_removed: int  # directions that only told the language
    adapter: str = ""  # folder of what was written
    digest: str = ""


def adapt_encoder(
    encoder: str,
    sets: Sequence[TrainingSet],
    out: Path,
    *,
    recipe: Recipe,
    cache_dir: Path,
    max_minutes: float | None = None,
    restart: bool = False,
    force: bool = False,
    progress: Callable[[int, int], None],
    tell: Callable[[str], None],
) -> Outcome:
    """Train an adapter of ``encoder`` and write it to the folder ``out``.

    Args:
        max_minutes: stop after so long, in this process; None = at the end of the pairs.
        restart: begin anew although an interrupted training could go on.
        force: write the adapter even where held-out pairs say that it is no better.
        progress: told (steps done, steps in all).
        tell: told in words what happens.

    Raises:
        UsageError: the libraries for training are not installed, or there is nothing to learn from or to
            measure on.
        EncoderError: the encoder can't be opened, or is an adapted one already.
        GateRefused: held-out pairs are no better told apart than before; nothing was written.
    """
    _check_libraries()
    silence()
    began = time.monotonic()
    pairs = pair_sets(sets, recipe)
    _check_pairs(pairs)
    origin = _base_origin(encoder, cache_dir)
    name = out.resolve().name
    journal = Journal(out.resolve().with_name(name + ".part"), _fingerprint(origin, pairs, recipe))
    if restart:
        journal.discard()
    until = None if max_minutes is None else began + 60 * max_minutes
    last = _train(origin, pairs, recipe, journal, began, until, progress, tell)
    base = Base(_place_of(encoder), origin.name, origin.revision)
    adapter = Adapter(name, base, journal.best_updates(), recipe.strength)
    adapter, after = _without_languages(adapter, origin, sets, pairs, recipe, last, tell)
    before = journal.measurements[0]
    if not after.mean < before.mean and not force:
        raise GateRefused(
            f"{out}: expected a loss on held-out pairs below {before.mean:.4f}, got {after.mean:.4f}; "
            "nothing was written. Give more pairs, or --force."
        )
    outcome = Outcome(
        steps=last,
        seconds=round(journal.spent + time.monotonic() - began, 1),
        peak_gib=_peak_gib(),
        before=_rounded(before),
        after=_rounded(after),
        languages_removed=0 if adapter.directions is None else len(adapter.directions),
    )
    written = write_adapter(replace(adapter, about=about(outcome, sets, pairs, recipe)), out)
    write_card(written, out)
    journal.discard()
    return replace(outcome, adapter=str(out), digest=written.digest)


def _train(
    origin: Origin,
    pairs: Sequence[PairSet],
    recipe: Recipe,
    journal: Journal,
    began: float,
    until: float | None,
    progress: Callable[[int, int], None],
    tell: Callable[[str], None],
) -> int:
    """Train until the end, a time, or until nothing is gained any more; the number of steps done."""
    model = _opened(origin, recipe)
    add_low_rank(model, recipe.rank, recipe.seed)
    encode = partial(encode_with, model)
    if journal.is_of_another():
        tell(f"{journal.folder.name}: left by a training of other text or settings; starting anew")
    checkpoint = journal.open()
    if checkpoint is None:
        _note(journal, measure(pairs, encode, 0), model, began, tell)
    else:
        tell(f"going on from {checkpoint.name}")
    last = journal.measurements[-1].step

    def after_step(step: int, steps: int) -> bool:
        nonlocal last
        last = step
        progress(step, steps)
        over = until is not None and time.monotonic() >= until
        if step % recipe.measure_every == 0 or step == steps or over:
            _note(journal, measure(pairs, encode, step), model, began, tell)
        return over or journal.without_gain() >= recipe.patience

    if journal.without_gain() < recipe.patience:
        train(model, pairs, recipe, journal.folder, checkpoint=checkpoint, after_step=after_step)
    return last


def _note(
    journal: Journal, measured: Measurement, model: Any, began: float, tell: Callable[[str], None]
) -> None:
    journal.record(measured, updates_of(model), time.monotonic() - began)
    losses = ", ".join(f"{name} {loss:.3f}" for name, loss in measured.losses.items())
    tell(f"step {measured.step}: held-out loss {measured.mean:.4f} ({losses})")


def _without_languages(
    adapter: Adapter,
    origin: Origin,
    sets: Sequence[TrainingSet],
    pairs: Sequence[PairSet],
    recipe: Recipe,
    step: int,
    tell: Callable[[str], None],
) -> tuple[Adapter, Measurement]:
    """The adapter with what only tells the language taken out of its vectors, where that helps."""
    model = merge(adapter, _opened(origin, recipe))
    encode = partial(encode_with, model)
    best = measure(pairs, encode, step)
    shift = language_shift(trained_part(sets, recipe), encode)
    if shift is None:
        return adapter, best
    centre, directions = shift
    candidate = replace(adapter, centre=centre, directions=directions)
    projected = merge(replace(candidate, updates={}), model)
    projected.max_seq_length = recipe.tokens
    measured = measure(pairs, partial(encode_with, projected), step)
    helps = measured.mean < best.mean
    tell(
        f"{len(directions)} directions that only tell the language "
        f"{'removed' if helps else 'kept'}: held-out loss {measured.mean:.4f} without them"
    )
    return (candidate, measured) if helps else (adapter, best)


def encode_with(model: Any, texts: Sequence[str]) -> FloatArray:
    """Unit vectors by the model being trained. Shape: (n, d) float32."""
    import torch

    half = has_bfloat16()
    with torch.autocast(model.device.type, torch.bfloat16, enabled=half):
        vectors = model.encode(list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    found: FloatArray = vectors.astype("float32")
    return found


def _opened(origin: Origin, recipe: Recipe) -> Any:
    """The base; texts are cut the same way wherever its losses are compared."""
    model = load_model(origin)
    model.max_seq_length = min(recipe.tokens, model.max_seq_length or recipe.tokens)
    return model


def _place_of(encoder: str) -> str:
    """A name that means the same in whatever folder the adapter is opened."""
    path = Path(encoder).expanduser()
    return str(path.resolve()) if path.is_dir() else encoder


def _base_origin(encoder: str, cache_dir: Path) -> Origin:
    origin = find_origin(encoder, cache_dir)
    if origin.adapter is not None:
        raise EncoderError(
            f"encoder {encoder!r}: expected an encoder without an adapter, got {origin.name}; "
            f"train on its base, {origin.adapter.base.encoder!r}."
        )
    return origin


def _check_libraries() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"training: expected the packages {', '.join(NEEDED)}, got an installation without "
            f"{', '.join(missing)}; run `pip install 'headline-topics[train]'`."
        )


def _check_pairs(pairs: Sequence[PairSet]) -> None:
    """One held-out pair alone is always found: it says nothing."""
    if not pairs:
        raise UsageError("nothing to train on: expected pairs or groups of texts, got none; name a file.")
    if not any(len(groups_of(one)) > 1 for one in pairs):
        raise UsageError(
            "nothing to measure on: expected a set with two held-out groups or more, got fewer in "
            f"{', '.join(one.name for one in pairs)}; give a hundred groups, or leave out --no-authored."
        )


def _fingerprint(origin: Origin, pairs: Sequence[PairSet], recipe: Recipe) -> str:
    """Changes with whatever changes the training."""
    facts = [origin.name, origin.revision, asdict(recipe), [asdict(one) for one in pairs]]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _peak_gib() -> float:
    """The most memory that this process ever held; the unit differs between systems."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**3 if sys.platform == "darwin" else 1024**2), 2)


def _rounded(measured: Measurement) -> dict[str, float]:
    return {name: round(loss, 4) for name, loss in measured.losses.items()}
