"""Settings, read once. Precedence: defaults < file < ``TOPICS_*`` environment < command-line flags.

The file is ``topics.toml`` in the working folder, or the path in ``TOPICS_CONFIG``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from topics.errors import SettingsError


def user_folder(kind: Literal["data", "cache"]) -> Path:
    """The folder that the operating system gives this user for data or for what can be made again."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / ("Application Support" if kind == "data" else "Caches")
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    else:
        fallback = Path.home() / (".local/share" if kind == "data" else ".cache")
        base = Path(os.environ.get("XDG_DATA_HOME" if kind == "data" else "XDG_CACHE_HOME", str(fallback)))
    return base / "topics"


class Settings(BaseSettings):
    """Everything that can be set. Each field is also ``TOPICS_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="TOPICS_", extra="forbid", frozen=True)

    db: str = Field(default_factory=lambda: str(user_folder("data") / "topics.db"))  # path or SQLAlchemy URL
    timezone: str = "Africa/Casablanca"  # IANA name; bins of every series are cut in it
    taxonomy: Path | None = None  # None = the shipped list of 17 IPTC Media Topics
    alerts: Path = Path("alerts.toml")  # which bursts are told to whom
    encoder: str = "headlines"  # "headlines", "packaged", a Hub name, or a model's or an adapter's folder
    model: Path | None = (
        None  # folder of a topic model; None = the champion where it fits, else the shipped one
    )
    models: Path = Field(default_factory=lambda: user_folder("data") / "models")  # versions, one is champion
    runtime: Literal["auto", "openvino", "torch"] = "auto"
    cache_dir: Path = Field(default_factory=lambda: user_folder("cache"))
    window_days: int = Field(default=42, ge=1)  # how far back themes look
    themes: int | None = Field(default=None, ge=1)  # most; None, or "auto" = by the number of headlines
    min_theme_size: int | None = Field(default=None, ge=2)  # None = by the number of headlines
    story_granularity: str = "normal"  # narrow, normal, broad, or a cohesion between 0 and 1
    editor: str | None = None  # whose word corrections are; None = of who is logged in
    user_header: str | None = (
        None  # in which the dashboard's reverse proxy names who signed in; None = no proxy
    )
    viewers: Annotated[tuple[str, ...], NoDecode] = ("*",)  # who may look: addresses, "@desk.example", or "*"
    editors: Annotated[tuple[str, ...], NoDecode] = ()  # who may correct topics too
    admins: Annotated[tuple[str, ...], NoDecode] = ()  # who may choose the model too
    log: Literal["off", "text", "json"] = "off"  # what jobs tell on standard error, an event a stage
    seed: int = 0
    training_data: Path | None = None  # folder of open labelled sets; None = retraining builds on a model
    correction_weight: float = Field(default=2.0, gt=0)  # of one, beside a headline labelled by reading
    batch_size: int = Field(default=512, ge=1)  # headlines a transaction
    fetch_timeout: float = Field(default=20.0, gt=0)  # seconds for one source, retries and redirects included
    host_interval: float = Field(default=1.0, ge=0)  # seconds between two requests to one host
    allow_private: bool = False  # may sources lie at private or loopback addresses?
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()  # single hosts that may; "feeds.lan, 127.0.0.1"

    @field_validator("themes", mode="before")
    @classmethod
    def _or_auto(cls, value: Any) -> Any:
        """A flag that is None is as if not given, so that what the program chooses has a word."""
        return None if value == "auto" else value

    @field_validator("allow_hosts", "viewers", "editors", "admins", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """In the environment a list is written with commas."""
        if not isinstance(value, str):
            return value
        return tuple(host.strip() for host in value.split(",") if host.strip())

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                "expected an IANA time zone such as Africa/Casablanca or Europe/Paris"
            ) from error
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the file."""
        path = Path(os.environ.get("TOPICS_CONFIG", "topics.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)


def load_settings(**flags: Any) -> Settings:
    """Read settings; flags that are None are as if not given.

    Raises:
        SettingsError: a value can't be used; the message names the setting, what came and what is expected.
    """
    named = os.environ.get("TOPICS_CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(
            f"TOPICS_CONFIG: expected the path of a TOML file, got {named!r}, which is not there."
        )
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except ValueError as error:  # a settings file that is no TOML
        raise SettingsError(
            f"{named or 'topics.toml'}: expected TOML, got an unreadable file ({error})."
        ) from error


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        name = ".".join(str(part) for part in item["loc"])
        lines.append(
            f"setting {name!r}: {item['msg']}, got {item.get('input')!r}; set it with TOPICS_{name.upper()}."
        )
    return "\n".join(lines)
