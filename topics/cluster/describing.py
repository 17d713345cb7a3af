"""What a theme is shown as: names, keywords, its most central headlines, the group that it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.broader import broader_groups, rows_of_groups
from topics.cluster.exact import cosines
from topics.cluster.fitted import Shape
from topics.cluster.lineage import Before
from topics.cluster.naming import RELATED, Corpus, GroupName, name_groups
from topics.types import Theme

if TYPE_CHECKING:
    from topics.types import FloatArray

EXAMPLES = 5
EVERYWHERE = ""  # the language of a name that an editor gave for all of them


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The headlines of a fit, row by row. Shape: space (n, d) float32, centred unit rows."""

    ids: tuple[str, ...]
    space: FloatArray
    titles: Sequence[str]
    languages: Sequence[str]
    seen: Mapping[str, datetime]


def describe(
    window: Window,
    shapes: Sequence[Shape],
    members: Sequence[Sequence[int]],
    centroids: FloatArray,
    identities: Sequence[str],
    before: Before,
    *,
    run_id: str,
    encoder_id: str,
) -> list[Theme]:
    """Themes with all that is shown of them; members are rows. Shape: centroids (k, d) float32."""
    central = [by_closeness(window.space, rows, one) for rows, one in zip(members, centroids, strict=True)]
    corpus = Corpus(window.titles)
    names = _names(window, corpus, central, identities, before)
    broader = _broader_names(window, corpus, centroids, central, [name.name for name in names])
    themes = []
    for place, (identity, name, rows) in enumerate(zip(identities, names, central, strict=True)):
        times = [window.seen[window.ids[row]] for row in rows if window.ids[row] in window.seen]
        themes.append(
            Theme(
                id=identity,
                run_id=run_id,
                encoder_id=encoder_id,
                name=name.name,
                names=name.names,
                keywords=name.keywords,
                centroid=centroids[place].copy(),
                prototypes=shapes[place].prototypes.copy(),
                threshold=shapes[place].floor,
                core=shapes[place].core,
                examples=tuple(window.ids[row] for row in rows[:EXAMPLES]),
                central=most_central(window.ids, window.languages, rows),
                broader=broader[place],
                size=len(rows),
                first_seen=min(times, default=None),
                last_seen=max(times, default=None),
                pinned=shapes[place].pinned is not None,
            )
        )
    return themes


def by_closeness(space: FloatArray, rows: Sequence[int], centroid: FloatArray) -> list[int]:
    """Rows by their cosine with a centroid, the closest first. Shape: space (n, d), centroid (d,)."""
    own = np.asarray(rows, np.int64)
    found: list[int] = own[np.argsort(-cosines(space[own], centroid[None])[:, 0], kind="stable")].tolist()
    return found


def renamed(name: GroupName, given: Mapping[str, str]) -> GroupName:
    """A name with what editors gave: one for everywhere takes the place of those in each language."""
    named = {code: said for code, said in given.items() if code != EVERYWHERE}
    if EVERYWHERE in given:
        return GroupName(given[EVERYWHERE], named, name.keywords)
    return GroupName(name.name, {**name.names, **named}, name.keywords)


def _names(
    window: Window,
    corpus: Corpus,
    central: Sequence[Sequence[int]],
    identities: Sequence[str],
    before: Before,
) -> list[GroupName]:
    """Computed names, those of the run before where they still fit; an editor's win over both."""
    known = {theme.id: GroupName(theme.name, dict(theme.names), ()) for theme in before.themes}
    given = [before.named.get(id, {}) for id in identities]
    found = name_groups(
        window.titles,
        window.languages,
        central,
        before=[known.get(id) for id in identities],
        taken={said for one in given for said in one.values()},
        corpus=corpus,
    )
    return [renamed(name, one) for name, one in zip(found, given, strict=True)]


def _broader_names(
    window: Window,
    corpus: Corpus,
    centroids: FloatArray,
    central: Sequence[Sequence[int]],
    taken: Sequence[str],
) -> list[str | None]:
    groups = broader_groups(centroids)
    if groups is None:
        return [None] * len(central)
    rows = rows_of_groups(groups, central)
    names = name_groups(window.titles, window.languages, rows, taken=taken, corpus=corpus)
    return [names[group].name for group in groups]


def most_central(ids: Sequence[str], languages: Sequence[str], rows: Sequence[int]) -> dict[str, str]:
    """The id of the first row in each language; rows come most central first."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(RELATED.get(languages[row], languages[row]), ids[row])
    return dict(sorted(found.items()))
