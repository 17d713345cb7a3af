"""What clients get of topics, themes and stories."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from topics.api.answers.headlines import Headline


class Topic(BaseModel):
    """A topic of the list, with its headlines that match."""

    id: str
    names: dict[str, str]
    description: dict[str, str]
    headlines: int


class Topics(BaseModel):
    """A page of topics, in the order of the list."""

    topics: list[Topic]
    next_cursor: str | None


class Theme(BaseModel):
    """A theme."""

    id: str
    name: str
    names: dict[str, str]
    size: int
    keywords: list[str]
    broader: str | None
    pinned: bool
    central: dict[str, str]
    first_seen: str | None
    last_seen: str | None
    run: str


class ThemeLink(BaseModel):
    """What became of a theme in one run."""

    model_config = ConfigDict(populate_by_name=True)

    when: str | None
    what: str
    source: str | None = Field(alias="from")
    to: str | None
    shared: int
    share_from: float
    share_to: float
    run: str


class ThemeFacts(Theme):
    """A theme with its lineage and its newest headlines."""

    central_titles: dict[str, str]
    lineage: list[ThemeLink]
    headlines: list[Headline]


class Themes(BaseModel):
    """A page of themes, largest first."""

    themes: list[Theme]
    next_cursor: str | None


class Story(BaseModel):
    """A story."""

    id: str
    title: str
    titles: dict[str, str]
    size: int
    outlets: list[str]
    languages: list[str]
    first_seen: str | None
    last_seen: str | None
    topic: str | None
    theme: str | None
    theme_name: str | None
    merged_into: str | None


class StoryFacts(Story):
    """A story with what it came of, its headlines and its size over time."""

    lineage: list[dict[str, Any]]
    headlines: list[Headline]
    sizes: list[dict[str, Any]]


class Stories(BaseModel):
    """A page of stories, those of most outlets first."""

    stories: list[Story]
    next_cursor: str | None
