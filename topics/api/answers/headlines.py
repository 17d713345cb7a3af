"""What clients get of headlines: filed just now, or stored."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Ranked(BaseModel):
    """A topic with its probability."""

    topic: str
    probability: float


class Filed(BaseModel):
    """A headline as it was filed."""

    title: str
    topic: str = Field(examples=["weather"])
    probability: float = Field(examples=[0.97])
    alternatives: list[Ranked]
    abstained: bool = Field(description="Too uncertain to be relied on.")
    language: str = Field(examples=["ar"])


class Classified(BaseModel):
    """Answers in the order of the headlines."""

    model: str = Field(description="What they depend on.")
    results: list[Filed]


class Headline(BaseModel):
    """Everything that is known of one headline."""

    id: str
    source: str
    title: str
    url: str | None
    language: str
    published: str | None
    fetched: str
    summary: str | None
    topic: str | None
    corrected: str | None
    probability: float | None
    abstained: bool
    alternatives: list[Ranked]
    model: str | None
    theme: str | None
    theme_name: str | None
    theme_strength: float | None
    story: str | None


class Headlines(BaseModel):
    """A page, newest first."""

    headlines: list[Headline]
    total: int = Field(description="Headlines that match, over all pages.")
    next_cursor: str | None
