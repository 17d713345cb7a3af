"""Where themes and stories stand in their lives: emerging, growing, steady, fading, gone.

Some bins (days of a theme, hours of a story) are compared with those before by the key's share of what all
outlets brought, and by how probable so many headlines are if the share had stayed. A phase is entered on
strong evidence and left on weak evidence only, so a count that wavers does not make it flicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.discoveries import lower_tail, upper_tail
from topics.types import Phase

if TYPE_CHECKING:
    import numpy.typing as npt

    Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LifeRules:
    """When a phase is entered and left. Lengths are bins."""

    recent: int = 7  # what is looked at
    before: int = 21  # what it is compared with: the bins just before
    young: int = 7  # so long after its first headline a key may be emerging
    gone: int = 14  # so long without a headline, where some were to be expected, a key is gone
    least: int = 5  # headlines in ``recent`` and ``before`` together, below which nothing is said but steady
    chance: float = 0.005  # one-sided, of so high or low a count: enters growing or fading …
    change: float = 1.5  # … if the share is so many times what it was, or one part in so many
    back: float = 1.15  # growing and fading end where the share is within this of what it was
    spread: tuple[float, float] = (1.5, 0.05)  # variance of a count m: 1.5 m + 0.05 m²
    due: float = 3.0  # headlines that ``gone`` bins should have had


THEME_LIFE = LifeRules()  # bins are days
STORY_LIFE = LifeRules(recent=12, before=36, young=12, gone=48, least=3, due=1.0)  # bins are hours


def phases(
    counts: npt.ArrayLike, totals: npt.ArrayLike, rules: LifeRules = THEME_LIFE
) -> tuple[Phase | None, ...]:
    """The phase at the end of every bin; None before the first headline. Shape: both (b,).

    Args:
        counts: headlines of the key.
        totals: headlines of all keys.
        rules: lengths and levels; as shipped for days.

    The rules, in this order:
        gone: no headline in the last ``gone`` bins although its share before let expect ``due`` of them.
        emerging: its first headline, or its first after it was gone, is less than ``young`` bins old.
        growing, fading: the share of the last ``recent`` bins is ``change`` times that of the ``before``
        bins, or one part in ``change``, and so high or low a count has a chance of ``chance`` at most. They
        last until the share is within ``back`` times of what it was, or the other one sets in.
        steady: everything else.
    """
    own, of = np.asarray(counts, np.float64), np.asarray(totals, np.float64)
    found: list[Phase | None] = []
    phase: Phase | None = None
    born = 0
    for place in range(len(own)):
        if phase in (None, Phase.GONE):
            if own[place] > 0:
                phase, born = Phase.EMERGING, place
        elif _is_gone(own[: place + 1], of[: place + 1], rules):
            phase = Phase.GONE
        elif place - born >= rules.young or phase is not Phase.EMERGING:
            phase = _next(phase, own[born : place + 1], of[born : place + 1], rules)
        found.append(phase)
    return tuple(found)


def _is_gone(own: Doubles, of: Doubles, rules: LifeRules) -> bool:
    """Whether a key has been silent for longer than its share before explains."""
    silent = slice(-rules.gone, None)
    if bool(own[silent].any()) or len(own) <= rules.gone:
        return False
    if not own[-2 * rules.gone :].any():
        return True  # twice as long is gone for any key
    earlier = slice(-rules.gone - rules.before, -rules.gone)
    return _share(own, of, earlier) * float(of[silent].sum()) >= rules.due


def _next(phase: Phase, own: Doubles, of: Doubles, rules: LifeRules) -> Phase:
    """The phase after one that is neither gone nor young; columns begin with the key's first headline."""
    recent, before = slice(-rules.recent, None), slice(-rules.recent - rules.before, -rules.recent)
    count, seen = float(own[recent].sum()), float(own[before].sum())
    usual = _share(own, of, before) * float(of[recent].sum())
    if count + seen < rules.least or usual <= 0:
        return Phase.STEADY
    linear, square = rules.spread
    variance = linear * usual + square * usual**2 + usual**2 / seen  # the last: how unsure ``usual`` is
    if count >= rules.change * usual and upper_tail(count, usual, variance) <= rules.chance:
        return Phase.GROWING
    if count * rules.change <= usual and lower_tail(count, usual, variance) <= rules.chance:
        return Phase.FADING
    stays = {Phase.GROWING: count > rules.back * usual, Phase.FADING: count * rules.back < usual}
    return phase if stays.get(phase, False) else Phase.STEADY


def _share(own: Doubles, of: Doubles, span: slice) -> float:
    return float(own[span].sum() / max(float(of[span].sum()), 1.0))
