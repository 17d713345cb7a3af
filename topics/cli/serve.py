"""The HTTP service: serve it, and its keys."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.care import check_free
from topics.cli.options import AsJson, Db, EncoderName, ModelFolder, ModelsFolder, Runtime, TaxonomyFile
from topics.errors import UsageError
from topics.serving import VARIABLE, Serving, written
from topics.types import Scope

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import ApiKey

PANEL = "Serve"
USUAL = Serving()
# Threads of linear algebra wait by spinning, on cores that the encoder needs: 44 ms a headline, 38 without.
THREADS = {"OPENBLAS_NUM_THREADS": "1"}
LOOPBACK = ("127.", "::1", "localhost")
keys = typer.Typer(
    help="Keys of the HTTP service: what other programs come in with.\n\n"
    'Example: [bold]topics keys create "Push desk" --scope read[/bold]',
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve", rich_help_panel=PANEL)(serve)
    app.add_typer(keys, name="keys", rich_help_panel=PANEL)


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Which network may ask; 0.0.0.0 is everyone.")
    ] = USUAL.host,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = USUAL.port,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes; each has the encoder in memory.")
    ] = USUAL.workers,
    certificate: Annotated[
        Path | None, typer.Option("--tls-certificate", metavar="FILE", help="PEM; with it HTTPS is spoken.")
    ] = None,
    private_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key, PEM.")
    ] = None,
    rate: Annotated[
        int,
        typer.Option("--rate", min=1, help="Requests a minute of a key without a rate of its own."),
    ] = USUAL.rate,
    cors: Annotated[
        list[str] | None,
        typer.Option("--cors", metavar="ORIGIN", help="Pages of this origin may ask; repeatable."),
    ] = None,
    patience: Annotated[
        float,
        typer.Option(
            "--patience", min=0.1, help="Seconds of encoding that may wait; beyond, requests are refused."
        ),
    ] = USUAL.patience,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    models: ModelsFolder = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Serve headlines, topics, themes, stories and trends over HTTP until Ctrl-C.

    Every request needs a key of `topics keys create`. /healthz says that it lives, /readyz that it can
    answer, /openapi.json what can be asked.

    Example: [bold]topics serve --port 8600[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import note, say, to_json

    _check_tls(certificate, private_key)
    flags: dict[str, Any] = {
        "encoder": encoder,
        "runtime": runtime,
        "taxonomy": taxonomy,
        "model": model,
        "models": models,
    }
    with service_from(db=db, **flags) as service:  # say what is wrong here, not in a process of its own
        opens = [one for one in service.store.api_keys.list() if one.revoked is None]
        settings = service.settings
    check_free(host, port)
    told = Serving(
        host,
        port,
        workers,
        certificate=None if certificate is None else str(certificate.resolve()),
        private_key=None if private_key is None else str(private_key.resolve()),
        rate=rate,
        cors=tuple(cors or ()),
        patience=patience,
    )
    url = f"{'https' if certificate else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    say(to_json({"url": url}) if as_json else f"service: {url}  (Ctrl-C stops it)")
    if not opens:
        note("no key opens it yet: `topics keys create NAME --scope read` makes one.")
    if not certificate and not host.startswith(LOOPBACK):
        note(
            "keys are sent in the clear: give --tls-certificate and --tls-key, or put a TLS proxy before it."
        )
    sys.stdout.flush()
    named = {name: str(getattr(settings, name)) for name, value in flags.items() if value is not None}
    _become_the_service({"db": settings.db, **named}, told)


def _become_the_service(settings: dict[str, str], told: Serving) -> None:
    """This process becomes the one that serves: front ends don't know one another, and signals reach it."""
    variables = {f"TOPICS_{name.upper()}": value for name, value in settings.items()}
    environment = {**THREADS, **os.environ, **variables, VARIABLE: written(told)}
    os.execve(sys.executable, [sys.executable, "-m", "topics.api"], environment)


def _check_tls(certificate: Path | None, private_key: Path | None) -> None:
    if (certificate is None) != (private_key is None):
        got = "--tls-certificate" if private_key is None else "--tls-key"
        raise UsageError(f"expected --tls-certificate and --tls-key together, got only {got}.")
    for file in filter(None, (certificate, private_key)):
        if not file.is_file():
            raise UsageError(f"expected a PEM file, got {file}, which is not there.")


# --- keys ----------------------------------------------------------------------------------------


@keys.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is: a desk, a program.")],
    scope: Annotated[list[Scope] | None, typer.Option("--scope", help="What it may do; repeatable.")] = None,
    rate: Annotated[
        int | None, typer.Option("--rate", min=1, help="Requests a minute; default: as `topics serve` says.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, this once: the store keeps only a hash of it.

    read: ask and classify; ingest: add headlines; correct: say what topic is right; admin: read the log of
    writes.

    Example: [bold]topics keys create "Push desk" --scope read[/bold]
    """
    from topics.access import create_key
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, say, to_json, wants_json
    from topics.corrections import editor_name

    with service_from(db=db) as service:
        who = editor_name(service, None)
        key, made = create_key(service.store, name, scope or (), who=who, now=utc_now(), rate=rate)
    if wants_json(as_json):
        say(to_json({**_row(made), "key": key}))
    else:
        say(key)
    note("keep it now: it is not shown again.")


@keys.command("list")
def list_(db: Db = None, as_json: AsJson = False) -> None:
    """List the keys, the oldest first; what opens is not among what is known of them.

    Example: [bold]topics keys list[/bold]
    """
    from topics.cli.opening import service_from

    with service_from(create=False, db=db) as service:
        _show(service, service.store.api_keys.list(), as_json)


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID|NAME", help="As `topics keys list` shows it.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Take a key back: from the next request on it opens nothing.

    Example: [bold]topics keys revoke "Push desk"[/bold]
    """
    from topics.access import revoke_key
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, None)
        taken = [one.id for one in revoke_key(service.store, key, who=who, now=utc_now())]
        _show(service, [one for one in service.store.api_keys.list() if one.id in taken], as_json)


def _show(service: TopicsService, found: list[ApiKey], as_json: bool) -> None:
    from topics.cli.output import show_rows
    from topics.moments import wall_clock

    zone = service.settings.timezone
    columns = {
        "id": lambda row: row["id"],
        "name": lambda row: row["name"],
        "scopes": lambda row: " ".join(row["scopes"]),
        "created": lambda row: wall_clock(row["created"], zone),
        "revoked": lambda row: wall_clock(row["revoked"], zone) if row["revoked"] else "",
    }
    show_rows(map(_row, found), columns, as_json=as_json)


def _row(key: ApiKey) -> dict[str, Any]:
    from topics.rows import iso

    return {
        "id": key.id,
        "name": key.name,
        "scopes": [one.value for one in key.scopes],
        "rate": key.rate,
        "created": iso(key.created),
        "revoked": iso(key.revoked),
    }
