"""The alert job, killed at random moments, before receivers that fail at random: every alert arrives once.

A receiver that takes a message and breaks off before it says so, and a kill between its answer and our note
of it, can't be told from a message that never came: there the job sends again, under the same id, by which
receivers know it. How often that happens is counted, and never more than it must.

TOPICS_ALERT_KILLS says how often to kill (default 2).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from tests.notify.receivers import MailReceiver, Mischief, Taken, WebReceiver
from topics.notify.signing import signature_headers
from topics.store.store import open_store
from topics.types import Alert, DeliveryState

KILLS = int(os.environ.get("TOPICS_ALERT_KILLS", "2"))
SEED = int(os.environ.get("TOPICS_ALERT_SEED", "7"))
NEW = 3  # alerts that are new to each run
SECRET = "a secret of this test"
JOB = """
import random, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from topics.alert_delivery import Retries
from topics.alert_job import run_alerts
from topics.alert_rules import load_alert_rules
from topics.notify.opening import open_channel
from topics.service import open_service
from topics.settings import load_settings
from topics.types import Bin, Burst, Dimension

folder, seed, planted = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
begin = datetime.fromisoformat(sys.argv[4])

def find(by, every, now):
    return [
        Burst(by, f"T{n}", every, begin, now, begin, 30 + n, 6.5, 1e-8, 8.0, ("Al Manara", "Le Port"))
        for n in range(planted)
    ]

retries = Retries(
    first=timedelta(milliseconds=20), longest=timedelta(milliseconds=80), attempts=1000,
    patience=timedelta(milliseconds=500), in_a_row=5,
)
settings = load_settings(db=str(folder / "topics.db"), allow_hosts=("127.0.0.1",), fetch_timeout=3.0)
rules = load_alert_rules(folder / "alerts.toml")
with open_service(settings) as service:
    print("ready", flush=True)
    clock, chance = lambda: datetime.now(UTC), random.Random(seed)
    outcome = run_alerts(service, rules, clock=clock, chance=chance, find=find, retries=retries)
print(outcome.waiting, outcome.given_up, outcome.busy)
"""
RULES = """
language = "ar"
[channel.web]
kind = "webhook"
url = "{url}"
secret_env = "ALERTS_TEST_SECRET"
[channel.mail]
kind = "email"
server = "127.0.0.1"
port = {port}
security = "none"
sender = "Alerts <alerts@example.org>"
to = ["desk@example.org", "night@example.org"]
[channel.feed]
kind = "atom"
path = "alerts.atom"
entries = 1000
[channel.log]
kind = "jsonl"
path = "alerts.jsonl"
[[rule]]
name = "مواضيع صاعدة"
by = "theme"
least_score = 4
channels = ["web", "mail", "feed", "log"]
"""


@dataclass
class Newsroom:
    """A store, its rules, and who is told."""

    folder: Path
    web: WebReceiver
    mail: MailReceiver
    begin: str
    planted: int = 0
    runs: int = 0
    in_doubt: Counter[str] = field(default_factory=Counter)  # kills between an answer and our note of it

    @property
    def taken(self) -> int:
        """Messages that receivers kept."""
        return len(self.web.taken) + len(self.mail.taken)

    def start(self, *, new: int) -> subprocess.Popen[str]:
        """Start the job, and wait until it begins to work."""
        self.planted += new
        self.runs += 1
        arguments = [str(self.folder), str(SEED * 1000 + self.runs), str(self.planted), self.begin]
        job = subprocess.Popen(
            [sys.executable, "-c", JOB, *arguments],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "ALERTS_TEST_SECRET": SECRET},
        )  # fmt: skip
        assert job.stdout is not None
        assert job.stdout.readline() == "ready\n"
        return job

    def finish(self) -> str:
        """Run the job undisturbed; what it says at the end."""
        said, _ = self.start(new=0).communicate(timeout=120)
        return said.strip()

    def note_doubts(self, web: int, mail: int) -> None:
        """After a kill: what receivers took in this run and answered, and the store does not know as sent."""
        time.sleep(0.1)  # what had left is still taken
        with open_store(str(self.folder / "topics.db"), create=False) as store:
            assert store.check() == []
            alerts = store.alerts.recent(10_000)
            deliveries = store.alerts.deliveries([one.id for one in alerts])
        unsent = {
            (one.channel, one.alert_id, one.recipient)
            for some in deliveries.values()
            for one in some
            if one.state is not DeliveryState.SENT
        }
        for channel, taken in (("web", self.web.taken[web:]), ("mail", self.mail.taken[mail:])):
            last = {(channel, alert_of(one), one.recipient) for one in taken if one.answered}
            self.in_doubt[channel] += len(last & unsent)


def alert_of(taken: Taken) -> str:
    return taken.id.strip("<>").partition(".")[0]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    def mischief(seed: int) -> Mischief:
        return Mischief(refuse=0.15, hang_up=0.1, swallow=0.1, slow=0.03, chance=random.Random(seed))

    with WebReceiver(mischief(SEED)) as web, MailReceiver(mischief(SEED + 1)) as mail:
        (tmp_path / "alerts.toml").write_text(RULES.format(url=web.url(), port=mail.port), encoding="utf-8")
        yield Newsroom(tmp_path, web, mail, datetime.now(UTC).isoformat())


def test_every_alert_arrives_once_whenever_the_job_is_killed(newsroom: Newsroom) -> None:
    chance = random.Random(SEED)
    job, began = newsroom.start(new=NEW), time.monotonic()
    job.communicate(timeout=120)
    work = time.monotonic() - began  # of a run that nobody kills
    busy = 0
    for kill in range(KILLS):
        before = len(newsroom.web.taken), len(newsroom.mail.taken)
        job = newsroom.start(new=NEW)
        time.sleep((kill + chance.random()) / KILLS * work)  # one moment in each part of the work
        job.send_signal(signal.SIGKILL)
        busy += job.wait() == -signal.SIGKILL and newsroom.taken > sum(before)
        job.communicate()
        newsroom.note_doubts(*before)
    sys.stderr.write(f"{busy} of {KILLS} runs were killed after their first message\n")
    for _ in range(60):
        if newsroom.finish() == "0 0 False":
            break
    alerts = stored(newsroom)
    assert len(alerts) == (KILLS + 1) * NEW
    check_receivers(newsroom, {one.id for one in alerts})
    check_files(newsroom.folder, {one.id for one in alerts})


def stored(newsroom: Newsroom) -> list[Alert]:
    with open_store(str(newsroom.folder / "topics.db"), create=False) as store:
        alerts = store.alerts.recent(10_000)
        assert set(store.alerts.states()) == {DeliveryState.SENT}
        assert len(store.alerts.deliveries([one.id for one in alerts])) == len(alerts)
    return alerts


def check_receivers(newsroom: Newsroom, ids: set[str]) -> None:
    web, mail = newsroom.web.taken, newsroom.mail.taken
    assert {one.id for one in web} == ids
    assert {(alert_of(one), one.recipient) for one in mail} == {
        (id, to) for id in ids for to in ("desk@example.org", "night@example.org")
    }
    for channel, taken in (("web", web), ("mail", mail)):
        copies = Counter(one.id for one in taken)
        twice = len(taken) - len(copies)
        swallowed = sum(not one.answered for one in taken)
        report = f"{channel}: {len(copies)} messages, {twice} came twice, {swallowed} unanswered"
        sys.stderr.write(f"{report}, {newsroom.in_doubt[channel]} killed before our note\n")
        assert twice <= swallowed + newsroom.in_doubt[channel]
        contents = {(one.id, one.content) for one in taken}
        assert len(contents) == len(copies), "a second copy is the same to the byte"
    assert sum(newsroom.in_doubt.values()) <= KILLS
    for one in web:
        timestamp = int(one.headers["webhook-timestamp"])
        signed = signature_headers(SECRET, id=one.id, timestamp=timestamp, body=one.content)
        assert signed["webhook-signature"] == one.headers["webhook-signature"]


def check_files(folder: Path, ids: set[str]) -> None:
    entries = [json.loads(line)["id"] for line in (folder / "alerts.jsonl").read_text().splitlines()]
    assert sorted(entries) == sorted(ids)
    feed = feedparser.parse((folder / "alerts.atom").read_bytes())
    assert not feed.bozo
    urns = [entry.id.removeprefix("urn:uuid:").replace("-", "") for entry in feed.entries]
    assert sorted(urns) == sorted(ids)
