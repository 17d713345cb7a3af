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
    ids: list[str | None] = Field(
        description="One a headline, in order; null where it was left out. Of a duplicate under another URL "
        "that of the stored one."
    )
    problems: list[Trouble]


class Corrected(BaseModel):
    """What became of corrections."""

    added: list[dict[str, Any]]
    repeated: int = Field(description="Said nothing new.")
    unknown: int = Field(description="Of headlines that the store lacks: they are filed so when they come.")
    unclassified: int = Field(description="Of headlines that are filed with the next `topics run` only.")
    problems: list[Trouble]


class Imported(BaseModel):
    """What became of entries of a file or of another log."""

    added: int
    repeated: int = Field(description="Said nothing new.")
    problems: list[Trouble]


class Correction(BaseModel):
    """One entry of the log."""

    number: int
    created: str
    editor: str
    id: str | None = Field(description="Of the headline; null where the store lacked it.")
    title: str
    language: str
    topic: str = Field(description="One of the list, not_news, or taken_back.")
    also: list[str]
    was: str | None = Field(description="The topic that it stood under; the same again is confirmed.")
    model: str | None
    note: str


class Corrections(BaseModel):
    """What editors said, the newest first."""

    corrections: list[Correction]
    next_cursor: str | None


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
