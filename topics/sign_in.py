"""Who may do what with the dashboard, and how it knows who is there."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

from topics.errors import UsageError
from topics.settings import Settings

EVERYONE = "*"  # whoever signed in
SECRETS = Path(".streamlit") / "secrets.toml"  # in the working folder, or in the user's


class Role(StrEnum):
    """What somebody may do; each may do what the ones before may."""

    VIEWER = "viewer"  # read
    EDITOR = "editor"  # and correct topics
    ADMIN = "admin"  # and choose the model that serves

    def may(self, needed: Role) -> bool:
        """Whether this role has the rights of another one."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class SignIn(StrEnum):
    """How the dashboard knows who is there."""

    NONE = "none"  # the one person at this machine
    PROXY = "proxy"  # a reverse proxy says so in a header
    OIDC = "oidc"  # Streamlit asks an identity provider


def sign_in_of(settings: Settings) -> SignIn:
    """How people sign in: by the proxy's header where settings name one, else by ``[auth]`` of the secrets.

    Raises:
        UsageError: the secrets can't be read.
    """
    if settings.user_header:
        return SignIn.PROXY
    return SignIn.OIDC if any(map(_has_auth, (Path.home() / SECRETS, SECRETS))) else SignIn.NONE


def role_of(name: str, settings: Settings) -> Role | None:
    """The highest role of somebody who signed in; None = may not even look."""
    lists = ((Role.ADMIN, settings.admins), (Role.EDITOR, settings.editors), (Role.VIEWER, settings.viewers))
    return next((role for role, listed in lists if _is_listed(name, listed)), None)


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def check_address(address: str, settings: Settings) -> None:
    """Refuse to open the dashboard to a network where nobody signs in.

    Raises:
        UsageError: there is no sign-in, or what it needs is not installed.
    """
    way = sign_in_of(settings)
    if way is SignIn.NONE and not is_loopback(address):
        raise UsageError(
            f"--address: expected 127.0.0.1 as long as nobody signs in, got {address}; set up sign-in first "
            "([auth] in .streamlit/secrets.toml, or TOPICS_USER_HEADER behind a reverse proxy): "
            "see docs/dashboard.md."
        )
    if way is SignIn.OIDC and find_spec("authlib") is None:
        raise UsageError(
            "expected Authlib for the sign-in that .streamlit/secrets.toml asks for, found none; "
            "pip install 'headline-topics[signin]'."
        )


def _is_listed(name: str, listed: Sequence[str]) -> bool:
    own = name.casefold()
    return any(
        one == EVERYONE or own == one or (one.startswith("@") and own.endswith(one))
        for one in map(str.casefold, listed)
    )


def _has_auth(path: Path) -> bool:
    try:
        return "auth" in tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: expected TOML that can be read, got {error}; mend it or remove it."
        ) from error
