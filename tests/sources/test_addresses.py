"""A list of feeds must not become a way into the newsroom's own network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.sources.server import HOST, FeedServer, Page
from topics.errors import FetchError
from topics.sources.addresses import AddressGuard, is_public
from topics.sources.http import Fetcher

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
]  # fmt: skip
OUTSIDE = [
    "93.184.216.34",
    "1.1.1.1",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:93.184.216.34",
    "64:ff9b::101:101",
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "0177.0.0.01",
        "127.1",
        "127.0.1",
        "0",
        "0.0.0.0",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "LOCALHOST",
        "localhost.",
        "user@127.0.0.1",
        "93.184.216.34@127.0.0.1",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]",
    ],
)
def test_every_way_to_write_this_machine_is_refused(
    host: str, server: FeedServer, quick: Callable[..., Fetcher]
) -> None:
    server.put("/secret", Page(b"<rss/>"))
    with pytest.raises(FetchError) as caught:
        quick(allow_hosts=()).fetch(f"http://{host}:{server.port}/secret")
    assert caught.value.code in {"private-address", "bad-url", "dns"}  # some resolvers know no "localhost."
    assert server.requests == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"]
)
def test_addresses_where_clouds_keep_their_secrets_are_refused(
    host: str, quick: Callable[..., Fetcher]
) -> None:
    with pytest.raises(FetchError) as caught:
        quick(allow_hosts=(), connect_timeout=0.3).fetch(f"http://{host}/latest/meta-data/")
    assert caught.value.code in {"private-address", "bad-url", "dns"}


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "2130706434", "[::ffff:127.0.0.2]", "0x7f.2"])
def test_a_redirect_inside_is_refused_like_any_address(
    host: str, server: FeedServer, quick: Callable[..., Fetcher]
) -> None:
    server.put("/secret", Page(b"inside"))
    target = f"http://{host}:{server.port}/secret"
    url = server.put("/feed", Page(status=302, headers={"Location": target}))
    with pytest.raises(FetchError) as caught:
        quick(allow_hosts=(HOST,)).fetch(url)
    assert caught.value.code in {"private-address", "bad-url", "dns"}
    assert [one.path for one in server.requests] == ["/feed"]


def test_hosts_that_are_allowed_by_name_are_asked(server: FeedServer, quick: Callable[..., Fetcher]) -> None:
    url = server.put("/feed", Page(b"inside"))
    assert quick(allow_hosts=(HOST,)).fetch(url).body == b"inside"
    assert quick(allow_hosts=(), allow_private=True).fetch(url).body == b"inside"
    named = server.url("/feed", host="localhost")
    assert quick(allow_hosts=("LOCALHOST",)).fetch(named).body == b"inside"
    with pytest.raises(FetchError):
        quick(allow_hosts=(HOST,)).fetch(named)


def guard(*answers: list[str], **allowed: bool) -> AddressGuard:
    """A guard whose resolver answers these lists, one after the other."""
    rest = iter(answers)
    return AddressGuard(resolver=lambda host, port: next(rest), **allowed)


def test_only_the_public_ones_of_several_addresses_are_used() -> None:
    found = guard(["10.0.0.1", "93.184.216.34", "::1"]).addresses("mixed.example", 80, timeout=1)
    assert found == ["93.184.216.34"]


def test_refusal_says_what_to_do() -> None:
    with pytest.raises(FetchError, match="allow_hosts") as caught:
        guard(["10.0.0.1"]).addresses("intranet.example", 80, timeout=1)
    assert caught.value.code == "private-address"


def test_name_that_changes_its_address_after_the_check_gains_nothing(
    server: FeedServer, quick: Callable[..., Fetcher]
) -> None:
    server.put("/secret", Page(b"inside"))
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else [HOST]

    fetcher = quick(allow_hosts=("changing.example",), resolver=rebinding, max_retries=0)
    with pytest.raises(FetchError):  # the connection goes where the check looked, and nobody is there
        fetcher.fetch(f"http://changing.example:{server.port}/secret")
    assert asked == ["changing.example"]
    assert server.requests == []


def test_every_look_up_is_checked_anew() -> None:
    changing = guard(["93.184.216.34"], [HOST])
    assert changing.addresses("changing.example", 80, timeout=1) == ["93.184.216.34"]
    with pytest.raises(FetchError) as caught:
        changing.addresses("changing.example", 80, timeout=1)
    assert caught.value.code == "private-address"


def test_next_address_is_tried_where_one_does_not_answer(
    server: FeedServer, quick: Callable[..., Fetcher]
) -> None:
    server.put("/feed", Page(b"here"))
    fetcher = quick(allow_private=True, resolver=lambda host, port: ["127.0.0.2", HOST], connect_timeout=0.3)
    assert fetcher.fetch(f"http://two.example:{server.port}/feed").body == b"here"
    assert server.requests[0].headers["Host"] == f"two.example:{server.port}"


def test_unknown_names_and_slow_resolvers_end() -> None:
    def fails(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(FetchError) as caught:
        AddressGuard(resolver=fails).addresses("nowhere.example", 80, timeout=1)
    assert caught.value.code == "dns"
    with pytest.raises(FetchError):
        guard([]).addresses("nothing.example", 80, timeout=1)
    release = threading.Event()

    def waits(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    began = time.monotonic()
    with pytest.raises(FetchError) as caught:
        AddressGuard(resolver=waits).addresses("slow.example", 80, timeout=0.1)
    release.set()
    assert caught.value.code == "dns"
    assert time.monotonic() - began < 5
