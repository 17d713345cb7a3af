"""What clients get of trends, rises and versions of the model."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Series(BaseModel):
    """Counts and shares of one key, a value a bin."""

    key: str
    name: str | None
    total: int
    counts: list[int]
    shares: list[float]
    masked: list[bool]


class Outage(BaseModel):
    """A time in which an outlet that matters was out."""

    source: str
    first: str = Field(description="When the first bin of it begins.")
    last: str = Field(description="When the last bin of it begins.")


class Trends(BaseModel):
    """Series, the most frequent key first; every bin is there."""

    by: str
    every: str
    timezone: str
    starts: list[str] = Field(description="When each bin begins.")
    series: list[Series]
    coverage: list[float] = Field(description="Of each bin, how much of the usual was read.")
    outages: list[Outage]
    total: int = Field(description="Headlines that match, those without a key too.")
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
    total: int = Field(description="Rises, over all pages.")
    next_cursor: str | None


class Model(BaseModel):
    """A version of the topic model."""

    version: str
    aliases: list[str]
    created: str | None
    parent: str | None
    accepted: float | None = Field(description="Share of headlines whose topic was accepted.")
    measured_on: str | None = Field(description="Of which headlines: shares on other ones do not compare.")
    bytes: int
    problem: str


class Models(BaseModel):
    """Versions, newest first."""

    serving: str | None = Field(description="What answers at this moment.")
    models: list[Model]
