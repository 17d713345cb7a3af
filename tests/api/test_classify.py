"""POST /v1/classify: the answers of the command line, many clients at once, and a queue that ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.api.running import Running, serving
from tests.fakes import BrokenEncoder, HashingEncoder
from tests.jobs.newsroom import headlines
from topics import service as service_module
from topics.on_demand import classify_headlines, embed_headlines
from topics.rows import prediction_row
from topics.service import TopicsService, open_service
from topics.settings import Settings

TITLES = [one.title for one in headlines(0, 40)]


def ask(running: Running, titles: Sequence[str]) -> list[dict[str, object]]:
    answer = running.client.post("/v1/classify", json={"headlines": [{"title": one} for one in titles]})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


class SlowEncoder(HashingEncoder):
    """Takes its time, and remembers what was encoded together."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.together: list[list[str]] = []

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See ``Encoder.encode``."""
        time.sleep(self.seconds)
        self.together.append(list(texts))
        return super().encode(texts, progress=progress)


def test_answers_are_those_of_the_command_line_in_their_order(newsroom: Running) -> None:
    items = headlines(0, 40)
    service = newsroom.service
    vectors = embed_headlines(items, service.encoder)
    found = classify_headlines(items, vectors, service.classifier)
    answer = newsroom.client.post(
        "/v1/classify",
        json={
            "headlines": [
                {"title": one.title, "language": one.language, "source": one.source} for one in items
            ]
        },
    ).json()
    assert answer["model"] == service.classifier.model_id
    expected = [
        prediction_row(found, row, title=one.title, language=one.language, top=3)
        for row, one in enumerate(items)
    ]
    assert answer["results"] == expected


def test_one_alone_is_answered_as_among_others(newsroom: Running) -> None:
    assert [ask(newsroom, [title])[0] for title in TITLES[:10]] == ask(newsroom, TITLES)[:10]


def test_requests_of_one_moment_are_encoded_together(told: Path, tmp_path: Path) -> None:
    encoder = SlowEncoder(0.1)
    with serving(told, tmp_path, encoder=encoder) as running:
        encoder.together.clear()
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda title: ask(running, [title])[0], TITLES[:16]))
    assert [one["title"] for one in answers] == TITLES[:16]
    assert sum(map(len, encoder.together)) == len(set(TITLES[:16]))
    assert len(encoder.together) <= 4


def test_a_text_is_encoded_once(told: Path, tmp_path: Path) -> None:
    encoder = SlowEncoder(0)
    with serving(told, tmp_path, encoder=encoder) as running:
        first = ask(running, TITLES[:8])
        encoder.together.clear()
        assert ask(running, TITLES[:8][::-1]) == first[::-1]
        assert ask(running, [f"{TITLES[0]} ", TITLES[1]])[1] == first[1]
    assert encoder.together == []


def test_a_large_request_does_not_hold_up_a_small_one(told: Path, tmp_path: Path) -> None:
    encoder = SlowEncoder(0.05)
    with serving(told, tmp_path, encoder=encoder, together=8, patience=1000) as running:
        done: list[float] = []
        many = [f"{title} {number}" for number in range(8) for title in TITLES]
        large = threading.Thread(target=lambda: (ask(running, many), done.append(time.monotonic())))
        large.start()
        time.sleep(0.2)
        ask(running, ["سد جديد"])
        small = time.monotonic()
        large.join()
    assert small < done[0]


def test_beyond_what_may_wait_requests_are_sent_away_and_the_rest_is_answered(
    told: Path, tmp_path: Path
) -> None:
    encoder = SlowEncoder(0.2)
    with serving(told, tmp_path, encoder=encoder, together=4, patience=0.5) as running:

        def load(number: int) -> tuple[int, str | None]:
            body = {"headlines": [{"title": f"سد رقم {number} {part}"} for part in range(4)]}
            answer = running.client.post("/v1/classify", json=body)
            return answer.status_code, answer.headers.get("retry-after")

        with ThreadPoolExecutor(40) as pool:
            found = list(pool.map(load, range(120)))
        after = time.monotonic()
        assert load(1000)[0] == 200
        assert time.monotonic() - after < 5
    codes = [code for code, _ in found]
    assert set(codes) == {200, 503}
    assert all(wait is not None and int(wait) >= 1 for code, wait in found if code == 503)


def test_a_failing_encoder_is_told_and_tried_again(told: Path, tmp_path: Path) -> None:
    encoder = BrokenEncoder(after=100_000)
    with serving(told, tmp_path, encoder=encoder) as running:
        encoder.left = 0
        answer = running.client.post("/v1/classify", json={"headlines": [{"title": "سد جديد"}]})
        assert answer.status_code == 503
        assert "device" not in answer.text, "what is wrong inside is not told outside"
        encoder.left = 100
        assert ask(running, ["سد جديد"])[0]["language"] == "ar"


def test_a_title_without_a_word_is_named(newsroom: Running) -> None:
    body = {"headlines": [{"title": "سد جديد"}, {"title": "!!!"}]}
    answer = newsroom.client.post("/v1/classify", json=body)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "headlines.1.title: expected a title, got '!!!'."


def hostile(number: int) -> str:
    """A title that takes long to read: hundreds of outlets at its end."""
    return " - ".join([f"سد رقم {number}", *["a"] * 240])


def test_titles_that_take_long_to_read_do_not_hold_up_others(newsroom: Running) -> None:
    waits = []
    with ThreadPoolExecutor(1) as pool, newsroom.bare() as nobody:
        many = pool.submit(ask, newsroom, [hostile(number) for number in range(200)])
        while not many.done():
            began = time.monotonic()
            assert nobody.get("/healthz").status_code == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.02)
    assert len(many.result()) == 200
    assert max(waits) < 1, "the loop read them all itself"


def test_while_the_encoder_is_loaded_the_loop_goes_on(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(settings: Settings) -> HashingEncoder:
        time.sleep(1)
        return HashingEncoder()

    with serving(told, tmp_path) as running:
        monkeypatch.setattr(service_module, "load_encoder", slowly)
        vars(running.service).pop("encoder")  # as before the first request
        waits = []
        with ThreadPoolExecutor(1) as pool, running.bare() as nobody:
            filed = pool.submit(ask, running, ["سد جديد"])
            while not filed.done():
                began = time.monotonic()
                assert nobody.get("/healthz").status_code == 200
                waits.append(time.monotonic() - began)
                time.sleep(0.02)
    assert len(filed.result()) == 1
    assert max(waits) < 0.7


def test_an_encoder_is_loaded_once_however_many_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[HashingEncoder] = []

    def slowly(settings: Settings) -> HashingEncoder:
        time.sleep(0.2)
        loads.append(HashingEncoder())
        return loads[-1]

    monkeypatch.setattr(service_module, "load_encoder", slowly)
    load = TopicsService.__dict__["encoder"].func  # without the lock that Python 3.11 gives it
    with open_service(Settings(db=str(tmp_path / "new.db"))) as service, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(load, [service] * 4))
        assert found == [service.encoder] * 4
    assert len(loads) == 1
