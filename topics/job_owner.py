"""Who does a job, by a name of which there is only one, and whether that process still lives."""

from __future__ import annotations

import os
import secrets

from topics.process import host, life, namespace, runs


def this_process() -> str:
    """Machine, process, a random part, and what tells the process from a later one of its number."""
    return f"{_machine()}|{os.getpid()}|{secrets.token_hex(6)}|{life(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Is it certain that the owner's process has ended? Of other machines that is never known."""
    return lives(owner) is False


def lives(owner: str) -> bool | None:
    """Whether the owner's process runs; None where it is not known, because it is another machine's."""
    machine, pid, born = _parts(owner)
    if machine != _machine() or pid is None:
        return None
    now = life(pid)
    return runs(pid) and (not born or not now or now == born)


def described(owner: str) -> str:
    """The owner for people: "process 812 on desk-1"."""
    machine, pid, _ = _parts(owner)
    return f"process {'unknown' if pid is None else pid} on {machine.partition('pid:[')[0] or 'unknown'}"


def _parts(owner: str) -> tuple[str, int | None, str]:
    machine, pid, _, born, *_ = [*owner.split("|"), "", "", "", ""]
    return machine, int(pid) if pid.isdecimal() else None, born


def _machine() -> str:
    return f"{host()}{namespace()}".replace("|", "-")
