"""A served dashboard and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import Visit

# Languages that pages are looked at in; of the others the front page stands for all where time is short.
SPOKEN = ["ar", *(pytest.param(code, marks=pytest.mark.slow) for code in ("fr", "en"))]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60  # seconds until a server must answer


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system; without one these tests are skipped, unless CI demands it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("TOPICS_REQUIRE_BROWSER"):
            pytest.fail("expected a Chromium on PATH, found none; install the package `chromium`")
        pytest.skip("no Chromium on PATH; install the package `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh tab; at its end nothing failed in it, and it spoke to nobody else."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    one = Visit(page)
    yield one
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlert").filter(has_text="Error").count() == 0
    assert one.errors == []
    assert one.hosts <= {"127.0.0.1", ""}, "a page spoke to someone else"
    context.close()


@pytest.fixture(scope="session")
def dashboard_url(sample_store: Path) -> Iterator[str]:
    """The address of a dashboard over the sample."""
    yield from served(sample_store)


def served(store: Path) -> Iterator[str]:
    """Serve a store through the command line until the caller is done."""
    port = _free_port()
    command = [sys.executable, "-m", "topics.cli.main", "dashboard", "--port", str(port), "--db", str(store)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=store.parent)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/_stcore/health", process)
        yield url
    finally:
        process.terminate()  # also heard where a shell's background job hears no Ctrl-C
        process.communicate(timeout=20)


def desk_of(editor: str, store: Path, **more: str) -> Iterator[str]:
    """Serve a store to an editor of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"EDITOR": editor, "MODELS": str(store.parent / "models"), **more}.items():
            patch.setenv(f"TOPICS_{name}", value)
        yield from served(store)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"the dashboard ended: {process.communicate()[0].decode()}"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url} within {PATIENCE} s")
