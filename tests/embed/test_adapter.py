"""An adapter is whole, the one that was written, and for this base; or it is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics import sealed
from topics.embed import adapter as files
from topics.embed.adapter import Adapter, Base, is_adapter, read_adapter, write_adapter
from topics.embed.origin import Origin, adapted
from topics.errors import EncoderError

MODULE = "encoder.layer.0.attention.self.query"
FIXTURES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def made(seed: int = 0, rank: int = 2, **changes: object) -> Adapter:
    rng = np.random.default_rng(seed)
    updates = {
        MODULE: (rng.normal(size=(rank, 8)), rng.normal(size=(6, rank))),
        "encoder.layer.0.output.dense": (rng.normal(size=(rank, 4)), rng.normal(size=(8, rank))),
    }
    halves = {path: (half(down), half(up)) for path, (down, up) in updates.items()}
    adapter = Adapter("small", Base("packaged", "base", "r1"), halves, about={"sets": [{"name": "مجموعة"}]})
    return replace(adapter, **changes)  # type: ignore[arg-type] # any field


def half(matrix: np.ndarray) -> np.ndarray:
    """What survives half precision."""
    return matrix.astype(np.float16).astype(np.float32)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_adapter(made(), tmp_path / "small")
    return tmp_path / "small"


def weights_of(folder: Path) -> Path:
    (path,) = folder.glob("*.safetensors")
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    centre = np.linspace(0, 1, 6, dtype=np.float32)
    directions = np.eye(6, dtype=np.float32)[:2]
    adapter = made(centre=centre, directions=directions, scale=0.5)
    digest = write_adapter(adapter, tmp_path / "small").digest
    read = read_adapter(tmp_path / "small")
    assert (read.name, read.base, read.scale, read.about) == (
        adapter.name, adapter.base, adapter.scale, adapter.about,
    )  # fmt: skip
    assert (
        digest == read.digest == hashlib.sha256(weights_of(tmp_path / "small").read_bytes()).hexdigest()[:12]
    )
    assert np.array_equal(read.centre, centre) and np.array_equal(read.directions, directions)  # type: ignore[arg-type] # not None
    for path, pair in adapter.updates.items():
        assert all(np.array_equal(a, b) for a, b in zip(pair, read.updates[path], strict=True))


def test_writing_again_replaces_and_keeps_what_people_wrote(written: Path) -> None:
    (written / "README.md").write_text("by hand", encoding="utf-8")
    first = weights_of(written).name
    digest = write_adapter(made(seed=1), written).digest
    assert digest in weights_of(written).name != first
    assert (written / "README.md").read_text(encoding="utf-8") == "by hand"


def test_another_scale_is_another_digest(tmp_path: Path) -> None:
    """The digest is in an encoder's id, so it stands for everything that changes a vector."""
    one, other = (write_adapter(made(scale=s), tmp_path / str(s)).digest for s in (0.5, 1.0))
    assert one != other


def test_what_json_writes_otherwise_is_read_again(tmp_path: Path) -> None:
    adapter = write_adapter(made(about={1: "one", 10: "ten", 2: ("a", "tuple")}), tmp_path / "small")
    assert adapter.about == {"1": "one", "10": "ten", "2": ["a", "tuple"]}


def test_equal_weights_are_equal_bytes(tmp_path: Path) -> None:
    assert write_adapter(made(), tmp_path / "a").digest == write_adapter(made(), tmp_path / "b").digest


@pytest.mark.parametrize("at", ["weights", "card", "rename"])
def test_a_writer_that_dies_leaves_the_old_adapter(
    written: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    before = read_adapter(written)
    real, calls = sealed.replace_file, 0

    def dies(path: Path, content: bytes) -> None:
        nonlocal calls
        calls += 1
        if (at, calls) in {("weights", 1), ("card", 2)}:
            raise KeyboardInterrupt
        real(path, content)

    monkeypatch.setattr(sealed, "replace_file", dies)
    if at == "rename":
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_adapter(made(seed=1), written)
    monkeypatch.undo()
    digest = read_adapter(written).digest
    assert digest == before.digest if at != "rename" else digest
    assert write_adapter(made(seed=2), written).digest == read_adapter(written).digest
    assert len(list(written.glob("*.safetensors"))) == 1, "what a dead writer left is cleared away"


# --- refused ------------------------------------------------------------------------------------------


def refused(folder: Path, *words: str) -> None:
    with pytest.raises(EncoderError) as caught:
        read_adapter(folder)
    for word in words:
        assert word in str(caught.value)


@FIXTURES
@given(data=st.data())
def test_every_changed_byte_is_refused(written: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([weights_of(written), written / "adapter.json"]))
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(raw)
    changed[place] ^= 1 << bit
    path.write_bytes(bytes(changed))
    try:
        if path.suffix == ".json" and _same_json(raw, bytes(changed)):
            return  # white space
        refused(written, str(path))
    finally:
        path.write_bytes(raw)


def _same_json(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def test_a_changed_weight_names_both_hashes(written: Path) -> None:
    path = weights_of(written)
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    refused(written, str(path), f"expected sha256 {expected}", f"got {hashlib.sha256(raw).hexdigest()}")


def test_a_truncated_file_names_sizes_and_hashes(written: Path) -> None:
    path = weights_of(written)
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    refused(
        written, str(path), f"{len(whole)} bytes with sha256 {hashlib.sha256(whole).hexdigest()}",
        f"{len(whole) - 10} bytes with {hashlib.sha256(whole[:-10]).hexdigest()}",
    )  # fmt: skip


def test_another_adapters_weights_are_refused(written: Path, tmp_path: Path) -> None:
    write_adapter(made(seed=5), tmp_path / "other")
    foreign = weights_of(tmp_path / "other").read_bytes()
    path = weights_of(written)
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(foreign)
    refused(written, str(path), expected, hashlib.sha256(foreign).hexdigest())


def test_a_pickle_in_place_is_refused_unread(written: Path) -> None:
    path = weights_of(written)
    path.write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.".ljust(path.stat().st_size, b"\0"))
    refused(written, str(path), "expected sha256")


def test_a_missing_file_is_named(written: Path) -> None:
    path = weights_of(written)
    path.unlink()
    refused(written, str(path), "No such file")
    (written / "adapter.json").unlink()
    refused(written, "adapter.json")
    assert not is_adapter(written)


def test_a_card_cannot_lead_out_of_its_folder(written: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.safetensors"
    outside.write_bytes(weights_of(written).read_bytes())
    resealed(written, weights={**card_of(written)["weights"], "file": "../outside.safetensors"})
    refused(written, str(written / "outside.safetensors"))


def test_a_file_too_large_is_not_read(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KIND", replace(files.KIND, largest_weights=100))
    refused(written, "at most 100 bytes")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"scale": float("nan")},
        {"weights": {"file": "a", "bytes": float("inf")}},
        {"scale": "much"},
        {"base": {}},
        {"weights": []},
        {"about": 3},
    ],
)
def test_a_card_of_another_make_is_refused(written: Path, change: dict[str, object]) -> None:
    resealed(written, **change)
    refused(written, "adapter.json")


def card_of(folder: Path) -> dict[str, dict[str, object]]:
    card: dict[str, dict[str, object]] = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
    return card


def resealed(folder: Path, **changes: object) -> None:
    """A card that was changed with its seal."""
    card = {key: value for key, value in card_of(folder).items() if key != "sha256"} | changes
    whole = {**card, "sha256": sealed._card_hash(card)}
    (folder / "adapter.json").write_text(json.dumps(whole), encoding="utf-8")


@pytest.mark.parametrize("wrong", ["nan", "shapes", "half"])
def test_weights_that_make_no_sense_are_refused(tmp_path: Path, wrong: str) -> None:
    down, up = made().updates[MODULE]
    pairs = {"nan": (down * np.nan, up), "shapes": (down, up[:, :1]), "half": (down, up[0])}
    with pytest.raises(EncoderError, match=r"odd: expected (finite|two matrices)"):
        write_adapter(made(updates={MODULE: pairs[wrong]}), tmp_path / "odd")
    assert not (tmp_path / "odd").exists(), "what was there before would still be"


@pytest.mark.parametrize("wrong", ["no centre", "widths", "angles"])
def test_a_projection_that_makes_no_sense_is_refused(tmp_path: Path, wrong: str) -> None:
    centre, rows = np.ones(6, np.float32), np.eye(6, dtype=np.float32)[:2]
    pairs = {"no centre": (None, rows), "widths": (centre[:5], rows), "angles": (centre, rows + 1)}
    with pytest.raises(EncoderError, match=r"odd: expected (a centre|orthonormal)"):
        write_adapter(made(centre=pairs[wrong][0], directions=pairs[wrong][1]), tmp_path / "odd")


def test_an_adapter_of_another_base_is_refused(written: Path) -> None:
    adapter = read_adapter(written)
    right = Origin("base", "r1", lambda: written)
    assert adapted(right, adapter, written).revision == f"r1-{adapter.digest}"
    for other in (Origin("base", "r2", lambda: written), Origin("bose", "r1", lambda: written)):
        with pytest.raises(EncoderError, match="base@r1") as caught:
            adapted(other, adapter, written)
        assert f"{other.name}@{other.revision}" in str(caught.value)
        assert str(written) in str(caught.value)
