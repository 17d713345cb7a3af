"""What became of a story that is a part of another by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topics.types import Story

if TYPE_CHECKING:
    from topics.service import TopicsService


def story_now(service: TopicsService, story_id: str) -> Story | None:
    """A story, or the last of those that it became a part of one after another; None where there is none.

    A step that leads back, or to a story that is not there, is not gone.
    """
    found, seen = service.story(story_id), {story_id}
    while found is not None and found.merged_into and found.merged_into not in seen:
        seen.add(found.merged_into)
        after = service.story(found.merged_into)
        if after is None:
            break
        found = after
    return found
