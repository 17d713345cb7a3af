"""The nouns of the service: small frozen values that stages hand to one another.

Arrays inside these values are read-only and are checked once, when the value is made.
All times are timezone-aware UTC; a time that is not known is ``None``, never "now".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from topics.types.access import ApiKey, AuditEntry, Scope
from topics.types.alerts import Alert, Alerted, Cited, Delivery
from topics.types.answers import Clustering, EmbeddingBatch, Predictions, Story, Theme, ThemeEdit, ThemeLink
from topics.types.headlines import (
    Batch,
    FetchState,
    Headline,
    HeadlineFilter,
    HeadlinePage,
    HeadlineRecord,
    Problem,
    Source,
)
from topics.types.learning import Correction, ModelManifest
from topics.types.notes import Annotation
from topics.types.reports import JobState, RunReport, StageReport
from topics.types.trends import Burst, Counts, Fall, Movers, Observations, TrendSeries
from topics.types.words import (
    NOT_NEWS,
    TAKEN_BACK,
    UNDETERMINED,
    Bin,
    DeliveryState,
    Dimension,
    EditKind,
    LinkKind,
    Phase,
    SourceKind,
)

if TYPE_CHECKING:
    from topics.types.arrays import BoolArray as BoolArray
    from topics.types.arrays import FloatArray as FloatArray
    from topics.types.arrays import IntArray as IntArray
    from topics.types.arrays import LongArray as LongArray

__all__ = [
    "NOT_NEWS",
    "TAKEN_BACK",
    "UNDETERMINED",
    "Alert",
    "Alerted",
    "Annotation",
    "ApiKey",
    "AuditEntry",
    "Batch",
    "Bin",
    "Burst",
    "Cited",
    "Clustering",
    "Correction",
    "Counts",
    "Delivery",
    "DeliveryState",
    "Dimension",
    "EditKind",
    "EmbeddingBatch",
    "Fall",
    "FetchState",
    "Headline",
    "HeadlineFilter",
    "HeadlinePage",
    "HeadlineRecord",
    "JobState",
    "LinkKind",
    "ModelManifest",
    "Movers",
    "Observations",
    "Phase",
    "Predictions",
    "Problem",
    "RunReport",
    "Scope",
    "Source",
    "SourceKind",
    "StageReport",
    "Story",
    "Theme",
    "ThemeEdit",
    "ThemeLink",
    "TrendSeries",
]
