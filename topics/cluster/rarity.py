"""How rare a word is in general, beside how rare it is today: in a big story its own words are everywhere.

``rarity.tsv`` is made by ``python -m benchmarks.rarity``: beginnings of the common words of many languages.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

UNKNOWN = 1.0  # a word that is not in the table


def rarity(stem: str) -> float:
    """From nearly 0 for the commonest word to 1 for one that is not among the common ones."""
    return _table().get(stem, UNKNOWN)


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    lines = files("topics").joinpath("rarity.tsv").read_text(encoding="utf-8").splitlines()
    return {stem: float(value) for stem, value in (line.split("\t") for line in lines)}
