"""The map is drawn with themes, added to, and drawn again with the next fit."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from tests.jobs.newsroom import NOW, batch, stage
from topics import jobs
from topics.map_job import update_map
from topics.service import TopicsService
from topics.types import HeadlineFilter

HOUR = timedelta(hours=1)


def on_map(service: TopicsService) -> set[str]:
    return set(service.store.map.places()[0])


def everything(service: TopicsService) -> set[str]:
    return {one.headline.id for one in service.store.headlines.iterate(HeadlineFilter())}


def test_a_run_draws_the_map_and_the_next_one_adds_to_it(newsroom: TopicsService) -> None:
    first = jobs.run(newsroom, now=NOW, batches=[batch(5, 105)])
    assert stage(first, "themes").figures["mapped"] == 100
    before = dict(zip(*map(list, newsroom.store.map.places()), strict=True))
    second = jobs.run(newsroom, now=NOW + HOUR, batches=[batch(0, 5)])
    assert (stage(second, "themes").figures["refitted"], stage(second, "themes").figures["mapped"]) == (
        False,
        5,
    )
    assert on_map(newsroom) == everything(newsroom)
    ids, places = newsroom.store.map.places()
    kept = [row for row, id in enumerate(ids) if id in before]
    assert np.array_equal(places[kept], np.array([before[ids[row]] for row in kept]))
    assert update_map(newsroom) == 0


def test_a_refit_draws_it_again_where_it_lay(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 100)])
    _, before = newsroom.store.map.places()
    jobs.cluster(newsroom, now=NOW + HOUR, refit=True)
    ids, places = newsroom.store.map.places()
    assert newsroom.store.map.run_id() == newsroom.store.themes.current_run().run_id
    assert len(ids) == 100
    assert np.allclose(places, before, atol=1e-3)


def test_without_themes_there_is_no_map(newsroom: TopicsService) -> None:
    assert update_map(newsroom) == 0
    assert newsroom.store.map.read(HeadlineFilter()).ids == ()


def test_the_map_follows_the_filter_and_the_limit(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 100)])
    theme = newsroom.themes()[0]
    found = newsroom.store.map.read(HeadlineFilter(themes=(theme.id,), limit=5))
    assert len(found.ids) == 5 and set(found.themes) == {theme.id}
    assert found.total == newsroom.count(HeadlineFilter(themes=(theme.id,)))
    assert found.places.shape == (5, 2)


def test_a_run_that_is_over_draws_nothing(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 100)])
    assert newsroom.store.map.save("another run", [], np.empty((0, 2), np.float32)) is False
    assert len(on_map(newsroom)) == 100
