"""Look after the installation: doctor; and open the dashboard."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import AsJson, Db, EncoderName, ModelFolder, Runtime, TaxonomyFile
from topics.errors import TopicsError

GRACE = 10.0  # seconds that what serves the pages is given to end


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("dashboard", rich_help_panel="Look")(dashboard)
    app.command("doctor", rich_help_panel="Set up")(doctor)


def dashboard(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = 8501,
    address: Annotated[
        str, typer.Option("--address", metavar="HOST", help="Which network may see it; 0.0.0.0 is everyone.")
    ] = "127.0.0.1",
    taxonomy: TaxonomyFile = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Serve the dashboard until Ctrl-C; prints its address.

    Without sign-in (docs/dashboard.md) it listens to this machine alone.

    Example: [bold]topics dashboard --port 8600[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json
    from topics.sign_in import check_address

    with service_from(db=db, taxonomy=taxonomy) as service:  # say what is wrong here, not in a browser
        settings = service.settings
    check_address(address, settings)
    environment = {"TOPICS_DB": settings.db}
    if settings.taxonomy is not None:
        environment["TOPICS_TAXONOMY"] = str(settings.taxonomy.resolve())
    check_free(address, port)
    url = f"http://{'localhost' if address in {'0.0.0.0', '127.0.0.1'} else address}:{port}"
    say(to_json({"url": url}) if as_json else f"dashboard: {url}  (Ctrl-C stops it)")
    sys.stdout.flush()
    raise typer.Exit(_serve(port, address, {**os.environ, **environment}))


def _serve(port: int, address: str, environment: dict[str, str]) -> int:
    """Run Streamlit in a process of its own, with nothing sent home."""
    command = [sys.executable, "-m", "streamlit", "run", str(_page()), "--server.headless=true"]
    command += [f"--server.port={port}", f"--server.address={address}"]
    command += ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    process = subprocess.Popen(command, env=environment)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        """A service manager ends this process; the one that serves must not outlive it."""
        stopped.set()
        process.terminate()
        late = threading.Timer(GRACE, process.kill)  # as where it can't say that it ends: its output is gone
        late.daemon = True
        late.start()

    signal.signal(signal.SIGTERM, stop)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        stop()
        code = process.wait()
    return 0 if stopped.is_set() else code


def check_free(address: str, port: int) -> None:
    """Say here that a port is taken, before an address is printed that leads to someone else's page."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise TopicsError(
                f"expected {address}:{port} to be free, got: {error.strerror or error}; "
                "choose another port with --port, or stop what listens there."
            ) from error


def _page() -> Path:
    """The dashboard's first file; found, not imported, because front ends don't know one another."""
    from importlib.util import find_spec

    spec = find_spec("dashboard")
    if spec is None or not spec.submodule_search_locations:
        raise TopicsError(
            "expected the package `dashboard` beside `topics`, found none; install the project again."
        )
    return Path(spec.submodule_search_locations[0]) / "streamlit_app.py"


def doctor(
    db: Db = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say what is installed, what is used, and what would fail.

    Example: [bold]topics doctor[/bold]
    """
    from topics.cli.doctoring import examine
    from topics.cli.output import say, to_json

    findings = examine(db=db, encoder=encoder, runtime=runtime, taxonomy=taxonomy, model=model)
    marks = {"ok": "ok  ", "warning": "warn", "failed": "FAIL"}
    if as_json:
        say(
            to_json(
                {
                    "ok": all(one.state != "failed" for one in findings),
                    "findings": [one.row() for one in findings],
                }
            )
        )
    else:
        for one in findings:
            say(f"{marks[one.state]}  {one.what:<14} {one.found}")
    if any(one.state == "failed" for one in findings):
        raise typer.Exit(1)
