"""What editors change: each is served at once, and what was kept of it is asked for anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from dashboard import data
from topics import theme_edits
from topics.types import Annotation


def annotate(moment: datetime, text: str, editor: str = "") -> None:
    """Note something."""
    data.service().store.annotations.add(Annotation(moment, text, editor, datetime.now(UTC)))


def remove_annotation(number: int) -> None:
    """Take a note away."""
    data.service().store.annotations.remove(number)


def rename_theme(theme_id: str, name: str, language: str | None) -> None:
    """Call a theme by an editor's name."""
    theme_edits.rename(data.service(), theme_id, name, language=language, now=datetime.now(UTC))
    forget_themes()


def merge_themes(theme_id: str, others: Sequence[str]) -> None:
    """Make several themes one."""
    theme_edits.merge(data.service(), theme_id, others, now=datetime.now(UTC))
    forget_themes()


def pin_theme(theme_id: str, pinned: bool) -> None:
    """Keep a theme as it is, or let it change again."""
    (theme_edits.pin if pinned else theme_edits.unpin)(data.service(), theme_id, now=datetime.now(UTC))
    forget_themes()


def forget_themes() -> None:
    """Themes are asked for anew: an editor changed one."""
    for kept in (
        data.themes,
        data.new_themes,
        data.headline_map,
        data.page,
        data.series,
        data.stories,
        data.theme_changes,
        data.phases,
        data.biggest_stories,
    ):
        kept.clear()
