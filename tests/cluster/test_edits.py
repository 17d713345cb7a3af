"""Merging and splitting themes: values in, values out."""

from __future__ import annotations

import numpy as np
import pytest

from tests.cluster.fitting import before_of, counter, fit, members_of, theme_of
from tests.cluster.news import News, make_news
from topics.cluster.centring import Centring
from topics.cluster.edits import Members, merged, split
from topics.cluster.themes import ThemeFit
from topics.types import Theme


@pytest.fixture(scope="module")
def news() -> News:
    return make_news()


@pytest.fixture(scope="module")
def found(news: News) -> ThemeFit:
    return fit(news)


def held(news: News, found: ThemeFit, *themes: Theme) -> Members:
    """The headlines of some themes, as a store would give them."""
    wanted = {id for theme in themes for id in members_of(found)[theme.id]}
    rows = [row for row, id in enumerate(news.ids) if id in wanted]
    part = news.part(rows)
    centring = Centring.from_parameters(found.clustering.parameters["centring"])
    return Members(part.ids, part.titles, part.languages, centring.apply(part.vectors, part.languages))


def test_a_merged_theme_has_the_prototypes_of_all_and_the_identity_of_the_first(found: ThemeFit) -> None:
    one, two, three = found.themes[:3]
    both = merged(one, [two, three])
    assert (both.id, both.name, both.pinned) == (one.id, one.name, True)
    assert len(both.prototypes) == sum(len(theme.prototypes) for theme in (one, two, three))
    assert both.threshold == min(theme.threshold for theme in (one, two, three))
    assert both.size == one.size + two.size + three.size
    assert both.central == {**three.central, **two.central, **one.central}
    assert np.linalg.norm(both.centroid) == pytest.approx(1, abs=1e-5)


def test_a_split_finds_the_subjects_that_were_merged(news: News, found: ThemeFit) -> None:
    one, two, three = found.themes[:3]
    members = held(news, found, one, two, three)
    was = theme_of(found)
    parts, ids = split(merged(one, [two, three]), members, 3, set())
    assert len(parts) == 3
    for own in ids:
        assert len({was[id] for id in own}) == 1
    assert [theme.size for theme in parts] == sorted((len(own) for own in ids), reverse=True)
    assert sorted(id for own in ids for id in own) == sorted(members.ids)
    assert len({theme.name for theme in parts}) == 3


def test_a_theme_of_one_prototype_is_split_by_its_headlines(news: News, found: ThemeFit) -> None:
    one, two = found.themes[:2]
    both = merged(one, [two])
    single = Theme(
        *(both.id, both.run_id, both.encoder_id, both.name, both.names, both.keywords),
        both.centroid, both.centroid[None].copy(), 0.2, both.examples, both.size,
    )  # fmt: skip
    parts, ids = split(single, held(news, found, one, two), 2, set())
    was = theme_of(found)
    for own in ids:
        came_from = [was[id] for id in own]
        assert max(map(came_from.count, set(came_from))) >= 0.9 * len(own)
    assert all(theme.threshold <= single.threshold for theme in parts)


def test_names_of_the_parts_leave_out_those_that_are_taken(news: News, found: ThemeFit) -> None:
    one, two = found.themes[:2]
    members = held(news, found, one, two)
    free, _ = split(merged(one, [two]), members, 2, set())
    taken = {free[0].name, free[1].name}
    other, _ = split(merged(one, [two]), members, 2, taken)
    assert not {theme.name for theme in other} & taken


def test_a_pinned_theme_keeps_its_prototypes_and_most_of_its_headlines(news: News, found: ThemeFit) -> None:
    one, two = found.themes[:2]
    both = merged(one, [two])
    members = members_of(found)
    members[one.id] |= members.pop(two.id)
    before = before_of(found, themes=[both, *found.themes[2:]], members=members)
    after = fit(news, before=before, allocate=counter(50))
    kept = next(theme for theme in after.themes if theme.id == one.id)
    assert kept.pinned
    assert kept.prototypes.tobytes() == both.prototypes.tobytes()
    now = members_of(after)[one.id]
    assert len(now & members[one.id]) >= 0.85 * len(members[one.id])
    others = {theme.id for theme in found.themes[2:]}
    assert {theme.id for theme in after.themes} >= others
