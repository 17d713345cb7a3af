"""Nothing is sent, and nothing is asked of the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline import OFFLINE

GUARDED = (
    OFFLINE
    + """
from topics.embed.encoder import open_encoder

cache = Path(sys.argv[1])
encoder = open_encoder(runtime=sys.argv[2], cache_dir=cache)
shape = encoder.encode(["Le barrage est plein", "عودة التساقطات"]).shape
print(json.dumps({
    "attempts": attempts,
    "shape": shape,
    "telemetry": [n for n in sys.modules if "telemetry.backend" in n or n == "openvino_telemetry.main"],
    "torch": "torch" in sys.modules,
    "threads": [thread.name for thread in threading.enumerate() if not thread.daemon],
}))
"""
)


def guarded(cache: Path, home: Path, runtime: str) -> dict[str, object]:
    """Encode in a process whose sockets refuse, with an empty home folder."""
    home.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "XDG_"))}
    command = [sys.executable, "-c", GUARDED, str(cache), runtime]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**environment, "HOME": str(home)}, check=True
    )
    assert done.stdout.count("\n") == 1, "a library wrote to standard output"
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.encoder
@pytest.mark.parametrize("runtime", ["auto", "torch"])
@pytest.mark.slow
def test_a_cached_encoder_asks_nothing_of_the_network(
    encoder: object, encoder_cache: Path, tmp_path: Path, runtime: str
) -> None:
    found = guarded(encoder_cache, tmp_path / "home", runtime)
    assert found["attempts"] == []
    assert found["telemetry"] == []
    assert found["shape"] == [2, 384]
    assert found["threads"] == ["MainThread"]
    assert not (tmp_path / "home" / "intel").exists()


@pytest.mark.encoder
@pytest.mark.slow
def test_unpacking_and_converting_ask_nothing_of_the_network(tmp_path: Path) -> None:
    """The first open loads the converter and the compressor, which count their own use where they may."""
    found = guarded(tmp_path / "cache", tmp_path / "home", "openvino")
    assert found["attempts"] == []
    assert found["telemetry"] == []
    assert list((tmp_path / "home").rglob("*telemetry*")) == []


@pytest.mark.encoder
def test_a_cached_encoder_starts_without_torch(encoder: object, encoder_cache: Path, tmp_path: Path) -> None:
    assert guarded(encoder_cache, tmp_path / "home", "openvino")["torch"] is False
