"""The one object that front ends hold: opened once, asked many times.

Opening is cheap. The encoder and the classifier are loaded at the first question that needs them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from topics import trending
from topics.errors import ModelError
from topics.following import Following
from topics.registry.aliases import FILE, SHIPPED, read_aliases
from topics.registry.checking import misfit
from topics.registry.registry import Registry
from topics.settings import Settings
from topics.shipped import shipped_models
from topics.store.store import Store, open_store
from topics.taxonomy import Taxonomy, load_taxonomy
from topics.text import embedding_text
from topics.types import (
    Bin,
    Burst,
    Counts,
    Dimension,
    HeadlineFilter,
    HeadlinePage,
    Phase,
    Predictions,
    Problem,
    RunReport,
    Story,
    Theme,
    TrendSeries,
)

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel
    from topics.comparing import Comparison
    from topics.embed.encoder import Encoder
    from topics.theme_changes import ThemeChange
    from topics.trends.coverage import Coverage
    from topics.types import FloatArray

log = logging.getLogger(__name__)

TOPIC_MODEL = "topics"  # folder of the shipped model


class Classifier(Protocol):
    """Files headlines under known topics. Same headline, same answer, whatever else is in the batch."""

    @property
    def model_id(self) -> str:
        """Names what its answers depend on."""
        ...

    def predict(
        self,
        ids: Sequence[str],
        titles: Sequence[str],
        vectors: FloatArray,
        languages: Sequence[str] | None = None,
    ) -> Predictions:
        """Topics of n headlines. Shape: vectors (n, d) float32, unit rows."""
        ...


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which topic model answers."""

    folder: Path  # where it was looked for
    model: TopicModel | None  # None: the classifier learns from the taxonomy's own phrases
    reason: str = ""  # why there is no model, or why it is not the champion's
    version: str | None = None  # of the registry, or "shipped"; None where the settings name a folder


@dataclass(frozen=True, slots=True)
class Serving:
    """The classifier that answers, and the champion that it was loaded for."""

    classifier: Classifier
    champion: str | None  # None where the settings name a folder


class TopicsService:
    """What the newsroom knows, over one store. Use ``open_service``; close it, or use it in a ``with``."""

    def __init__(self, settings: Settings, taxonomy: Taxonomy, store: Store) -> None:
        self.settings = settings
        self.taxonomy = taxonomy
        self.store = store
        self._serving = Following(_champion_file(settings), self._load)
        self._loading = threading.Lock()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> TopicsService:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- models, loaded when first needed ---------------------------------------------------

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that the settings name. Loaded once, however many threads ask."""
        with self._loading:  # from Python 3.12 on cached_property has no lock of its own
            known: Encoder | None = vars(self).get("encoder")
            if known is None:
                known = vars(self)["encoder"] = load_encoder(self.settings)
            return known

    @property
    def classifier(self) -> Classifier:
        """The classifier over the taxonomy's topics: of the champion as of now, so take it once a batch.

        A promotion is followed at the next use; who holds the old one keeps it. A champion that can't be used
        is logged, and the former one goes on.

        Raises:
            ModelError: the first one can't be used.
        """
        return self._serving.current().classifier

    @property
    def classifier_at_hand(self) -> Classifier | None:
        """The same without loading anything, for who must not wait; None where that is due."""
        serving = self._serving.at_hand()
        return None if serving is None else serving.classifier

    def _load(self, former: Serving | None) -> Serving:
        """The classifier of the champion; the former one where that is the same."""
        champion = champion_name(self.settings)
        if former is not None and former.champion == champion:
            return former
        return Serving(load_classifier(self.settings, self.taxonomy, self.encoder), champion)

    # --- questions ---------------------------------------------------------------------------

    def headlines(self, filter: HeadlineFilter) -> HeadlinePage:
        """One page of headlines, newest first."""
        return self.store.headlines.page(filter)

    def series(
        self, by: Dimension, every: Bin, filter: HeadlineFilter, *, most: int | None = None
    ) -> list[TrendSeries]:
        """Counts and shares over time, the most frequent key first, at most so many (None = all).

        Shares are of the sources that were not out: what was out is stood in for by what is usual for it.
        """
        return trending.series(self.store, by, every, self.settings.timezone, filter, most=most)

    def counts(self, by: Dimension, every: Bin, filter: HeadlineFilter) -> Counts:
        """Headlines by key, source and bin of the store's zone, as columns."""
        return self.store.counts(by, every, self.settings.timezone, filter)

    def coverage(
        self, every: Bin, *, since: datetime | None = None, until: datetime | None = None
    ) -> Coverage | None:
        """What each source usually brings and when it was out, by hour or by day; None in an empty store."""
        return trending.coverage(self.store, every, self.settings.timezone, since, until)

    def bursts(
        self,
        by: Dimension,
        every: Bin,
        *,
        now: datetime,
        since: datetime | None = None,
        filter: HeadlineFilter | None = None,
    ) -> list[Burst]:
        """Rises as they were known at a moment, the strongest first; see ``burst_job.find_now``."""
        from topics.burst_job import find_now

        return find_now(self, by, every, now=now, since=since, wanted=filter)

    def phases(self, by: Dimension, *, now: datetime) -> dict[str, Phase]:
        """Where every theme or story stands in its life."""
        from topics.burst_job import phases_now

        return phases_now(self, by, now=now)

    def themes(self) -> list[Theme]:
        """Themes of the current run, largest first."""
        return self.store.themes.current()

    def theme(self, theme_id: str) -> Theme | None:
        """One theme, or None where no such theme was ever stored."""
        return self.store.themes.get(theme_id)

    def stories(self, filter: HeadlineFilter, *, least: int = 2, newest: bool = False) -> list[Story]:
        """Stories with a headline that matches, those of most outlets first, or the newest first."""
        return self.store.stories.find(filter, least=least, newest=newest)

    def story(self, story_id: str) -> Story | None:
        """One story, or None where no such story was ever stored."""
        return self.store.stories.get(story_id)

    def compare(self, this: HeadlineFilter, that: HeadlineFilter, by: Dimension | None = None) -> Comparison:
        """What one group of headlines covers more than another, by key, or by word where ``by`` is None."""
        from topics.comparing import compare

        return compare(self, this, that, by)

    def theme_changes(self, theme_id: str, every: Bin = Bin.DAY) -> list[ThemeChange]:
        """What a theme was about, period by period."""
        from topics.theme_changes import theme_changes

        return theme_changes(self, theme_id, every)

    def count(self, filter: HeadlineFilter) -> int:
        """How many headlines match."""
        return self.store.headlines.count(filter)

    def topics_found(self) -> list[str]:
        """Topics that some headline in the store is filed under, also those that the taxonomy lacks."""
        return self.store.keys(Dimension.TOPIC)

    def source_names(self) -> list[str]:
        """Outlets with headlines in the store, in alphabetical order."""
        return self.store.keys(Dimension.SOURCE)

    def languages(self) -> list[str]:
        """Languages with headlines in the store."""
        return self.store.keys(Dimension.LANGUAGE)

    def span(self) -> tuple[datetime, datetime] | None:
        """When the first and the last headline appeared (UTC), or None in an empty store."""
        return self.store.headlines.first_and_last()

    def recent_reports(self, limit: int = 10) -> list[RunReport]:
        """What the last jobs did, newest first."""
        return self.store.reports.recent(limit)

    def recent_problems(self, limit: int = 50) -> list[Problem]:
        """What could not be read lately, newest first."""
        return self.store.problems.recent(limit)


def open_service(settings: Settings, *, create: bool = True, durable: bool = False) -> TopicsService:
    """Open the store, read the taxonomy, and hand both to a service: the one composition root.

    ``create`` makes a store that is missing; what only reads does without. ``durable``: see ``open_store``.

    Raises:
        StoreError: the store can't be opened.
        TaxonomyError: the taxonomy file can't be used.
    """
    taxonomy = load_taxonomy(settings.taxonomy)
    return TopicsService(settings, taxonomy, open_store(settings.db, create=create, durable=durable))


# --- models ----------------------------------------------------------------------------------------


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name."""
    from topics.embed.encoder import open_encoder

    return open_encoder(settings.encoder, runtime=settings.runtime, cache_dir=settings.cache_dir)


def load_classifier(settings: Settings, taxonomy: Taxonomy, encoder: Encoder) -> Classifier:
    """The classifier over the taxonomy's topics: a trained model that fits, else one from its phrases.

    Raises:
        ModelError: the model that the settings name is damaged, or is of other topics or another encoder; or
            the champion is damaged.
    """
    from topics.classify.trained import TrainedClassifier

    chosen = choose_model(settings, taxonomy, encoder)
    if chosen.model is None:
        return _from_phrases(settings, taxonomy, encoder)
    return TrainedClassifier(chosen.model)


def choose_model(settings: Settings, taxonomy: Taxonomy, encoder: Encoder) -> ModelChoice:
    """The trained model that answers: the one that the settings name, the champion, or the shipped one.

    Raises:
        ModelError: the model that the settings name is damaged, or is of other topics or another encoder; or
            the champion is damaged.
    """
    from topics.classify.topic_model import is_topic_model, read_topic_model

    if settings.model is not None:
        model = read_topic_model(settings.model)
        if said := misfit(model, taxonomy.ids, encoder.encoder_id):
            raise ModelError(
                f"{settings.model}: {said}; name what it was trained with (--taxonomy, --encoder), train one "
                "with `topics train topics`, or leave --model (TOPICS_MODEL) out."
            )
        return ModelChoice(settings.model, model)
    reason = ""
    if champion_name(settings) != SHIPPED:
        champion, model = registry_of(settings).load_champion()
        said = misfit(model, taxonomy.ids, encoder.encoder_id)
        if said is None:
            return ModelChoice(champion.folder, model, version=champion.name)
        reason = f"the champion {champion.name} does not fit: {said}"
        log.warning("%s; another model answers.", reason)
    folder = shipped_models() / TOPIC_MODEL
    if not is_topic_model(folder):
        return ModelChoice(folder, None, reason or "no topic model is shipped with this installation")
    model = read_topic_model(folder)
    if said := misfit(model, taxonomy.ids, encoder.encoder_id):
        return ModelChoice(folder, None, reason or f"the shipped model does not fit: {said}")
    return ModelChoice(folder, model, reason, SHIPPED)


def registry_of(
    settings: Settings, *, topics: Sequence[str] | None = None, encoder_id: str | None = None
) -> Registry:
    """The versions of the classifier; what ``topics`` and ``encoder_id`` mean, ``Registry`` says."""
    shipped = shipped_models() / TOPIC_MODEL
    return Registry(settings.models, shipped=shipped, topics=topics, encoder_id=encoder_id)


def champion_name(settings: Settings) -> str | None:
    """The version that serves, by name; None where the settings name a folder instead.

    Raises:
        ModelError: the names of the versions are damaged.
    """
    return None if settings.model is not None else read_aliases(settings.models).champion


def _champion_file(settings: Settings) -> Path | None:
    """What changes when another version becomes the champion."""
    return None if settings.model is not None else settings.models / FILE


def _from_phrases(settings: Settings, taxonomy: Taxonomy, encoder: Encoder) -> Classifier:
    """Topics learnt from the taxonomy's own text, whose vectors are kept in the cache folder."""
    from topics.classify.zero_shot import ZeroShotClassifier

    encode = phrase_encoder(settings, encoder)
    return ZeroShotClassifier(taxonomy).fit(encode, encoder_id=encoder.encoder_id)


def phrase_encoder(settings: Settings, encoder: Encoder) -> Callable[[Sequence[str]], FloatArray]:
    """Encodes a list of titles once: the next process finds the vectors in the cache folder."""
    from topics.embed.phrases import remembered

    def encode(texts: Sequence[str]) -> FloatArray:
        return remembered(encoder, [embedding_text(text) for text in texts], settings.cache_dir / "phrases")

    return encode


def local_midnight(moment: datetime, timezone: str) -> datetime:
    """The UTC instant at which the local day of a moment began."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(ZoneInfo("UTC"))


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of a moment, as a clock in that zone shows it."""
    return moment.astimezone(ZoneInfo(timezone)).date()
