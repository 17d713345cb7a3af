"""What clients get: the rows of the command line's ``--json``, in an envelope."""

from __future__ import annotations

from topics.api.answers.groups import (
    Stories,
    Story,
    StoryFacts,
    Theme,
    ThemeFacts,
    ThemeLink,
    Themes,
    Topic,
    Topics,
)
from topics.api.answers.headlines import Classified, Filed, Headline, Headlines, Ranked
from topics.api.answers.rising import Burst, Bursts, Model, Models, Outage, Series, Trends
from topics.api.answers.state import Error, Readiness, State
from topics.api.answers.writing import (
    Corrected,
    Correction,
    Corrections,
    Imported,
    Ingested,
    Log,
    Trouble,
    Written,
)

__all__ = [
    "Burst",
    "Bursts",
    "Classified",
    "Corrected",
    "Correction",
    "Corrections",
    "Error",
    "Filed",
    "Headline",
    "Headlines",
    "Imported",
    "Ingested",
    "Log",
    "Model",
    "Models",
    "Outage",
    "Ranked",
    "Readiness",
    "Series",
    "State",
    "Stories",
    "Story",
    "StoryFacts",
    "Theme",
    "ThemeFacts",
    "ThemeLink",
    "Themes",
    "Topic",
    "Topics",
    "Trends",
    "Trouble",
    "Written",
]
