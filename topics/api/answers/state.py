"""Problems, and whether the service works."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Error(BaseModel):
    """A problem, RFC 9457."""

    type: str = Field(examples=["urn:headline-topics:problem:usage"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["limit: expected 1 to 500, got 0."])
    errors: list[dict[str, str]] = Field([], description="Of a status of 422: each place that is wrong.")


class State(BaseModel):
    """Whether the service works."""

    status: str = Field(examples=["ok"])


class Readiness(BaseModel):
    """Whether it can answer, and what is missing."""

    ready: bool
    checks: dict[str, str] = Field(examples=[{"store": "ok", "encoder": "ok", "champion": "ok"}])
