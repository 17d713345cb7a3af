"""Roles, and which address the dashboard may listen at."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from topics.errors import UsageError
from topics.settings import Settings, load_settings
from topics.sign_in import Role, SignIn, check_address, is_loopback, role_of, sign_in_of


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOPICS_CONFIG", "TOPICS_USER_HEADER", "TOPICS_ADMINS", "TOPICS_EDITORS", "TOPICS_VIEWERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def write_secrets(text: str) -> None:
    Path(".streamlit").mkdir()
    Path(".streamlit/secrets.toml").write_text(text)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_needs_no_sign_in(address: str) -> None:
    assert is_loopback(address)
    check_address(address, Settings())


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "desk.example", ""])
def test_a_network_needs_sign_in(address: str) -> None:
    with pytest.raises(UsageError, match="sign-in"):
        check_address(address, Settings())
    check_address(address, Settings(user_header="X-User"))


def test_secrets_without_auth_are_no_sign_in() -> None:
    write_secrets('password = "x"')
    assert sign_in_of(Settings()) is SignIn.NONE


def test_auth_in_the_secrets_is_sign_in_and_needs_authlib() -> None:
    write_secrets('[auth]\nclient_id = "desk"\n')
    assert sign_in_of(Settings()) is SignIn.OIDC
    if find_spec("authlib") is None:
        with pytest.raises(UsageError, match="signin"):
            check_address("0.0.0.0", Settings())
    else:
        check_address("0.0.0.0", Settings())


def test_secrets_that_are_no_toml_are_told() -> None:
    write_secrets("[auth")
    with pytest.raises(UsageError, match=r"secrets\.toml"):
        sign_in_of(Settings())


def test_the_highest_role_counts_and_letters_case_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_ADMINS", "Salma@desk.example")
    monkeypatch.setenv("TOPICS_EDITORS", "@desk.example, guest@other.example")
    settings = load_settings(viewers=("@other.example",))
    found = {
        "salma@DESK.example": Role.ADMIN,
        "omar@desk.example": Role.EDITOR,
        "guest@other.example": Role.EDITOR,
        "reader@other.example": Role.VIEWER,
        "omar@desk.example.evil.example": None,
        "omar@notdesk.example": None,
    }
    assert {name: role_of(name, settings) for name in found} == found


def test_whoever_signed_in_may_look_and_no_more() -> None:
    assert role_of("anyone@anywhere.example", Settings()) is Role.VIEWER


def test_each_role_has_the_rights_of_those_before() -> None:
    rights = {role: [other for other in Role if role.may(other)] for role in Role}
    assert [len(rights[role]) for role in (Role.VIEWER, Role.EDITOR, Role.ADMIN)] == [1, 2, 3]
