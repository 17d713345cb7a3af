"""Names that can't be opened say what to do."""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import pytest

from topics.embed.encoder import open_encoder
from topics.errors import EncoderError
from topics.settings import Settings


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The Hub as it is from a server without a connection."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("someone/some-model", "local cache"),
        ("not a name!", "Hub name"),
        ("./missing/folder", "where none is"),
        (os.sep + "missing", "where none is"),
        ("one/two/three", "where none is"),
    ],
)
def test_unknown_names(tmp_path: Path, name: str, hint: str) -> None:
    with pytest.raises(EncoderError, match=hint) as caught:
        open_encoder(name, cache_dir=tmp_path)
    assert repr(name) in str(caught.value)
    assert "packaged" in str(caught.value)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"modules\.json"):
        open_encoder(str(tmp_path), cache_dir=tmp_path)


@pytest.mark.encoder
@pytest.mark.parametrize("runtime", ["torch", "openvino", "auto"])
def test_a_folder_that_does_not_load(tmp_path: Path, runtime: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{", encoding="utf-8")
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="did not load"):
        open_encoder(str(folder), runtime=runtime, cache_dir=tmp_path)  # type: ignore[arg-type] # any text


def test_the_default_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOPICS_ENCODER", raising=False)
    default = inspect.signature(open_encoder).parameters["name"].default
    assert Settings().encoder == default == "headlines"
