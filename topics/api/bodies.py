"""What clients send."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

MOST_ITEMS = 1000  # of one request
MOST_IMPORTED = 10_000  # entries of a file, which is one thing: of those on a headline the last counts
LONGEST_TITLE = 1000  # characters, as everywhere
Title = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
Free = Annotated[
    str, StringConstraints(pattern=r"^[^\x00]*$")
]  # one that can't be used is a problem of its own
Time = Annotated[
    str,
    StringConstraints(
        max_length=40,
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})$",
    ),
]


def _number(value: Any) -> Any:
    """A number, as the document says; "3" is none."""
    if isinstance(value, str | bool):
        raise ValueError("expected a whole number")
    return value


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Asked(_Body):
    """A headline to be filed."""

    title: Title = Field(examples=["أمطار قوية مرتقبة بالريف"])
    language: Code | None = Field(None, description="Told from the title where it is left out.")
    source: Name | None = Field(None, description="The outlet; its name at the end of a title is no news.")


class ClassifyBody(_Body):
    """Headlines to be filed under topics."""

    headlines: list[Asked] = Field(min_length=1, max_length=MOST_ITEMS)
    top: Annotated[int, BeforeValidator(_number)] = Field(
        3, ge=0, le=100, description="How many alternatives to give."
    )

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"headlines": [{"title": "أمطار قوية مرتقبة بالريف"}, {"title": "Grève des trains à Fès"}]}
            ]
        },
    )


class Posted(_Body):
    """A headline to be kept."""

    title: Title
    source: Name = Field(description="The outlet.")
    id: Short | None = Field(
        None, description="The outlet's own name of it; else the URL, else the title names it."
    )
    url: Annotated[str, StringConstraints(max_length=2048)] | None = None
    published: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        None, description="In any common form; one that can't be true is told, and left out."
    )
    language: Code | None = None
    summary: Annotated[str, StringConstraints(max_length=10_000)] | None = None


class IngestBody(_Body):
    """Headlines to be kept."""

    headlines: list[Posted] = Field(min_length=1, max_length=MOST_ITEMS)

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "headlines": [
                        {
                            "title": "أمطار قوية مرتقبة بالريف",
                            "source": "صدى الأطلس",
                            "url": "https://sada.example/1",
                            "published": "2026-03-25T08:00:00Z",
                        }
                    ]
                }
            ]
        },
    )


class Said(_Body):
    """What an editor says of a headline: by its id, or by its title, whether or not the store has it.

    With both, the title counts where the store has no such id.
    """

    topic: Short = Field(
        description="Id or name of a topic, not_news, taken_back, or confirmed: as it stands is right."
    )
    id: Short | None = None
    title: Title | None = None
    also: list[Short] = Field([], max_length=10, description="Second topics that a desk would equally claim.")
    language: Code | None = None
    note: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class CorrectBody(_Body):
    """What editors say."""

    corrections: list[Said] = Field(min_length=1, max_length=MOST_ITEMS)
    editor: Short | None = Field(None, description="Whose word it is; the name of the key where left out.")

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"corrections": [{"title": "الأسود في النهائي", "topic": "sport"}], "editor": "Amina"}
            ]
        },
    )


class LogEntry(_Body):
    """An entry that was written down before, as `GET /v1/corrections` gives it."""

    topic: Free
    id: Free | None = None
    title: str | None = None
    also: list[Free] = []
    editor: Free | None = Field(None, description="Whose word it is, where it is not that of all entries.")
    language: Free | None = None
    note: Free = ""
    created: Time | None = Field(None, description="When it was said; now, where left out.")
    was: Free | None = Field(None, description="The topic that it stood under.")
    model: Free | None = Field(None, description="What had said so.")
    number: Annotated[int | None, BeforeValidator(_number)] = Field(
        None, description="Of the log that it is from; not looked at."
    )


class ImportBody(_Body):
    """Entries of a file or of another log."""

    corrections: list[LogEntry] = Field(min_length=1, max_length=MOST_IMPORTED)
    editor: Short | None = Field(None, description="Of entries that name none; else the name of the key.")

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "corrections": [
                        {
                            "title": "الأسود في النهائي",
                            "topic": "sport",
                            "editor": "Amina",
                            "created": "2026-03-25T08:00:00Z",
                        }
                    ]
                }
            ]
        },
    )
