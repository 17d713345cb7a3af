"""Who does a job, by a name of which there is only one, and whether that process still lives."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def this_process() -> str:
    """Machine, process and a random part."""
    return f"{_machine()}|{os.getpid()}|{secrets.token_hex(6)}"


def is_gone(owner: str) -> bool:
    """Is it certain that the owner's process has ended? Of other machines that is never known."""
    machine, _, rest = owner.partition("|")
    pid = rest.partition("|")[0]
    if os.name != "posix" or machine != _machine() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)  # asks, and sends nothing
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """Where process numbers mean the same: two containers may share a host's name, but not its numbers."""
    try:
        numbers = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        numbers = ""
    return f"{socket.gethostname()}{numbers}".replace("|", "-")
