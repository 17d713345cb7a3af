"""Which network addresses may be asked: a feed list must not become a way into the newsroom's own network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from topics.errors import FetchError

Resolver = Callable[[str, int], list[str]]

_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Is this IP address (text) one of the open internet? An IPv4 address inside an IPv6 one counts."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = _inner_ipv4(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner_ipv4(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to a mapped, 6to4, Teredo or NAT64 address end at."""
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, in its order of preference.

    Raises:
        OSError: the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressGuard:
    """Turns host names into the addresses that may be connected to. Thread-safe."""

    def __init__(
        self, *, allow_private: bool = False, allow_hosts: Collection[str] = (), resolver: Resolver = resolve
    ) -> None:
        self.allow_private = allow_private
        self.allow_hosts = frozenset(host.strip("[]").casefold() for host in allow_hosts)
        self.resolver = resolver

    def addresses(self, host: str, port: int, *, timeout: float) -> list[str]:
        """The addresses of ``host`` that may be asked; connect to these and look up nothing again.

        Raises:
            FetchError: "dns" (no such host, or no answer within ``timeout`` seconds) or "private-address".
        """
        found = self._looked_up(host, port, timeout)
        if self.allow_private or host.casefold() in self.allow_hosts:
            return found
        allowed = [address for address in found if is_public(address)]
        if not allowed:
            raise FetchError(
                f"{host}: expected a public address, got {', '.join(found)}; "
                "if it is yours, name the host in the setting allow_hosts (TOPICS_ALLOW_HOSTS=host,host).",
                code="private-address",
            )
        return allowed

    def _looked_up(self, host: str, port: int, timeout: float) -> list[str]:
        """Ask in a thread of its own: the system's resolver knows no time limit."""
        answer: list[str] = []
        failure: list[Exception] = []

        def look_up() -> None:
            try:
                answer.extend(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                failure.append(error)

        thread = threading.Thread(target=look_up, name="resolve", daemon=True)
        thread.start()
        thread.join(timeout)
        if thread.is_alive():
            raise FetchError(f"{host}: no answer from name resolution in {timeout:.0f} s.", code="dns")
        if failure or not answer:
            reason = getattr(failure[0], "strerror", None) if failure else None
            raise FetchError(
                f"{host}: expected a host that exists, got {reason or 'no address'}; check the URL.",
                code="dns",
            ) from (failure[0] if failure else None)
        return answer
