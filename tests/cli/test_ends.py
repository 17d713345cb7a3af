"""How a command ends that is not let finish: a reader that leaves, a full disk, a closed stream, Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from topics.cli.opening import utc_now
from topics.sources.files import read_file
from topics.store.store import open_store
from topics.types import Source

PROGRAM = [sys.executable, "-m", "topics.cli.main"]
PATIENCE = 60  # seconds


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with more headlines than a pipe holds back."""
    lines = tmp_path / "many.txt"
    lines.write_text("".join(f"The harbour counted {number} boats today\n" for number in range(2000)))
    path = tmp_path / "topics.db"
    with open_store(str(path)) as opened:
        opened.headlines.add(read_file(lines, now=utc_now()).headlines)
    return path


def in_shell(line: str, store: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which ``topics`` is this program; the exit code is that of ``topics``."""
    script = f'topics() {{ "{sys.executable}" -m topics.cli.main "$@"; }}; set -o pipefail; {line}'
    environment = {**os.environ, "TOPICS_DB": str(store)}
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


@pytest.mark.parametrize("line", ["topics export | head -1", "topics export --format csv | head -1"])
def test_a_reader_that_has_enough_is_a_good_end(line: str, store: Path) -> None:
    done = in_shell(line, store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("line", ["topics export > /dev/full", "topics db info > /dev/full"])
def test_a_full_disk_is_one_line_and_a_failure(line: str, store: Path) -> None:
    done = in_shell(line, store)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["topics classify - <&-", "topics export >&-"])
def test_a_closed_stream_is_one_line_and_a_failure(line: str, store: Path) -> None:
    done = in_shell(line, store)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def _hear_interrupts() -> None:
    """Tests that run in the background of a shell ignore Ctrl-C, and what they start would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_a_report_and_ends_with_130(tmp_path: Path) -> None:
    store = tmp_path / "topics.db"
    environment = {**os.environ, "TOPICS_ALLOW_PRIVATE": "true"}
    with socket.create_server(("127.0.0.1", 0)) as outlet:
        outlet.settimeout(PATIENCE)
        with open_store(str(store)) as opened:
            opened.sources.add(Source("Harbour News", f"http://127.0.0.1:{outlet.getsockname()[1]}/rss"))
        command = [*PROGRAM, "run", "--db", str(store)]
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=environment, preexec_fn=_hear_interrupts
        ) as process:
            asked, _ = outlet.accept()  # it waits for an answer now
            process.send_signal(signal.SIGINT)
            outlet.close()  # before the request, so that a second try is refused
            asked.close()
            _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said == "interrupted\n"
    with open_store(str(store), create=False) as opened:
        (report,) = opened.reports.recent(10)
    assert (report.job, report.ok, report.error) == ("run", False, "interrupted")
