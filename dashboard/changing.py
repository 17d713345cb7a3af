"""What editors change: each is served at once, and what was kept of it is asked for anew.

Raises:
    UsageError: who is there may only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from dashboard import data
from dashboard.access import visitor
from topics import theme_edits
from topics.errors import UsageError
from topics.sign_in import Role
from topics.types import Annotation


def may_change() -> bool:
    """Whether who is there is an editor."""
    return visitor().may(Role.EDITOR)


def annotate(moment: datetime, text: str) -> None:
    """Note something."""
    editor = _editor()
    data.service().store.annotations.add(Annotation(moment, text, editor, datetime.now(UTC)))


def remove_annotation(number: int) -> None:
    """Take a note away."""
    _editor()
    data.service().store.annotations.remove(number)


def rename_theme(theme_id: str, name: str, language: str | None) -> None:
    """Call a theme by an editor's name."""
    now, editor = datetime.now(UTC), _editor()
    theme_edits.rename(data.service(), theme_id, name, language=language, now=now, editor=editor)
    forget_themes()


def merge_themes(theme_id: str, others: Sequence[str]) -> None:
    """Make several themes one."""
    editor = _editor()
    theme_edits.merge(data.service(), theme_id, others, now=datetime.now(UTC), editor=editor)
    forget_themes()


def pin_theme(theme_id: str, pinned: bool) -> None:
    """Keep a theme as it is, or let it change again."""
    editor, edit = _editor(), theme_edits.pin if pinned else theme_edits.unpin
    edit(data.service(), theme_id, now=datetime.now(UTC), editor=editor)
    forget_themes()


def split_theme(theme_id: str, parts: int) -> None:
    """Take a theme apart."""
    editor = _editor()
    theme_edits.split(data.service(), theme_id, parts=parts, now=datetime.now(UTC), editor=editor)
    forget_themes()


def _editor() -> str:
    """The name of who changes something."""
    who = visitor()
    if not who.may(Role.EDITOR):
        raise UsageError("expected an editor, got a reader; whoever runs the dashboard gives that right.")
    return who.name


def forget_themes() -> None:
    """Themes are asked for anew: an editor changed one."""
    for kept in (
        data.themes,
        data.themes_within,
        data.new_themes,
        data.headline_map,
        data.page,
        data.near_headline,
        data.near_text,
        data.series,
        data.stories,
        data.theme_changes,
        data.phases,
        data.biggest_stories,
        data.what_moves,
        data.bursts,
        data.comparison,
    ):
        kept.clear()
