"""An adapted encoder: the base's network with the adapter in it, under an id of its own, on every runtime."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from topics.embed import convert
from topics.embed.adapter import Adapter, Base, write_adapter
from topics.embed.encoder import Encoder, find_origin, open_encoder
from topics.embed.merging import merge
from topics.embed.sentence_transformer import load_model
from topics.errors import EncoderError
from topics.text import EMBEDDING_FORM

pytestmark = pytest.mark.encoder

QUERY, OUTPUT = "encoder.layer.0.attention.self.query", "encoder.layer.1.output.dense"
TEXTS = ["rain falls on the north", "team wins match", "", "prix pain"]


def adapter_of(tiny: Path, *, size: float = 0.2, projected: bool = False) -> Adapter:
    origin = find_origin(str(tiny), tiny)
    rng = np.random.default_rng(3)

    def draw(*shape: int) -> np.ndarray:
        return (size * rng.normal(size=shape)).astype(np.float16).astype(np.float32)

    return Adapter(
        "small",
        Base(str(tiny), origin.name, origin.revision),
        {QUERY: (draw(2, 32), draw(32, 2)), OUTPUT: (draw(2, 64), draw(32, 2))},
        scale=0.5,
        centre=draw(32) if projected else None,
        directions=np.eye(32, dtype=np.float32)[:3] if projected else None,
    )


def weight(model: object, path: str) -> np.ndarray:
    named = dict(model.named_modules())  # type: ignore[attr-defined] # a SentenceTransformer
    found = next(module for name, module in named.items() if name.endswith(path))
    return np.asarray(found.weight.detach().numpy().copy())


def test_merging_adds_the_product(tiny: Path) -> None:
    adapter = adapter_of(tiny)
    origin = find_origin(str(tiny), tiny)
    plain, merged = load_model(origin, "cpu"), merge(adapter, load_model(origin, "cpu"))
    for path, (down, up) in adapter.updates.items():
        assert np.allclose(weight(merged, path), weight(plain, path) + 0.5 * up @ down, atol=1e-6)
    untouched = "encoder.layer.0.attention.self.key"
    assert np.array_equal(weight(merged, untouched), weight(plain, untouched))


def test_zeros_change_nothing(tiny: Path, tmp_path: Path) -> None:
    write_adapter(adapter_of(tiny, size=0), tmp_path / "zero")
    plain = open_encoder(str(tiny), runtime="torch", cache_dir=tmp_path)
    adapted = open_encoder(str(tmp_path / "zero"), runtime="torch", cache_dir=tmp_path)
    assert np.array_equal(plain.encode(TEXTS), adapted.encode(TEXTS))
    assert plain.encoder_id != adapted.encoder_id


def test_the_projection_takes_centre_and_directions_out(tiny: Path, tmp_path: Path) -> None:
    bare, projected = adapter_of(tiny), adapter_of(tiny, projected=True)
    write_adapter(bare, tmp_path / "bare")
    write_adapter(projected, tmp_path / "projected")
    before, after = (
        open_encoder(str(tmp_path / name), runtime="torch", cache_dir=tmp_path).encode(TEXTS)
        for name in ("bare", "projected")
    )
    assert projected.centre is not None and projected.directions is not None
    moved = before - projected.centre
    moved -= moved @ projected.directions.T @ projected.directions
    assert np.allclose(after, moved / np.linalg.norm(moved, axis=1, keepdims=True), atol=1e-5)
    assert np.abs(after @ projected.directions.T).max() < 1e-5


def test_both_runtimes_say_the_same_and_convert_once(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write_adapter(adapter_of(tiny, projected=True), tmp_path / "small")
    slow = open_encoder(str(tmp_path / "small"), runtime="torch", cache_dir=tmp_path)
    fast = open_encoder(str(tmp_path / "small"), runtime="openvino", cache_dir=tmp_path)
    assert np.min((slow.encode(TEXTS) * fast.encode(TEXTS)).sum(axis=1)) > 0.99
    assert written.digest in fast.encoder_id and "+small@" in fast.encoder_id
    assert written.digest in slow.encoder_id and slow.encoder_id != fast.encoder_id
    assert all(one.encoder_id.endswith(f"/{EMBEDDING_FORM}") for one in (slow, fast))
    monkeypatch.setattr(convert, "_export", lambda *_: pytest.fail("converted again"))
    again = open_encoder(str(tmp_path / "small"), runtime="openvino", cache_dir=tmp_path)
    assert np.array_equal(again.encode(TEXTS), fast.encode(TEXTS))


def test_another_adapter_is_another_encoder(tiny: Path, tmp_path: Path) -> None:
    write_adapter(adapter_of(tiny, size=0.1), tmp_path / "one")
    first = open_encoder(str(tmp_path / "one"), runtime="torch", cache_dir=tmp_path)
    write_adapter(adapter_of(tiny, size=0.3), tmp_path / "one")
    second = open_encoder(str(tmp_path / "one"), runtime="torch", cache_dir=tmp_path)
    assert first.encoder_id != second.encoder_id
    assert not np.allclose(first.encode(TEXTS), second.encode(TEXTS), atol=1e-3)


def test_a_base_without_unit_vectors_is_centred_as_one_with(tiny: Path) -> None:
    """Centre and directions were learnt from unit vectors."""
    from sentence_transformers import SentenceTransformer

    adapter = adapter_of(tiny, projected=True)
    whole = load_model(find_origin(str(tiny), tiny), "cpu")
    bare = SentenceTransformer(
        modules=list(load_model(find_origin(str(tiny), tiny), "cpu"))[:2], device="cpu"
    )
    vectors = [merge(adapter, model).encode(TEXTS) for model in (whole, bare)]
    assert np.allclose(*vectors, atol=1e-5)


@pytest.mark.slow
def test_the_packaged_encoder_can_be_adapted(encoder: Encoder, encoder_cache: Path, tmp_path: Path) -> None:
    """At its real size, on both runtimes. The converted folder is the test's own and goes with it."""
    origin = find_origin("packaged", encoder_cache)
    rng = np.random.default_rng(0)

    def draw(*shape: int) -> np.ndarray:
        return (0.1 * rng.normal(size=shape)).astype(np.float32)

    updates = {
        f"encoder.layer.{layer}.attention.output.dense": (draw(2, 384), draw(384, 2)) for layer in range(12)
    }
    adapter = Adapter("random", Base("packaged", origin.name, origin.revision), updates)
    digest = write_adapter(adapter, tmp_path / "random").digest
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "encoders").symlink_to(origin.folder().parent)
    slow, fast = (
        open_encoder(str(tmp_path / "random"), runtime=runtime, cache_dir=cache)
        for runtime in ("torch", "openvino")
    )
    texts = ["Le barrage est plein", "عودة التساقطات", "Rail workers agree on a new timetable"]
    assert np.sum(slow.encode(texts) * fast.encode(texts), axis=1).min() >= 0.999
    assert np.sum(fast.encode(texts) * encoder.encode(texts), axis=1).max() < 0.999, "the adapter is in it"
    assert fast.encoder_id.startswith(f"multilingual-e5-small+random@{origin.revision}-{digest}/")
    (converted,) = (path for path in (cache / "runtimes").iterdir() if path.is_dir())
    assert digest in converted.name


def test_a_centre_of_another_width_is_refused(tiny: Path) -> None:
    adapter = replace(adapter_of(tiny), centre=np.ones(8, np.float32))
    with pytest.raises(EncoderError, match="vectors of 8 numbers, got 32"):
        merge(adapter, load_model(find_origin(str(tiny), tiny), "cpu"))


@pytest.mark.parametrize("path", ["encoder.layer.9.output.dense", "encoder.layer.0.output.dense"])
def test_a_base_without_that_matrix_is_refused(tiny: Path, path: str) -> None:
    adapter = adapter_of(tiny)
    origin = find_origin(str(tiny), tiny)
    odd = Adapter("odd", adapter.base, {path: adapter.updates[QUERY]})
    with pytest.raises(EncoderError, match=path):
        merge(odd, load_model(origin, "cpu"))


def test_a_changed_base_is_refused(tiny: Path, tmp_path: Path) -> None:
    adapter = adapter_of(tiny)
    stranger = Adapter("small", Base(str(tiny), adapter.base.name, "0123456789ab"), adapter.updates)
    write_adapter(stranger, tmp_path / "small")
    with pytest.raises(EncoderError, match="tiny@0123456789ab") as caught:
        open_encoder(str(tmp_path / "small"), cache_dir=tmp_path)
    assert f"tiny@{adapter.base.revision}" in str(caught.value)


@pytest.mark.slow
def test_the_shipped_adapter_is_the_default_and_not_the_packaged_one(encoder_cache: Path) -> None:
    adapted, plain = (open_encoder(name, cache_dir=encoder_cache) for name in ("headlines", "packaged"))
    assert open_encoder(cache_dir=encoder_cache).encoder_id == adapted.encoder_id != plain.encoder_id
    assert adapted.dimension == plain.dimension
    arabic, french, other = adapted.encode(
        ["أمطار قوية مرتقبة غدا بشمال المملكة", "de fortes pluies attendues demain dans le nord du royaume",
         "la bourse de casablanca termine la semaine en hausse"]
    )  # fmt: skip
    assert arabic @ french > 0.5 > arabic @ other + 0.1
