"""Alerts from the command line, over planted bursts and real channels."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.alerting import burst
from tests.notify.receivers import HOST, Mischief, WebReceiver
from topics.cli.main import app
from topics.service import TopicsService
from topics.store.leases import Lease
from topics.store.store import open_store
from topics.types import Bin, Burst, Dimension, HeadlineFilter

RULES = """
language = "ar"
[channel.desk]
kind = "webhook"
url_env = "DESK_URL"
[channel.feed]
kind = "atom"
path = "alerts.atom"
[channel.out]
kind = "jsonl"
[[rule]]
name = "rises"
by = "topic"
keys = ["weather"]
least_score = 4
channels = ["desk", "feed", "out"]
"""
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules and an empty store, from which commands are started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOPICS_DB", str(tmp_path / "topics.db"))
    monkeypatch.setenv("TOPICS_ALLOW_HOSTS", HOST)
    monkeypatch.delenv("TOPICS_ALERTS", raising=False)
    (tmp_path / "alerts.toml").write_text(RULES, encoding="utf-8")
    open_store(str(tmp_path / "topics.db")).close()
    return tmp_path


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store finds one burst, that of the weather, which goes on."""
    begin = datetime.now(UTC) - timedelta(hours=3)

    def bursts(
        self: TopicsService,
        by: Dimension,
        every: Bin,
        *,
        now: datetime,
        since: datetime,
        filter: HeadlineFilter,
    ) -> list[Burst]:
        return [replace(burst(), since=begin, peak=begin, until=now)]

    monkeypatch.setattr(TopicsService, "bursts", bursts, raising=False)


def topics(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("planted")
def test_an_alert_is_told_once_and_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebReceiver() as web:
        monkeypatch.setenv("DESK_URL", web.url())
        first = topics("run", "--json")
        again = topics("run")
    assert first.exit_code == 0
    told, outcome = lines(first)
    assert (told["rule"], told["name"]) == ("rises", "طقس")
    assert (outcome["job"], outcome["told"], outcome["sent"], outcome["waiting"]) == ("alerts", 1, 3, 0)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "alerts: 0 new; deliveries: 0 sent, 0 waiting, 0 given up.\n"
    assert [json.loads(one.content)["id"] for one in web.taken] == [told["id"]]
    (row,) = lines(topics("list"))
    assert {key: row[key] for key in told} == told
    assert [(one["channel"], one["state"]) for one in row["deliveries"]] == [
        ("desk", "sent"), ("feed", "sent"), ("out", "sent"),
    ]  # fmt: skip
    assert lines(topics("list", "--since", "2100-01-01")) == []
    assert [entry.title for entry in feedparser.parse(str(folder / "alerts.atom")).entries] == [told["title"]]


@pytest.mark.usefixtures("planted")
def test_a_failure_waits_with_exit_code_0_and_giving_up_ends_with_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        web.refusal_headers = {"Retry-After": "3600"}
        monkeypatch.setenv("DESK_URL", web.url())
        waiting = topics("run")
        assert waiting.exit_code == 0
        assert "warning: desk: http://127.0.0.1" in waiting.stderr
        assert "2 sent, 1 waiting, 0 given up" in waiting.stderr
    file = folder / "alerts.toml"
    file.write_text(
        file.read_text(encoding="utf-8")
        .replace("channel.desk", "channel.moved")
        .replace('"desk"', '"moved"'),
        encoding="utf-8",
    )
    with open_store(str(folder / "topics.db")) as store:
        (left,) = store.alerts.waiting()
        lease = Lease("alerts", "test")
        store.leases.take(lease, now=left.next_try, is_stale=lambda owner, renewed: False)
        store.alerts.settle(replace(left, next_try=datetime.now(UTC)), lease=lease, now=datetime.now(UTC))
        store.leases.give_back(lease)
    lost = topics("run")
    assert lost.exit_code == 1
    assert "expected a channel of the rules, got 'desk'" in lost.stderr
    assert "1 given up" in lost.stderr


def test_a_sample_goes_through_each_channel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebReceiver() as web:
        monkeypatch.setenv("DESK_URL", web.url())
        done = topics("test")
        assert done.exit_code == 0
        sample, *rows = lines(done)
        assert [(row["channel"], row["ok"]) for row in rows] == [
            ("desk", True),
            ("feed", True),
            ("out", True),
        ]
        assert sample["rule"] == "تجربة"
        assert len(web.taken) == 1
        assert [row["channel"] for row in lines(topics("test", "--channel", "feed"))] == ["feed"]
    assert topics("list").stdout == "", "a sample is not kept"


def test_a_sample_that_does_not_arrive_ends_with_1(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_URL", raising=False)
    done = topics("test", "--channel", "desk")
    assert done.exit_code == 1
    (row,) = lines(done)
    assert "environment variable DESK_URL" in row["error"]
    unknown = topics("test", "--channel", "fax")
    assert "expected one of desk, feed, out, got 'fax'" in str(unknown.exception)


def test_rules_are_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_URL", raising=False)
    fine = topics("check")
    assert (fine.exit_code, fine.stdout) == (0, "alerts.toml: 1 rules, 3 channels\n")
    assert "warning: channel 'desk': the environment variable DESK_URL is not set here." in fine.stderr
    (folder / "odd.toml").write_text(RULES.replace('"weather"', '"wether"'), encoding="utf-8")
    (row,) = lines(topics("check", "--rules", "odd.toml", "--json"))
    assert "'wether' is no topic of the taxonomy" in row["warnings"][1]
    (folder / "bad.toml").write_text(RULES.replace("least_score = 4", "least_score = -4"), encoding="utf-8")
    bad = topics("check", "--rules", "bad.toml")
    assert "rule 'rises', field 'least_score'" in str(bad.exception)
    assert getattr(bad.exception, "exit_code", None) == 2


def test_the_example_is_a_file_to_begin_with(folder: Path) -> None:
    (folder / "alerts.toml").write_text(topics("check", "--example").stdout, encoding="utf-8")
    assert topics("check").stdout == "alerts.toml: 2 rules, 2 channels\n"


def test_without_rules_it_says_how_to_begin(folder: Path) -> None:
    (folder / "alerts.toml").unlink()
    for command in ("run", "check", "test"):
        done = topics(command)
        assert "topics alerts check --example > alerts.toml" in str(done.exception)
        assert getattr(done.exception, "exit_code", None) == 2
