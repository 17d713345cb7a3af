"""Commands in a process whose ways out are watched."""

from __future__ import annotations

import sys

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


def watched(arguments: list[str]) -> list[str]:
    """A Python that runs one command of ours and tells on standard error whom it would have spoken to."""
    run = f"{GUARD}\nsys.argv = {['topics', *arguments]!r}\nfrom topics.cli.main import main\nmain()"
    return [sys.executable, "-c", run]
