"""What clients get: the rows of the command line's ``--json``, in an envelope."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Error(BaseModel):
    """A problem, RFC 9457."""

    type: str = Field(examples=["urn:headline-topics:problem:usage"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["limit: expected 1 to 500, got 0."])
    errors: list[dict[str, str]] = Field([], description="Of a status of 422: each place that is wrong.")


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


class Trouble(BaseModel):
    """Something of what was sent that could not be used; the rest was."""

    position: str = Field(examples=["item 3"])
    code: str = Field(examples=["title-too-long"])
    message: str


class Ingested(BaseModel):
    """What became of headlines. All of them are on the disk."""

    added: int
    updated: int
    duplicates: int
    ids: list[str | None] = Field(description="One a headline, in order; null where it was left out.")
    problems: list[Trouble]


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


class Series(BaseModel):
    """Counts and shares of one key, a value a bin."""

    key: str
    name: str | None
    total: int
    counts: list[int]
    shares: list[float]
    masked: list[bool]


class Trends(BaseModel):
    """Series, the most frequent key first; every bin is there."""

    by: str
    every: str
    timezone: str
    starts: list[str] = Field(description="When each bin begins.")
    series: list[Series]
    next_cursor: str | None


class Burst(BaseModel):
    """A rise."""

    by: str
    key: str
    name: str
    every: str
    since: str
    until: str
    peak: str
    count: int
    expected: float
    ratio: float | None
    p_value: float
    score: float
    outlets: list[str]
    headlines: list[dict[str, Any]]


class Bursts(BaseModel):
    """A page of rises, the strongest first."""

    bursts: list[Burst]
    next_cursor: str | None


class Corrected(BaseModel):
    """What became of corrections."""

    added: list[dict[str, Any]]
    repeated: int
    problems: list[Trouble]


class Model(BaseModel):
    """A version of the topic model."""

    version: str
    aliases: list[str]
    created: str | None
    parent: str | None
    accepted: float | None = Field(description="Share of the test headlines whose topic was accepted.")
    bytes: int
    problem: str


class Models(BaseModel):
    """Versions, newest first."""

    serving: str | None = Field(description="What answers at this moment.")
    models: list[Model]


class Written(BaseModel):
    """One write."""

    number: int
    action: str
    actor: str
    created: str
    facts: dict[str, Any]


class Log(BaseModel):
    """Writes, the newest first."""

    entries: list[Written]
    next_cursor: str | None


class State(BaseModel):
    """Whether the service works."""

    status: str = Field(examples=["ok"])


class Readiness(BaseModel):
    """Whether it can answer, and what is missing."""

    ready: bool
    checks: dict[str, str] = Field(examples=[{"store": "ok", "encoder": "ok", "champion": "ok"}])
