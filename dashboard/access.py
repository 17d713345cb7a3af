"""Who is looking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.data import service
from dashboard.words import word
from topics.corrections import editor_name
from topics.sign_in import Role, SignIn, is_loopback, role_of, sign_in_of

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")  # what proxies leave


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in front of the dashboard."""

    name: str  # under which corrections and promotions are logged; empty = not known
    role: Role | None  # None = may not even look

    def may(self, needed: Role) -> bool:
        """Whether they may do what takes this role."""
        return self.role is not None and self.role.may(needed)


def visitor() -> Visitor:
    """Who is there now. Where anything is in doubt, nobody."""
    way = sign_in_of(service().settings)
    if way is SignIn.PROXY:
        return _known(_named_by_proxy())
    return _known(_signed_in()) if way is SignIn.OIDC else _local()


def let_in(language: str) -> bool:
    """Whether the visitor may look; says who signed in and as what, and offers the way in or out."""
    way, who = sign_in_of(service().settings), visitor()
    if way is not SignIn.NONE:
        _tell(who, language)
    if way is SignIn.OIDC:
        _offer(who, language)
    if not who.may(Role.VIEWER):
        st.title(word("app", language))
        st.warning(word("no_entry" if who.name else "sign_in_first", language), icon=":material/lock:")
        return False
    return True


def _tell(who: Visitor, language: str) -> None:
    """Under which name things are logged, and what may be done."""
    if who.name:
        st.sidebar.text(who.name)
    if who.role:
        st.sidebar.caption(word(f"role_{who.role.value}", language))


def _offer(who: Visitor, language: str) -> None:
    """The way in, or the way out."""
    if who.name:
        st.sidebar.button(word("sign_out", language), on_click=st.logout)
    else:
        st.sidebar.button(word("sign_in", language), on_click=st.login, type="primary")


def _known(name: str) -> Visitor:
    return Visitor(name, role_of(name, service().settings) if name else None)


def _named_by_proxy() -> str:
    """The name in the trusted header; two of them are one that somebody else has set."""
    header = service().settings.user_header or ""
    values = st.context.headers.get_all(header)
    return values[0].strip() if len(values) == 1 else ""


def _signed_in() -> str:
    """The address that the identity provider vouches for."""
    if not st.user.is_logged_in or st.user.get("email_verified") is False:
        return ""
    return str(st.user.get("email") or "").strip()


def _local() -> Visitor:
    """The person at this machine does everything; who comes by the network or through a proxy, nothing."""
    address = st.get_option("server.address") or ""
    if not is_loopback(address) or any(name in st.context.headers for name in FORWARDED):
        return Visitor("", None)
    return Visitor(editor_name(service(), None), Role.ADMIN)
