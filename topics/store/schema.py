"""The tables. Migrations build them; a test sees that both agree."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A UTC time; databases without time zones (SQLite) keep it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC, and to the form that the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value}")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

source = Table(
    "source",
    metadata,
    Column("name", String, primary_key=True),
    Column("location", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("language", String),
    Column("folder", String),
    Column("enabled", Boolean, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("last_attempt", Moment),
    Column("last_success", Moment),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False, default=0),
)

headline = Table(
    "headline",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # row of the search index
    Column("id", String(24), nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("url", Text),
    Column("published", Moment),
    Column("fetched", Moment, nullable=False),
    Column("seen", Moment, nullable=False),  # published, or fetched where that is unknown
    Column("summary", Text),
    Column("content_hash", String(32), nullable=False),
    Index(None, "seen", "id"),
    Index(None, "content_hash", "source"),
)

vector = Table(
    "vector",
    metadata,
    Column("content_hash", String(32), primary_key=True),
    Column("encoder_id", String, primary_key=True),
    Column("data", LargeBinary, nullable=False),  # float32, little-endian
)

model = Table(
    "model",
    metadata,
    Column("id", String, primary_key=True),
    Column("topics", JSON, nullable=False),  # names of the columns of probabilities
    Column("current", Boolean, nullable=False),
)

prediction = Table(
    "prediction",
    metadata,
    Column("headline_id", String(24), ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True),
    Column("model_id", String, ForeignKey("model.id"), nullable=False),
    Column("topic", String, nullable=False),
    Column("probability", Float, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("probabilities", LargeBinary, nullable=False),  # float32, little-endian
    Column("corrected", String),  # by an editor: ``topic`` is the same then, and ``probability`` 1
    Index(None, "model_id"),
    Index(None, "topic"),
)

run = Table(
    "run",
    metadata,
    Column("id", String, primary_key=True),
    Column("encoder_id", String, nullable=False),
    Column("since", Moment),
    Column("until", Moment),
    Column("parameters", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("current", Boolean, nullable=False),
)

theme = Table(
    "theme",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the id "T12"; never reused
    Column("id", String, nullable=False, unique=True),
    Column("run_id", String, ForeignKey("run.id"), nullable=False),
    Column("encoder_id", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("names", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("centroid", LargeBinary, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("examples", JSON, nullable=False),
    Column("size", Integer, nullable=False),
    Column("first_seen", Moment),
    Column("last_seen", Moment),
    Column("prototypes", LargeBinary),  # float32, one after the other; None = from before: the centroid
    Column("core", Float),  # None = from before: the threshold
    Column("central", JSON),  # language -> headline id
    Column("broader", Text),
    Column("pinned", Boolean),
    Column("retired", Moment),  # by an edit; a run retires what it does not name
    Index(None, "run_id"),
)

theme_link = Table(
    "theme_link",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String, ForeignKey("run.id"), nullable=False),
    Column("from_id", String, ForeignKey("theme.id")),  # None = new
    Column("to_id", String, ForeignKey("theme.id")),  # None = retired
    Column("kind", String, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("share_from", Float, nullable=False),
    Column("share_to", Float, nullable=False),
    Column("created", Moment, nullable=False),
    Index(None, "from_id"),
    Index(None, "to_id"),
)

theme_edit = Table(
    "theme_edit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("theme_id", String, ForeignKey("theme.id"), nullable=False),
    Column("action", String, nullable=False),
    Column("value", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("editor", String),
    Index(None, "theme_id"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String, primary_key=True),  # "theme"
    Column("last", Integer, nullable=False),  # number given out last
)

assignment = Table(
    "assignment",
    metadata,
    Column("headline_id", String(24), ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True),
    Column("run_id", String, ForeignKey("run.id"), nullable=False),
    Column("theme_id", String, ForeignKey("theme.id")),  # None = looked at, in no theme
    Column("strength", Float, nullable=False),
    Index(None, "theme_id"),
    Index(None, "run_id"),
)

story = Table(
    "story",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the id "S12"; never reused
    Column("id", String, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("first_seen", Moment),
    Column("last_seen", Moment),
    Column(
        "central", JSON, nullable=False
    ),  # language -> id of its most central headline, first the main one
    Column("merged_into", String),  # None: it goes on, or is over
    Index(None, "last_seen"),
)

story_member = Table(
    "story_member",
    metadata,
    Column("headline_id", String(24), ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", String, ForeignKey("story.id")),  # None = looked at, alone
    Index(None, "story_id"),
)

story_link = Table(
    "story_link",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("from_id", String, nullable=False),
    Column("to_id", String, nullable=False),
    Column("kind", String, nullable=False),  # "merged", "split"
    Column("shared", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Index(None, "from_id"),
    Index(None, "to_id"),
)

alert = Table(
    "alert",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # in the order of telling
    Column("id", String(32), nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("dimension", String, nullable=False),
    Column("key", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("burst", JSON, nullable=False),  # all of it, as it was told
    Column("name", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("cited", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("seen_until", Moment, nullable=False),  # how far its burst was seen to go on
    Column("top_score", Float, nullable=False),  # that it was seen to reach
    Index(None, "created"),
    Index(None, "seen_until"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("alert_id", String(32), ForeignKey("alert.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("recipient", Text, nullable=False),  # "" where the channel is the receiver
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment, nullable=False),
    Column("error", Text),
    Column("unsure", Boolean, nullable=False),  # the last word left for the receiver, and no answer came
    Column("sent", Moment),
    UniqueConstraint("alert_id", "channel", "recipient"),
    Index(None, "state", "next_try"),
    Index(None, "channel", "number"),
)

alert_look = Table(
    "alert_look",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("looked", Moment, nullable=False),  # when its bursts were last looked for
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),  # of a job that only one process may do at a time
    Column("owner", String, nullable=False),
    Column("renewed", Moment, nullable=False),
)

rollup = Table(  # headlines of all sources by key and bin; whatever is in rollup_stale is not to be trusted
    "rollup",
    metadata,
    Column("by", String, primary_key=True),  # dimension
    Column("every", String, primary_key=True),  # "hour", "day"
    Column("start", Integer, primary_key=True),  # quarters of an hour since 1970 (UTC)
    Column("key", String, primary_key=True),  # "" = no topic, no theme, no story
    Column("count", Integer, nullable=False),
    Column("not_news", Integer, nullable=False, server_default="0"),  # of these: most pages leave them out
    sqlite_with_rowid=False,
)

# The same of each source; of the dimension "source" itself there is nothing more to know.
rollup_source = Table(
    "rollup_source",
    metadata,
    Column("by", String, primary_key=True),
    Column("every", String, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("key", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("not_news", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

rollup_stale = Table(  # what was written since it was counted
    "rollup_stale",
    metadata,
    Column("hour", Integer, primary_key=True),  # of UTC, since 1970
    Column("by", String, primary_key=True),
    sqlite_with_rowid=False,
)

rollup_zone = Table(  # one row: the zone in which rollups were cut
    "rollup_zone",
    metadata,
    Column("timezone", String, primary_key=True),
)

correction = Table(  # a log: rows are added, and never changed
    "correction",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("content_hash", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("also", JSON, nullable=False),
    Column("was", String),
    Column("model_id", String),  # no key: models go, what was said of them stays
    Column("headline_id", String(24)),  # no key either
    Column("editor", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "content_hash"),
)

annotation = Table(  # what editors wrote on charts
    "annotation",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("moment", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("editor", String, nullable=False),
    Column("created", Moment, nullable=False),
    Index(None, "moment"),
)

map_point = Table(  # where headlines lie on the map of one run's themes
    "map_point",
    metadata,
    Column("headline_id", String(24), ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True),
    Column("run_id", String, nullable=False),
    Column("x", Float, nullable=False),
    Column("y", Float, nullable=False),
)

movers = Table(  # what rose and fell when a run looked last
    "movers",
    metadata,
    Column("timezone", String, primary_key=True),
    Column("moment", Moment, nullable=False),
    Column("rises", JSON, nullable=False),
    Column("falls", JSON, nullable=False),
)

problem = Table(
    "problem",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("code", String, nullable=False),
)

report = Table(
    "report",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("ok", Boolean, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("error", Text),
    Column("stages", JSON, nullable=False),
    Column("owner", Text),
    Index(None, "run_id"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of the whole key
    Column("scopes", JSON, nullable=False),
    Column("rate", Integer),  # requests a minute; None = the service's own
    Column("created", Moment, nullable=False),
    Column("revoked", Moment),
)

audit = Table(  # a log: rows are added, and never changed
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("action", String, nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Index(None, "actor"),
)
