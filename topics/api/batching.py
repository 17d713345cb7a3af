"""Classification of many clients at once: what waits at one moment is encoded together.

One thread encodes. While it works, requests gather; then the next up to ``together`` headlines go, a share of
every request in turn, so that a batch of a thousand does not hold up single ones. What may wait is bounded by
the time that it would take: beyond, a request is sent away with the time after which to come again. Texts
whose vectors are remembered do not wait for the encoder; headlines that were asked before wait for nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeVar, TypeVarTuple

import numpy as np

from topics.api.answering import Answers, in_thread
from topics.api.metrics import Metrics
from topics.api.problems import busy
from topics.api.remembering import Remembered
from topics.serving import Serving
from topics.text import embedding_text
from topics.types import Headline, Predictions

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import FloatArray

FIRST_GUESS = 50.0  # headlines a second, until it is measured
INERTIA = 0.8  # of that measure
AT_ONCE = 1_000  # characters of titles that the loop reads itself: 4 ms, whether of ten titles or of one
LEAST = 100  # characters that a title counts as, however short it is
Result = TypeVar("Result")
Given = TypeVarTuple("Given")


@dataclass(slots=True, eq=False)
class _Request:
    """Texts of one request that wait."""

    texts: list[str]  # that no vector is known of
    done: asyncio.Future[None]
    found: dict[str, FloatArray] = field(default_factory=dict)
    next: int = 0  # text to be encoded next


class Batcher:
    """Classifies; ``run`` must be running meanwhile."""

    def __init__(self, service: TopicsService, serving: Serving, metrics: Metrics) -> None:
        self.service = service
        self.serving = serving
        self.metrics = metrics
        self.rate = FIRST_GUESS
        self._vectors: OrderedDict[str, FloatArray] = OrderedDict()
        self._waiting: deque[_Request] = deque()
        self._open = 0  # texts that wait
        self._some = asyncio.Event()
        self._encoding = ThreadPoolExecutor(1, "encode")
        self._reading = ThreadPoolExecutor(1, "read")
        self._answers = Answers(service, serving)
        self._remembered = Remembered(service, serving.remembered)

    async def classify(self, headlines: Sequence[Headline]) -> Predictions:
        """Topics of headlines, in order.

        Raises:
            Refusal: more waits than can be done in time.
        """
        found = self._remembered.of(headlines)
        if found is not None:
            self.metrics.classified.labels("not needed").inc(len(headlines))
            return found
        found = await self._filed(headlines)
        self._remembered.keep(headlines, found)
        return found

    async def _filed(self, headlines: Sequence[Headline]) -> Predictions:
        """Topics of headlines by their vectors."""
        texts = await self.beside([one.title for one in headlines], _texts, headlines)
        if self._answers.seconds_behind > self.serving.patience:
            self._refuse()
        known = {text: self._remember(text) for text in dict.fromkeys(texts)}
        missing = [text for text, vector in known.items() if vector is None]
        self.metrics.classified.labels("remembered").inc(len(texts) - len(missing))
        if missing:
            self.metrics.classified.labels("encoded").inc(len(missing))
            known |= await self._encoded(missing)
        vectors = np.stack([vector for text in texts if (vector := known[text]) is not None])
        return await self._answers.of(headlines, vectors)

    async def run(self) -> None:
        """Encode and answer what comes, until cancelled."""
        await asyncio.gather(self._encode(), self._answers.run())

    async def _encode(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(self.serving.window)
            while self._waiting:
                await self._step()
            self._some.clear()

    def close(self) -> None:
        """Let go of the threads."""
        self._encoding.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)
        self._answers.close()

    async def beside(self, titles: Sequence[str], call: Callable[[*Given], Result], *given: *Given) -> Result:
        """Call what reads titles: in a thread where they are so many that other requests would wait."""
        if sum(max(LEAST, len(one)) for one in titles) <= AT_ONCE:
            return call(*given)
        return await in_thread(self._reading, call, *given)

    @property
    def seconds_behind(self) -> float:
        """How long what waits will take."""
        return self._open / self.rate + self._answers.seconds_behind

    # --- inside ------------------------------------------------------------------------------

    async def _encoded(self, texts: list[str]) -> dict[str, FloatArray]:
        """Vectors of texts, when their turn has come."""
        if self._open and (self._open + len(texts)) / self.rate > self.serving.patience:
            self._refuse()
        request = _Request(texts, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._count(len(texts))
        self._some.set()
        try:
            await request.done
        finally:
            self._leave(request)
        return request.found

    def _refuse(self) -> NoReturn:
        self.metrics.refused.labels("queue").inc()
        behind = self.seconds_behind
        raise busy(f"headlines for {behind:.0f} s wait to be filed; try again when they are done.", behind)

    def _leave(self, request: _Request) -> None:
        """A client that went away, or ran out of time, has nothing encoded any more."""
        if request in self._waiting:
            self._waiting.remove(request)
            self._count(request.next - len(request.texts))

    async def _step(self) -> None:
        """Encode the next headlines, a share of each request in turn."""
        taken = self._take()
        texts = list(dict.fromkeys(text for request, some in taken for text in some))
        self._count(-sum(len(some) for _, some in taken))
        self.metrics.together.observe(len(texts))
        began = time.perf_counter()
        try:
            vectors = await in_thread(self._encoding, self._vectors_of, texts)
        except Exception as error:  # noqa: BLE001 - each request is told; the next ones are tried
            for request, _ in taken:
                self._end(request, error)
            return
        seconds = time.perf_counter() - began
        self.rate = INERTIA * self.rate + (1 - INERTIA) * len(texts) / max(seconds, 1e-6)
        new = {
            text: row.copy() for text, row in zip(texts, vectors, strict=True)
        }  # not the whole batch with it
        self._keep(new)
        for request, some in taken:
            request.found |= {text: new[text] for text in some}
            if len(request.found) == len(request.texts):
                self._end(request)

    def _vectors_of(self, texts: list[str]) -> FloatArray:
        """Vectors of texts; in the thread, for the first ones wait until the encoder is loaded."""
        return self.service.encoder.encode(texts)

    def _take(self) -> list[tuple[_Request, list[str]]]:
        taken = []
        left = self.serving.together
        share = max(1, left // max(1, len(self._waiting)))
        while self._waiting and left:
            request = self._waiting.popleft()
            some = request.texts[request.next : request.next + min(share, left)]
            request.next += len(some)
            left -= len(some)
            taken.append((request, some))
            if request.next < len(request.texts):
                self._waiting.append(request)
        return taken

    @staticmethod
    def _end(request: _Request, error: Exception | None = None) -> None:
        if request.done.done():
            return
        if error is None:
            request.done.set_result(None)
        else:
            request.done.set_exception(error)

    def _count(self, more: int) -> None:
        self._open += more
        self.metrics.waiting.set(self._open)

    def _remember(self, text: str) -> FloatArray | None:
        vector = self._vectors.get(text)
        if vector is not None:
            self._vectors.move_to_end(text)
        return vector

    def _keep(self, new: dict[str, FloatArray]) -> None:
        self._vectors |= new
        while len(self._vectors) > self.serving.remembered:
            self._vectors.popitem(last=False)


def _texts(headlines: Sequence[Headline]) -> list[str]:
    return [embedding_text(one.title, (one.source,)) for one in headlines]
