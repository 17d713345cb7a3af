"""Who holds a lease, and when it is certain that nobody does."""

from __future__ import annotations

import subprocess
import sys

from topics.job_owner import described, is_gone, lives, this_process

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


def test_a_later_process_of_the_same_number_is_another_one() -> None:
    machine, pid, token, born = this_process().split("|")
    if born:
        boot, namespace, ticks = born.split()
        assert lives(f"{machine}|{pid}|{token}|{boot} {namespace} {int(ticks) - 1}") is False
        assert lives(f"{machine}|{pid}|{token}|another-boot {namespace} {ticks}") is False
    assert lives(f"{machine}|{pid}|{token}|{born}") is True
    assert lives(f"{machine}|{pid}|{token}") is True, "as earlier versions wrote it"
    assert lives(f"another{machine}|{pid}|{token}|{born}") is None


def test_an_owner_is_described_for_people() -> None:
    assert described("desk-1pid:[4026531836]|812|ab|boot pid:[4026531836] 9") == "process 812 on desk-1"
    assert described("desk-1|812|ab") == "process 812 on desk-1"
    assert described("") == "process unknown on unknown"
