"""Fetching one URL: limits that hold, retries that wait, and nothing given away."""

from __future__ import annotations

import gzip
import itertools
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest
import trustme

from tests.sources.server import HOST, Answer, FeedServer, Page
from topics import __version__
from topics.sources.body import decoded
from topics.sources.http import FailedFetch, Fetcher, shown
from topics.types import FetchState

Quick = Callable[..., Fetcher]
BODY = b"<rss/>" * 100


def failed(fetcher: Fetcher, url: str) -> FailedFetch:
    with pytest.raises(FailedFetch) as caught:
        fetcher.fetch(url)
    return caught.value


# --- conditional GET ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"ETag": 'W/"7"'}, FetchState(etag='W/"7"')),
        (
            {"Last-Modified": "Tue, 24 Mar 2026 09:00:00 GMT"},
            FetchState(last_modified="Tue, 24 Mar 2026 09:00:00 GMT"),
        ),
    ],
)
def test_known_version_is_not_sent_again(
    headers: dict[str, str], state: FetchState, server: FeedServer, quick: Quick
) -> None:
    url = server.put("/feed", Page(BODY, headers))
    first = quick().fetch(url, FetchState())
    assert (first.status, first.body, first.etag) == (200, BODY, state.etag)
    assert first.last_modified == state.last_modified
    second = quick().fetch(url, state)
    assert (second.status, second.body) == (304, b"")


def test_changed_version_is_sent(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(BODY, {"ETag": '"2"'}))
    response = quick().fetch(url, FetchState(etag='"1"'))
    assert (response.status, response.etag) == (200, '"2"')


def test_what_clients_say_of_themselves(server: FeedServer, quick: Quick) -> None:
    quick().fetch(server.put("/feed", Page(BODY)))
    headers = server.requests[0].headers
    assert headers["User-Agent"] == f"headline-topics/{__version__}"
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert "rss" in headers["Accept"]
    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Referer", "Authorization"} & headers.keys()


def test_proxies_of_the_environment_are_not_asked(
    server: FeedServer, quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{HOST}:1")
    assert quick().fetch(server.put("/feed", Page(BODY))).body == BODY


# --- packed bodies -----------------------------------------------------------------------------


def deflated(data: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("gzip", gzip.compress(BODY, mtime=0)),
    ("X-GZIP", gzip.compress(BODY, mtime=0)),
    ("gzip", gzip.compress(BODY[:50], mtime=0) + gzip.compress(BODY[50:], mtime=0)),
    ("gzip", gzip.compress(BODY, mtime=0) + b"\0" * 8),
    ("deflate", deflated(BODY, zlib.MAX_WBITS)),
    ("deflate", deflated(BODY, -zlib.MAX_WBITS)),
    ("identity", BODY),
    ("", gzip.compress(BODY, mtime=0)),  # a packed file, sent as it lies there
]


@pytest.mark.parametrize(("encoding", "data"), PACKED)
def test_bodies_are_unpacked(encoding: str, data: bytes, server: FeedServer, quick: Quick) -> None:
    pieces = [data[start : start + 7] for start in range(0, len(data), 7)]
    headers = {"Content-Encoding": encoding} if encoding else {}
    url = server.put("/feed", Page(pieces, headers))
    assert quick().fetch(url).body == BODY


@pytest.mark.parametrize(("encoding", "data"), PACKED)
def test_however_the_network_cuts_a_body_it_is_unpacked(encoding: str, data: bytes) -> None:
    for size in range(1, len(data) + 1):
        pieces = [data[start : start + size] for start in range(0, len(data), size)]
        assert b"".join(decoded(pieces, encoding, limit=1 << 20)) == BODY, size


def test_packed_body_that_breaks_off_gives_its_beginning(server: FeedServer, quick: Quick) -> None:
    data = gzip.compress(bytes(range(256)) * 40, compresslevel=1)
    url = server.put("/feed", Page(data[: len(data) // 2], {"Content-Encoding": "gzip"}))
    body = quick().fetch(url).body
    assert 0 < len(body) < 256 * 40
    assert (bytes(range(256)) * 40).startswith(body)


def test_packed_bomb_is_unpacked_to_the_limit_only(server: FeedServer, quick: Quick) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    url = server.put("/feed", Page(bomb, {"Content-Encoding": "gzip"}))
    error = failed(quick(max_bytes=5000), url)
    assert error.code == "too-large"
    assert error.part is not None
    assert error.part.body == b"\0" * 5000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip"])
def test_other_packings_are_told(encoding: str, server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(BODY, {"Content-Encoding": encoding}))
    assert failed(quick(), url).code == "bad-encoding"


# --- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [4999, 5000, 5001, 50_000])
def test_size_limit_is_exact_and_keeps_what_came(size: int, server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(b"x" * size))
    if size <= 5000:
        assert len(quick(max_bytes=5000).fetch(url).body) == size
        return
    error = failed(quick(max_bytes=5000), url)
    assert error.code == "too-large"
    assert error.part is not None
    assert error.part.body == b"x" * 5000
    assert len(server.requests) == 1, "what is too large is not asked for again"


def chain(server: FeedServer, hops: int) -> str:
    """A chain of redirects with a feed at its end."""
    server.put(f"/{hops}", Page(BODY))
    for hop in range(hops):
        server.put(
            f"/{hop}", Page(status=(301, 302, 303, 307, 308)[hop % 5], headers={"Location": f"{hop + 1}"})
        )
    return server.url("/0")


def test_redirects_are_followed_to_a_limit(server: FeedServer, quick: Quick) -> None:
    response = quick(max_redirects=5).fetch(chain(server, 5))
    assert (response.body, response.url) == (BODY, server.url("/5"))
    assert failed(quick(max_redirects=5), chain(server, 6)).code == "redirect-loop"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("ftp://outlet.example/feed", "bad-url"),
        ("javascript:alert(1)", "bad-url"),
        ("http://10.1.2.3/", "private-address"),
        ("http://[::1]:9/", "private-address"),
        ("http://localhost/", "private-address"),
    ],
)
def test_redirects_are_checked_like_any_address(
    target: str, code: str, server: FeedServer, quick: Quick
) -> None:
    url = server.put("/feed", Page(status=302, headers={"Location": target}))
    assert failed(quick(), url).code == code


def waiting(server: FeedServer, request: BaseHTTPRequestHandler) -> None:
    server.stopping.wait(30)


def dripping(server: FeedServer, request: BaseHTTPRequestHandler) -> Page:
    def pieces() -> Iterator[bytes]:
        yield b"<rss>"
        while not server.stopping.wait(0.02):
            yield b" "

    return Page(pieces())


@pytest.mark.parametrize("answer", [waiting, dripping])
def test_time_is_limited_in_all_with_retries_and_pauses(
    answer: Answer, server: FeedServer, quick: Quick
) -> None:
    url = server.put("/feed", answer)
    began = time.monotonic()
    error = failed(quick(total_timeout=0.5, read_timeout=0.2, max_retries=50, backoff=0.01), url)
    assert error.code == "timeout"
    assert time.monotonic() - began < 10


def test_nobody_there_is_told_soon(quick: Quick) -> None:
    with FeedServer() as gone:
        url = gone.url("/feed")
    assert failed(quick(max_retries=1), url).code == "refused"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed",
        "ftp://outlet.example/",
        "http://",
        "https:///x",
        "http://\ud800/",
        "http://outlet.example:x/",
    ],
)
def test_what_is_no_url_is_told(url: str, quick: Quick) -> None:
    assert failed(quick(), url).code == "bad-url"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad header\r\n\r\n",
        b"HTTP/1.1 two\r\n\r\n",
        b"\x16\x03\x01",
    ],
)
def test_what_is_no_http_is_told(answer: bytes, server: FeedServer, quick: Quick) -> None:
    def raw(server: FeedServer, request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(answer)

    assert failed(quick(max_retries=0), server.put("/feed", raw)).code == "broken"


def test_https_that_is_none_is_told(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(BODY)).replace("http:", "https:")
    assert failed(quick(), url).code == "tls"


# --- certificates ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Vouches for certificates; nobody trusts it who was not told to."""
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[FeedServer]:
    """A server that can prove to be feeds.example to those who trust its authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("feeds.example").configure_cert(context)
    with FeedServer(tls=context) as running:
        running.put("/feed", Page(BODY))
        yield running


@pytest.fixture
def to_loopback(quick: Quick) -> Quick:
    """Makes fetchers to whom every name is the loopback server's."""
    return lambda **limits: quick(allow_private=True, resolver=lambda host, port: [HOST], **limits)


def secure_url(secure: FeedServer, host: str) -> str:
    return secure.url("/feed", host=host).replace("http:", "https:")


def test_certificate_is_checked_for_the_name_not_the_address(
    secure: FeedServer, authority: trustme.CA, to_loopback: Quick
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    trusting = to_loopback(tls=context)
    assert trusting.fetch(secure_url(secure, "feeds.example")).body == BODY
    wrong = failed(trusting, secure_url(secure, "other.example"))
    assert wrong.code == "tls"
    assert "other.example" in str(wrong)


def test_certificate_that_nobody_vouches_for_is_not_trusted(secure: FeedServer, to_loopback: Quick) -> None:
    error = failed(to_loopback(tls=None), secure_url(secure, "feeds.example"))
    assert error.code == "tls"
    assert "certificate" in str(error)
    assert secure.requests == []


# --- retries -----------------------------------------------------------------------------------


def answers(*pages: Page) -> Answer:
    """One page after the other."""
    rest = iter(pages)
    lock = threading.Lock()

    def answer(server: FeedServer, request: BaseHTTPRequestHandler) -> Page:
        with lock:
            return next(rest)

    return answer


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_is_tried_again(status: int, server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", answers(Page(status=status), Page(status=status), Page(BODY)))
    assert quick(max_retries=2).fetch(url).body == BODY
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_lasting_trouble_is_not(status: int, server: FeedServer, quick: Quick) -> None:
    error = failed(quick(max_retries=2), server.put("/feed", Page(status=status)))
    assert error.code == f"http-{status}"
    assert len(server.requests) == 1


def test_pauses_grow_between_tries(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(status=503))
    assert failed(quick(max_retries=3, backoff=0.05), url).code == "http-503"
    times = [request.at for request in server.requests]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(pauses) == 3
    for attempt, pause in enumerate(pauses):
        assert pause >= 0.05 * 2**attempt / 2


def test_server_that_names_a_time_is_given_it(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", answers(Page(status=429, headers={"Retry-After": "1"}), Page(BODY)))
    assert quick().fetch(url).body == BODY
    assert server.requests[1].at - server.requests[0].at >= 0.95


def test_server_that_wants_too_much_time_is_left_for_the_next_run(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(status=503, headers={"Retry-After": "3600"}))
    began = time.monotonic()
    assert failed(quick(), url).code == "http-503"
    assert time.monotonic() - began < 10
    assert len(server.requests) == 1


# --- politeness and secrets --------------------------------------------------------------------


def test_one_host_is_not_asked_too_often_by_many_threads(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(BODY))
    fetcher = quick(min_host_interval=0.5, total_timeout=2.0)
    threads = [threading.Thread(target=fetcher.fetch, args=(url,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(request.at for request in server.requests)
    assert len(times) == 6, "waiting for one's turn is no reason to give up"
    assert times[-1] - times[0] >= 2.4


def test_password_goes_to_its_own_host_only_and_into_no_message(server: FeedServer, quick: Quick) -> None:
    with FeedServer() as other:
        other.put("/feed", Page(status=404))
        server.put("/same", Page(status=302, headers={"Location": other.url("/feed")}))
        server.put("/start", Page(status=302, headers={"Location": "/same"}))
        url = server.url("/start?key=hidden").replace("http://", "http://reader:secret@")
        server.pages["/start?key=hidden"] = server.pages["/start"]
        error = failed(quick(), url)
        assert server.requests[0].headers["Authorization"].startswith("Basic ")
        assert server.requests[1].headers["Authorization"].startswith("Basic ")
        assert "Authorization" not in other.requests[0].headers
    assert "secret" not in str(error)
    assert "hidden" not in shown(url)


def test_address_after_redirects_is_without_the_password(server: FeedServer, quick: Quick) -> None:
    url = server.put("/feed", Page(BODY)).replace("http://", "http://reader:secret@")
    assert quick().fetch(url).url == server.url("/feed")
