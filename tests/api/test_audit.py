"""A write and its row in the log of writes are one: no failure and no kill leaves one without the other."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.running import Running
from tests.jobs.newsroom import NOW, open_newsroom
from topics.access import create_key, revoke_key
from topics.errors import StoreError
from topics.store.access import Audit
from topics.types import AuditEntry, HeadlineFilter, Scope

TITLE = "سد جديد يفتح أبوابه"
NEW = {"headlines": [{"title": TITLE, "source": "Rif Matin"}]}
SAID = {"corrections": [{"title": TITLE, "topic": "economy"}]}
KILLED = """
import os, signal, sys
from pathlib import Path
from starlette.testclient import TestClient
from tests.api.test_audit import NEW, SAID
from tests.jobs.newsroom import open_newsroom
from topics.api.app import create_app
from topics.store.access import Audit

folder, key, path, place = sys.argv[1:]
add = Audit.add

def dies(self, entry):
    if place == "after":
        add(self, entry)
    os.kill(os.getpid(), signal.SIGKILL)

Audit.add = dies
client = TestClient(create_app(open_newsroom(Path(folder))), headers={"Authorization": f"Bearer {key}"})
client.post(f"/v1/{path}", json=NEW if path == "headlines" else SAID)
"""


def kept(folder: Path) -> tuple[int, int, list[str]]:
    """Headlines of that title, corrections, and what is in the log of writes."""
    with open_newsroom(folder) as service:
        assert service.store.check() == []
        titled = service.count(HeadlineFilter(text=TITLE))
        log = service.store.audit.recent(10)
        return titled, service.store.corrections.count(), [one.action for one in log]


@pytest.mark.parametrize("path", ["headlines", "corrections", "corrections/import"])
def test_a_kill_between_a_write_and_its_row_leaves_neither(path: str, told: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    shutil.copytree(told, folder)
    with open_newsroom(folder) as service:
        key, _ = create_key(service.store, "tests", list(Scope), who="test", now=NOW)
    for place in ("before", "after"):
        command = [sys.executable, "-c", KILLED, str(folder), key, path, place]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert kept(folder) == (0, 0, ["keys.create"])


def test_what_can_not_be_logged_is_not_written(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = serve()
    store = running.service.store

    def fails(self: Audit, entry: AuditEntry) -> None:
        raise StoreError("the disk is full; make room.")

    with monkeypatch.context() as patch:
        patch.setattr(Audit, "add", fails)
        assert running.client.post("/v1/headlines", json=NEW).status_code == 503
        assert running.client.post("/v1/corrections", json=SAID).status_code == 503
        with pytest.raises(StoreError):
            create_key(store, "a desk", [Scope.READ], who="test", now=NOW)
        with pytest.raises(StoreError):
            revoke_key(store, "tests", who="test", now=NOW)
    assert store.headlines.count(HeadlineFilter(text=TITLE)) == store.corrections.count() == 0
    assert [(one.name, one.revoked) for one in store.api_keys.list()] == [("tests", None)]
    assert running.client.post("/v1/headlines", json=NEW).json()["added"] == 1
    assert running.client.post("/v1/corrections", json=SAID).status_code == 200
    assert [one.action for one in store.audit.recent(2)] == ["corrections.add", "headlines.ingest"]
