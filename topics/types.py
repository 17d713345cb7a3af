"""The nouns of the service: small frozen values that stages hand to one another.

Arrays inside these values are read-only and are checked once, when the value is made.
All times are timezone-aware UTC; a time that is not known is ``None``, never "now".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from topics.errors import ShapeError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float32]
    IntArray = npt.NDArray[np.int32]
    LongArray = npt.NDArray[np.int64]
    BoolArray = npt.NDArray[np.bool_]

NOT_NEWS = "not_news"
"""What a model files ads, greetings and programme notes under, beside the taxonomy's topics."""

TAKEN_BACK = "taken_back"
"""The topic of a correction that takes back what its editor last said of a headline; no taxonomy has it."""

UNDETERMINED = "und"
"""The BCP-47 code of a language that could not be told."""


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"  # RSS, Atom, JSON Feed or news sitemap at a URL
    PAGE = "page"  # a front page (HTML or saved text)
    FILE = "file"  # CSV, TSV, JSONL, Parquet or one headline a line


class LinkKind(StrEnum):
    """What became of a theme from one run to the next."""

    CONTINUES = "continues"  # the same id goes on
    SPLIT = "split"  # a part of a theme went into another one
    MERGED = "merged"  # a theme that ended, into the one that has its headlines
    NEW = "new"  # its headlines were in no theme, or are new themselves
    RETIRED = "retired"  # ended, and no theme took its headlines


class EditKind(StrEnum):
    """What an editor did to a theme."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"
    UNPIN = "unpin"


class Bin(StrEnum):
    """The width of one bin of a series; bins are cut in a named time zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"  # starts on Monday
    MONTH = "month"


class Dimension(StrEnum):
    """What a series is counted by."""

    TOPIC = "topic"
    THEME = "theme"
    STORY = "story"
    SOURCE = "source"
    LANGUAGE = "language"


class Phase(StrEnum):
    """Where a theme or a story stands in its life."""

    EMERGING = "emerging"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    GONE = "gone"


class DeliveryState(StrEnum):
    """Where a delivery of an alert stands."""

    WAITING = "waiting"  # for its first try, or for the next one
    SENT = "sent"
    GIVEN_UP = "given up"


# --- what comes in -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline of one outlet."""

    id: str  # stable fingerprint of source + guid, url or title
    source: str  # the outlet's name, as editors know it
    title: str  # original text, NFC, one line: what is shown
    language: str  # BCP-47, or ``und``
    fetched: datetime  # UTC, when it was first read
    content_hash: str  # of the title's matching form; vectors are keyed by it
    url: str | None = None  # canonical, tracking parameters stripped
    published: datetime | None = None  # UTC, or None where missing or absurd
    summary: str | None = None

    @property
    def seen(self) -> datetime:
        """When the headline appeared, for counting: published, or fetched where that is unknown."""
        return self.published or self.fetched


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that could not be used; the rest was kept."""

    source: str  # outlet, file or URL it came from
    position: str  # "line 12", "item 3", "byte 5000", or "" for the whole
    message: str  # what, expected, got, what to do
    code: str  # stable short name: "not-xml", "too-large", "bad-date" …


@dataclass(frozen=True, slots=True)
class Batch:
    """What reading one source gave: the usable headlines and what was wrong with the rest."""

    headlines: tuple[Headline, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()  # of a file: each headline's title letter by letter, for answers by title


@dataclass(frozen=True, slots=True)
class Source:
    """A place that headlines are read from again and again."""

    name: str  # unique; becomes ``Headline.source``
    location: str  # URL, or path of a file
    kind: SourceKind = SourceKind.FEED
    language: str | None = None  # a hint; None = identify each headline
    group: str | None = None  # folder in OPML
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is remembered of a source between two fetches (conditional GET, failures)."""

    etag: str | None = None
    last_modified: str | None = None
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    failures: int = 0  # in a row


# --- the one query object ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeadlineFilter:
    """Which headlines are meant. Empty tuples and None mean "any"."""

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    without_topics: tuple[str, ...] = ()  # left out; what has no topic yet stays
    themes: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None  # inclusive
    until: datetime | None = None  # exclusive
    text: str | None = None  # words, matched in their normalised form; all must occur
    min_probability: float | None = None
    limit: int = 100
    cursor: str | None = None  # opaque; from HeadlinePage.next_cursor


@dataclass(frozen=True, slots=True)
class HeadlineRecord:
    """A headline with what is known of it: one row of an export or of a table."""

    headline: Headline
    topic: str | None = None
    probability: float | None = None  # that the model gave ``topic``, also where an editor named it
    abstained: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()  # (topic, probability), most probable first
    model_id: str | None = None
    theme: str | None = None  # theme id
    theme_name: str | None = None
    theme_strength: float | None = None
    story: str | None = None  # story id; None = alone
    corrected: str | None = None  # what an editor filed it under; ``topic`` is the same then


@dataclass(frozen=True, slots=True)
class HeadlinePage:
    """One page of records, newest first."""

    records: tuple[HeadlineRecord, ...]
    total: int  # rows that match the filter, over all pages
    next_cursor: str | None = None  # None on the last page


# --- what the models say -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingBatch:
    """Vectors of one encoder. Shape: vectors (n, d) float32 with unit rows, in the order of ids."""

    ids: tuple[str, ...]
    vectors: FloatArray
    encoder_id: str

    def __post_init__(self) -> None:
        _freeze(self.vectors, "float32", (len(self.ids), None), "vectors")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Topics of n headlines. Shape: probabilities (n, k) float32, rows sum to 1; abstained (n,) bool."""

    ids: tuple[str, ...]
    topics: tuple[str, ...]
    probabilities: FloatArray
    abstained: BoolArray
    model_id: str

    def __post_init__(self) -> None:
        _freeze(self.probabilities, "float32", (len(self.ids), len(self.topics)), "probabilities")
        _freeze(self.abstained, "bool", (len(self.ids),), "abstained")

    def __len__(self) -> int:
        return len(self.ids)

    def ranked(self, row: int) -> list[tuple[str, float]]:
        """Topics of one headline as (topic, probability), most probable first, ties in taxonomy order."""
        order = (-self.probabilities[row]).argsort(kind="stable")
        return [(self.topics[i], float(self.probabilities[row, i])) for i in order]


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """One grouping of a window. Shape: labels (n,) int32, −1 = unassigned; strengths (n,) float32, 0 to 1."""

    ids: tuple[str, ...]
    labels: IntArray
    strengths: FloatArray
    encoder_id: str
    run_id: str
    since: datetime | None = None  # window, half-open; None = open end
    until: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _freeze(self.labels, "int32", (len(self.ids),), "labels")
        _freeze(self.strengths, "float32", (len(self.ids),), "strengths")


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """An emergent group of headlines (weeks) with an identity that survives runs.

    Shape: centroid (d,) and prototypes (m, d) float32, unit rows in the centred space.
    """

    id: str  # "T12": never reused
    run_id: str  # the clustering run that last fitted it
    encoder_id: str
    name: str  # unique within a run
    names: Mapping[str, str]  # language -> short name
    keywords: tuple[str, ...]  # surface forms, most telling first
    centroid: FloatArray  # of its members, for display and lineage
    prototypes: FloatArray  # of its dense places; headlines are compared with these
    threshold: float  # least closeness that still joins
    examples: tuple[str, ...]  # headline ids, most central first
    size: int  # members in the run's window
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    core: float = 0.0  # closeness below which a member is a soft one
    central: Mapping[str, str] = field(default_factory=dict)  # language -> its most central headline's id
    broader: str | None = None  # name of the group of themes that it is of; None where themes are few
    pinned: bool = False  # by an editor: later fits leave its prototypes as they are

    def __post_init__(self) -> None:
        _freeze(self.centroid, "float32", (None,), "centroid")
        _freeze(self.prototypes, "float32", (None, len(self.centroid)), "prototypes")


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """What a run or an editor made of a theme, with its evidence: headlines that both sides knew."""

    kind: LinkKind
    from_id: str | None  # None = new
    to_id: str | None  # None = retired
    shared: int  # headlines that went this way
    share_from: float  # of those of the old theme that both runs placed
    share_to: float  # of those of the new theme that both runs placed
    run_id: str = ""
    created: datetime | None = None  # None until it is stored


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What an editor did, as it is kept; who is not known."""

    theme_id: str
    action: EditKind
    value: Mapping[str, Any]  # JSON: the name, the other themes, the parts …
    created: datetime
    number: int = 0  # given by the store, rising


@dataclass(frozen=True, slots=True)
class Story:
    """One event told in several headlines: hours to days, across outlets and languages."""

    id: str  # "S12": never reused
    title: str  # of its most central headline
    titles: Mapping[str, str]  # language -> title of the most central headline in it
    size: int  # headlines
    outlets: tuple[str, ...]  # in alphabetical order
    languages: tuple[str, ...]
    first_seen: datetime | None
    last_seen: datetime | None
    topic: str | None = None  # that most of its headlines are filed under
    theme: str | None = None  # theme id of most of its headlines
    theme_name: str | None = None
    merged_into: str | None = None  # the story that it became a part of; it has no headlines then


# --- what editors say, and what is learnt from it ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor says of a headline's topic, as it is kept: nothing of the log is ever changed."""

    title: str  # original text; corrections of one title in all its spellings are of one headline
    language: str  # BCP-47
    topic: str  # one of the taxonomy's, ``NOT_NEWS``, or ``TAKEN_BACK``
    editor: str
    created: datetime
    also: tuple[str, ...] = ()  # second topics that a desk would equally claim
    was: str | None = None  # the topic that it stood under; the same as ``topic`` = confirmed
    model_id: str | None = None  # that had said so
    headline_id: str | None = None  # None where the headline is not in the store
    note: str = ""
    number: int = 0  # given by the store, rising


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What a version of a model is, where it comes from, and how good it was found. All of it JSON."""

    version: str  # "classifier-20260301-5f2b2244db98"
    kind: str  # "classifier"
    created: datetime
    parent: str | None  # the version that it was trained from
    encoder_id: str
    topics: tuple[str, ...]
    taxonomy_hash: str
    data_hash: str
    config: Mapping[str, Any]
    seed: int
    metrics: Mapping[str, Any]  # by set, then overall, by language and by topic
    files: Mapping[str, str]  # name -> SHA-256 of every file beside the manifest
    packages: Mapping[str, str]  # name -> version
    forced: str | None = None  # who promoted it against the gate, and why
    answers: str = ""  # hash of what it says of fixed headlines


# --- what changes over time --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Observations:
    """What is counted: when each headline appeared and under which key. Two columns of one length."""

    seen: Sequence[datetime]  # UTC
    keys: Sequence[str | None]  # None = no value for this headline; counts in the total only


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Headlines by key, source and bin; empty cells are left out. Shape: the four columns (n,)."""

    every: Bin
    timezone: str  # IANA name in which bins were cut
    keys: tuple[str | None, ...]  # distinct; None = headlines without a key
    sources: tuple[str, ...]  # distinct; empty where all sources are counted as one
    key: IntArray  # int32, place in ``keys``
    source: IntArray  # int32, place in ``sources``; −1 = all of them
    start: LongArray  # int64, seconds since 1970 (UTC) at which the bin starts
    count: IntArray  # int32, above 0

    def __post_init__(self) -> None:
        for name, dtype in (("key", "int32"), ("source", "int32"), ("start", "int64"), ("count", "int32")):
            _freeze(getattr(self, name), dtype, (len(self.count),), name)


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """Counts and shares of one key. All columns have one length; zero-filled."""

    key: str
    every: Bin
    timezone: str  # IANA name in which bins were cut
    starts: tuple[datetime, ...]  # UTC instant at which each bin starts
    counts: tuple[int, ...]
    shares: tuple[float, ...]  # of all headlines in the bin; 0.0 where the bin is empty
    masked: tuple[bool, ...] = ()  # bins in which sources that matter were out; () = not looked at
    coverage: tuple[float, ...] = ()  # share of the usual volume that the sources which were not out make

    @property
    def total(self) -> int:
        """All headlines of this key in the series."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Burst:
    """A rise of one key that its own history does not explain."""

    by: Dimension
    key: str
    every: Bin  # width of the bins that were looked at
    since: datetime  # UTC start of the first bin of the rise
    until: datetime  # UTC end of the last bin of it that was looked at
    peak: datetime  # UTC start of its strongest bin
    count: int  # headlines from ``since`` to ``until``
    expected: float  # that history, weekday, hour and coverage let expect
    p_value: float  # one-sided, of so many or more without a rise; before correction
    score: float  # −log10 of ``p_value``: rises of all keys in one order
    outlets: tuple[str, ...]  # that made it, most headlines first
    headlines: tuple[str, ...] = ()  # ids of some that made it, the most telling first

    @property
    def ratio(self) -> float:
        """How many times the expected number."""
        return self.count / self.expected if self.expected else float("inf")


# --- what editors are told ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cited:
    """A headline as an alert shows it."""

    source: str
    title: str  # original text
    language: str  # BCP-47, or ``und``
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A burst that a rule asks to be told of; nothing of it changes once it is stored."""

    id: str  # 32 hex: of rule, key and the burst's beginning
    rule: str  # the rule's name
    burst: Burst  # as it was when the alert was made
    name: str  # of the key, in the alert's language
    language: str  # ar, fr, en
    title: str
    body: str  # the facts, one a line
    cited: tuple[Cited, ...]  # headlines that made it, the most telling first
    created: datetime  # UTC

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses of the headlines that have one."""
        return tuple(one.url for one in self.cited if one.url)


@dataclass(frozen=True, slots=True)
class Alerted:
    """What is remembered of an alert, so that its burst is not told twice."""

    alert_id: str
    rule: str
    by: Dimension
    key: str
    since: datetime  # UTC, of the burst when it was told
    until: datetime  # UTC, how far it was seen to go on
    score: float  # the highest that it was seen to reach
    created: datetime  # UTC, of the alert


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one receiver of one channel."""

    number: int  # given by the store, rising
    alert_id: str
    channel: str
    recipient: str  # of an e-mail; "" where the channel is the receiver
    state: DeliveryState
    attempts: int  # begun
    next_try: datetime  # UTC, not before
    error: str | None = None  # of the last attempt
    unsure: bool = False  # an attempt ended without an answer: the receiver may have it
    sent: datetime | None = None  # UTC


# --- reports -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage of a job."""

    name: str  # "ingest", "embed", "classify", "themes", "trends"
    seconds: float
    done: int  # items worked on
    figures: Mapping[str, Any] = field(default_factory=dict)  # JSON values


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a job did; stored, printed and returned."""

    job: str  # "run", "ingest", …
    run_id: str
    started: datetime
    finished: datetime | None
    ok: bool
    stages: tuple[StageReport, ...] = ()
    problems: int = 0
    error: str | None = None


def _freeze(array: Any, dtype: str, shape: tuple[int | None, ...], name: str) -> None:
    """Check dtype and shape of an array once, at the border, and make it read-only."""
    fits = array.ndim == len(shape) and all(
        want is None or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if str(array.dtype) != dtype or not fits:
        expected = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
        raise ShapeError(
            f"{name}: expected {dtype} of shape {expected}, got {array.dtype} of shape {array.shape}; "
            "convert it before building the value."
        )
    array.flags.writeable = False
