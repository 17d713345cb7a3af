"""Settings: precedence, and messages that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import SettingsError
from topics.settings import load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOPICS_DB", "TOPICS_TIMEZONE", "TOPICS_CONFIG", "TOPICS_TAXONOMY", "TOPICS_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_lie_in_the_users_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    settings = load_settings()
    assert settings.db == "/somewhere/data/topics/topics.db"
    assert settings.timezone == "Africa/Casablanca"


def test_a_flag_beats_the_environment_and_the_environment_beats_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("topics.toml").write_text('db = "file.db"\ntimezone = "Europe/Paris"\nseed = 7\n')
    monkeypatch.setenv("TOPICS_DB", "environment.db")
    assert load_settings(db="flag.db").db == "flag.db"
    assert load_settings(db=None).db == "environment.db"
    assert load_settings().timezone == "Europe/Paris"
    assert load_settings().seed == 7


def test_an_unknown_time_zone_names_the_setting_and_the_value() -> None:
    with pytest.raises(SettingsError, match=r"timezone.*IANA.*Mars/Olympus"):
        load_settings(timezone="Mars/Olympus")


def test_a_misspelt_name_in_the_file_is_refused() -> None:
    Path("topics.toml").write_text('timezon = "Europe/Paris"\n')
    with pytest.raises(SettingsError, match="timezon"):
        load_settings()


def test_a_file_that_is_not_toml_is_named() -> None:
    Path("topics.toml").write_text("= nothing\n")
    with pytest.raises(SettingsError, match=r"topics\.toml"):
        load_settings()


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_CONFIG", "missing.toml")
    with pytest.raises(SettingsError, match=r"missing\.toml"):
        load_settings()


def test_settings_can_not_be_changed_afterwards() -> None:
    settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.seed = 3  # type: ignore[misc]


@pytest.mark.parametrize("written", ["feeds.lan, 127.0.0.1", "feeds.lan,127.0.0.1,"])
def test_a_list_in_the_environment_has_commas(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TOPICS_ALLOW_HOSTS", written)
    assert load_settings().allow_hosts == ("feeds.lan", "127.0.0.1")


def test_a_list_in_the_file_is_one_of_toml() -> None:
    Path("topics.toml").write_text('allow_hosts = ["feeds.lan"]\n')
    assert load_settings().allow_hosts == ("feeds.lan",)


def test_the_number_of_themes_is_a_number_or_left_to_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().themes is None
    monkeypatch.setenv("TOPICS_THEMES", "40")
    assert load_settings().themes == 40
    assert load_settings(themes="auto").themes is None
    for wrong in ("0", "-3", "many"):
        with pytest.raises(SettingsError, match="TOPICS_THEMES"):
            load_settings(themes=wrong)
