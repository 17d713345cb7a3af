"""Every figure by which headlines become stories, in one place.

``python -m benchmarks.story_learning`` finds such figures on sets whose stories are known; see decision 0008.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

HORIZON = timedelta(days=5)  # between two headlines; a story without news for so long is closed
POSSIBLE = 0.01  # chance of one event below which a pair counts as none
GRANULARITIES = {"narrow": 0.40, "normal": 0.10, "broad": 0.02}
"""Cohesion from which two groups are one story: one event told again, one happening, all around a matter."""


@dataclass(frozen=True, slots=True)
class StoryWeights:
    """What each piece of evidence is worth, on the scale of one cosine."""

    across: float = 0.0  # added where the languages differ, whose cosines are lower …
    cosine_across: float = 0.0  # … and to a cosine there, times it
    grams: float = 0.0  # cosine of pieces of words, in one language
    stems: float = 0.0  # cosine of words, in one language
    rare: float = 0.0  # summed rarity of shared words among the open headlines, in one language
    rare_in_general: float = 0.0  # the same by how rare words are in general …
    rare_across: float = 0.0  # … and where languages differ: names are spelt alike in several
    sounds: float = 0.0  # cosine of the sounds of words, across languages
    numbers: float = 0.0  # for each shared number, two at most
    other_numbers: float = 0.0  # where both name numbers and share none
    day: float = 0.0  # for each day between them
    outlet: float = 0.0  # of one outlet: it rarely tells one event twice
    neighbour: float = 0.0  # taken off, times the better neighbour that both have: dense places need more
    centre: float = 0.5  # evidence at which one event is as likely as two …
    sharpness: float = 10.0  # … and how fast the chance changes there
    cohesion: float = 1.0  # 0: groups join by the mean of their pairs; 1: by that over their own coherence


LEARNED = StoryWeights(
    across=0.275,
    cosine_across=0.2,
    grams=0.448,
    stems=0.105,
    rare=0.015,
    rare_in_general=0.123,
    rare_across=0.07,
    sounds=0.3,
    numbers=0.026,
    other_numbers=-0.104,
    day=-0.329,
    outlet=-0.095,
    neighbour=0.476,
    centre=0.489,
    sharpness=11.78,
    cohesion=1.473,
)
