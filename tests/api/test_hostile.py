"""What nobody should send: 4xx or the right answer, never 5xx, and nothing stored wrong."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.running import Running, serving
from topics.types import HeadlineFilter

OVERRIDE = "\u202e"  # from here on, right to left
TITLES = [
    f"نشرة {OVERRIDE}gnp.exe أمطار",
    "أ\u0000مطار قوية",
    "<script>alert(1)</script> أمطار",
    "'; DROP TABLE headline; --",
    '{"title": "أمطار"}',
    "\ufeffأمطار\u200b قوية",
    "🏴‍☠️ أمطار 👩‍👩‍👧",
    "Z̸̡̛a̵͝l̶g̵o̶ أمطار" * 10,
]
SEARCHES = [
    '"', "*", "أمطار*", "NEAR(أمطار, 5)", "أمطار AND", "OR", "NOT أمطار", "words: أمطار", "(", "^", "-أمطار",
    "'; DROP TABLE headline; --", "%", "_", "\\", "headline_words MATCH x", "{a b}: c", '"أمطار', "+", "🏴‍☠️",
    OVERRIDE + "أمطار",
]  # fmt: skip


@pytest.fixture(scope="module")
def running(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(told, tmp_path_factory.mktemp("hostile"), patience=1000) as found:
        yield found
        assert found.service.store.check() == []


def stored(running: Running) -> int:
    return running.service.count(HeadlineFilter())


def send(running: Running, path: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json"}
    answer = running.client.post(path, content=body, headers=headers)
    assert answer.status_code < 400 or answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    return answer.status_code


@pytest.mark.parametrize(
    "path", ["/v1/classify", "/v1/headlines", "/v1/corrections", "/v1/corrections/import"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b'{"headlines": [{"title": "\xe9t\xe9", "source": "x"}]}',
        b'{"headlines": [{"title": "\\ud800", "source": "x"}]}',
        b'{"headlines": [{"title": "x \\udc00\\ud800", "source": "\\ud800"}]}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"headlines": NaN}',
        b'{"headlines": [' + b'{"title": "x", "source": "y"},' * 1000 + b'{"title": "x", "source": "y"}]}',
        b'{"headlines": []}',
        b'{"headlines": [{"title": 1e999, "source": "x"}]}',
        b"null",
        b'"headlines"',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_bodies_that_are_none(running: Running, path: str, body: bytes) -> None:
    before = stored(running)
    assert send(running, path, body) in (400, 422)
    assert stored(running) == before


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/headlines"])
def test_a_title_of_ten_megabytes(running: Running, path: str) -> None:
    body = json.dumps({"headlines": [{"title": "م" * 5_000_000, "source": "x"}]}, ensure_ascii=False)
    assert send(running, path, body.encode()) == 413
    assert send(running, path, b'{"headlines": [{"title": "' + b"x" * 2_000_000 + b'"}]}') == 422


def test_a_body_without_a_length_is_measured_as_it_comes(running: Running) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"headlines": [{"title": "'
        for _ in range(100):
            yield b"x" * 100_000

    answer = running.client.post("/v1/classify", content=pieces())
    assert answer.status_code == 413


@pytest.mark.parametrize("title", TITLES)
def test_odd_titles_are_kept_as_they_can_be_shown(running: Running, title: str) -> None:
    answer = running.client.post(
        "/v1/headlines", json={"headlines": [{"title": title, "source": "Rif Matin"}]}
    )
    assert answer.status_code == 200
    (id,) = answer.json()["ids"]
    (kept,) = running.service.store.headlines.get([id])
    assert kept.title
    assert not {OVERRIDE, "\u0000", "\ufeff"} & set(kept.title)
    again = running.client.get("/v1/headlines", params={"source": "Rif Matin", "limit": 500})
    assert kept.title in [one["title"] for one in again.json()["headlines"]]
    filed = running.client.post("/v1/classify", json={"headlines": [{"title": title}]})
    assert filed.status_code == 200
    assert filed.json()["results"][0]["title"] == title


@pytest.mark.parametrize("words", SEARCHES)
def test_operators_are_words(running: Running, words: str) -> None:
    before = stored(running)
    answer = running.client.get("/v1/search", params={"q": words})
    assert answer.status_code == 200
    expected = running.service.headlines(HeadlineFilter(text=words)).total
    assert answer.json()["total"] == expected
    assert stored(running) == before


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff%fe", "q=", "source=%00", "q=%ED%A0%80", "limit=1e3", "limit=99999999999999999999",
     "min_probability=nan", "cursor=%2e%2e%2f", "since=9999-99-99", "since=now", "until=999d", "nothing=1",
     "topic=" + "&topic=".join("abcdefghij" * 6), "q=" + "x" * 5000],
)  # fmt: skip
def test_queries_that_are_none(running: Running, query: str) -> None:
    answer = running.client.get(f"/v1/search?{'' if query.startswith('q=') else 'q=x&'}{query}")
    if query in ("q=%ff%fe", "q=%ED%A0%80", "until=999d"):  # what can't be decoded is a sign like any other
        assert answer.status_code == 200
    else:
        assert answer.status_code in (400, 422), answer.text


@pytest.mark.parametrize("id", ["..", "%2e%2e%2f", "%00", "T1'--", "x" * 3000, "ث", "T1%0d%0aX: y"])
def test_ids_that_are_none(running: Running, id: str) -> None:
    for path in (f"/v1/themes/{id}", f"/v1/stories/{id}", f"/v1/feeds/topics/{id}.atom"):
        answer = running.client.get(path)
        assert answer.status_code in (404, 422)
        assert "x" not in answer.headers


def test_what_is_no_http_harms_nobody(running: Running) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    for data in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 5000):
        with socket.create_connection((host, int(port)), timeout=5) as link:
            link.sendall(data)
            link.recv(1000)
    assert running.client.get("/healthz").status_code == 200


@given(title=st.text(max_size=60), source=st.text(min_size=1, max_size=20))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_title_is_kept_or_told(running: Running, title: str, source: str) -> None:
    body = json.dumps({"headlines": [{"title": title, "source": source}]}).encode()
    answer = running.client.post("/v1/headlines", content=body)
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        told = answer.json()
        assert (told["ids"] == [None]) == bool(told["problems"] and not told["added"] + told["duplicates"])


WRITTEN = st.fixed_dictionaries(
    {"topic": st.sampled_from(["sport", "taken_back", "confirmed", ""]) | st.text(max_size=9)},
    optional={name: st.text(max_size=20) for name in ("id", "title", "editor", "language", "note", "was")}
    | {
        "also": st.lists(st.text(max_size=9) | st.just("sport"), max_size=3),
        "created": st.sampled_from(
            ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "2026-02-30T00:00Z", "2026-03-20T09:00:00Z"]
        ),
    },
)


@given(entries=st.lists(WRITTEN, min_size=1, max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_entry_of_a_log_is_kept_or_told(running: Running, entries: list[dict[str, object]]) -> None:
    answer = running.client.post(
        "/v1/corrections/import", content=json.dumps({"corrections": entries}).encode()
    )
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        told = answer.json()
        assert told["added"] + told["repeated"] + len(told["problems"]) == len(entries)


@given(words=st.text(min_size=1, max_size=40))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_words_are_searched(running: Running, words: str) -> None:
    encoded = quote(words.encode("utf-8", "surrogatepass"))
    assert running.client.get(f"/v1/search?q={encoded}").status_code in (200, 422)


def test_a_slow_sender_is_not_waited_for(serve: Callable[..., Running]) -> None:
    running = serve(time_limit=0.5)
    host, port = running.url.removeprefix("http://").split(":")
    head = f"POST /v1/classify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.key}\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as link:
        link.sendall(head.encode() + b"Content-Length: 100\r\n\r\n{")
        answer = link.recv(4000)
    assert b"503" in answer.splitlines()[0]
    assert b"retry-after" in answer.lower()
