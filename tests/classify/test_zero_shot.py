"""The first classifier, with an encoder that knows no language: words and rules are what is tested."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from topics.classify.zero_shot import ABSTAIN_BELOW, ZeroShotClassifier, phrases_of
from topics.errors import EncoderMismatchError, ModelError, ShapeError
from topics.taxonomy import load_taxonomy

OWN = """
[[topic]]
id = "sea"
examples.fr = [
    "Le port rouvre lundi", "Un cargo bloque le port", "Trafic record au port", "Le chalutier rentre au port",
]
[[topic]]
id = "town"
examples.fr = [
    "La mairie repeint le quartier", "Un marché de quartier", "Éclairage du quartier", "Le quartier fête",
]
[[topic]]
id = "farm"
description.fr = "Récoltes, olives, moutons"
"""


def hashed(texts: Sequence[str]) -> np.ndarray:
    """A fake encoder: a unit vector that only the text decides, without meaning. Shape: (n, 16) float32."""
    seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
    rows = np.stack([np.random.default_rng(seed).normal(size=16) for seed in seeds])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def shipped() -> ZeroShotClassifier:
    return ZeroShotClassifier(load_taxonomy()).fit(hashed, encoder_id="fake")


@pytest.fixture
def own(tmp_path: Path) -> ZeroShotClassifier:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return ZeroShotClassifier(load_taxonomy(path)).fit(hashed, encoder_id="fake")


def topics_of(classifier: ZeroShotClassifier, titles: Sequence[str]) -> list[str]:
    found = classifier.predict([str(n) for n in range(len(titles))], titles, hashed(titles))
    return [found.ranked(row)[0][0] for row in range(len(titles))]


def test_words_alone_file_plain_headlines(shipped: ZeroShotClassifier) -> None:
    titles = [
        "درجات الحرارة والأمطار غدا",
        "مباراة المنتخب والمدرب",
        "Le tribunal condamne un trafiquant à la prison",
    ]
    assert topics_of(shipped, titles) == ["weather", "sport", "security"]


def test_probabilities_are_probabilities(shipped: ZeroShotClassifier) -> None:
    titles = ["هدف في الدقيقة الأخيرة", "", "!!!", "x" * 5000, "日本語の見出し"]
    found = shipped.predict(list("abcde"), titles, hashed(titles))
    assert found.probabilities.dtype == np.float32
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert np.array_equal(found.abstained, found.probabilities.max(axis=1) < ABSTAIN_BELOW)


def test_one_by_one_is_the_batch(shipped: ZeroShotClassifier) -> None:
    titles = [text for topic in load_taxonomy() for text in topic.examples["en"][:4]]
    vectors = hashed(titles)
    batch = shipped.predict(titles, titles, vectors).probabilities
    alone = [shipped.predict([t], [t], vectors[n : n + 1]).probabilities[0] for n, t in enumerate(titles)]
    assert np.abs(batch - np.stack(alone)).max() <= 1e-6


def test_languages_change_nothing_and_fits_repeat(shipped: ZeroShotClassifier) -> None:
    titles = ["La pluie revient", "الشتا خيط من السما"]
    again = ZeroShotClassifier(load_taxonomy()).fit(hashed, encoder_id="fake")
    first = shipped.predict(["1", "2"], titles, hashed(titles))
    second = again.predict(["1", "2"], titles, hashed(titles), ["fr", "ary"])
    assert np.array_equal(first.probabilities, second.probabilities)
    assert first.model_id == second.model_id


def test_spelling_variants_meet(shipped: ZeroShotClassifier) -> None:
    plain, dressed = "أمطار قوية بالمغرب غدا", "أَمْطار  قويــة  بالمغرب غدا"
    vectors = hashed([plain, plain])
    found = shipped.predict(["1", "2"], [plain, dressed], vectors).probabilities
    assert np.array_equal(found[0], found[1])


def test_own_taxonomy_in_one_language_works_at_once(own: ZeroShotClassifier) -> None:
    assert topics_of(own, ["Le port accueille un cargo", "Un nouveau quartier", "La récolte des olives"]) == [
        "sea",
        "town",
        "farm",
    ]


def test_model_id_names_taxonomy_and_encoder(shipped: ZeroShotClassifier, own: ZeroShotClassifier) -> None:
    assert shipped.model_id != own.model_id
    assert shipped.taxonomy.digest in shipped.model_id
    assert shipped.model_id.endswith("/fake")


def test_phrases_are_unique_and_ordered(own: ZeroShotClassifier) -> None:
    phrases = phrases_of(own.taxonomy)
    assert len({(p.topic, p.text) for p in phrases}) == len(phrases) == 9
    assert sum(p.is_example for p in phrases) == 8


def test_no_headline_is_no_trouble(shipped: ZeroShotClassifier) -> None:
    found = shipped.predict([], [], np.empty((0, 16), np.float32))
    assert found.probabilities.shape == (0, 17)


def test_wrong_calls_are_refused(shipped: ZeroShotClassifier) -> None:
    with pytest.raises(ShapeError, match="2 titles"):
        shipped.predict(["1"], ["a", "b"], hashed(["a"]))
    with pytest.raises(EncoderMismatchError, match="width 16"):
        shipped.predict(["1"], ["a"], np.ones((1, 8), np.float32))
    with pytest.raises(ModelError, match="fit"):
        ZeroShotClassifier(load_taxonomy()).predict(["1"], ["a"], hashed(["a"]))
