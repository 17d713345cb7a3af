"""Stateless forms for pipes: headlines in, one JSON object a headline out, in input order.

``classify`` without an input works on the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import (
    AsJson,
    Db,
    EncoderName,
    GroupLevel,
    Input,
    Language,
    OptionalInput,
    Output,
    Runtime,
    TaxonomyFile,
)
from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.settings import Settings
    from topics.types import FloatArray, Headline

PANEL = "Pipes"
CHUNK = 512  # headlines answered at once
ALTERNATIVES = 3


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("classify", rich_help_panel=PANEL)(classify)
    app.command("group", rich_help_panel=PANEL)(group)
    app.command("embed", rich_help_panel=PANEL)(embed)


def classify(
    given: OptionalInput = None,
    output: Output = None,
    top: Annotated[str, typer.Option("--top", metavar="N|all", help="How many alternatives to give.")] = str(
        ALTERNATIVES
    ),
    language: Language = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """File headlines under topics.

    With INPUT, one JSON object a headline in input order; without, what is stored and has no topic.

    Example: [bold]echo "أمطار قوية مرتقبة بالريف" | topics classify -[/bold]
    """
    from topics.cli.opening import read_headlines, settings_from
    from topics.cli.output import write_lines

    alternatives = _count(top)
    if given is None:
        _classify_store(as_json, db=db, encoder=encoder, runtime=runtime, taxonomy=taxonomy)
        return
    settings = settings_from(encoder=encoder, runtime=runtime, taxonomy=taxonomy)
    headlines, written = read_headlines(given, language=language)
    write_lines(_classified(headlines, written, settings, alternatives), output)


def group(
    given: Input,
    level: Annotated[GroupLevel, typer.Option("--level", help="Weeks (theme) or one event (story).")],
    output: Output = None,
    language: Language = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    as_json: AsJson = False,
) -> None:
    """Group headlines into themes or stories.

    One JSON object a headline in input order; an id of null stands alone.

    Example: [bold]topics group today.jsonl --level story[/bold]
    """
    from topics.cli.opening import read_headlines, settings_from
    from topics.cli.output import write_lines
    from topics.on_demand import stories_of, themes_of
    from topics.service import load_encoder

    settings = settings_from(encoder=encoder, runtime=runtime)
    headlines, written = read_headlines(given, language=language)
    vectors = _embedded(headlines, load_encoder(settings))
    if level is GroupLevel.THEME:
        groups = themes_of(headlines, vectors, seed=settings.seed)
    else:
        groups = stories_of(headlines, vectors)
    rows = (
        {"title": title, level.value: one and one.id, "name": one and one.name}
        for title, one in zip(written, groups, strict=True)
    )
    write_lines(rows, output)


def embed(
    given: Input,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.npy", help="NumPy file to write.")],
    language: Language = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    as_json: AsJson = False,
) -> None:
    """Write the vectors of headlines to a file.

    A NumPy file of float32 (n, d), unit rows, in input order.

    Example: [bold]topics embed headlines.csv --output vectors.npy[/bold]
    """
    import numpy as np

    from topics.cli.opening import read_headlines, settings_from
    from topics.cli.output import note, replaced, say, to_json
    from topics.service import load_encoder

    model = load_encoder(settings_from(encoder=encoder, runtime=runtime))
    vectors = _embedded(read_headlines(given, language=language)[0], model)
    with replaced(output) as temporary, temporary.open("wb") as file:
        np.save(file, vectors, allow_pickle=False)
    if as_json:
        say(to_json({"output": str(output), "shape": list(vectors.shape), "encoder": model.encoder_id}))
    else:
        note(f"{output}: {vectors.shape[0]} vectors of {vectors.shape[1]} from {model.encoder_id}")


def _classified(
    headlines: list[Headline], written: list[str], settings: Settings, alternatives: int | None
) -> Iterator[dict[str, Any]]:
    """Rows in input order, a chunk at a time, so that a pipe sees the first answers early."""
    from topics.cli.progress import watched
    from topics.cli.rows import prediction_row
    from topics.on_demand import classify_headlines, embed_headlines
    from topics.service import load_classifier, load_encoder
    from topics.taxonomy import load_taxonomy

    if not headlines:
        return
    encoder = load_encoder(settings)
    classifier = load_classifier(settings, load_taxonomy(settings.taxonomy), encoder)
    with watched() as progress:
        tick = progress.stage("classify", len(headlines))
        for start in range(0, len(headlines), CHUNK):
            chunk = headlines[start : start + CHUNK]
            predictions = classify_headlines(chunk, embed_headlines(chunk, encoder), classifier)
            tick(start + len(chunk))
            for row, headline in enumerate(chunk):
                yield prediction_row(
                    predictions, row, title=written[start + row], language=headline.language, top=alternatives
                )


def _classify_store(as_json: bool, **flags: Any) -> None:
    from topics import jobs
    from topics.cli.jobs import show_report
    from topics.cli.opening import service_from, utc_now
    from topics.cli.progress import watched

    with service_from(**flags) as service:
        with watched() as progress:
            report = jobs.classify(service, now=utc_now(), progress=progress)
        show_report(report, as_json)


def _embedded(headlines: list[Headline], encoder: Encoder) -> FloatArray:
    from topics.cli.progress import watched
    from topics.on_demand import embed_headlines

    with watched() as progress:
        return embed_headlines(headlines, encoder, progress.stage("embed", len(headlines)))


def _count(top: str) -> int | None:
    if top == "all":
        return None
    if not top.isdecimal():
        raise UsageError(f"--top: expected a number or all, got {top!r}.")
    return int(top)
