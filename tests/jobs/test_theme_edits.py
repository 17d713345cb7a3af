"""What editors do to themes is served at once, logged, and outlives every refit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, batch, headlines, ids, open_filled, open_newsroom, stage, theme_of
from topics import jobs, theme_edits, theme_job
from topics.errors import StoreError, UsageError
from topics.service import TopicsService
from topics.types import EditKind, LinkKind, Theme

HOUR = timedelta(hours=1)


@pytest.fixture
def fitted(tmp_path: Path) -> Iterator[TopicsService]:
    """A newsroom with 100 headlines and their themes."""
    with open_filled(tmp_path, 100) as service:
        yield service


def refit(service: TopicsService, hours: int = 1) -> None:
    """Fit again, whatever is new."""
    jobs.cluster(service, now=NOW + hours * HOUR, refit=True)


def theme(service: TopicsService, id: str) -> Theme:
    return next(one for one in service.themes() if one.id == id)


def members(service: TopicsService, id: str) -> set[str]:
    return set(service.store.themes.members(id))


def test_the_log_names_who_did_it(fitted: TopicsService) -> None:
    first, second = (one.id for one in fitted.themes()[:2])
    theme_edits.rename(fitted, first, "our name", now=NOW, editor="Salma")
    theme_edits.merge(fitted, first, [second], now=NOW, editor="Omar")
    theme_edits.split(fitted, first, now=NOW, editor="Salma")
    theme_edits.unpin(fitted, first, now=NOW)
    found = [(one.action, one.editor) for one in fitted.store.theme_history.edits(first)]
    assert found == [
        (EditKind.RENAME, "Salma"),
        (EditKind.MERGE, "Omar"),
        (EditKind.SPLIT, "Salma"),
        (EditKind.UNPIN, ""),
    ]


# --- names -------------------------------------------------------------------------------------


def test_a_name_of_an_editor_stays_through_refits_until_the_next_one(fitted: TopicsService) -> None:
    id = fitted.themes()[0].id
    theme_edits.rename(fitted, id, "  our   name ", now=NOW)
    assert (theme(fitted, id).name, theme(fitted, id).names) == ("our name", {})
    refit(fitted)
    assert (theme(fitted, id).name, theme(fitted, id).names) == ("our name", {})
    theme_edits.rename(fitted, id, "الاسم", language="ar", now=NOW)
    refit(fitted, 2)
    assert (theme(fitted, id).name, theme(fitted, id).names) == ("our name", {"ar": "الاسم"})


def test_a_name_in_one_language_leaves_the_others(fitted: TopicsService) -> None:
    one = next(theme for theme in fitted.themes() if "ar" in theme.names)
    theme_edits.rename(fitted, one.id, "nom", language="fr", now=NOW)
    refit(fitted)
    assert theme(fitted, one.id).names == {**one.names, "fr": "nom"}
    assert theme(fitted, one.id).name == one.name


@pytest.mark.parametrize("name", ["", "   "])
def test_an_empty_name_is_refused(fitted: TopicsService, name: str) -> None:
    with pytest.raises(UsageError, match="expected a name"):
        theme_edits.rename(fitted, fitted.themes()[0].id, name, now=NOW)


def test_the_name_of_another_theme_is_refused(fitted: TopicsService) -> None:
    first, second = fitted.themes()[:2]
    with pytest.raises(UsageError, match=second.id):
        theme_edits.rename(fitted, first.id, second.name, now=NOW)


# --- merge and split ---------------------------------------------------------------------------


def test_merged_themes_are_one_at_once_and_stay_one(fitted: TopicsService) -> None:
    first, second, third = (one.id for one in fitted.themes()[:3])
    held = members(fitted, first) | members(fitted, second)
    found = theme_edits.merge(fitted, first, [second], now=NOW)
    assert (found.id, found.pinned) == (first, True)
    assert members(fitted, first) == held
    assert second not in {one.id for one in fitted.themes()}
    (link,) = fitted.store.theme_history.links(second)[-1:]
    assert (link.kind, link.to_id, link.share_from) == (LinkKind.MERGED, first, 1.0)
    prototypes = theme(fitted, first).prototypes
    for hour in (1, 2):
        refit(fitted, hour)
        now = theme(fitted, first)
        assert now.prototypes.tobytes() == prototypes.tobytes()
        assert len(members(fitted, first) & held) >= 0.8 * len(held)
        assert {one.id for one in fitted.themes()} >= {first, third}
    assert second not in {one.id for one in fitted.themes()}, "an id that ended is not given again"
    assert fitted.store.check() == []


def test_fitting_again_after_an_edit_comes_to_rest(fitted: TopicsService) -> None:
    first, second = (one.id for one in fitted.themes()[:2])
    theme_edits.merge(fitted, first, [second], now=NOW)
    refit(fitted)
    once, names = theme_of(fitted), [(one.id, one.name, one.names) for one in fitted.themes()]
    refit(fitted, 2)
    assert theme_of(fitted) == once
    assert [(one.id, one.name, one.names) for one in fitted.themes()] == names


def test_a_split_theme_keeps_its_id_for_the_largest_part(fitted: TopicsService) -> None:
    first, second = fitted.themes()[:2]
    theme_edits.merge(fitted, first.id, [second.id], now=NOW)
    held = members(fitted, first.id)
    parts = theme_edits.split(fitted, first.id, now=NOW)
    assert parts[0].id == first.id
    assert parts[1].id not in {first.id, second.id}
    assert parts[0].size >= parts[1].size > 0
    assert members(fitted, parts[0].id) | members(fitted, parts[1].id) == held
    assert len({one.name for one in fitted.themes()}) == len(fitted.themes())
    (link,) = fitted.store.theme_history.links(parts[1].id)
    assert (link.kind, link.from_id) == (LinkKind.SPLIT, first.id)
    refit(fitted)
    assert {one.id for one in parts} <= {one.id for one in fitted.themes()}
    assert fitted.store.check() == []


def test_what_cannot_be_merged_or_split_is_refused(fitted: TopicsService) -> None:
    first, second = fitted.themes()[:2]
    with pytest.raises(UsageError, match="other themes"):
        theme_edits.merge(fitted, first.id, [], now=NOW)
    with pytest.raises(UsageError, match="other themes"):
        theme_edits.merge(fitted, first.id, [second.id, first.id], now=NOW)
    with pytest.raises(UsageError, match="parts that differ"):
        theme_edits.split(fitted, first.id, parts=1000, now=NOW)
    with pytest.raises(UsageError, match="T999"):
        theme_edits.split(fitted, "T999", now=NOW)
    assert fitted.store.theme_history.edits() == []


# --- pins --------------------------------------------------------------------------------------


def test_a_pinned_theme_stays_as_it_is_while_the_news_goes_on(fitted: TopicsService) -> None:
    pinned = theme_edits.pin(fitted, fitted.themes()[0].id, now=NOW)
    jobs.run(fitted, now=NOW + HOUR, batches=[batch(100, 240)])
    now = theme(fitted, pinned.id)
    assert now.prototypes.tobytes() == pinned.prototypes.tobytes()
    assert (now.threshold, now.pinned) == (pinned.threshold, True)
    theme_edits.unpin(fitted, pinned.id, now=NOW)
    assert not theme(fitted, pinned.id).pinned
    refit(fitted, 2)
    assert pinned.id in {one.id for one in fitted.themes()}, "it goes on like any other"


def test_pinning_twice_is_one_edit(fitted: TopicsService) -> None:
    id = fitted.themes()[0].id
    for _ in range(2):
        theme_edits.pin(fitted, id, now=NOW)
    theme_edits.unpin(fitted, id, now=NOW)
    assert [edit.action for edit in fitted.store.theme_history.edits(id)] == [EditKind.PIN, EditKind.UNPIN]


def test_a_pinned_theme_outlives_a_change_of_encoder(fitted: TopicsService, tmp_path: Path) -> None:
    pinned = theme_edits.pin(fitted, fitted.themes()[0].id, now=NOW)
    held = members(fitted, pinned.id)
    with open_newsroom(tmp_path, HashingEncoder("hashing-2", dimension=128)) as changed:
        jobs.run(changed, now=NOW + HOUR)
        now = theme(changed, pinned.id)
        assert (now.encoder_id, now.prototypes.shape[1], now.pinned) == ("hashing-2", 128, True)
        assert len(members(changed, pinned.id) & held) >= 0.5 * len(held)


# --- together with jobs ------------------------------------------------------------------------


def test_an_edit_during_a_fit_is_not_lost(fitted: TopicsService, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (one.id for one in fitted.themes()[:2])
    original = theme_job._sample

    def meanwhile(batch: object) -> object:
        theme_edits.merge(fitted, first, [second], now=NOW)
        return original(batch)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(theme_job, "_sample", meanwhile)
    report = jobs.cluster(fitted, now=NOW + HOUR, refit=True)
    assert not stage(report, "themes").figures["refitted"]
    assert theme(fitted, first).pinned
    assert second not in {one.id for one in fitted.themes()}


def test_an_edit_of_themes_that_were_fitted_anew_is_refused(
    fitted: TopicsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = [replace(one, run_id="an older run") for one in fitted.themes()]
    monkeypatch.setattr(fitted.store.themes, "current", lambda: stale)
    with pytest.raises(StoreError, match="fitted anew"):
        theme_edits.pin(fitted, stale[0].id, now=NOW)


def test_every_theme_has_a_past_in_the_store(fitted: TopicsService) -> None:
    for one in fitted.themes():
        assert [link.kind for link in fitted.store.theme_history.links(one.id)] == [LinkKind.NEW]
    refit(fitted)
    for one in fitted.themes():
        last = fitted.store.theme_history.links(one.id)[-1]
        assert (last.kind, last.share_from, last.share_to) == (LinkKind.CONTINUES, 1.0, 1.0)


def test_new_headlines_are_placed_by_edited_themes(fitted: TopicsService) -> None:
    first, second = (one.id for one in fitted.themes()[:2])
    theme_edits.merge(fitted, first, [second], now=NOW)
    jobs.cluster(fitted, now=NOW, refit=False)
    jobs.ingest(fitted, now=NOW, batches=[batch(100, 130)])
    jobs.cluster(fitted, now=NOW, refit=False)
    placed = theme_of(fitted)
    assert second not in placed.values()
    assert first in {placed[id] for id in ids(headlines(100, 130))}
