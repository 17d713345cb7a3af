"""Topics of vectors of many clients: what waits at one moment is filed together, beside the encoder."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

import numpy as np

from topics.on_demand import classify_headlines
from topics.serving import Serving
from topics.types import Headline, Predictions

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import FloatArray

FIRST_GUESS = 100.0  # headlines a second, until it is measured
INERTIA = 0.8  # of that measure
Result = TypeVar("Result")
Given = TypeVarTuple("Given")


@dataclass(slots=True, eq=False)
class _Part:
    """Headlines of one request that are filed in one go."""

    headlines: Sequence[Headline]
    vectors: FloatArray
    done: asyncio.Future[Predictions]


class Answers:
    """Files headlines whose vectors are known; ``run`` must be running meanwhile."""

    def __init__(self, service: TopicsService, serving: Serving) -> None:
        self.service = service
        self.serving = serving
        self.rate = FIRST_GUESS
        self._small: deque[_Part] = deque()  # of small requests, which go first
        self._large: deque[_Part] = deque()  # of which one part goes each time
        self._some = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "classify")

    @property
    def seconds_behind(self) -> float:
        """How long what waits will take."""
        return sum(len(part.headlines) for part in (*self._small, *self._large)) / self.rate

    async def of(self, headlines: Sequence[Headline], vectors: FloatArray) -> Predictions:
        """Topics of headlines, all by one model. Shape: vectors (n, d)."""
        size = self.serving.together
        loop = asyncio.get_running_loop()
        parts = [
            _Part(headlines[at : at + size], vectors[at : at + size], loop.create_future())
            for at in range(0, len(headlines), size)
        ]
        (self._small if len(parts) == 1 else self._large).extend(parts)
        self._some.set()
        found = await asyncio.gather(*(part.done for part in parts))
        if len({one.model_id for one in found}) > 1:  # another champion came between
            return await self.of(headlines, vectors)
        return found[0] if len(found) == 1 else _joined(found)

    async def run(self) -> None:
        """File what comes, until cancelled."""
        while True:
            await self._some.wait()
            while self._small or self._large:
                await self._step(self._take())
            self._some.clear()

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(cancel_futures=True)

    def _take(self) -> list[_Part]:
        taken = [self._large.popleft()] if self._large else []
        left = self.serving.together
        while self._small and (left >= len(self._small[0].headlines) or not taken):
            taken.append(self._small.popleft())
            left -= len(taken[-1].headlines)
        return [part for part in taken if not part.done.done()]  # else its client went away

    async def _step(self, parts: list[_Part]) -> None:
        if not parts:
            return
        headlines = [one for part in parts for one in part.headlines]
        began = time.perf_counter()
        try:
            found = await in_thread(
                self._thread, self._filed, headlines, np.concatenate([part.vectors for part in parts])
            )
        except Exception as error:  # noqa: BLE001 - each request is told; the next ones are tried
            for part in parts:
                if not part.done.done():
                    part.done.set_exception(error)
            return
        seconds = max(time.perf_counter() - began, 1e-6)
        self.rate = INERTIA * self.rate + (1 - INERTIA) * len(headlines) / seconds
        start = 0
        for part in parts:
            stop = start + len(part.headlines)
            if not part.done.done():
                part.done.set_result(_rows(found, start, stop))
            start = stop

    def _filed(self, headlines: Sequence[Headline], vectors: FloatArray) -> Predictions:
        return classify_headlines(headlines, vectors, self.service.classifier)


def _rows(found: Predictions, start: int, stop: int) -> Predictions:
    """Some rows: a headline's answer does not depend on the others."""
    some = slice(start, stop)
    return Predictions(
        found.ids[some], found.topics, found.probabilities[some], found.abstained[some], found.model_id
    )


def _joined(found: Sequence[Predictions]) -> Predictions:
    return Predictions(
        tuple(id for one in found for id in one.ids),
        found[0].topics,
        np.concatenate([one.probabilities for one in found]),
        np.concatenate([one.abstained for one in found]),
        found[0].model_id,
    )


async def in_thread(executor: Executor, call: Callable[[*Given], Result], *arguments: *Given) -> Result:
    """Call in a thread of an executor."""
    return await asyncio.get_running_loop().run_in_executor(executor, call, *arguments)
