"""Stateless forms for pipes: headlines in, one JSON object a headline out, in input order.

``classify`` without an input works on the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import (
    AsJson,
    Db,
    EncoderName,
    Granularity,
    GroupLevel,
    Input,
    Language,
    ModelFolder,
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
    top: Annotated[
        str | None,
        typer.Option(
            "--top", metavar="N|all", help=f"How many alternatives to give; default: {ALTERNATIVES}."
        ),
    ] = None,
    language: Language = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Add the words and the learnt headlines behind each answer."),
    ] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """File headlines under topics.

    With INPUT, one JSON object a headline in input order; without, what is stored and has no topic.

    Example: [bold]echo "أمطار قوية مرتقبة بالريف" | topics classify -[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import read_headlines, settings_from
    from topics.cli.output import write_lines

    alternatives = ALTERNATIVES if top is None else _count(top)
    if given is None:
        _refuse_without_input(
            {"--output": output, "--top": top, "--language": language, "--explain": explain or None}
        )
        _classify_store(as_json, db=db, encoder=encoder, runtime=runtime, taxonomy=taxonomy, model=model)
        return
    if remote.asked_server():
        remote.only_here(
            encoder=encoder, runtime=runtime, taxonomy=taxonomy, model=model, explain=explain or None
        )
        headlines, written = read_headlines(given, language=language)
        write_lines(_classified_there(headlines, written, alternatives), output)
        return
    settings = settings_from(encoder=encoder, runtime=runtime, taxonomy=taxonomy, model=model)
    headlines, written = read_headlines(given, language=language)
    write_lines(_classified(headlines, written, settings, alternatives, explain), output)


def group(
    given: Input,
    level: Annotated[GroupLevel, typer.Option("--level", help="Weeks (theme) or one event (story).")],
    granularity: Granularity = None,
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

    settings = settings_from(encoder=encoder, runtime=runtime, story_granularity=granularity)
    headlines, written = read_headlines(given, language=language)
    write_lines(_grouped(headlines, written, settings, level), output)


def embed(
    given: Input,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.npy", help="NumPy file to write.")],
    language: Language = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    as_json: AsJson = False,
) -> None:
    """Write the vectors of headlines to a file.

    A NumPy file of float32 (n, d), unit rows, in input order; - is standard output.

    Example: [bold]topics embed headlines.csv --output vectors.npy[/bold]
    """
    from topics.cli.opening import read_headlines, settings_from
    from topics.cli.output import binary_output, note, say, to_json
    from topics.service import load_encoder

    settings = settings_from(encoder=encoder, runtime=runtime)
    headlines, _ = read_headlines(given, language=language)
    with binary_output(output) as file:  # first, so that a place that can't be written costs no encoding
        model = load_encoder(settings)
        vectors = _embedded(headlines, model)
        _write_array(vectors, file)
    if as_json and str(output) != "-":
        say(to_json({"output": str(output), "shape": list(vectors.shape), "encoder": model.encoder_id}))
    else:
        note(f"{output}: {vectors.shape[0]} vectors of {vectors.shape[1]} from {model.encoder_id}")


def _grouped(
    headlines: list[Headline], written: list[str], settings: Settings, level: GroupLevel
) -> Iterator[dict[str, Any]]:
    """Rows in input order; nothing is encoded before the first is asked for, when the output is open."""
    from topics.embed.unrelated import unrelated_cosine
    from topics.on_demand import stories_of, themes_of
    from topics.service import load_encoder
    from topics.story_job import granularity_from

    granularity = granularity_from(settings.story_granularity)
    encoder = load_encoder(settings)
    vectors = _embedded(headlines, encoder)
    if level is GroupLevel.THEME:
        groups = themes_of(headlines, vectors, seed=settings.seed)
    else:
        groups = stories_of(headlines, vectors, unrelated=unrelated_cosine(encoder), granularity=granularity)
    for title, one in zip(written, groups, strict=True):
        yield {"title": title, level.value: one and one.id, "name": one and one.name}


def _classified(
    headlines: list[Headline],
    written: list[str],
    settings: Settings,
    alternatives: int | None,
    explain: bool,
) -> Iterator[dict[str, Any]]:
    """Rows in input order, a chunk at a time, so that a pipe sees the first answers early."""
    from topics.cli.explaining import explainer
    from topics.cli.progress import watched
    from topics.on_demand import classify_headlines, embed_headlines, plain_title
    from topics.rows import prediction_row
    from topics.service import load_classifier, load_encoder
    from topics.taxonomy import load_taxonomy

    if not headlines:
        return
    encoder = load_encoder(settings)
    taxonomy = load_taxonomy(settings.taxonomy)
    classifier = load_classifier(settings, taxonomy, encoder)
    told = explainer(classifier, taxonomy) if explain else None
    with watched() as progress:
        tick = progress.stage("classify", len(headlines))
        for start in range(0, len(headlines), CHUNK):
            chunk = headlines[start : start + CHUNK]
            vectors = embed_headlines(chunk, encoder)
            predictions = classify_headlines(chunk, vectors, classifier)
            tick(start + len(chunk))
            for row, headline in enumerate(chunk):
                answer = prediction_row(
                    predictions, row, title=written[start + row], language=headline.language, top=alternatives
                )
                if told is not None:
                    title = plain_title(headline)
                    answer["explanation"] = told(title, vectors[row], answer["topic"])
                yield answer


def _classified_there(
    headlines: list[Headline], written: list[str], alternatives: int | None
) -> Iterator[dict[str, Any]]:
    """The same rows, of a service."""
    from topics.cli import remote

    rows = [{"title": one.title, "language": one.language, "source": one.source} for one in headlines]
    with remote.client() as client:
        for title, one in zip(
            written, client.classify(rows, top=100 if alternatives is None else alternatives), strict=True
        ):
            yield {
                "title": title,
                "topic": one.topic,
                "probability": one.probability,
                "alternatives": [{"topic": topic, "probability": value} for topic, value in one.alternatives],
                "abstained": one.abstained,
                "language": one.language,
            }


def _refuse_without_input(options: dict[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise UsageError(
            f"expected INPUT with {', '.join(given)}, got none; name a file, or - for standard input."
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


def _write_array(vectors: FloatArray, file: IO[bytes]) -> None:
    """NumPy's own format, piece by piece: ``numpy.save`` can't write to a pipe."""
    import numpy as np

    header = np.lib.format.header_data_from_array_1_0(vectors)
    np.lib.format.write_array_header_1_0(file, header)
    file.write(np.ascontiguousarray(vectors).data)


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
