"""What clients get when they write, and of what was written."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


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


class Corrected(BaseModel):
    """What became of corrections."""

    added: list[dict[str, Any]]
    repeated: int = Field(description="Said nothing new.")
    unknown: int = Field(description="Of headlines that the store lacks: they are filed so when they come.")
    unclassified: int = Field(description="Of headlines that are filed with the next `topics run` only.")
    problems: list[Trouble]


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
