"""The command line, as tests call it."""

from __future__ import annotations

import sys

import pytest

from tests.cli.running import Done, Topics
from tests.fakes import HashingEncoder
from topics.cli.main import main


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Topics:
    """Runs commands in this process, from their words to their exit code; the encoder needs no model."""
    monkeypatch.setattr("topics.service.load_encoder", lambda settings: HashingEncoder())

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["topics", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(ended.value.code or 0, said.out, said.err)

    return run
