"""Where the models lie that come with the package."""

from __future__ import annotations

from pathlib import Path


def shipped_models() -> Path:
    """The folder of the shipped models: inside an installed package, or ``models/`` of a checkout."""
    package = Path(__file__).parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"
