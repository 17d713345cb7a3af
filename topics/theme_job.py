"""Keeping themes current: decide whether to fit again, fit, and give every headline its place.

The decision is a pure function (``refit_reason``). A fit reads the window; headlines outside it and
headlines that come later are placed by the stored prototypes, the same way as the fit places its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.on_demand import plain_title
from topics.service import TopicsService
from topics.theme_edits import names_given

if TYPE_CHECKING:
    from topics.cluster.lineage import Before
    from topics.store.themes import RunInfo
    from topics.types import EmbeddingBatch, Theme

LEAST_IN_WINDOW = 15_000  # a quiet newsroom's window reaches further back than its days
MOST_IN_FIT = 30_000  # beyond this a sample is fitted and the rest is placed
REFIT_GROWTH = 0.10  # share of new headlines at which the fit no longer shows the news
REFIT_AGE = timedelta(hours=24)
PLACED_AT_ONCE = 4_000
FAR = "too far from the closest theme"  # below the closeness that 97 of 100 of its headlines reach
NO_THEMES = "no theme was found"
IN_STORE = "headlines"  # parameter of a run: how many headlines had a vector then …
IN_FIT = "fitted"  # … and how many of them it was fitted on


@dataclass(frozen=True, slots=True)
class ThemesOutcome:
    """What bringing themes up to date did."""

    themes: int
    refitted: bool
    reason: str  # why it was fitted again, or why not
    placed: int  # headlines that got their place now, in a fit or after it
    unassigned: int  # of these, outside every theme …
    why_outside: str  # … and why


def refit_reason(
    current: RunInfo | None,
    *,
    encoder_id: str,
    fitted: int,
    new: int,
    age: timedelta,
    wanted: int | None = None,
    min_size: int | None = None,
) -> str | None:
    """Why themes should be fitted again, in words, or None.

    Args:
        current: the run that serves now, if any.
        fitted: headlines that it was fitted on.
        new: headlines that came since, placed or not.
        age: time since the current fit.
        wanted, min_size: what the settings ask for; None = by the number of headlines.
    """
    if current is None:
        return "no themes yet"
    if current.encoder_id != encoder_id:
        return f"the encoder changed from {current.encoder_id} to {encoder_id}"
    asked = (current.parameters.get("wanted"), current.parameters.get("min_size"))
    if asked != (wanted, min_size):
        return "the settings ask for other themes"
    if new <= 0:
        return None
    if new >= REFIT_GROWTH * fitted:
        return f"{new} new headlines beside {fitted}"
    if age >= REFIT_AGE:
        return f"{new} new headlines and the last fit is {age.total_seconds() / 3600:.0f} hours old"
    return None


def update_themes(
    service: TopicsService,
    *,
    now: datetime,
    run_id: str,
    refit: bool | None,
    progress: Callable[[int], None],
) -> ThemesOutcome:
    """Fit again where that is due (``refit``: True = always, False = never), then place what has no place."""
    reason = _reason(service, now, refit)
    fit = _fit(service, now, run_id) if reason else None
    fitted, outside = fit or (0, 0)
    progress(fitted)
    placed, unassigned = _place(service, lambda done: progress(fitted + done))
    if fit is None:
        meanwhile = "another job or an editor changed them meanwhile"
        reason = _why_not(refit) if reason is None else meanwhile
    themes = len(service.store.themes.current())
    return ThemesOutcome(
        themes=themes,
        refitted=fit is not None,
        reason=reason or "",
        placed=fitted + placed,
        unassigned=outside + unassigned,
        why_outside=FAR if themes else NO_THEMES,
    )


def _reason(service: TopicsService, now: datetime, refit: bool | None) -> str | None:
    if refit is not None:
        return "asked for" if refit else None
    current = service.store.themes.current_run()
    encoder_id = service.encoder.encoder_id
    known = current.parameters if current else {}
    return refit_reason(
        current,
        encoder_id=encoder_id,
        fitted=known.get(IN_FIT, 0),
        new=service.store.vectors.headlines(encoder_id) - known.get(IN_STORE, 0),
        age=now - current.created if current else timedelta(0),
        wanted=service.settings.themes,
        min_size=service.settings.min_theme_size,
    )


def _why_not(refit: bool | None) -> str:
    return "few or no new headlines since the last fit" if refit is None else "asked not to"


def _fit(service: TopicsService, now: datetime, run_id: str) -> tuple[int, int] | None:
    """Fit and store; how many headlines it placed and how many of them are in no theme.

    None where a job has stored a fit, or an editor changed a theme, in the meantime: what was read before
    is no longer so, and ids that were allocated are taken.
    """
    from topics.cluster.themes import fit_themes

    store, settings = service.store, service.settings
    state = _state(service)
    in_store = store.vectors.headlines(service.encoder.encoder_id)
    batch = _sample(store.vectors.window(service.encoder.encoder_id, since=_window_start(service, now)))
    headlines = {headline.id: headline for headline in store.headlines.get(batch.ids)}
    fit = fit_themes(
        batch,
        titles={key: plain_title(headline) for key, headline in headlines.items()},
        languages={key: headline.language for key, headline in headlines.items()},
        seen={key: headline.seen for key, headline in headlines.items()},
        seed=settings.seed,
        wanted=settings.themes,
        min_size=settings.min_theme_size,
        run_id=run_id,
        allocate=store.themes.next_ids,
        before=_before(service),
    )
    if _state(service) != state:
        return None
    counts = {IN_STORE: in_store, IN_FIT: len(batch)}
    clustering = replace(fit.clustering, parameters={**fit.clustering.parameters, **counts})
    store.themes.save_run(clustering, fit.themes, created=now, links=fit.links)
    return len(batch), int((clustering.labels < 0).sum())


def _before(service: TopicsService) -> Before:
    """The current run, for the next fit."""
    from topics.cluster.lineage import Before

    store = service.store
    themes, current = store.themes.current(), store.themes.current_run()
    return Before(
        themes=themes,
        members={theme.id: frozenset(store.themes.members(theme.id)) for theme in themes},
        named=names_given(store.theme_history.edits()),
        parameters=current.parameters if current else {},
    )


def _state(service: TopicsService) -> tuple[str | None, int]:
    """What a fit builds on: the current run, and the last edit."""
    current = service.store.themes.current_run()
    return (current.run_id if current else None), service.store.theme_history.last_edit()


def _window_start(service: TopicsService, now: datetime) -> datetime | None:
    """The window's days before the newest headline, or as far back as a readable fit needs."""
    span = service.store.headlines.first_and_last()
    if span is None:
        return None
    by_days = min(span[1], now) - timedelta(days=service.settings.window_days)
    by_count = service.store.headlines.nth_newest(LEAST_IN_WINDOW)
    return None if by_count is None else min(by_days, by_count)


def _sample(batch: EmbeddingBatch) -> EmbeddingBatch:
    """At most MOST_IN_FIT headlines. Ids are hashes, so the first by id are a fair and repeatable sample."""
    from topics.types import EmbeddingBatch as Vectors

    if len(batch) <= MOST_IN_FIT:
        return batch
    return Vectors(batch.ids[:MOST_IN_FIT], batch.vectors[:MOST_IN_FIT].copy(), batch.encoder_id)


def _place(service: TopicsService, progress: Callable[[int], None]) -> tuple[int, int]:
    """Place every headline that the current run has not looked at; batches, so that a killed job goes on.

    What is current is asked anew for every batch: where another job has stored a fit meanwhile, headlines
    are placed for that one, from the first on.
    """
    store = service.store
    placed = unassigned = 0
    run_id = last = ""
    while (current := store.themes.current_run()) is not None:
        if current.run_id != run_id:
            run_id, last = current.run_id, ""
        ids = store.themes.unassigned(run_id, PLACED_AT_ONCE, after=last)
        if not ids:
            break
        themes = store.themes.current()
        if any(theme.run_id != run_id for theme in themes):
            continue
        last = ids[-1]
        rows = _places(service, current, themes, ids)
        store.themes.assign(run_id, rows)
        placed += len(rows)
        unassigned += sum(theme is None for _, theme, _ in rows)
        progress(placed)
    return placed, unassigned


def _places(
    service: TopicsService, current: RunInfo, themes: Sequence[Theme], ids: Sequence[str]
) -> list[tuple[str, str | None, float]]:
    """(headline id, theme id or None, strength), in the space of the run; of a text without vector, none."""
    import numpy as np

    from topics.cluster.themes import assign_themes

    known = service.store.headlines.get(ids)
    vectors = service.store.vectors.get([one.content_hash for one in known], current.encoder_id)
    headlines = [one for one in known if one.content_hash in vectors]  # a title may change at any moment
    if not headlines:
        return []
    labels, strengths = assign_themes(
        np.stack([vectors[one.content_hash] for one in headlines]),
        [one.language for one in headlines],
        themes,
        current.parameters,
    )
    return [
        (one.id, themes[label].id if label >= 0 else None, float(strength))
        for one, label, strength in zip(headlines, labels, strengths, strict=True)
    ]
