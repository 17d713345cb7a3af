"""Answers of headlines that were asked before: desks and bots ask about the same ones again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from topics.api.answering import in_thread
from topics.types import Headline, Predictions

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import FloatArray

Key = tuple[str, str, str]  # what an answer depends on beside the model: title, outlet, language


class Remembered:
    """The last answers of the champion. Another champion's answers are never given."""

    def __init__(self, service: TopicsService, most: int) -> None:
        self.service = service
        self.most = most
        self._model = ""
        self._topics: tuple[str, ...] = ()
        self._rows: OrderedDict[Key, tuple[FloatArray, bool]] = OrderedDict()  # the one asked last at the end
        self._thread = ThreadPoolExecutor(1, "follow")

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(cancel_futures=True)

    async def of(self, headlines: Sequence[Headline]) -> Predictions | None:
        """The answers, or None where one is not known."""
        if not all(_key(one) in self._rows for one in headlines):
            return None
        champion = await in_thread(self._thread, self._champion)  # a new one is loaded: not in the loop
        rows = [self._rows.get(_key(one)) for one in headlines]
        found = [row for row in rows if row is not None]  # others may have been kept meanwhile
        if champion != self._model or len(found) < len(headlines):
            return None
        for one in headlines:
            self._rows.move_to_end(_key(one))
        return Predictions(
            tuple(map(str, range(len(found)))),
            self._topics,
            np.stack([probabilities for probabilities, _ in found]),
            np.array([abstained for _, abstained in found]),
            self._model,
        )

    def keep(self, headlines: Sequence[Headline], found: Predictions) -> None:
        """Remember answers, and forget those of another model and the oldest."""
        if found.model_id != self._model:
            self._rows.clear()
            self._model, self._topics = found.model_id, found.topics
        for one, probabilities, abstained in zip(
            headlines, found.probabilities, found.abstained, strict=True
        ):
            self._rows[_key(one)] = (probabilities.copy(), bool(abstained))  # not the whole batch with it
        while len(self._rows) > self.most:
            self._rows.popitem(last=False)

    def _champion(self) -> str:
        return self.service.classifier.model_id


def _key(headline: Headline) -> Key:
    return headline.title, headline.source, headline.language
