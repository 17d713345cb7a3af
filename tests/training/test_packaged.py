"""The encoder that is really adapted, for two steps: at its size, with its tokenizer and its prompt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from topics.embed.adapter import read_adapter
from topics.embed.encoder import find_origin, open_encoder
from topics.training.adaptation import adapt_encoder
from topics.training.authored import LICENCE
from topics.training.examples import TrainingSet, authored_sets
from topics.training.recipe import Recipe

LAYERS, MATRICES = 12, 6  # query, key, value, output of attention, in and out of the feed-forward part


@pytest.mark.encoder
@pytest.mark.usefixtures("one_thread")
@pytest.mark.slow
def test_the_packaged_encoder_learns_from_our_own_text(
    encoder: object, encoder_cache: Path, tmp_path: Path
) -> None:
    events = authored_sets()[0]
    few = TrainingSet("events", "same", events.groups[:12], LICENCE, events.origin)
    recipe = Recipe(
        batch=4, tokens=16, rank=2, learning_rate=1e-3, most_pairs=8, held_out=0.3, measure_every=2
    )
    told: list[str] = []
    outcome = adapt_encoder(
        "packaged", [few], tmp_path / "mine", recipe=recipe, cache_dir=encoder_cache, force=True,
        progress=lambda done, total: None, tell=told.append,
    )  # fmt: skip
    assert outcome.steps == 2 and told[-1]
    adapter = read_adapter(tmp_path / "mine")
    origin = find_origin("packaged", encoder_cache)
    assert (adapter.base.encoder, adapter.base.revision) == ("packaged", origin.revision)
    assert len(adapter.updates) == LAYERS * MATRICES and not any("pooler" in path for path in adapter.updates)
    assert {down.shape[0] for down, _ in adapter.updates.values()} == {2}
    mine = open_encoder(str(tmp_path / "mine"), runtime="torch", cache_dir=encoder_cache)
    vectors = mine.encode(["Le barrage est plein", "عودة التساقطات"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
