"""`topics evaluate`: how good the topics are on headlines that people have labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import MODEL, AsJson, EncoderName, ModelFolder, Runtime, TaxonomyFile
from topics.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from topics.settings import Settings
    from topics.training.evaluation.answers import Answers
    from topics.training.evaluation.figures import Estimate, Evaluation, Figures
    from topics.training.labelled import Labelled, LabelledSet
    from topics.types import Headline

PANEL = "Models"
FOLDER = "evaluations"  # in the user's data folder
STANDARD_OUTPUT = "-"

Gold = Annotated[
    Path,
    typer.Option(
        "--gold", metavar="FILE", help="JSON lines of title and topic (also, lang), or a table of the same."
    ),
]
Earlier = Annotated[
    Path | None,
    typer.Option(
        "--predictions",
        metavar="FILE",
        help="Score these rows of `topics classify`, by title or in order; no model is loaded.",
        rich_help_panel=MODEL,
    ),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="PATH", help="Where the page is written; default: beside the JSON."),
]
Json = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=f"Where the JSON is written; default: {FOLDER}/ in your data folder; - for standard output.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("evaluate", rich_help_panel=PANEL)(evaluate)


def evaluate(
    gold: Gold,
    predictions: Earlier = None,
    output: Json = None,
    html: Html = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    as_json: AsJson = False,
) -> None:
    """Measure the topics on headlines labelled by people.

    Titles are classified as `topics classify` would, by what they say alone.
    Figures, with 95 % intervals, are printed and stored, as JSON and as a page to look at.

    Exit codes: 1 a file can't be read or written, 2 nothing in it can be measured.

    Example: [bold]topics evaluate --gold gold.jsonl --html report.html[/bold]
    """
    from topics.cli.opening import settings_from, utc_now
    from topics.cli.output import note, note_problems, text_output, to_json
    from topics.training.evaluation.metrics import evaluate_answers
    from topics.training.evaluation.report import report
    from topics.training.labelled import read_labelled

    flags = {"encoder": encoder, "runtime": runtime, "taxonomy": taxonomy, "model": model}
    _refuse_model_flags(predictions, flags)
    settings = settings_from(**flags)
    now = utc_now()
    labelled, problems = read_labelled(gold)
    note_problems(problems)
    json_place, html_place = _places(gold, output, html, now)
    # Opened first, so that a place that can't be written costs no encoding.
    with text_output(json_place) as json_file, text_output(html_place) as html_file:
        rows, answers = (
            _classified(labelled.rows, settings, now)
            if predictions is None
            else (labelled.rows, _read(predictions, labelled.rows))
        )
        found = evaluate_answers(rows, answers, seed=settings.seed)
        told = _told(found, labelled, gold, now)
        json_file.write(to_json(told) + "\n")
        html_file.write(report(found, gold=labelled.name, made=f"{now:%Y-%m-%d %H:%M} UTC"))
    for place in (json_place, html_place):
        if str(place) != STANDARD_OUTPUT:
            note(f"written: {place}")
    if str(json_place) != STANDARD_OUTPUT:
        _show(found, told, as_json)


def _refuse_model_flags(predictions: Path | None, flags: Mapping[str, object]) -> None:
    given = [f"--{name}" for name, value in flags.items() if value is not None]
    if predictions is not None and given:
        raise UsageError(
            f"--predictions: expected no {', '.join(given)} beside it, because no model is loaded; "
            "leave one out."
        )


def _places(gold: Path, output: Path | None, html: Path | None, now: datetime) -> tuple[Path, Path]:
    """Where the JSON and the page go; the page lies beside the JSON unless it is named."""
    own = output is None or (html is None and str(output) == STANDARD_OUTPUT)
    stem = _free_stem(gold.stem, now) if own else None
    json_place = output or Path(f"{stem}.json")
    html_place = html or (Path(f"{stem}.html") if stem else json_place.with_suffix(".html"))
    if str(html_place) == STANDARD_OUTPUT:
        raise UsageError("--html: expected a file, got -; standard output is for the figures.")
    if html_place.absolute() == json_place.absolute():
        raise UsageError(f"--output: expected another file than the page's, got {json_place} for both.")
    return json_place, html_place


def _free_stem(name: str, now: datetime) -> Path:
    """A place in the data folder, without ending, where nothing lies yet."""
    from topics.settings import user_folder

    folder = user_folder("data") / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / f"{name}-{now:%Y%m%dT%H%M%SZ}"
    stem, number = first, 1
    while any(Path(f"{stem}{ending}").exists() for ending in (".json", ".html")):
        number += 1  # two in one second
        stem = Path(f"{first}-{number}")
    return stem


def _read(path: Path, rows: Sequence[Labelled]) -> Answers:
    from topics.cli.output import note_problems
    from topics.training.evaluation.answers import read_answers

    answers, problems = read_answers(path, rows)
    note_problems(problems)
    return answers


def _classified(
    rows: Sequence[Labelled], settings: Settings, now: datetime
) -> tuple[tuple[Labelled, ...], Answers]:
    """The headlines that can be classified, and their answers as the product prints them."""
    from topics.cli.progress import watched
    from topics.exported import DIGITS
    from topics.on_demand import classify_headlines, embed_headlines
    from topics.service import load_classifier, load_encoder
    from topics.taxonomy import load_taxonomy
    from topics.training.evaluation.answers import answers_of

    kept, headlines = _headlines(rows, now)
    topics = load_taxonomy(settings.taxonomy)
    model = load_encoder(settings)
    with watched() as bars:
        vectors = embed_headlines(headlines, model, bars.stage("embed", len(headlines)))
        tick = bars.stage("classify", len(headlines))
        predictions = classify_headlines(headlines, vectors, load_classifier(settings, topics, model))
        tick(len(headlines))
    return tuple(kept), answers_of(predictions, digits=DIGITS)


def _headlines(rows: Sequence[Labelled], now: datetime) -> tuple[list[Labelled], list[Headline]]:
    """Gold rows with their titles as headlines: no hint of outlet or language that a title does not give."""
    from topics.cli.output import note_problems
    from topics.sources.items import Item, make_headline
    from topics.types import Source, SourceKind

    source = Source("", "gold", SourceKind.FILE)
    made = [make_headline(source, Item(row.title, row.title[:60]), now=now) for row in rows]
    note_problems([problem for _, problems in made for problem in problems])
    usable = [(row, one) for row, (one, _) in zip(rows, made, strict=True) if one is not None]
    return [row for row, _ in usable], [one for _, one in usable]


def _told(found: Evaluation, labelled: LabelledSet, gold: Path, now: datetime) -> dict[str, Any]:
    """What is stored and printed as JSON."""
    about = {"name": labelled.name, "file": gold.name, "sha256": labelled.sha256, "rows": len(labelled.rows)}
    return {"gold": about, "made": now.isoformat(timespec="seconds"), **asdict(found)}


# --- on a terminal ---------------------------------------------------------------------------------


def _show(found: Evaluation, told: dict[str, Any], as_json: bool) -> None:
    from topics.cli.output import say, to_json, wants_json

    if wants_json(as_json):
        say(to_json(told))
        return
    _show_languages(found)
    say()
    _show_topics(found)
    if found.not_news is not None:
        one = found.not_news
        say(
            f"\nnot_news: precision {_share(one.precision)} of {one.predicted}, "
            f"recall {_share(one.recall)} of {one.support}"
        )
    if found.unknown_topics:
        say(f"\nnot among the model's topics, always wrong: {', '.join(found.unknown_topics)}")


def _show_languages(found: Evaluation) -> None:
    from topics.cli.output import Align, show_table

    percents = list(found.overall.accuracy_at)
    names = ("n", "accepted", "macro-F1", "ECE", *(f"at {one} %" for one in percents), "abstained", "others")
    columns: dict[str, Align] = {"language": "left"}
    columns |= dict.fromkeys(names, "right")
    groups = {"all": found.overall, **found.languages}
    show_table(columns, [[name, *_cells(one)] for name, one in groups.items()])


def _cells(one: Figures) -> list[str]:
    return [
        str(one.n),
        _estimate(one.accepted),
        _estimate(one.macro_f1),
        _share(one.calibration_error),
        *map(_share, one.accuracy_at.values()),
        _share(one.abstained),
        _share(one.accepted_answered),
    ]


def _show_topics(found: Evaluation) -> None:
    from topics.cli.output import Align, show_table

    columns: dict[str, Align] = {"topic": "left"}
    columns |= dict.fromkeys(("gold", "predicted", "precision", "recall", "F1"), "right")
    show_table(
        columns,
        [
            [
                one.topic,
                str(one.support),
                str(one.predicted),
                *map(_share, (one.precision, one.recall, one.f1)),
            ]
            for one in found.topics
        ],
    )


def _estimate(one: Estimate) -> str:
    return f"{_share(one.value)} [{_share(one.low)}, {_share(one.high)}]"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}".removeprefix("0")
