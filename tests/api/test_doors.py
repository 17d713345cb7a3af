"""Who comes in: keys, scopes, rates; and what every answer carries."""

from __future__ import annotations

import base64
import logging
import sqlite3
import time
from collections.abc import Callable

import pytest

from tests.api.running import Running
from tests.jobs.newsroom import NOW
from topics.access import known_key, revoke_key
from topics.errors import UsageError
from topics.types import Scope

ONE = {"headlines": [{"title": "أمطار قوية مرتقبة بالريف"}]}
NEW = {"headlines": [{"title": "أمطار قوية مرتقبة بالريف", "source": "Rif Matin"}]}
SAID = {"corrections": [{"title": "أمطار قوية مرتقبة بالريف", "topic": "weather"}]}
PROBLEM = "application/problem+json"


def paths(running: Running) -> list[tuple[str, str]]:
    """Every method and path of the document."""
    document = running.client.get("/openapi.json").json()
    filled = {"{id}": "T1", "{form}": "atom"}
    found = []
    for path, operations in document["paths"].items():
        for old, new in filled.items():
            path = path.replace(old, new)
        found += [(method.upper(), path) for method in operations]
    return found


def test_without_a_key_every_path_but_health_is_closed(newsroom: Running) -> None:
    asked = [*paths(newsroom), ("GET", "/openapi.json"), ("GET", "/nowhere"), ("DELETE", "/v1/headlines")]
    assert len(asked) > 20
    with newsroom.bare() as nobody:
        for method, path in asked:
            answer = nobody.request(method, path, json=NEW if method == "POST" else None)
            if path in ("/healthz", "/readyz"):
                assert answer.status_code == 200
                continue
            assert answer.status_code == 401, path
            assert answer.headers["content-type"] == PROBLEM
            assert answer.headers["www-authenticate"] == 'Bearer realm="topics"'
            assert answer.json()["title"] == "Unauthorized"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer nothing",
        "Bearer topics_0000000000000000_" + "a" * 43,
        "Basic !!",
        "Bearer " + "x" * 9000,
    ],
)
def test_what_does_not_open(newsroom: Running, header: str) -> None:
    with newsroom.bare(Authorization=header) as somebody:
        assert somebody.get("/v1/topics").status_code == 401


def test_a_key_that_differs_in_its_last_letter_does_not_open(newsroom: Running) -> None:
    other = newsroom.key[:-1] + ("A" if newsroom.key[-1] != "A" else "B")
    assert known_key(newsroom.service.store, newsroom.key) is not None
    assert known_key(newsroom.service.store, other) is None


def test_a_key_opens_in_three_ways(newsroom: Running) -> None:
    basic = base64.b64encode(f"reader:{newsroom.key}".encode()).decode()
    for headers in ({"X-API-Key": newsroom.key}, {"Authorization": f"Basic {basic}"}):
        with newsroom.bare(**headers) as reader:
            assert reader.get("/v1/topics").status_code == 200


@pytest.mark.parametrize("own", list(Scope))
def test_a_scope_opens_its_routes_and_no_others(newsroom: Running, own: Scope) -> None:
    asked = {
        Scope.READ: [
            ("GET", "/v1/headlines", None),
            ("POST", "/v1/classify", ONE),
            ("GET", "/metrics", None),
        ],
        Scope.INGEST: [("POST", "/v1/headlines", NEW)],
        Scope.CORRECT: [
            ("POST", "/v1/corrections", SAID),
            ("POST", "/v1/corrections/import", SAID),
            ("GET", "/v1/corrections", None),
        ],
        Scope.ADMIN: [("GET", "/v1/audit", None)],
    }
    with newsroom.with_key(own) as desk:
        for scope, requests in asked.items():
            for method, path, body in requests:
                answer = desk.request(method, path, json=body)
                assert answer.status_code == (200 if scope is own else 403), (path, answer.text)
                if scope is not own:
                    assert answer.json()["detail"] == f"expected a key of scope {scope}, got one of {own}."


def test_a_revoked_key_is_out_with_the_next_request(serve: Callable[..., Running]) -> None:
    running = serve()
    with running.with_key(Scope.READ) as desk:
        assert desk.get("/v1/topics").status_code == 200
        revoke_key(running.service.store, "a desk", who="test", now=NOW)
        assert desk.get("/v1/topics").status_code == 401
    with pytest.raises(UsageError, match="one that is revoked"):
        revoke_key(running.service.store, "a desk", who="test", now=NOW)


def test_the_store_does_not_know_what_opens(newsroom: Running) -> None:
    secret = newsroom.key.rsplit("_", 1)[1]
    for key in newsroom.service.store.api_keys.list():
        assert secret not in repr(key)
        assert len(key.digest) == 64
    assert secret not in repr(newsroom.service.store.audit.recent(100))


def test_no_key_is_in_any_log(newsroom: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        newsroom.client.get("/v1/topics", params={"q": "أمطار"})
        newsroom.client.get("/nowhere")
        with newsroom.bare(Authorization=f"Bearer {newsroom.key}x") as somebody:
            somebody.get("/v1/topics")
    told = [one.getMessage() for one in caplog.records if one.name.startswith("topics")]
    assert any("route=/v1/topics status=200" in line for line in told)
    assert newsroom.key.rsplit("_", 1)[1] not in caplog.text


def test_a_rate_is_kept_and_says_when_to_come_again(newsroom: Running) -> None:
    with newsroom.with_key(Scope.READ, rate=3) as desk:
        codes = [desk.get("/v1/topics").status_code for _ in range(3)]
        refused = desk.get("/v1/topics")
    assert codes == [200, 200, 200]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.json()["detail"] == "expected at most 3 requests a minute with this key, got more."


def test_every_answer_carries_what_browsers_heed(newsroom: Running) -> None:
    with newsroom.bare() as nobody:
        answers = [nobody.get("/healthz"), nobody.get("/v1/topics"), newsroom.client.get("/nowhere")]
    for answer in [*answers, newsroom.client.get("/v1/topics")]:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


def test_pages_of_other_origins_may_ask_only_where_they_are_named(serve: Callable[..., Running]) -> None:
    running = serve(cors=("https://desk.example",))
    asks = {"Origin": "https://desk.example", "Access-Control-Request-Method": "GET"}
    with running.bare() as browser:
        allowed = browser.options("/v1/topics", headers=asks)
        refused = browser.options("/v1/topics", headers={**asks, "Origin": "https://else.example"})
    assert (allowed.status_code, refused.status_code) == (200, 400)
    for answer in (allowed, refused):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    named = running.client.get("/v1/topics", headers={"Origin": "https://desk.example"})
    assert named.headers["access-control-allow-origin"] == "https://desk.example"


def test_pages_can_read_what_is_refused(serve: Callable[..., Running]) -> None:
    origin = {"Origin": "https://desk.example"}
    late = serve(cors=("https://desk.example",), time_limit=0.0).client.get("/v1/topics", headers=origin)
    assert late.status_code == 503
    assert late.json()["type"] == "urn:headline-topics:problem:late"
    assert late.headers["access-control-allow-origin"] == "https://desk.example"
    assert late.headers["access-control-expose-headers"] == "ETag, Retry-After"


def test_a_store_that_cannot_be_asked_for_keys_is_told_as_everywhere(serve: Callable[..., Running]) -> None:
    running = serve()
    with sqlite3.connect(running.service.settings.db) as store:
        store.execute("ALTER TABLE api_key RENAME TO away")
    answer = running.client.get("/v1/topics")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == "the store can't be used now; the log of the service says why."
    with sqlite3.connect(running.service.settings.db) as store:
        store.execute("ALTER TABLE away RENAME TO api_key")
    assert running.client.get("/v1/topics").status_code == 200


def test_who_comes_again_when_told_to_does_not_come_too_early(newsroom: Running) -> None:
    with newsroom.with_key(Scope.READ, rate=3) as desk:
        began = time.monotonic()
        for _ in range(3):
            assert desk.get("/v1/topics").status_code == 200
        time.sleep(0.6)  # of the 20 seconds some 19.4 are left
        asked = int(desk.get("/v1/topics").headers["retry-after"])
    assert asked >= 20 - (time.monotonic() - began)


def test_a_method_that_a_path_has_not_names_those_it_has(newsroom: Running) -> None:
    for path, allowed in (("/v1/headlines", "GET, POST"), ("/openapi.json", "GET, HEAD")):
        answer = newsroom.client.request("DELETE", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
        assert answer.json()["detail"] == f"expected {allowed}, got DELETE."


def test_writes_are_in_the_log_of_writes(serve: Callable[..., Running]) -> None:
    running = serve()
    assert running.client.post("/v1/headlines", json=NEW).status_code == 200
    assert running.client.post("/v1/corrections", json=SAID).status_code == 200
    entries = running.client.get("/v1/audit").json()["entries"]
    assert [one["action"] for one in entries] == ["corrections.add", "headlines.ingest", "keys.create"]
    assert entries[1]["facts"] == {"added": 1, "updated": 0}
    assert entries[0]["actor"] == entries[1]["actor"] == entries[2]["facts"]["key"]
