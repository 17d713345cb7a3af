"""The rules of alerts: which bursts are told, and over which channels; read from a TOML file of the newsroom.

``alerts.example.toml`` is a file with every field explained. Secrets are not in the file: it names the
environment variables that hold them.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from topics.alert_channels import Channel, in_folder
from topics.errors import AlertRulesError
from topics.types import Bin, Dimension

ALL = "all"
EXAMPLE = "alerts.example.toml"
_QUIET = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class QuietHours(BaseModel):
    """From one time of day to another, by the clock of the store's time zone; may pass midnight."""

    model_config = _STRICT

    begin: time  # inclusive
    end: time  # exclusive

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = _QUIET.fullmatch(value)
        try:
            first, second, third, fourth = map(int, found.groups() if found else ())
            hours = {"begin": time(first, second), "end": time(third, fourth)}
        except ValueError as error:
            raise ValueError('expected hours such as "22:00-07:00"') from error
        if hours["begin"] == hours["end"]:
            raise ValueError("expected two different times")
        return hours

    def holds(self, now: datetime, timezone: str) -> bool:
        """Is it quiet at a moment? What the clock shows counts, also where clocks are changed."""
        clock = now.astimezone(ZoneInfo(timezone)).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


class Rule(BaseModel):
    """Which bursts are told. All that is asked for must hold."""

    model_config = _STRICT

    name: str = Field(min_length=1, max_length=100)
    by: Dimension
    keys: tuple[str, ...] | None = None  # topic ids, theme ids, outlets …; None = all of them
    every: Literal[Bin.HOUR, Bin.DAY] = Bin.HOUR
    least_score: float | None = Field(default=None, gt=0)  # −log10 of p
    most_p: float | None = Field(default=None, gt=0, lt=1)
    least_ratio: float | None = Field(default=None, gt=1)  # times the expected number
    least_headlines: int = Field(default=1, ge=1)
    least_outlets: int = Field(default=2, ge=1)
    quiet: QuietHours | None = None
    cool_down_hours: float = Field(default=12, ge=0, le=24 * 365)
    language: Literal["ar", "fr", "en"] = "ar"
    channels: tuple[str, ...] = Field(min_length=1)

    @field_validator("keys", mode="before")
    @classmethod
    def _all_or_some(cls, value: Any) -> Any:
        if value == ALL:
            return None
        if value is None or (isinstance(value, list | tuple) and value):
            return value
        raise ValueError('expected "all" or a list of keys')

    @field_validator("name")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.strip() or not value.isprintable():
            raise ValueError("expected a name in printable characters")
        return value

    @field_validator("channels", "keys")
    @classmethod
    def _each_once(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if value is not None and len(set(value)) < len(value):
            raise ValueError("expected each once")
        return value

    @model_validator(mode="after")
    def _has_a_level(self) -> Rule:
        if self.least_score is None and self.most_p is None and self.least_ratio is None:
            raise ValueError("expected least_score, most_p or least_ratio: from when on is it worth telling?")
        if self.least_ratio is not None and "least_headlines" not in self.model_fields_set:
            raise ValueError("expected least_headlines beside least_ratio: three times one is no news")
        return self

    @property
    def cool_down(self) -> timedelta:
        """How long a key is not told again."""
        return timedelta(hours=self.cool_down_hours)

    def is_quiet(self, now: datetime, timezone: str) -> bool:
        """Does this rule wait at a moment?"""
        return self.quiet is not None and self.quiet.holds(now, timezone)


class AlertRules(BaseModel):
    """A file of rules."""

    model_config = _STRICT

    language: Literal["ar", "fr", "en"] = "ar"  # of the rules that name none
    channel: Mapping[str, Annotated[Channel, Field(discriminator="kind")]] = Field(min_length=1)
    rule: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_language(cls, value: Any) -> Any:
        """A rule without a language has the file's."""
        if not isinstance(value, dict) or not isinstance(value.get("rule"), list) or "language" not in value:
            return value
        rules = [
            {"language": value["language"], **one} if isinstance(one, dict) else one for one in value["rule"]
        ]
        return {**value, "rule": rules}

    def named(self, name: str) -> Rule | None:
        """One rule, or None."""
        return next((one for one in self.rule if one.name == name), None)


def load_alert_rules(path: Path) -> AlertRules:
    """Read a file of rules; relative paths in it start at its folder.

    Raises:
        AlertRulesError: the file can't be read, or a rule or channel can't be used; the message names its
            place and field.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AlertRulesError(
            f"{path}: the file of alert rules can't be read ({error.strerror or error}); name one with "
            "--rules or TOPICS_ALERTS, or begin one with `topics alerts check --example > alerts.toml`."
        ) from error
    return parse_alert_rules(content, str(path), path.absolute().parent)


def example_rules() -> str:
    """The shipped file with every field explained."""
    return resources.files("topics").joinpath(EXAMPLE).read_text(encoding="utf-8")


def parse_alert_rules(content: bytes, source: str, folder: Path) -> AlertRules:
    """The rules of a file's content. Raises as ``load_alert_rules``."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise AlertRulesError(
            f"{source}: expected UTF-8, got another encoding at byte {error.start}; save the file as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise AlertRulesError(f"{source}: not valid TOML: {error}; correct that place.") from error
    try:
        rules = AlertRules.model_validate(document)
    except ValidationError as error:
        raise AlertRulesError("\n".join(_explain(error, source, document))) from error
    _check_names(rules, source)
    channels = {name: in_folder(one, folder) for name, one in rules.channel.items()}
    return rules.model_copy(update={"channel": channels})


def _check_names(rules: AlertRules, source: str) -> None:
    seen: set[str] = set()
    for rule in rules.rule:
        if rule.name in seen:
            raise AlertRulesError(
                f"{source}: rule {rule.name!r}, field 'name': expected each once, got it twice; rename one."
            )
        seen.add(rule.name)
        for name in rule.channels:
            if name not in rules.channel:
                raise AlertRulesError(
                    f"{source}: rule {rule.name!r}, field 'channels': expected one of "
                    f"{', '.join(rules.channel)}, got {name!r}; add [channel.{name}] or correct it."
                )


# --- what is wrong, and where ----------------------------------------------------------------------


def _explain(error: ValidationError, source: str, document: Mapping[str, Any]) -> Iterable[str]:
    for item in error.errors(include_url=False):
        where, field = _place(item["loc"], document)
        if item["type"] == "too_short" and item.get("input"):
            continue  # nothing is left because every item is wrong, and that is said already
        said = item["msg"].removeprefix("Value error, ").replace("Input should be", "expected", 1)
        if item["type"] == "missing":
            said, got = "expected a value", "nothing"
        elif item["type"] == "extra_forbidden":
            said, got = _unknown(field, where), repr(field)
        else:
            got = _shown(item.get("input"))
        named = f", field {field!r}" if field else ""
        yield f"{source}: {where}{named}: {said}, got {got}."


def _place(loc: tuple[int | str, ...], document: Mapping[str, Any]) -> tuple[str, str]:
    """The table in words, and the field in it."""
    parts = [str(part) for part in loc]
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        table = document["rule"][loc[1]]
        name = table.get("name") if isinstance(table, dict) else None
        return f"rule {name!r}" if isinstance(name, str) else f"rule number {loc[1] + 1}", ".".join(parts[2:])
    if len(loc) > 1 and loc[0] == "channel":
        return f"channel {parts[1]!r}", ".".join(parts[3:]) or "kind"  # parts[2] is the kind
    return "the file", ".".join(parts)


def _unknown(field: str, where: str) -> str:
    if where.startswith("rule"):
        near = difflib.get_close_matches(field, Rule.model_fields, 1)
        return f"expected a known field (did you mean {near[0]!r}?)" if near else "expected a known field"
    return "expected a known field"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
