"""The client asks a real service, and gets what the service itself would say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.running import Running
from tests.jobs.newsroom import NOW, headline, headlines
from topics.client import Client, ServiceError
from topics.client import client as client_module
from topics.client.portions import LARGEST, as_bytes, portions
from topics.errors import UsageError
from topics.rows import record_row
from topics.types import HeadlineFilter, Scope


@contextmanager
def answering(told: tuple[int, str] | None) -> Iterator[tuple[str, list[str]]]:
    """A service that says this to everybody, or reads and hangs up; and the paths that it heard."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(self.path)
            if told is None:
                return
            status, kind = told
            body = json.dumps({"type": kind, "detail": "not now"}).encode() if kind else b"<html>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()


@pytest.fixture
def client(newsroom: Running) -> Client:
    return Client(newsroom.url, newsroom.key)


def test_more_headlines_than_one_request_takes_are_filed_in_their_order(client: Client) -> None:
    titles = [f"{one.title} {number}" for number in range(52) for one in headlines(0, 20)]
    with client:
        found = client.classify(titles[:1040], top=1)
        again = client.classify([{"title": titles[7], "language": "ar"}])
    assert [one.title for one in found] == titles[:1040]
    assert found[7].topic == again[0].topic
    assert all(len(one.alternatives) == 1 for one in found)


def test_pages_are_followed(client: Client, newsroom: Running) -> None:
    expected = [record_row(one) for one in newsroom.service.headlines(HeadlineFilter(limit=500)).records]
    with client:
        assert list(client.headlines()) == expected
        assert list(client.headlines(most=3)) == expected[:3]
        weather = list(client.headlines(topic=["weather"], language="ar"))
        assert next(client.search("أمطار", most=2))["id"] in {one["id"] for one in expected}
    assert weather == [one for one in expected if (one["topic"], one["language"]) == ("weather", "ar")]


def test_groups_and_trends(client: Client) -> None:
    with client:
        assert [client.theme(one["id"])["id"] for one in client.themes()] == ["T1", "T2"]
        first = next(client.stories())
        assert client.story(first["id"])["size"] == first["size"]
        assert client.trends(by="source")["series"]
        assert [one["id"] for one in client.topics()] == ["weather", "sport", "economy"]
        assert list(client.bursts()) == []


def test_how_many_there_are_is_known_with_the_first(client: Client, newsroom: Running) -> None:
    with client:
        found = client.search("أمطار", most=2)
        assert found.total is None
        assert len(list(found)) == 2
    assert found.total == newsroom.service.count(HeadlineFilter(text="أمطار"))


def test_trends_are_whole_or_say_what_they_leave_out(client: Client) -> None:
    with client:
        whole = client.trends(by="source", every="hour")
        assert client.trends(by="source", every="hour", limit=1) == whole, "page after page"
        some = client.trends(by="source", every="hour", most=2)
    assert (len(whole["series"]), whole["next_cursor"]) == (3, None)
    assert some["series"] == whole["series"][:2]
    assert some["next_cursor"] is not None


def test_trends_of_two_moments_are_not_mixed(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = serve()
    later = replace(headline("سد جديد يفتح أبوابه"), published=NOW + timedelta(days=3))
    with Client(running.url, running.key) as client:
        get = client._get

        def slowly(path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
            page = get(path, asked)
            running.service.store.headlines.add([later])
            return page

        monkeypatch.setattr(client, "_get", slowly)
        with pytest.raises(ServiceError, match="came in between two pages of trends; ask again"):
            client.trends(by="source", limit=1)


def test_what_is_written(serve: Callable[..., Running]) -> None:
    running = serve()
    rows = [{"title": f"سد رقم {number}", "source": "Rif Matin"} for number in range(1001)]
    rows[1000]["title"] = "!!!"
    with Client(running.url, running.key) as client:
        sent = client.ingest(rows)
        again = client.ingest(rows[:10])
        said = client.correct([{"id": sent.ids[0], "topic": "weather"}], editor="Amina")
    assert (sent.added, again.added, again.duplicates) == (1000, 0, 10)
    assert sent.ids[1000] is None
    assert [one["position"] for one in sent.problems] == ["item 1001"]
    assert said["added"][0]["editor"] == "Amina"


def test_a_log_is_taken_from_one_service_to_another(serve: Callable[..., Running]) -> None:
    running = serve()
    long = "\u0645" * 900_000  # of a row that no title can be: 1.8 MB
    said = [{"title": f"سد رقم {number}", "topic": "economy"} for number in range(4)]
    with Client(running.url, running.key) as client:
        sent = client.import_corrections(
            [*said, {"title": long, "topic": "sport"}, *said[:1], *[{**said[0], "note": long}] * 2]
        )
        log = list(client.corrections())
        again = client.import_corrections(log[::-1])
        assert list(client.corrections(most=1, which="latest", cursor="3")) == log[2:3]
    assert (sent.added, sent.repeated) == (4, 3)
    assert [one["position"] for one in sent.problems] == ["item 5"]
    assert {one["editor"] for one in log} == {"tests"}
    assert (again.added, again.repeated, again.problems) == (0, 4, ())


@pytest.mark.parametrize("most", [4, 10_000])
def test_a_log_in_several_requests_is_logged_as_in_one(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    running = serve()
    known = running.service.headlines(HeadlineFilter(limit=1)).records[0].headline
    first, second, third = (f"سد رقم {number} يفتح أبوابه" for number in range(3))
    said = [
        {"title": first, "topic": "sport"},
        {"title": second, "topic": "sport"},
        {"title": third, "topic": "gardening"},
        {"id": known.id, "title": first, "topic": "sport"},  # the store has the id: of that headline
        {"title": third, "topic": "sport"},
        {"title": f"{first} - هسبريس", "topic": "economy"},  # the last of this editor on a headline counts
        {"title": second, "topic": "economy", "editor": "Amina"},
        {"id": known.id, "topic": "economy"},
        {"title": third, "topic": "sport", "created": "2026-03-20T08:00:00Z"},  # said before
        {"title": second, "topic": "gardening"},
    ]
    monkeypatch.setattr(client_module, "MOST_ENTRIES", most)
    with Client(running.url, running.key) as client:
        sent = client.import_corrections(said, editor="Driss")
        log = [(one["title"], one["topic"], one["editor"]) for one in client.corrections()]
        again = client.import_corrections(said, editor="Driss")
    assert log[::-1] == [
        (third, "sport", "Driss"),
        (first, "economy", "Driss"),
        (known.title, "economy", "Driss"),
        (second, "sport", "Driss"),
        (second, "economy", "Amina"),
    ]
    assert (sent.added, sent.repeated) == (5, 3)
    assert [one["position"] for one in sent.problems] == ["item 3", "item 10"]
    assert (again.added, again.repeated, again.problems) == (0, 8, sent.problems)


def test_half_a_character_is_sent_as_a_question_mark(client: Client) -> None:
    with client:
        (filed,) = client.classify(["أمطار \ud83d قوية"])
    assert filed.title == "أمطار ? قوية"


@given(
    st.lists(st.text(max_size=30).map(lambda text: {"title": text * 40_000}), max_size=12), st.integers(1, 5)
)
@settings(max_examples=25, deadline=None)
def test_portions_are_small_enough_and_leave_nothing_out(rows: list[dict[str, Any]], most: int) -> None:
    found = list(portions(rows, most))
    assert [row for some in found for row in some] == rows
    for some in found:
        assert 1 <= len(some) <= most
        assert len(some) == 1 or len(as_bytes(some)) <= LARGEST + 1


def test_refusals_say_what_the_service_said(newsroom: Running) -> None:
    with (
        Client(newsroom.url, "nothing") as nobody,
        pytest.raises(ServiceError, match="expected a key") as caught,
    ):
        nobody.topics()
    assert (caught.value.status, caught.value.exit_code) == (401, 1)
    with Client(newsroom.url, newsroom.key) as client, pytest.raises(ServiceError, match="T99") as caught:
        client.theme("T99")
    assert caught.value.exit_code == 2


def test_what_an_editor_says_is_sent_again_only_where_it_surely_was_not_heard() -> None:
    kind = "urn:headline-topics:problem:"
    cases = {
        None: 1,  # read, and the answer lost: it may be in the log
        (503, kind + "late"): 1,
        (503, kind + "store"): 1,
        (503, ""): 1,  # of a proxy
        (503, kind + "busy"): 3,
        (503, kind + "held"): 3,
        (429, kind + "rate"): 3,
    }
    for told, sent in cases.items():
        with answering(told) as (url, heard), Client(url, "key", tries=3) as client:
            with pytest.raises(ServiceError):
                client.correct([{"title": "سد جديد", "topic": "taken_back"}])
            assert len(heard) == sent, told
            with pytest.raises(ServiceError):
                client.classify(["سد جديد"])
            assert len(heard) == sent + 3, "what changes nothing is"


def test_a_key_that_none_can_be_is_refused_and_not_repeated(newsroom: Running) -> None:
    with Client(newsroom.url, f" {newsroom.key}\r\n") as client:
        assert len(client.topics()) == 3
    for key in ("", " \n", "topics_abc\ndef", "topics_\x00abc", "topics_مفتاح"):
        with pytest.raises(UsageError, match="as it was printed") as caught:
            Client(newsroom.url, key)
        assert "topics_" not in str(caught.value)


def test_who_is_asked_to_wait_waits(newsroom: Running) -> None:
    with newsroom.with_key(Scope.READ, rate=60) as desk:
        key = desk.headers["authorization"].removeprefix("Bearer ")
        while desk.get("/v1/topics").status_code == 200:
            pass
    with Client(newsroom.url, key) as client:
        assert len(client.topics()) == 3


def test_nobody_there_is_told() -> None:
    with (
        Client("http://127.0.0.1:9", "key", tries=1) as client,
        pytest.raises(ServiceError, match=r"127\.0\.0\.1:9: expected the service") as caught,
    ):
        client.topics()
    assert caught.value.status is None
