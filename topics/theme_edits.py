"""What editors do to themes: rename, merge, split, pin. Each is served at once, logged, and outlives refits.

Who did it is logged too: ``editor``, empty where that is not known.
A theme that was merged or split is pinned: later fits leave its prototypes as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from topics.errors import StoreError, UsageError
from topics.on_demand import plain_title
from topics.store.theme_history import Change
from topics.types import EditKind, LinkKind, Theme, ThemeEdit, ThemeLink

if TYPE_CHECKING:
    from topics.cluster.edits import Members
    from topics.service import TopicsService

EVERYWHERE = ""  # the language of a name that is meant for all of them


def names_given(edits: Sequence[ThemeEdit]) -> dict[str, dict[str, str]]:
    """The last name that an editor gave each theme, by language ("" = all): theme id -> language -> name."""
    found: dict[str, dict[str, str]] = {}
    for edit in edits:
        if edit.action is EditKind.RENAME:
            found.setdefault(edit.theme_id, {})[edit.value["language"] or EVERYWHERE] = edit.value["name"]
    return found


def rename(
    service: TopicsService,
    theme_id: str,
    name: str,
    *,
    language: str | None = None,
    now: datetime,
    editor: str = "",
) -> Theme:
    """Call a theme by a name of one's own, in one language or in all; refits keep it.

    Raises:
        UsageError: no such theme, an empty name, or one that another theme has.
    """
    from topics.cluster.describing import renamed
    from topics.cluster.naming import GroupName

    theme = _current(service, theme_id)
    name = " ".join(name.split())
    if not name:
        raise UsageError("expected a name, got an empty one.")
    for other in service.themes():
        if other.id != theme.id and name in {other.name, *other.names.values()}:
            raise UsageError(f"expected a name that no other theme has, got that of {other.id}: {name!r}.")
    given = names_given(service.store.theme_history.edits(theme.id)).get(theme.id, {})
    computed = GroupName(theme.name, dict(theme.names), theme.keywords)
    called = renamed(computed, {**given, language or EVERYWHERE: name})
    changed = replace(theme, name=called.name, names=called.names)
    value = {"name": name, "language": language, "was": theme.name}
    edit = ThemeEdit(theme.id, EditKind.RENAME, value, now, editor=editor)
    return _applied(service, Change(edit, [changed]))


def merge(
    service: TopicsService, theme_id: str, others: Sequence[str], *, now: datetime, editor: str = ""
) -> Theme:
    """Make several themes one, that of the first id; the others end.

    Raises:
        UsageError: no such theme, or nothing to merge with.
    """
    from topics.cluster.edits import merged

    theme = _current(service, theme_id)
    taken = [_current(service, id) for id in dict.fromkeys(others)]
    if not taken or theme.id in others:
        got = ", ".join(others) or "none"
        raise UsageError(f"expected other themes to merge into {theme.id}, got {got}.")
    members = {one.id: service.store.themes.members(one.id) for one in (theme, *taken)}
    total = sum(map(len, members.values()))
    edit = ThemeEdit(theme.id, EditKind.MERGE, {"others": [one.id for one in taken]}, now, editor=editor)
    change = Change(
        edit,
        [merged(theme, taken)],
        retired=[one.id for one in taken],
        moves={theme.id: [id for one in taken for id in members[one.id]]},
        links=[_link(LinkKind.MERGED, one, theme.id, len(members[one.id]), 1.0, total) for one in taken],
    )
    return _applied(service, change)


def split(
    service: TopicsService, theme_id: str, *, parts: int = 2, now: datetime, editor: str = ""
) -> list[Theme]:
    """Take a theme apart; the largest part keeps its id, the others get new ones.

    Raises:
        UsageError: no such theme, or its headlines can't be told apart.
    """
    from topics.cluster.edits import split as taken_apart

    theme = _current(service, theme_id)
    members = _members(service, theme)
    others = [one for one in service.themes() if one.id != theme.id]
    names = {name for one in others for name in (one.name, *one.names.values())}
    found, held = taken_apart(theme, members, parts, names) if len(members.ids) >= parts else ([], [])
    if parts < 2 or len(found) < 2:
        raise UsageError(
            f"expected a theme of {max(parts, 2)} parts that differ, got {theme.id} "
            f"with {len(members.ids)} headlines that belong together."
        )
    ids = [theme.id, *service.store.themes.next_ids(len(found) - 1)]
    themes = [replace(one, id=id) for one, id in zip(found, ids, strict=True)]
    edit = ThemeEdit(theme.id, EditKind.SPLIT, {"parts": ids}, now, editor=editor)
    total = len(members.ids)
    change = Change(
        edit,
        themes,
        moves=dict(zip(ids[1:], held[1:], strict=True)),
        links=[
            _link(LinkKind.SPLIT, theme, id, len(own), len(own) / total, len(own))
            for id, own in zip(ids[1:], held[1:], strict=True)
        ],
    )
    _applied(service, change)
    return themes


def pin(service: TopicsService, theme_id: str, *, now: datetime, editor: str = "") -> Theme:
    """Keep a theme as it is through every later fit.

    Raises:
        UsageError: no such theme.
    """
    return _pinned(service, theme_id, EditKind.PIN, now, editor)


def unpin(service: TopicsService, theme_id: str, *, now: datetime, editor: str = "") -> Theme:
    """Let later fits change a theme again.

    Raises:
        UsageError: no such theme.
    """
    return _pinned(service, theme_id, EditKind.UNPIN, now, editor)


def _pinned(service: TopicsService, theme_id: str, action: EditKind, now: datetime, editor: str) -> Theme:
    theme = _current(service, theme_id)
    wanted = action is EditKind.PIN
    if theme.pinned is wanted:
        return theme
    edit = ThemeEdit(theme.id, action, {}, now, editor=editor)
    return _applied(service, Change(edit, [replace(theme, pinned=wanted)]))


def _current(service: TopicsService, theme_id: str) -> Theme:
    for theme in service.themes():
        if theme.id == theme_id:
            return theme
    raise UsageError(
        f"expected the id of a current theme, got {theme_id!r}; `topics themes list` shows them."
    )


def _members(service: TopicsService, theme: Theme) -> Members:
    """The headlines of a theme that have a vector, in the space of the current run."""
    import numpy as np

    from topics.cluster.centring import Centring
    from topics.cluster.edits import Members

    store, run = service.store, service.store.themes.current_run()
    known = store.headlines.get(store.themes.members(theme.id))
    vectors = store.vectors.get([one.content_hash for one in known], theme.encoder_id)
    headlines = [one for one in known if one.content_hash in vectors]
    if run is None or not headlines:
        return Members([], [], [], np.empty((0, len(theme.centroid)), np.float32))
    languages = [one.language for one in headlines]
    rows = np.stack([vectors[one.content_hash] for one in headlines])
    space = Centring.from_parameters(run.parameters["centring"]).apply(rows, languages)
    return Members([one.id for one in headlines], list(map(plain_title, headlines)), languages, space)


def _link(kind: LinkKind, theme: Theme, to: str, shared: int, share: float, total: int) -> ThemeLink:
    of_new = round(shared / max(1, total), 4)
    return ThemeLink(kind, theme.id, to, shared, round(share, 4), of_new, theme.run_id)


def _applied(service: TopicsService, change: Change) -> Theme:
    if not service.store.theme_history.apply(change, change.themes[0].run_id):
        raise StoreError("themes were fitted anew meanwhile; look at them again and repeat the change.")
    return change.themes[0]
