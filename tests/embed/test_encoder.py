"""One suite for every runtime: order, shape, unit rows, and no influence of the company."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from topics.embed.encoder import Encoder, open_encoder

pytestmark = pytest.mark.encoder

TEXTS = [
    "Le conseil de la ville vote un nouveau plan de transport",
    "المنتخب الوطني يستعد لمباراته المقبلة في التصفيات",
    "Court hears the first witnesses in a fraud case against a bank",
    "واش غادي يطيح الثمن ديال الخضرة هاد السيمانة؟",
    "",
    "مطر",
    "El precio de la electricidad baja por tercer mes consecutivo y los hogares lo notan en la factura",
    "Rain",
] * 5
SAME = 0.99999


@pytest.fixture(scope="session")
def torch_encoder(encoder: Encoder, encoder_cache: Path) -> Encoder:
    """The reference runtime. It waits for the default one, so that one process at a time unpacks."""
    return open_encoder(runtime="torch", cache_dir=encoder_cache)


@pytest.fixture(params=["default", pytest.param("torch", marks=pytest.mark.slow)])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each runtime in turn."""
    found: Encoder = request.getfixturevalue("encoder" if request.param == "default" else "torch_encoder")
    return found


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Row by row."""
    return np.sum(left * right, axis=1)


def test_shape_type_and_length(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), any_encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_gives_nothing(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode([])
    assert vectors.shape == (0, any_encoder.dimension)
    assert vectors.dtype == np.float32


def test_one_by_one_is_the_batch(any_encoder: Encoder) -> None:
    alone = np.concatenate([any_encoder.encode([text]) for text in TEXTS[:8]])
    assert cosines(alone, any_encoder.encode(TEXTS)[:8]).min() >= SAME


def test_order_is_kept_and_company_does_not_matter(any_encoder: Encoder) -> None:
    order = np.random.default_rng(0).permutation(len(TEXTS))
    shuffled = any_encoder.encode([TEXTS[i] for i in order])
    assert cosines(shuffled, any_encoder.encode(TEXTS)[order]).min() >= SAME


def test_runtimes_agree(encoder: Encoder, torch_encoder: Encoder) -> None:
    """The adapted vectors use the whole sphere, so that the same rounding turns them further (0.998)."""
    texts = [text for text in TEXTS if text]
    assert cosines(encoder.encode(texts), torch_encoder.encode(texts)).mean() >= 0.997


def test_ids_name_model_revision_and_runtime(encoder: Encoder, torch_encoder: Encoder) -> None:
    model, _, runtime = encoder.encoder_id.partition("/")
    name, _, revision = model.partition("@")
    assert name == "multilingual-e5-small+headlines"
    assert len(revision) >= 12
    assert torch_encoder.encoder_id.partition("/")[0] == model
    assert torch_encoder.encoder_id.partition("/")[2] != runtime


def test_meaning_crosses_languages(any_encoder: Encoder) -> None:
    pairs = ["The king opens parliament", "الملك يفتتح البرلمان", "A recipe for lentil soup"]
    same, other = (any_encoder.encode(pairs) @ any_encoder.encode(pairs[:1])[0])[1:]
    assert same > other


def test_a_very_long_text_is_cut(any_encoder: Encoder) -> None:
    long = "kilometre " * 3000
    vectors = any_encoder.encode([long, long + "something else"])
    assert cosines(vectors[:1], vectors[1:])[0] >= SAME


def test_progress_ends_at_the_number_of_texts(any_encoder: Encoder) -> None:
    seen: list[int] = []
    any_encoder.encode(TEXTS, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(TEXTS)


def test_threads_may_share_an_encoder(encoder: Encoder) -> None:
    expected = encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(lambda _: encoder.encode(TEXTS), range(8)):
            np.testing.assert_array_equal(vectors, expected)
