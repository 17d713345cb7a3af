"""Who does a job, by a name of which there is only one, and whether that process still lives."""

from __future__ import annotations

import os
import secrets

from topics.process import host, namespace, runs


def this_process() -> str:
    """Machine, process and a random part."""
    return f"{_machine()}|{os.getpid()}|{secrets.token_hex(6)}"


def is_gone(owner: str) -> bool:
    """Is it certain that the owner's process has ended? Of other machines that is never known."""
    machine, _, rest = owner.partition("|")
    pid = rest.partition("|")[0]
    return machine == _machine() and pid.isdecimal() and not runs(int(pid))


def _machine() -> str:
    return f"{host()}{namespace()}".replace("|", "-")
