"""A sealed folder gives back what was written, or is refused."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics import sealed
from topics.errors import EncoderError, ModelError
from topics.sealed import Kind, is_sealed, read_sealed, write_sealed

KIND = Kind(
    card="model.json",
    stem="model",
    noun="a model",
    advice="train the model again",
    error=ModelError,
    form=3,
    largest_card=10_000,
    largest_weights=10_000,
)
FIELDS = {"name": "small", "classes": ["رياضة", "politics"], "scale": 0.5}
ARRAYS = {
    "rows": np.arange(-6, 6, dtype=np.int8).reshape(3, 4),
    "buckets": np.array([0, 1, 65535], np.uint16),
    "halves": np.linspace(0, 1, 5, dtype=np.float16),
    "bias": np.array([0.25, -1e9], np.float32),
    "wide": np.array([[2**60]], np.int64),
    "known": np.array([True, False]),
    "alone": np.array(1.5),
    "none": np.zeros((0, 3), np.float32),
}
FIXTURES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_sealed(tmp_path / "model", KIND, FIELDS, ARRAYS, {"scale": "0.5"})
    return tmp_path / "model"


def weights_of(folder: Path, stem: str = "model") -> Path:
    (path,) = folder.glob(f"{stem}-*.safetensors")
    return path


def refused(folder: Path, *words: str, kind: Kind = KIND) -> None:
    with pytest.raises(kind.error) as caught:
        read_sealed(folder, kind)
    for word in words:
        assert word in str(caught.value)


def resealed(folder: Path, changes: Mapping[str, Any]) -> None:
    """A card that was changed with its seal."""
    path = folder / KIND.card
    card = json.loads(path.read_text(encoding="utf-8")) | changes
    del card["sha256"]
    path.write_text(json.dumps({**card, "sha256": sealed._card_hash(card)}), encoding="utf-8")


# --- written and read ---------------------------------------------------------------------------------


def test_what_is_written_is_read(tmp_path: Path) -> None:
    digest = write_sealed(tmp_path / "model", KIND, FIELDS, ARRAYS)
    found = read_sealed(tmp_path / "model", KIND)
    assert found.fields == FIELDS
    assert found.weights == weights_of(tmp_path / "model")
    assert found.digest == digest == hashlib.sha256(found.weights.read_bytes()).hexdigest()[:12]
    assert found.weights.name == f"model-{digest}.safetensors"
    assert found.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found.arrays[name].dtype == array.dtype, name
        np.testing.assert_array_equal(found.arrays[name], array)
        assert not found.arrays[name].flags.writeable


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4).T, np.arange(12)[::3], np.arange(3, dtype=">i4")]
)
def test_the_layout_in_memory_makes_no_difference(tmp_path: Path, array: np.ndarray) -> None:
    write_sealed(tmp_path, KIND, {}, {"a": array})
    np.testing.assert_array_equal(read_sealed(tmp_path, KIND).arrays["a"], array)


def test_a_folder_says_whether_it_is_sealed(written: Path, tmp_path: Path) -> None:
    assert is_sealed(written, KIND)
    assert not is_sealed(tmp_path, KIND)
    assert not is_sealed(written, replace(KIND, card="adapter.json"))


def test_equal_arrays_and_metadata_are_equal_bytes(tmp_path: Path) -> None:
    """Whatever the order they come in."""
    one = {str(number): "x" for number in range(9)}
    other = dict(reversed(one.items()))
    turned = dict(reversed(ARRAYS.items()))
    digests = {
        write_sealed(tmp_path / "a", KIND, {}, ARRAYS, one),
        write_sealed(tmp_path / "b", KIND, FIELDS, turned, other),
    }
    assert len(digests) == 1


def test_other_metadata_are_another_digest(tmp_path: Path) -> None:
    metadata: list[dict[str, str] | None] = [None, {"scale": "1.0"}, {"scale": "0.5"}]
    assert len({write_sealed(tmp_path, KIND, {}, ARRAYS, one) for one in metadata}) == 3


def test_the_file_of_arrays_is_what_the_library_writes(written: Path) -> None:
    """A digest of before this module wrote the header is the digest of now."""
    from safetensors.numpy import save

    assert weights_of(written).read_bytes() == save(ARRAYS, metadata={"scale": "0.5"})


def test_writing_again_replaces_and_leaves_other_files(written: Path) -> None:
    for name in ("README.md", "model-card.safetensors", "model-words-0123456789ab.safetensors"):
        (written / name).write_text("not ours", encoding="utf-8")
    first = weights_of_card(written)
    write_sealed(written, KIND, FIELDS, {"a": np.ones(2, np.float32)})
    assert not (written / first).exists()
    assert {one.name for one in written.iterdir()} == {
        "README.md", "model-card.safetensors", "model-words-0123456789ab.safetensors",
        "model.json", weights_of_card(written),
    }  # fmt: skip


def weights_of_card(folder: Path) -> str:
    return str(json.loads((folder / KIND.card).read_text(encoding="utf-8"))["weights"]["file"])


def test_two_kinds_share_a_folder(written: Path) -> None:
    other = replace(KIND, card="adapter.json", stem="model-adapter", error=EncoderError)
    write_sealed(written, other, {"name": "other"}, {"b": np.zeros(1, np.int8)})
    write_sealed(written, KIND, FIELDS, {"a": np.ones(1, np.int8)})
    assert read_sealed(written, other).fields == {"name": "other"}
    assert read_sealed(written, KIND).fields == FIELDS


@pytest.mark.parametrize("write", [1, 2], ids=["before the arrays", "between arrays and card"])
def test_a_writer_that_is_killed_leaves_the_old_one(written: Path, write: int) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
import numpy as np
from tests.test_sealed import KIND
from topics import sealed
real, calls = sealed.replace_file, 0
def killed(path, content):
    global calls
    calls += 1
    if calls == {write}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, content)
sealed.replace_file = killed
sealed.write_sealed(Path(sys.argv[1]), KIND, {{"name": "new"}}, {{"a": np.ones(2, np.int8)}})
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(written)], cwd=Path(__file__).parents[1], env=os.environ, check=False
    )
    assert done.returncode == -signal.SIGKILL
    found = read_sealed(written, KIND)
    assert found.fields == FIELDS and found.arrays.keys() == ARRAYS.keys()
    assert len(list(written.glob("*.safetensors"))) == write
    write_sealed(written, KIND, FIELDS, {"a": np.zeros(2, np.int8)})
    assert len(list(written.glob("*.safetensors"))) == 1, "what a dead writer left is cleared away"


# --- refused when read --------------------------------------------------------------------------------


@FIXTURES
@given(data=st.data())
def test_every_changed_bit_is_refused(written: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([weights_of(written), written / KIND.card]))
    raw = path.read_bytes()
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if path.name == KIND.card and says_the_same(raw, bytes(changed)):
        return  # white space
    path.write_bytes(bytes(changed))
    try:
        refused(written, str(path))
    finally:
        path.write_bytes(raw)


def says_the_same(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


@FIXTURES
@given(data=st.data())
def test_a_truncated_file_is_refused(written: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([weights_of(written), written / KIND.card]))
    raw = path.read_bytes()
    end = len(raw.rstrip())  # the line end of the card carries nothing
    path.write_bytes(raw[: data.draw(st.integers(0, end - 1))])
    try:
        refused(written, str(path), "train the model again")
    finally:
        path.write_bytes(raw)


def test_a_truncated_file_names_sizes_and_hashes(written: Path) -> None:
    path = weights_of(written)
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    refused(
        written, f"{path}: expected {len(whole)} bytes with sha256 {hashlib.sha256(whole).hexdigest()}",
        f"got {len(whole) - 3} bytes with {hashlib.sha256(whole[:-3]).hexdigest()}",
    )  # fmt: skip


def test_a_changed_file_names_both_hashes(written: Path) -> None:
    path = weights_of(written)
    whole = path.read_bytes()
    other = whole[:-1] + bytes([whole[-1] ^ 1])
    path.write_bytes(other)
    expected, got = (hashlib.sha256(raw).hexdigest() for raw in (whole, other))
    refused(written, f"{path}: expected sha256 {expected}, got {got};", "train the model again")


def test_a_missing_file_is_named(written: Path) -> None:
    path = weights_of(written)
    path.unlink()
    refused(written, str(path), "No such file", "a model")
    (written / KIND.card).unlink()
    refused(written, str(written / KIND.card), "No such file")


@pytest.mark.parametrize("which", ["card", "weights"])
def test_only_regular_files_are_read(written: Path, which: str) -> None:
    """A pipe would never end; a folder is no file."""
    path = written / KIND.card if which == "card" else weights_of(written)
    path.unlink()
    os.mkfifo(path)
    refused(written, f"{path}: expected a file of a model, got something else")
    path.unlink()
    path.mkdir()
    refused(written, str(path))


@pytest.mark.parametrize("limit", ["largest_card", "largest_weights"])
def test_a_file_too_large_is_not_read(written: Path, limit: str) -> None:
    refused(written, "at most 100 bytes", kind=replace(KIND, **{limit: 100}))


def test_a_card_of_another_kind_is_refused(written: Path) -> None:
    """Under its own name it is not found; under ours it is another format, or names other weights."""
    refused(written, "adapter.json", kind=replace(KIND, card="adapter.json"))
    refused(
        written, "format 4, got 3", f"an older topics wrote it: {KIND.advice}", kind=replace(KIND, form=4)
    )
    refused(written, "format 2, got 3", "newer topics", kind=replace(KIND, form=2))
    refused(written, "adapter-", str(weights_of(written)), kind=replace(KIND, stem="adapter"))


def test_the_error_is_of_the_kind(written: Path) -> None:
    weights_of(written).unlink()
    refused(written, "an adapter", kind=replace(KIND, noun="an adapter", error=EncoderError))


@pytest.mark.parametrize(
    "name", ["../outside.safetensors", "/etc/hostname", "", "..", "a\0b", None, 3, ["a"]]
)
def test_a_card_cannot_lead_out_of_its_folder(written: Path, name: object) -> None:
    (written.parent / "outside.safetensors").write_bytes(weights_of(written).read_bytes())
    card = json.loads((written / KIND.card).read_text(encoding="utf-8"))
    resealed(written, {"weights": {**card["weights"], "file": name}})
    refused(written, weights_of(written).name, "got this name in model.json")


@pytest.mark.parametrize(
    "weights",
    [
        None,
        [],
        {},
        {"file": "a", "bytes": float("inf"), "sha256": "0" * 64},
        {"file": "a", "bytes": "many", "sha256": "0" * 64},
        {"file": "a", "bytes": 1, "sha256": "/../../outside"},
        {"file": "a", "bytes": 1, "sha256": 7},
        {"file": "a", "bytes": 1, "sha256": "A" * 64},
    ],
)
def test_a_card_that_names_no_weights_is_refused(written: Path, weights: object) -> None:
    resealed(written, {"weights": weights})
    refused(written, f"{written / KIND.card}: expected the fields of a model")


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "null", '"sha256"', "{}", '{"sha256": 1}', "[" * 3000, "\udcff"]
)
def test_another_file_in_place_of_the_card_is_refused(written: Path, text: str) -> None:
    (written / KIND.card).write_text(text, encoding="utf-8", errors="surrogateescape")
    refused(written, f"{written / KIND.card}: expected the JSON card of a model")


@pytest.mark.parametrize("content", ["nothing", "nan", "complex", "pickle"])
def test_arrays_that_are_none_are_refused(written: Path, content: str) -> None:
    """Sealed with the right hash by another hand."""
    from safetensors.numpy import save

    raw = {
        "nothing": b"",
        "nan": save({"a": np.array([1, np.nan], np.float16)}),
        "complex": save({"a": np.ones(1, np.complex64)}),
        "pickle": b"\x80\x04cos\nsystem\n(S'false'\ntR.",
    }[content]
    stated = hashlib.sha256(raw).hexdigest()
    path = written / f"model-{stated[:12]}.safetensors"
    path.write_bytes(raw)
    resealed(written, {"weights": {"file": path.name, "bytes": len(raw), "sha256": stated}})
    refused(written, f"{path}: expected {'finite' if content in ('nan', 'complex') else 'safetensors'}")


# --- refused when written -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "array",
    [
        np.array([1, np.nan], np.float32),
        np.array([np.inf], np.float16),
        np.ones(1, np.complex64),
        np.ones(1, np.longdouble),
        np.array([{}], object),
        np.array(["text"]),
    ],
)
def test_no_numbers_are_not_written(written: Path, array: np.ndarray) -> None:
    with pytest.raises(ModelError, match=r"model: expected finite numbers, got others in \['odd'\]; train"):
        write_sealed(written, KIND, {}, {"odd": array})
    assert read_sealed(written, KIND).fields == FIELDS


@pytest.mark.parametrize("part", ["fields", "arrays"])
def test_what_is_too_large_is_not_written(tmp_path: Path, part: str) -> None:
    fields = {"text": "x" * 20_000} if part == "fields" else {}
    arrays = {"a": np.zeros(20_000, np.int8)} if part == "arrays" else {}
    with pytest.raises(ModelError, match="expected at most 10000 bytes"):
        write_sealed(tmp_path / "model", KIND, fields, arrays)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("name", ["format", "weights", "sha256"])
def test_fields_have_names_of_their_own(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        write_sealed(tmp_path, KIND, {name: 1}, ARRAYS)
    with pytest.raises(ValueError, match="__metadata__"):
        write_sealed(tmp_path, KIND, {}, {"__metadata__": np.ones(1)})
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("a file", encoding="utf-8")
    with pytest.raises(ModelError, match=r"model: expected a folder that a model can be written to"):
        write_sealed(tmp_path / "model", KIND, FIELDS, ARRAYS)
