"""Who holds a lease, and when it is certain that nobody does."""

from __future__ import annotations

import subprocess
import sys

from topics.job_owner import is_gone, this_process

TELL = "from topics.job_owner import this_process; print(this_process(), flush=True); input()"


def test_every_owner_is_another_one() -> None:
    assert this_process() != this_process()


def test_a_process_is_gone_when_it_has_ended() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    owner = process.stdout.readline().strip()
    assert not is_gone(owner)
    process.kill()
    process.communicate()
    assert is_gone(owner)


def test_of_others_nothing_is_certain() -> None:
    machine, _, rest = this_process().partition("|")
    assert not is_gone(f"{machine}|{rest}"), "we live"
    assert not is_gone(f"another{machine}|999999999|abc")
    assert not is_gone("written by something else")
    assert not is_gone("")
