"""Which headlines tell a rise: those that say what several outlets say, each from another outlet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from topics.tokens import content_tokens

SHOWN = 3
NEARLY_THE_SAME = 0.6  # of two headlines' words together, the part in both beyond which one is enough
BRIEF = 4  # words below which a headline is too short to tell more than one


def most_telling(
    titles: Sequence[str],
    outlets: Sequence[str],
    languages: Sequence[str],
    *,
    stories: Sequence[str | None] | None = None,
    shown: int = SHOWN,
) -> list[int]:
    """Places of some headlines, the most telling first; all columns are of one length.

    A word counts as much as outlets use it, a headline as much as its words on the average. Of one story, of
    nearly equal titles, and of one outlet where there are others, the best one is taken.
    """
    words = [
        frozenset(token.key for token in content_tokens(title, language))
        for title, language in zip(titles, languages, strict=True)
    ]
    used = Counter(
        word
        for word, _ in {(word, outlet) for own, outlet in zip(words, outlets, strict=True) for word in own}
    )
    worth = [sum(log(used[word]) for word in own) / max(BRIEF, len(own)) for own in words]
    order = sorted(range(len(titles)), key=lambda place: (-worth[place], titles[place], outlets[place]))
    of_story = stories or [None] * len(titles)
    taken: list[int] = []
    for once in (True, False):  # first one of each outlet, then whatever tells something else
        for place in order:
            if len(taken) == shown:
                return taken
            if any(_alike(place, other, words, of_story) for other in taken):
                continue
            if not once or all(outlets[place] != outlets[other] for other in taken):
                taken.append(place)
    return taken


def _alike(one: int, other: int, words: Sequence[frozenset[str]], stories: Sequence[str | None]) -> bool:
    if one == other or (stories[one] is not None and stories[one] == stories[other]):
        return True
    both = words[one] | words[other]
    return not both or len(words[one] & words[other]) / len(both) > NEARLY_THE_SAME
