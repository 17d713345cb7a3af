"""No library of ours speaks to anyone: the whole job runs in a process whose sockets are watched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.encoder

# Every way out goes through these; what is not this machine is written down and refused.
GUARD = """
import socket, sys
def refuse(*given, **named):
    print("REACHED OUT", given, file=sys.stderr, flush=True)
    raise OSError("no network in this test")
real = socket.socket.connect
def connect(self, address):
    if self.family == getattr(socket, "AF_UNIX", None):
        return real(self, address)
    return refuse(address)
socket.socket.connect = socket.socket.connect_ex = connect
socket.create_connection = refuse
socket.getaddrinfo = socket.gethostbyname = refuse
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--sample", "--db", "topics.db"],
        pytest.param(["classify", "-"], marks=pytest.mark.slow),
        pytest.param(["doctor", "--db", "other.db"], marks=pytest.mark.slow),
        ["classify", "-", "--runtime", "torch"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_command_speaks_to_nobody(arguments: list[str], tmp_path: Path) -> None:
    run = f"{GUARD}\nsys.argv = {['topics', *arguments]!r}\nfrom topics.cli.main import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", run],
        input="أمطار قوية بالشمال\n", capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert "REACHED OUT" not in done.stderr
    assert done.returncode == 0, done.stderr
