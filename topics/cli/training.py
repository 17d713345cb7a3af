"""`topics train`: make models better from text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import AsJson, EncoderName, Runtime, TaxonomyFile
from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.training.examples import TrainingSet
    from topics.training.labelled import LabelledSet

PANEL = "Models"

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="JSON lines: {group, texts}, or {anchor, positive} such as headline and lead.",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the adapter is written.")]
BaseEncoder = Annotated[
    str,
    typer.Option("--encoder", metavar="NAME", help="What is adapted: packaged, a model name or a folder."),
]
Authored = Annotated[
    bool,
    typer.Option("--authored/--no-authored", help="Learn from the package's own text too."),
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(
        help="Make models better from text.\n\nExample: [bold]topics train topics corrections.jsonl[/bold]",
        no_args_is_help=True,
    )
    group.command("topics")(topics)
    group.command("encoder")(encoder)
    app.add_typer(group, name="train", rich_help_panel=PANEL)


def encoder(
    files: Files = None,
    out: Out = Path("models/mine"),
    base: BaseEncoder = "packaged",
    authored: Authored = True,
    seed: Annotated[int, typer.Option("--seed", help="Same seed and same text, same adapter.")] = 0,
    rank: Annotated[
        int | None,
        typer.Option("--rank", min=1, max=256, help="Of the updates: larger learns more, and is larger."),
    ] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the text.")] = None,
    max_minutes: Annotated[
        float | None,
        typer.Option(
            "--max-minutes", min=0, metavar="N", help="Stop after so long; the best so far is kept."
        ),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew even where an interrupted training could go on.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write the adapter even if held-out pairs are no better.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Adapt an encoder to headlines: what means the same comes close.

    Made for an hour on two cores; takes a GPU where there is one.
    Stopped at any moment, the same command goes on.
    Exit code 3: no better than before, nothing written.

    Example: [bold]topics train encoder leads.jsonl --out models/mine[/bold],
    then [bold]topics run --encoder models/mine[/bold]
    """
    from dataclasses import asdict, replace

    from topics.cli.opening import settings_from
    from topics.cli.output import note, say, to_json, wants_json
    from topics.cli.progress import watched
    from topics.training.adaptation import adapt_encoder
    from topics.training.recipe import Recipe

    sets = _sets(files or [], authored)
    recipe = Recipe(seed=seed)  # its figures hold where none is given
    recipe = replace(recipe, rank=rank or recipe.rank, epochs=epochs or recipe.epochs)
    with watched() as bars:
        outcome = adapt_encoder(
            base,
            sets,
            out,
            recipe=recipe,
            cache_dir=settings_from().cache_dir,
            max_minutes=max_minutes,
            restart=restart,
            force=force,
            progress=_bar(bars.stage),
            tell=note,
        )
    if wants_json(as_json):
        say(to_json(asdict(outcome)))
    else:
        say(
            f"{outcome.adapter}: adapter {outcome.digest}, {outcome.steps} steps in "
            f"{outcome.seconds / 60:.1f} minutes, peak memory {outcome.peak_gib} GiB"
        )


def topics(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Labelled headlines: JSON lines, CSV or TSV with title, topic, and also, lang, weight.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the model is written.")] = Path(
        "models/my-topics"
    ),
    taxonomy: TaxonomyFile = None,
    name: EncoderName = None,
    runtime: Runtime = None,
    authored: Annotated[
        bool | None,
        typer.Option(
            "--authored/--no-authored",
            help="Learn from the package's own headlines too; default: with the shipped topics.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Decides what is left out together.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Train a topic model from labelled headlines.

    A taxonomy's own examples and descriptions are learnt from too, so a few labels, or none, are enough.
    Of two equal titles the first counts, so name corrections before what they correct.

    Example: [bold]topics train topics labelled.csv --taxonomy mine.toml --out models/mine[/bold],
    then [bold]topics classify today.txt --model models/mine --taxonomy mine.toml[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import note, say, to_json, wants_json
    from topics.cli.progress import watched
    from topics.service import load_encoder, phrase_encoder
    from topics.taxonomy import load_taxonomy
    from topics.training.topic_job import make_topic_model
    from topics.training.topic_recipe import TopicRecipe

    settings = settings_from(taxonomy=taxonomy, encoder=name, runtime=runtime)
    list_of_topics = load_taxonomy(settings.taxonomy)
    with_ours = settings.taxonomy is None if authored is None else authored
    sets = _labelled_sets(files or [], with_ours)
    recipe = TopicRecipe(seed=seed)
    model_encoder = load_encoder(settings)
    with watched() as bars:
        tick = bars.stage("train", recipe.folds + 1)
        model = make_topic_model(
            sets,
            list_of_topics,
            out,
            encode=phrase_encoder(settings, model_encoder),
            encoder_id=model_encoder.encoder_id,
            recipe=recipe,
            progress=tick,
            tell=note,
        )
    held_out = model.about["held_out"]
    if wants_json(as_json):
        say(
            to_json({"model": str(out), "digest": model.digest, "topics": model.topics, "held_out": held_out})
        )
    else:
        every = held_out["all"]
        say(
            f"{out}: model {model.digest} of {len(model.topics)} topics from {every['headlines']} headlines; "
            f"of those left out in turn {every['accepted']:.1%} are filed as their readers would"
        )


def _labelled_sets(files: list[Path], authored: bool) -> list[LabelledSet]:
    """What is learnt from, files first; what can't be read is told on standard error."""
    from topics.cli.output import note_problems
    from topics.training.labelled import authored_labelled, read_labelled
    from topics.training.material import TAXONOMY

    sets: list[LabelledSet] = []
    for path in files:
        one, problems = read_labelled(path)
        note_problems(problems)
        sets.append(one)
    if authored:
        sets.append(authored_labelled())
    _refuse_twice([*(one.name for one in sets), TAXONOMY])
    return sets


def _sets(files: list[Path], authored: bool) -> list[TrainingSet]:
    """What is trained on; what can't be read is told on standard error."""
    from topics.cli.output import note_problems
    from topics.training.examples import authored_sets, read_training_set

    sets: list[TrainingSet] = list(authored_sets()) if authored else []
    for path in files:
        one, problems = read_training_set(path)
        note_problems(problems)
        sets.append(one)
    _refuse_twice([one.name for one in sets])
    return sets


def _refuse_twice(names: list[str]) -> None:
    """Sets are told apart by their names, on a model's card too."""
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise UsageError(f"training sets: expected different names, got {sorted(twice)} twice; rename one.")


def _bar(stage: Callable[[str, int | None], Callable[[int], None]]) -> Callable[[int, int], None]:
    """A bar whose length is known with the first step."""
    tick: Callable[[int], None] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal tick
        tick = tick or stage("train", total)
        tick(done)

    return progress
