"""The usual cosine of unrelated texts is a property of the encoder, and related ones lie above it."""

from __future__ import annotations

import pytest

from tests.fakes import HashingEncoder
from topics.embed.encoder import Encoder
from topics.embed.unrelated import PROBES, unrelated_cosine
from topics.text import embedding_text


def test_it_is_the_mean_over_pairs_of_texts_as_headlines_are_encoded() -> None:
    encoder = HashingEncoder()
    found = unrelated_cosine(encoder)
    assert encoder.encoded == [embedding_text(probe) for probe in PROBES]
    vectors = encoder.encode(encoder.encoded.copy())
    pairs = [float(a @ b) for i, a in enumerate(vectors) for b in vectors[:i]]
    assert found == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)


@pytest.mark.encoder
def test_one_event_told_twice_lies_above_it(encoder: Encoder) -> None:
    arabic, french = encoder.encode(
        ["حريق يلتهم سوقا شعبيا بالناظور", "un incendie ravage un marché populaire à nador"]
    )
    assert arabic @ french > unrelated_cosine(encoder) + 0.1
