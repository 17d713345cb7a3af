"""Every method of a store, called on a store that ``prepare`` filled."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.alerting import NOON, alert, burst
from tests.store.told import (
    ENCODER,
    START,
    TITLES,
    clustering,
    embed,
    fill,
    predicted,
    said,
    save_themes,
    theme,
    told,
    unit_rows,
)
from topics.store.alerts import Told
from topics.store.leases import Lease
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.store.theme_history import Change
from topics.types import (
    Annotation,
    ApiKey,
    AuditEntry,
    Bin,
    Counts,
    Delivery,
    DeliveryState,
    Dimension,
    EditKind,
    Fall,
    FetchState,
    HeadlineFilter,
    LinkKind,
    Movers,
    Problem,
    RunReport,
    Scope,
    Source,
    ThemeEdit,
    ThemeLink,
)

NOW = datetime(2026, 3, 25, tzinfo=UTC)
IDS = [told(title).id for title in TITLES]
EVERYTHING = HeadlineFilter()
NOTE = Annotation(datetime(2026, 3, 1, 12, tzinfo=UTC), "الانتخابات", "Salma", NOW)
ZONE = "Africa/Casablanca"
MOVERS = Movers(NOON, ZONE, (burst(headlines=("a", "b")),), (Fall(Dimension.THEME, "T1", 2, 9.5),))
Call = Callable[[Store], Any]


def cells(counts: Counts) -> dict[tuple[str | None, str, datetime], int]:
    """Counts as (key, source, start of the bin) -> headlines."""
    columns = (counts.key.tolist(), counts.source.tolist(), counts.start.tolist(), counts.count.tolist())
    return {
        (
            counts.keys[key],
            counts.sources[source] if counts.sources else "",
            datetime.fromtimestamp(start, UTC),
        ): n
        for key, source, start, n in zip(*columns, strict=True)
    }


def pinned(store: Store) -> Change:
    """An edit of the first theme, with a link."""
    id = store.themes.current()[0].id
    link = ThemeLink(LinkKind.NEW, None, id, 0, 0.0, 0.0, "run-1")
    return Change(ThemeEdit(id, EditKind.PIN, {}, NOW), links=[link])


def api_key(id: str) -> ApiKey:
    """A key that may read."""
    return ApiKey(id, "desk", "0" * 64, (Scope.READ,), NOW)


KEY = api_key("00000000000000aa")
LEASE = Lease("alerts", "the job of these tests")
DELIVERY = Delivery(1, alert().id, "log", "", DeliveryState.WAITING, 1, NOW, error="not now")


def told_of(key: str) -> Told:
    """One new alert with a delivery."""
    return Told([(alert(key=key), [("log", "")])], looked=["rises"])


def both(store: Store) -> None:
    """Two writes in one transaction."""
    with store.together():
        store.annotations.add(NOTE)
        store.audit.add(AuditEntry("keys.create", "desk", NOW, {"key": KEY.id}))


WRITES: dict[str, Call] = {
    "headlines.add": lambda store: store.headlines.add([told("A title that is new")]),
    "vectors.put": lambda store: store.vectors.put(["new"], unit_rows(1), ENCODER),
    "corrections.add": lambda store: store.corrections.add([said(TITLES[1], "economy", editor="Driss")]),
    "predictions.save": lambda store: store.predictions.save(predicted(IDS[:1], [2])),
    "themes.save_run": lambda store: store.themes.save_run(
        clustering(IDS[:1], [0], "run-2"), [theme("T7", "run-2")], created=NOW
    ),
    "themes.assign": lambda store: store.themes.assign("run-1", [(IDS[5], None, 0.0)]),
    "themes.next_ids": lambda store: store.themes.next_ids(1),
    "stories.save": lambda store: store.stories.save(Placed({IDS[3]: "S1"}, {}), created=NOW),
    "stories.next_ids": lambda store: store.stories.next_ids(1),
    "theme_history.apply": lambda store: store.theme_history.apply(pinned(store), "run-1"),
    "alerts.record": lambda store: store.alerts.record(told_of("sport"), lease=LEASE, now=NOW),
    "alerts.begin": lambda store: store.alerts.begin(1, lease=LEASE, now=NOW, next_try=NOW),
    "alerts.commit": lambda store: store.alerts.commit(1, lease=LEASE, now=NOW),
    "alerts.settle": lambda store: store.alerts.settle(DELIVERY, lease=LEASE, now=NOW),
    "alerts.revive": lambda store: store.alerts.revive(lease=LEASE, now=NOW),
    "annotations.add": lambda store: store.annotations.add(NOTE),
    "annotations.remove": lambda store: store.annotations.remove(1),
    "map.save": lambda store: store.map.save("run-1", IDS[:2], np.eye(2, dtype=np.float32)),
    "movers.keep": lambda store: store.movers.keep(MOVERS),
    "leases.take": lambda store: store.leases.take(LEASE, now=NOW, is_stale=lambda owner, renewed: False),
    "leases.give_back": lambda store: store.leases.give_back(Lease("another job", "somebody")),
    "sources.add": lambda store: store.sources.add(Source("New", "https://new.example/rss")),
    "sources.remove": lambda store: store.sources.remove("Al Manara"),
    "sources.save_state": lambda store: store.sources.save_state("Al Manara", FetchState(failures=1)),
    "problems.add": lambda store: store.problems.add("run-1", [Problem("file", "line 1", "bad", "bad")]),
    "reports.save": lambda store: store.reports.save(RunReport("run", "run-1", NOW, NOW, ok=True)),
    "reports.forget": lambda store: store.reports.forget("run-2"),
    "api_keys.add": lambda store: store.api_keys.add(api_key(secrets.token_hex(8))),
    "api_keys.revoke": lambda store: store.api_keys.revoke(KEY.id, NOW),
    "audit.add": lambda store: store.audit.add(AuditEntry("keys.create", "desk", NOW, {"key": KEY.id})),
    "rollups.refresh": lambda store: store.rollups.refresh(ZONE),
    "probe": lambda store: store.probe(),
    "together": both,
    "upgrade": lambda store: store.upgrade(),
}
READS: dict[str, Call] = {
    "headlines.records": lambda store: store.headlines.records(IDS),
    "headlines.newest_of": lambda store: store.headlines.newest_of([told(TITLES[0]).content_hash]),
    "headlines.get": lambda store: store.headlines.get(IDS),
    "headlines.count": lambda store: store.headlines.count(EVERYTHING),
    "headlines.page": lambda store: store.headlines.page(EVERYTHING),
    "headlines.iterate": lambda store: list(store.headlines.iterate(EVERYTHING)),
    "headlines.unembedded": lambda store: store.headlines.unembedded(ENCODER, 3),
    "headlines.unclassified": lambda store: store.headlines.unclassified("first", 3),
    "headlines.first_and_last": lambda store: store.headlines.first_and_last(),
    "headlines.first_of_sources": lambda store: store.headlines.first_of_sources(),
    "headlines.nth_newest": lambda store: store.headlines.nth_newest(1),
    "vectors.get": lambda store: sorted(store.vectors.get([told(TITLES[0]).content_hash], ENCODER)),
    "vectors.window": lambda store: store.vectors.window(ENCODER).ids,
    "vectors.count": lambda store: store.vectors.count(ENCODER),
    "vectors.missing": lambda store: store.vectors.missing(ENCODER),
    "vectors.outdated": lambda store: store.vectors.outdated("another"),
    "vectors.headlines": lambda store: store.vectors.headlines(ENCODER),
    "predictions.uncorrected": lambda store: store.predictions.uncorrected(3).ids,
    "corrections.log": lambda store: store.corrections.log(),
    "corrections.latest": lambda store: store.corrections.latest(),
    "corrections.conflicts": lambda store: store.corrections.conflicts(),
    "corrections.count": lambda store: store.corrections.count(),
    "predictions.current_model": lambda store: store.predictions.current_model(),
    "themes.current_run": lambda store: store.themes.current_run(),
    "themes.current": lambda store: [one.id for one in store.themes.current()],
    "themes.get": lambda store: getattr(store.themes.get("T1"), "id", None),
    "themes.unassigned": lambda store: store.themes.unassigned("run-1", 3),
    "themes.count_unplaced": lambda store: store.themes.count_unplaced("run-1"),
    "themes.members": lambda store: store.themes.members("T1"),
    "stories.pending": lambda store: store.stories.pending(ENCODER, 3),
    "stories.placed": lambda store: store.stories.placed(ENCODER, START, NOW),
    "stories.get": lambda store: store.stories.get("S1"),
    "stories.find": lambda store: store.stories.find(EVERYTHING),
    "stories.titles": lambda store: store.stories.titles(["S1"]),
    "stories.links": lambda store: store.stories.links("S1"),
    "theme_history.links": lambda store: store.theme_history.links("T1"),
    "theme_history.edits": lambda store: store.theme_history.edits(),
    "theme_history.last_edit": lambda store: store.theme_history.last_edit(),
    "alerts.history": lambda store: store.alerts.history(START),
    "alerts.looked": lambda store: store.alerts.looked(),
    "alerts.waiting": lambda store: store.alerts.waiting(),
    "alerts.get": lambda store: store.alerts.get([alert().id]),
    "alerts.recent": lambda store: store.alerts.recent(3),
    "alerts.deliveries": lambda store: store.alerts.deliveries([alert().id]),
    "alerts.states": lambda store: store.alerts.states(),
    "annotations.list": lambda store: store.annotations.list(START, NOW + timedelta(days=1)),
    "map.run_id": lambda store: store.map.run_id(),
    "map.missing": lambda store: store.map.missing("run-1", 3),
    "map.places": lambda store: store.map.places()[0],
    "map.read": lambda store: store.map.read(EVERYTHING).ids,
    "movers.get": lambda store: store.movers.get(ZONE),
    "sources.list": lambda store: store.sources.list(),
    "sources.get": lambda store: store.sources.get("Al Manara"),
    "sources.state": lambda store: store.sources.state("Al Manara"),
    "sources.states": lambda store: store.sources.states(),
    "problems.recent": lambda store: store.problems.recent(3),
    "problems.of_run": lambda store: store.problems.of_run("run-1"),
    "reports.recent": lambda store: store.reports.recent(3),
    "reports.unfinished": lambda store: store.reports.unfinished(),
    "reports.starting_with": lambda store: store.reports.starting_with("run", 3),
    "api_keys.get": lambda store: store.api_keys.get(KEY.id),
    "api_keys.list": lambda store: store.api_keys.list(),
    "audit.recent": lambda store: store.audit.recent(3),
    "observations": lambda store: store.observations(EVERYTHING, Dimension.SOURCE).keys,
    "sightings": lambda store: store.sightings(EVERYTHING, Dimension.THEME),
    "filings": lambda store: store.filings(START, NOW),
    "counts": lambda store: cells(store.counts(Dimension.TOPIC, Bin.DAY, ZONE)),
    "rollups.stale": lambda store: store.rollups.stale(),
    "keys": lambda store: store.keys(Dimension.SOURCE),
    "check": lambda store: store.check(),
    "info": lambda store: store.info().headlines,
}
ELSEWHERE = {"backup", "close"}  # these have tests of their own


def prepare(store: Store) -> None:
    """Put something of everything into a store, so that every read has an answer."""
    items = fill(store)
    embed(store, items[:8])
    store.predictions.save(predicted([item.id for item in items[:6]], [0, 1, 2, 0, 1, 2]))
    store.corrections.add([said(TITLES[0], "economy"), said(TITLES[0], "sport", editor="Driss")])
    save_themes(store, items[:4], [0, 0, -1, 0], "run-1")
    story = {item.id: "S1" for item in items[:3]}
    store.stories.save(Placed(story, {}, [("S2", "S1", "split", 1)]), created=NOW)
    store.sources.add(Source("Al Manara", "https://manara.example/rss"))
    WRITES["leases.take"](store)
    store.alerts.record(told_of("weather"), lease=LEASE, now=NOW)
    WRITES["theme_history.apply"](store)
    WRITES["problems.add"](store)
    WRITES["map.save"](store)
    WRITES["annotations.add"](store)
    WRITES["movers.keep"](store)
    store.api_keys.add(KEY)
    WRITES["audit.add"](store)
    WRITES["reports.save"](store)
    store.reports.save(RunReport("run", "run-2", NOW, None, ok=False, owner="desk-1|7|a"))


def public_methods(store: Store) -> set[str]:
    """What the store and its parts can be asked: "check", "headlines.add" …"""
    parts = {name: part for name, part in vars(store).items() if not name.startswith("_")}
    found = _methods(store, "")
    for name, part in parts.items():
        if type(part).__module__.startswith("topics."):
            found |= _methods(part, f"{name}.")
    return found


def _methods(thing: object, prefix: str) -> set[str]:
    members = inspect.getmembers(type(thing), inspect.isfunction)
    return {prefix + name for name, _ in members if not name.startswith("_")}


def copy_to(folder: Path) -> Call:
    """The backup, which is no method without a place."""
    return lambda store: store.backup(folder / "copy.db")
