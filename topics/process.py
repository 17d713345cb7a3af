"""Whether a process still runs, and what tells it from a later one of the same number."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

PROC = Path("/proc")


def host() -> str:
    """The name of this machine."""
    return socket.gethostname()


def life(pid: int) -> str:
    """Boot, namespace and birth of a process that runs; "" where it does not, or the system has no /proc."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, born = fields[0], fields[19]  # numbers 3 and 22 of proc_pid_stat(5)
    return "" if state in {"Z", "X"} else f"{_boot()} {namespace() or '-'} {born}"


def namespace() -> str:
    """Where process numbers mean the same: containers may share a host's name, but not its numbers."""
    try:
        return (PROC / "self/ns/pid").readlink().name
    except OSError:
        return ""


def runs(pid: int) -> bool:
    """Whether a process of this machine and namespace runs; one that only waits to be reaped does not."""
    return bool(life(pid)) if life(os.getpid()) else _answers(pid)


def _boot() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "-"


def _answers(pid: int) -> bool:
    """Where there is no /proc. On Windows a signal would end the process, so it counts as running."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
