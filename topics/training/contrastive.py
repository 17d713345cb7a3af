"""Contrastive training with sentence-transformers' own trainer and loss.

Every other text of a batch is a negative (in-batch InfoNCE; van den Oord et al. 2018), in all four
directions. Only the low-rank updates learn. A checkpoint is those, the optimiser's state and the step.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from topics.training.batches import batches_apart
from topics.training.checkpoint import load_random, load_state, save_state
from topics.training.low_rank import set_updates, updates_of
from topics.training.pairs import Pair, PairSet
from topics.training.recipe import Recipe


def train(
    model: Any,
    sets: Sequence[PairSet],
    recipe: Recipe,
    folder: Path,
    *,
    checkpoint: Path | None,
    after_step: Callable[[int, int], bool],
) -> None:
    """Train the updates of ``model`` in place.

    Args:
        folder: where checkpoints go, one every ``recipe.measure_every`` steps.
        checkpoint: go on from here; None = from the start.
        after_step: told (steps done, steps in all) after every step; True = stop now.
    """
    trainer = _trainer(model, sets, recipe, folder, after_step)
    with _quiet():
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)


def _trainer(
    model: Any, sets: Sequence[PairSet], recipe: Recipe, folder: Path, after_step: Callable[[int, int], bool]
) -> Any:
    import torch
    from datasets import Dataset, DatasetDict
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import PrinterCallback, TrainerCallback

    class Watch(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:
            control.should_training_stop |= after_step(state.global_step, state.max_steps)
            return control

    class Trainer(SentenceTransformerTrainer):
        """Keeps what learns, in files that can't run code, instead of the whole model and pickles."""

        def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
            pass  # the library's card would load and try the model; ours comes from the facts of the run

        def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
            pass  # _save_optimizer_and_scheduler writes everything

        def _save_optimizer_and_scheduler(self, output_dir: str) -> None:
            save_state(Path(output_dir), updates_of(model), self.optimizer, self.lr_scheduler)

        def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
            pass  # with the optimiser, below

        def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
            if checkpoint is not None:
                set_updates(self.model, load_state(Path(checkpoint), self.optimizer, self.lr_scheduler))

        def _save_rng_state(self, output_dir: str) -> None:
            pass  # in the same file

        def _load_rng_state(self, checkpoint: str | None) -> None:
            if checkpoint is not None:
                load_random(Path(checkpoint))

    gpu = torch.cuda.is_available()
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=recipe.warm_up,
        lr_scheduler_type="linear",
        bf16=has_bfloat16(),
        use_cpu=not gpu,
        batch_sampler=_sampler,
        prompts=model.prompts.get(model.default_prompt_name or "", "") or None,
        save_strategy="steps",
        save_steps=recipe.measure_every,
        save_total_limit=2,
        logging_strategy="no",
        report_to="none",
        seed=recipe.seed,
        disable_tqdm=True,
    )
    keys = [f"set{number}" for number in range(len(sets))]  # not every name may name a part of a network
    losses: dict[str, torch.nn.Module] = {
        key: MultipleNegativesRankingLoss(
            model,
            scale=one.sharpness,
            directions=("query_to_doc", "query_to_query", "doc_to_query", "doc_to_doc"),
        )
        for key, one in zip(keys, sets, strict=True)
    }
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=DatasetDict(
            {key: Dataset.from_dict(_columns(one.train)) for key, one in zip(keys, sets, strict=True)}
        ),
        loss=losses,
        callbacks=[Watch()],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _columns(pairs: Sequence[Pair]) -> dict[str, list[Any]]:
    """Columns of a data set. The label is the group: the loss does not look at it, the sampler does."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(pair.group for pair in pairs))}
    return {
        "anchor": [pair.anchor for pair in pairs],
        "positive": [pair.positive for pair in pairs],
        "label": [numbers[pair.group] for pair in pairs],
    }


def _sampler(dataset: Any, batch_size: int, drop_last: bool, seed: int = 0, **_: Any) -> Any:
    """The batches of one data set, as the trainer wants them."""
    from torch.utils.data import BatchSampler

    columns = (dataset["anchor"], dataset["positive"], dataset["label"])
    pairs = [Pair(anchor, positive, str(label)) for anchor, positive, label in zip(*columns, strict=True)]
    batches = batches_apart(pairs, batch_size, seed)

    class Apart(BatchSampler):
        def __init__(self) -> None:
            self.batch_size, self.drop_last = batch_size, drop_last

        def __iter__(self) -> Iterator[list[int]]:
            return iter(batches)

        def __len__(self) -> int:
            return len(batches)

    return Apart()


def has_bfloat16() -> bool:
    """Whether half precision is faster here; emulated it would be slower."""
    import torch

    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    known = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(known and known())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The trainer announces what is as it should be."""
    loggers = [logging.getLogger(name) for name in ("transformers", "sentence_transformers", "accelerate")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
