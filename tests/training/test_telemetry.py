"""A training asks nothing of the network, sends nothing, and leaves nothing in the home folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline import OFFLINE

REPORTERS = ("wandb", "mlflow", "comet_ml", "clearml", "trackio", "tensorboard", "codecarbon", "swanlab")

GUARDED = (
    OFFLINE
    + """
from tests.training.conftest import QUICK, words
from topics.training.adaptation import adapt_encoder

model, out, cache = sys.argv[1:]
outcome = adapt_encoder(
    model, [words(30)], Path(out), recipe=QUICK, cache_dir=Path(cache), force=True,
    progress=lambda done, total: None, tell=lambda text: None,
)
print(json.dumps({
    "attempts": attempts,
    "steps": outcome.steps,
    "modules": sorted({name.split(".")[0] for name in sys.modules}),
    "threads": [thread.name for thread in threading.enumerate() if not thread.daemon],
}))
"""
)


@pytest.mark.encoder
@pytest.mark.usefixtures("one_thread")
@pytest.mark.slow
def test_a_training_speaks_to_nobody(tiny: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    switches = ("HF_", "XDG_", "TRANSFORMERS_", "WANDB_", "DISABLE_TELEMETRY", "DO_NOT_TRACK")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(switches)}
    command = [sys.executable, "-c", GUARDED, str(tiny), str(tmp_path / "mine"), str(tmp_path / "cache")]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**environment, "HOME": str(home)}, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1, "a library wrote to standard output"
    found = json.loads(done.stdout)
    assert found["attempts"] == []
    assert found["steps"] > 0
    assert found["threads"] == ["MainThread"]
    assert not set(REPORTERS) & set(found["modules"])
    assert [path for path in home.rglob("*") if path.is_file()] == []
