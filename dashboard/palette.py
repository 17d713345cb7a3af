"""Colours: one for each topic, the same on every page, and told apart by the colour-blind too.

The seventeen are the best of some thousand draws from the sRGB cube: the smallest distance of two (OKLab)
is 0.073 for normal sight and under full protanopia, deuteranopia and tritanopia as Machado, Oliveira and
Fernandes 2009 simulate them; each stands out from the light page by 1.9:1 and from the dark one by 2.2:1.
What is near in meaning got colours that are far.
"""

from __future__ import annotations

from collections.abc import Sequence

from topics.types import NOT_NEWS

PALETTE = (
    "#96c387", "#00c3ff", "#b43c5a", "#961e69", "#a57800", "#3c4b96", "#d2875a", "#a587b4", "#7896ff",
    "#b4b400", "#e196d2", "#d25a78", "#965a00", "#7878d2", "#695ac3", "#875a96", "#694b1e",
)  # fmt: skip
REST = "#a9a69c"  # all others together
NOT_NEWS_COLOUR = "#8d8a83"  # grey: beside the topics, whatever their number


def colour_of(keys: Sequence[str], first: int = 0) -> dict[str, str]:
    """A fixed colour a key, the same on every page; what is not news has its own, whatever the keys are.

    ``first`` is the place in the palette at which they begin: languages beside topics take other colours than
    the topics that come first.
    """
    turned = (*PALETTE[first:], *PALETTE[:first])
    return {key: turned[number % len(turned)] for number, key in enumerate(keys)} | {
        NOT_NEWS: NOT_NEWS_COLOUR
    }
