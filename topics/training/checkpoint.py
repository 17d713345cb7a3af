"""What a training needs to go on: safetensors and JSON, never a pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.types import FloatArray

ARRAYS, SCHEDULE = "training.safetensors", "schedule.json"
RANDOM = "random"  # state of the generator that dropout draws from


def save_state(
    folder: Path, updates: dict[str, tuple[FloatArray, FloatArray]], optimizer: Any, scheduler: Any
) -> None:
    """Write the updates, the optimiser's moments, the random state and the schedule's place."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {RANDOM: torch.get_rng_state()}
    for path, (down, up) in updates.items():
        tensors[f"updates/{path}/A"], tensors[f"updates/{path}/B"] = map(torch.from_numpy, (down, up))
    for number, moments in optimizer.state_dict()["state"].items():
        for name, value in moments.items():
            tensors[f"optimizer/{number}/{name}"] = torch.as_tensor(value).detach().cpu().contiguous()
    save_file(tensors, str(folder / ARRAYS))
    place = {"scheduler": _plain(scheduler.state_dict())}
    (folder / SCHEDULE).write_text(json.dumps(place), encoding="utf-8")


def is_complete(folder: Path) -> bool:
    """Whether a checkpoint was written to its end: the trainer's own file comes last."""
    try:
        json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
        json.loads((folder / SCHEDULE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (folder / ARRAYS).is_file()


def load_state(folder: Path, optimizer: Any, scheduler: Any) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Put everything back; returns the updates."""
    from safetensors.torch import load_file

    tensors = load_file(str(folder / ARRAYS))
    place = json.loads((folder / SCHEDULE).read_text(encoding="utf-8"))
    tensors.pop(RANDOM)
    state: dict[int, dict[str, Any]] = {}
    updates: dict[str, tuple[FloatArray, FloatArray]] = {}
    for name, tensor in tensors.items():
        kind, key, part = name.split("/")
        if kind == "optimizer":
            state.setdefault(int(key), {})[part] = tensor
        elif part == "A":
            updates[key] = (tensor.numpy(), tensors[f"updates/{key}/B"].numpy())
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    scheduler.load_state_dict({**scheduler.state_dict(), **place["scheduler"]})
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr(), strict=True):
        group["lr"] = rate
    return updates


def load_random(folder: Path) -> None:
    """Go on drawing where the checkpoint was written."""
    import torch
    from safetensors import safe_open

    with safe_open(str(folder / ARRAYS), framework="pt") as file:
        torch.set_rng_state(file.get_tensor(RANDOM))


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    """What of a schedule's state is numbers; its functions come from the settings."""
    return {key: value for key, value in state.items() if isinstance(value, int | float) or key == "_last_lr"}
