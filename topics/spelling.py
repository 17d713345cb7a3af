"""The usual spelling of a title in matching form: what an encoder is given.

Encoders learnt from text as people write it, with hamzas and capitals, and place the matching form badly.
A title as written would do, but then every way of spelling it would have a vector of its own. So the usual
spelling is looked up word by word: as natural as most writing, and equal for all spellings of one title.
``spellings.tsv`` is made by ``python -m benchmarks.spellings``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+")


def usual_spelling(form: str) -> str:
    """A text in matching form with each known word as it is mostly written, and a capital to begin with.

    Words that are not in the table stay. The matching form of the result is ``form`` again.
    """
    known = usual_spellings()
    spelt = _WORD.sub(lambda found: known.get(found[0], found[0]), form)
    return spelt[:1].title() + spelt[1:] if spelt[:1].title().casefold() == spelt[:1] else spelt


@lru_cache(maxsize=1)
def usual_spellings() -> dict[str, str]:
    """Matching form -> usual spelling, of the words where the two differ."""
    table = files("topics").joinpath("spellings.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in table.splitlines())
