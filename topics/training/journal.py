"""What an adaptation remembers between processes: whether it is the same, what it measured, what was best.

Lives in a folder beside the result. A process killed at any moment leaves whole files; the next one goes on
from the newest checkpoint.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import UsageError
from topics.training.checkpoint import is_complete
from topics.training.measuring import Measurement
from topics.whole_file import replace_file

if TYPE_CHECKING:
    from topics.types import FloatArray

    Updates = Mapping[str, tuple[FloatArray, FloatArray]]

NOTES, BEST = "training.json", "best.safetensors"
OURS = re.compile(r"\.?(training\.json|best\.safetensors|checkpoint-)")


class Journal:
    """The folder of one training; another training's contents are thrown away when it begins."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self.fingerprint = fingerprint
        self.measurements: list[Measurement] = []
        self.best: Measurement | None = None
        self.spent = 0.0  # seconds of earlier processes, up to what they recorded last

    def discard(self) -> None:
        """Forget everything.

        Raises:
            UsageError: the folder holds something else than a training.
        """
        if self.folder.exists() and not self._is_ours():
            raise UsageError(
                f"{self.folder}: expected the folder of an interrupted training, or none, got other files; "
                "move them, or choose another --out."
            )
        shutil.rmtree(self.folder, ignore_errors=True)

    def _is_ours(self) -> bool:
        """Whether all that lies there is a training's, as far as it came."""
        return all(OURS.match(path.name) for path in self.folder.iterdir())

    def is_of_another(self) -> bool:
        """Whether what lies there was left by a training of other text or settings."""
        return bool(self._notes().get("fingerprint", self.fingerprint) != self.fingerprint)

    def open(self) -> Path | None:
        """The checkpoint to go on from; None, and an empty folder, where there is none of this training."""
        notes = self._notes()
        checkpoints = self._checkpoints() if notes.get("fingerprint") == self.fingerprint else []
        if not checkpoints or "best" not in notes:
            self.discard()
            self.folder.mkdir(parents=True)
            return None
        step, newest = checkpoints[-1]
        self.measurements = [Measurement(**one) for one in notes["measurements"] if one["step"] <= step]
        self.best = Measurement(**notes["best"])
        self.spent = float(notes.get("seconds", 0.0))
        return newest

    def record(self, measurement: Measurement, updates: Updates, seconds: float) -> None:
        """Add a measurement, ``seconds`` after this process began; its updates are kept if it is the best."""
        self.measurements.append(measurement)
        if self.best is None or measurement.mean < self.best.mean:
            self._keep(updates)
            self.best = measurement
        notes = {
            "fingerprint": self.fingerprint,
            "measurements": [asdict(one) for one in self.measurements],
            "best": asdict(self.best),
            "seconds": self.spent + seconds,
        }
        replace_file(self.folder / NOTES, json.dumps(notes).encode())

    def without_gain(self) -> int:
        """How many measurements there were since the best one."""
        best = self.best
        return 0 if best is None else sum(one.step > best.step for one in self.measurements)

    def best_updates(self) -> dict[str, tuple[FloatArray, FloatArray]]:
        """The updates of the best measurement."""
        from safetensors.numpy import load_file

        arrays = load_file(str(self.folder / BEST))
        paths = sorted({name.rpartition("/")[0] for name in arrays})
        return {path: (arrays[f"{path}/A"], arrays[f"{path}/B"]) for path in paths}

    def _keep(self, updates: Updates) -> None:
        from safetensors.numpy import save

        arrays = {}
        for path, (down, up) in updates.items():
            arrays[f"{path}/A"], arrays[f"{path}/B"] = down, up
        replace_file(self.folder / BEST, save(arrays))

    def _notes(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / NOTES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _checkpoints(self) -> list[tuple[int, Path]]:
        """(step, folder) of the whole checkpoints, oldest first."""
        found = ((re.fullmatch(r"checkpoint-(\d+)", path.name), path) for path in self.folder.iterdir())
        return sorted((int(name[1]), path) for name, path in found if name and is_complete(path))
