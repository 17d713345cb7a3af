"""Answers of headlines that were asked before: desks and bots ask about the same ones again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

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

    def of(self, headlines: Sequence[Headline]) -> Predictions | None:
        """The answers; None where one is not known, or where a champion is to be loaded: not in the loop."""
        keys = list(map(_key, headlines))
        if not all(key in self._rows for key in keys):
            return None
        champion = self.service.classifier_at_hand
        if champion is None or champion.model_id != self._model:
            return None
        for key in keys:
            self._rows.move_to_end(key)
        found = [self._rows[key] for key in keys]
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


def _key(headline: Headline) -> Key:
    return headline.title, headline.source, headline.language
