"""Beyond what may run at once or may take: who is sent away is told when, and those let in are served."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.types import Receive, Scope, Send

from topics.api.guarding import REFUSALS, Guard
from topics.api.metrics import Metrics
from topics.api.problems import busy, late, of_error
from topics.errors import StoreError
from topics.serving import Serving
from topics.store.database import HeldError

AT_ONCE, MORE = 2, 40


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/healthz":
            await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def asked(
    guard: Guard, path: str = "/v1/topics", method: str = "GET"
) -> tuple[int, dict[bytes, bytes], float]:
    """Status and headers of one request, and when they came, in seconds on the clock."""
    starts: list[Any] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            starts.append((message["status"], dict(message["headers"]), time.perf_counter()))

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    await guard(scope, receive, send)
    (found,) = starts
    return found  # type: ignore[no-any-return]


async def overrun() -> tuple[list[int], list[tuple[int, dict[bytes, bytes], float]], int]:
    """Statuses of those let in, what the others were told and after how long, and how many ran in the end."""
    slow = Slow()
    guard = Guard(slow, serving=Serving(most_at_once=AT_ONCE), metrics=Metrics())
    let_in = [asyncio.create_task(asked(guard)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    began = time.perf_counter()
    refused = await asyncio.gather(*(asked(guard) for _ in range(MORE)))
    slow.may_answer.set()
    served = await asyncio.gather(*let_in)
    told = [(status, headers, at - began) for status, headers, at in refused]
    return [status for status, _, _ in served], told, guard.running


def test_too_many_are_sent_away_in_turn_and_the_others_served() -> None:
    with ThreadPoolExecutor(1) as pool:  # another test of this process may have left its loop running
        served, refused, left = pool.submit(lambda: asyncio.run(overrun())).result()
    assert served == [200] * AT_ONCE
    assert {status for status, _, _ in refused} == {503}
    assert all(headers[b"retry-after"] == b"1" for _, headers, _ in refused)
    assert max(seconds for _, _, seconds in refused) >= 0.95 * (MORE - 1) / REFUSALS
    assert left == 0


async def past_the_limit() -> tuple[int, int, int]:
    """What one that is full answers: to the question whether it lives, one sent away, one let in late."""
    slow = Slow()
    guard = Guard(slow, serving=Serving(most_at_once=AT_ONCE), metrics=Metrics())
    let_in = [asyncio.create_task(asked(guard)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    lives, *_ = await asked(guard, "/healthz")
    away, *_ = await asked(guard)
    guard._next_refusal = time.perf_counter() + 0.3  # as after some sixty others
    late = asyncio.create_task(asked(guard))
    await asyncio.sleep(0)
    slow.may_answer.set()  # there is room before its turn comes
    await asyncio.gather(*let_in)
    return lives, away, (await late)[0]


def test_past_the_limit_it_still_lives_and_room_that_comes_is_taken() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(past_the_limit())).result() == (200, 503, 200)


def test_who_is_told_to_wait_is_told_the_whole_time() -> None:
    assert busy("much to do", 1.2).headers == {"Retry-After": "2"}
    assert busy("much to do", 0.0).headers == {"Retry-After": "1"}


def test_who_gets_no_answer_in_time_is_told_to_come_again_but_for_what_twice_is_not_once() -> None:
    async def told(path: str, method: str) -> tuple[int, bool]:
        guard = Guard(Slow(), serving=Serving(time_limit=0.01), metrics=Metrics())
        status, headers, _ = await asked(guard, path, method)
        return status, b"retry-after" in headers

    with ThreadPoolExecutor(1) as pool:
        for path, method, again in (
            ("/v1/corrections", "POST", False),
            ("/v1/corrections", "GET", True),
            ("/v1/corrections/import", "POST", True),
            ("/v1/headlines", "POST", True),
        ):
            found = pool.submit(lambda one, how: asyncio.run(told(one, how)), path, method).result()
            assert found == (503, again), (path, method)
    assert "look before you send it again" in late(30, once=True).detail


def test_a_store_that_is_held_is_told_by_its_kind_not_by_its_words() -> None:
    for error, code in (
        (HeldError("news.db: busy"), b":held"),
        (StoreError("another job.db: full"), b":store"),
    ):
        assert code in of_error(error, "news.db").body
