"""Whatever is changed in a version is found: verify says it, promote refuses it, nobody is served by it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.classify.models import small_model
from tests.registry.versions import NOW, open_registry, stored
from topics.classify.topic_model import KIND, write_topic_model
from topics.errors import ModelError
from topics.registry.checking import list_files
from topics.registry.registry import Registry
from topics.registry.version import KIND as MANIFEST
from topics.registry.version import Version, read_manifest, write_manifest
from topics.sealed import card_text

PICKLE = b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01x\x94."
Damage = Callable[[Version], None]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return open_registry(tmp_path)


@pytest.fixture
def version(registry: Registry) -> Version:
    return stored(registry, 1, files={"report.html": b"<!doctype html>"})


def weights(version: Version) -> Path:
    (path,) = version.folder.glob("topics-*.safetensors")
    return path


def flip(path: Path, place: int, bit: int = 0) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1 << bit
    path.write_bytes(bytes(raw))


def resealed(version: Version, **changes: object) -> None:
    """By a hand that knows how: every hash is right, what they are of is not."""
    manifest = read_manifest(version.folder)
    write_manifest(version.folder, replace(manifest, **{"files": list_files(version.folder), **changes}))


def another_model(version: Version, **changes: object) -> None:
    for path in (weights(version), version.folder / KIND.card):
        path.unlink()
    write_topic_model(small_model(**changes), version.folder)


def put(name: str, content: bytes) -> Damage:
    return lambda version: (version.folder / name).write_bytes(content) and None


def other_encoder_in_place(version: Version) -> None:
    another_model(version, encoder_id="foreign")
    resealed(version)


def other_topics_in_place(version: Version) -> None:
    another_model(version, topics=("sport", "climate", "not_news"))
    resealed(version)


def pickle_in_place(version: Version) -> None:
    weights(version).write_bytes(PICKLE)
    manifest = read_manifest(version.folder)
    files = {**manifest.files, weights(version).name: hashlib.sha256(PICKLE).hexdigest()}
    write_manifest(version.folder, replace(manifest, files=files))


def link_in_place(version: Version) -> None:
    place = weights(version)
    place.rename(version.folder.parent / "elsewhere.safetensors")
    place.symlink_to(version.folder.parent / "elsewhere.safetensors")


def pipe_in_place(version: Version) -> None:
    (version.folder / "README.md").unlink()
    os.mkfifo(version.folder / "README.md")


DAMAGES: dict[str, tuple[Damage, str]] = {
    "flipped byte in the weights": (lambda one: flip(weights(one), -1), r"\.safetensors: expected sha256"),
    "flipped byte in the card": (
        lambda one: flip(one.folder / "README.md", 0),
        r"README\.md: expected sha256",
    ),
    "flipped byte in the manifest": (lambda one: flip(one.folder / "manifest.json", 40), r"manifest\.json"),
    "missing weights": (lambda one: weights(one).unlink(), r"\.safetensors: expected the file .* got none"),
    "missing report": (lambda one: (one.folder / "report.html").unlink(), r"report\.html: .* got none"),
    "missing manifest": (lambda one: (one.folder / "manifest.json").unlink(), r"manifest\.json"),
    "extra file": (put("more.json", b"{}"), r"more\.json: .* got one more"),
    "pickle in place of the weights": (
        lambda one: weights(one).write_bytes(PICKLE) and None,
        r"\.safetensors: .* a pickle, which can run code and is never loaded",
    ),
    "pickle beside the model": (put("model.pkl", PICKLE), r"model\.pkl: .* a pickle"),
    "program beside the model": (put("model.py", b"x = 1"), r"model\.py: expected a file of one of"),
    "link in place of the weights": (link_in_place, r"\.safetensors: .* a link or a device"),
    "pipe in place of the card": (pipe_in_place, r"README\.md: .* a link or a device"),
    "foreign encoder, sealed anew": (other_encoder_in_place, r"encoder fake of its manifest, got foreign"),
    "other topics, sealed anew": (other_topics_in_place, r"topics .* of its manifest, got .*climate"),
    "pickle, sealed anew": (
        pickle_in_place,
        r"\.safetensors: .* a pickle",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_refused(registry: Registry, version: Version, name: str) -> None:
    damage, words = DAMAGES[name]
    damage(version)
    (said, *_) = registry.verify(version.name)
    with pytest.raises(ModelError, match=words) as caught:
        registry.promote(version.name, "desk", now=NOW)
    assert said in str(caught.value)
    with pytest.raises(ModelError, match=words):
        registry.load(registry.find(version.name))
    assert registry.champion().name == "shipped"


def test_a_version_for_another_encoder_is_refused_here(tmp_path: Path) -> None:
    registry = open_registry(tmp_path, encoder_id="multilingual@2/torch/t2")
    version = stored(registry, 1)
    with pytest.raises(ModelError, match="a model for the encoder multilingual@2/torch/t2, got one for fake"):
        registry.promote(version.name, "desk", now=NOW)


def test_a_runtime_does_not_make_another_encoder(tmp_path: Path) -> None:
    registry = open_registry(tmp_path, encoder_id="multilingual@2/any/t2")
    version = stored(registry, 1, encoder_id="multilingual@2/openvino-int8/t2")
    assert registry.verify(version.name) == []


def test_a_version_of_another_taxonomy_is_refused_here(tmp_path: Path) -> None:
    registry = open_registry(tmp_path, topics=("sport", "weather", "economy"))
    version = stored(registry, 1)
    with pytest.raises(ModelError, match=r"topics \['sport', 'weather', 'economy'\], got one of"):
        registry.promote(version.name, "desk", now=NOW)


def test_a_version_under_another_ones_name_is_refused(registry: Registry, version: Version) -> None:
    other = version.folder.with_name("classifier-20260301-000000000000")
    shutil.copytree(version.folder, other)
    assert f"expected the version {version.name}, got this name" in registry.verify(other.name)[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_changed_bit_of_every_file_is_found(
    registry: Registry, version: Version, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(version.folder.iterdir())))
    raw = path.read_bytes()
    flip(path, data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7)))
    if path.name == "manifest.json" and says_the_same(raw, path.read_bytes()):
        path.write_bytes(raw)
        return  # white space
    try:
        assert registry.verify(version.name)
    finally:
        path.write_bytes(raw)


@pytest.mark.parametrize("field", ["version", "created", "topics", "files", "metrics"])
@pytest.mark.parametrize("value", [None, 3, ["x"]])
def test_another_manifest_under_our_seal_is_refused(version: Version, field: str, value: object) -> None:
    path = version.folder / MANIFEST.card
    card = {key: one for key, one in json.loads(path.read_text()).items() if key not in {"sha256", "format"}}
    path.write_bytes(card_text(MANIFEST, {**card, field: value}))
    if (field, value) == ("topics", ["x"]):
        assert "topics" in open_registry(version.folder.parents[1]).verify(version.name)[0]
        return
    with pytest.raises(ModelError, match=r"manifest\.json"):
        read_manifest(version.folder)


def says_the_same(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False
