"""Themes with the real UMAP and HDBSCAN on invented clouds of headlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from tests.cluster.fitting import before_of, counter, fit, members_of, read_back, theme_of
from tests.cluster.news import News, make_news, unit
from tests.fakes import HashingEncoder
from topics.cluster.broader import FEWEST
from topics.cluster.centring import Centring
from topics.cluster.exact import cosines
from topics.cluster.grouping import MOST_THEMES
from topics.cluster.inflections import same_word
from topics.cluster.naming import RELATED
from topics.cluster.themes import ThemeFit, assign_themes, fit_themes
from topics.sample.load import sample_headlines
from topics.tokens import is_stop_word, tokenise
from topics.types import EmbeddingBatch

EDGES = [0, 1, 2, 3, 10, 20, 59, 60, 61]


@pytest.fixture(scope="module")
def news() -> News:
    return make_news()


@pytest.fixture(scope="module")
def found(news: News) -> ThemeFit:
    return fit(news)


def unrelated(count: int) -> News:
    """Headlines that have nothing in common but their language."""
    vectors = np.random.default_rng(5).normal(size=(count, 384))
    titles = [f"موضوع {number} منفرد {'بجدهوزحطكلمن'[number % 12] * 3}" for number in range(count)]
    ids = tuple(f"{number:08x}" for number in range(count))
    return News(ids, unit(vectors), tuple(titles), ("ar",) * count, (-1,) * count)


def identical(count: int, title: str = "أمطار قوية في الشمال") -> News:
    """One headline, again and again."""
    vectors = np.repeat(unit(np.random.default_rng(5).normal(size=(1, 384))), count, axis=0)
    ids = tuple(f"{number:08x}" for number in range(count))
    return News(ids, vectors, (title,) * count, ("ar",) * count, (0,) * count)


# --- what is found -----------------------------------------------------------------------------


def test_every_cloud_is_a_theme_in_whatever_language_it_is_told(news: News, found: ThemeFit) -> None:
    subject_of = dict(zip(news.ids, news.subjects, strict=True))
    placed = [(theme, subject_of[id]) for id, theme in theme_of(found).items() if theme]
    about = [(theme, subject) for theme, subject in placed if subject >= 0]
    assert len(found.themes) == 8
    assert len(about) >= 0.8 * 8 * 40
    assert len(about) >= 0.95 * len(placed), "hardly a stray headline is in a theme"
    assert v_measure_score([subject for _, subject in about], [theme for theme, _ in about]) > 0.95


def test_themes_say_what_they_hold(news: News, found: ThemeFit) -> None:
    members, seen = members_of(found), news.seen()
    for theme in found.themes:
        own = members[theme.id]
        assert theme.size == len(own)
        assert set(theme.examples) <= own
        assert (theme.first_seen, theme.last_seen) == (
            min(seen[id] for id in own),
            max(seen[id] for id in own),
        )
        assert np.linalg.norm(theme.centroid) == pytest.approx(1, abs=1e-5)
        assert 0 < theme.threshold < 1
    sizes = [theme.size for theme in found.themes]
    assert sizes == sorted(sizes, reverse=True)
    assert found.clustering.since == min(seen.values())
    assert found.clustering.strengths.min() >= 0
    assert found.clustering.strengths.max() <= 1


def test_examples_are_the_most_central_first_and_each_language_has_its_own(
    news: News, found: ThemeFit
) -> None:
    centring = Centring.from_parameters(found.clustering.parameters["centring"])
    row_of = {id: row for row, id in enumerate(news.ids)}
    space = centring.apply(news.vectors, news.languages)
    for theme in found.themes:
        own = sorted(members_of(found)[theme.id])
        near = dict(
            zip(own, cosines(space[[row_of[id] for id in own]], theme.centroid[None])[:, 0], strict=True)
        )
        ranked = sorted(own, key=lambda id: -near[id])
        assert [near[id] for id in theme.examples] == [near[id] for id in ranked[: len(theme.examples)]]
        told = {news.languages[row_of[id]] for id in own}
        assert set(theme.central) == told
        for language, id in theme.central.items():
            best = next(one for one in ranked if news.languages[row_of[one]] == language)
            assert near[id] == near[best]


def test_names_are_unique_telling_and_without_stop_words(found: ThemeFit) -> None:
    names = [theme.name for theme in found.themes]
    assert len(set(names)) == len(names)
    for theme in found.themes:
        keys = [token.key for word in theme.keywords for token in tokenise(word)]
        assert keys
        assert not any(map(is_stop_word, keys))
        assert not any(same_word(one, two) for place, one in enumerate(keys) for two in keys[:place])


def test_themes_of_the_real_sample_have_names_without_stop_words_or_repetition() -> None:
    """Real headlines of four languages; vectors of their words stand in for those of an encoder."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    headlines = sample_headlines(today=now.date(), timezone="UTC", now=now).headlines
    ids = tuple(headline.id for headline in headlines)
    found = fit_themes(
        EmbeddingBatch(ids, HashingEncoder().encode([one.title for one in headlines]), "hashing-1"),
        titles={one.id: one.title for one in headlines},
        languages={one.id: one.language for one in headlines},
        run_id="run",
        allocate=counter(),
    )
    assert len(found.themes) >= 5  # how many it is depends a little on the processor's arithmetic
    assert all(theme.name for theme in found.themes)
    enough = len(found.themes) >= FEWEST
    assert all((theme.broader is not None) is enough for theme in found.themes)
    assert len({theme.name for theme in found.themes}) == len(found.themes)
    language_of = {one.id: one.language for one in headlines}
    for theme in found.themes:
        keys = [token.key for word in theme.keywords[:5] for token in tokenise(word)]
        assert not any(map(is_stop_word, keys)), theme.keywords
        assert not any(same_word(one, two) for place, one in enumerate(keys) for two in keys[:place])
        told = Counter(RELATED.get(language_of[id], language_of[id]) for id in members_of(found)[theme.id])
        assert set(theme.central) == set(told)


# --- the same again ----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_themes_to_the_last_bit(news: News, found: ThemeFit) -> None:
    again = fit(news)
    assert np.array_equal(again.clustering.labels, found.clustering.labels)
    assert np.array_equal(again.clustering.strengths, found.clustering.strengths)
    for one, two in zip(again.themes, found.themes, strict=True):
        assert np.array_equal(one.centroid, two.centroid)
        assert replace(one, centroid=two.centroid) is not two
        assert (one.id, one.name, one.names, one.keywords, one.examples, one.threshold) == (
            two.id, two.name, two.names, two.keywords, two.examples, two.threshold,
        )  # fmt: skip


@pytest.mark.parametrize("size", [20, 360])
def test_the_order_of_rows_changes_nothing(news: News, size: int) -> None:
    some = news.part(range(size))
    order = np.random.default_rng(1).permutation(size).tolist()
    assert theme_of(fit(some.part(order))) == theme_of(fit(some))


@pytest.mark.parametrize("size", [45, 360])
def test_each_headline_alone_gets_its_own_theme_from_what_was_stored(news: News, size: int) -> None:
    some = news.part(range(size))
    fitted = fit(some)
    parameters = read_back(fitted.clustering.parameters)
    row_of = {id: row for row, id in enumerate(some.ids)}
    for id, label, strength in zip(
        fitted.clustering.ids, fitted.clustering.labels, fitted.clustering.strengths, strict=True
    ):
        row = row_of[id]
        alone = assign_themes(some.vectors[row : row + 1], [some.languages[row]], fitted.themes, parameters)
        assert (alone[0][0], alone[1][0]) == (label, strength)


def test_ids_and_names_go_on_when_nothing_has_changed(news: News, found: ThemeFit) -> None:
    def none_left(count: int) -> list[str]:
        assert count == 0, "no new id is needed"
        return []

    again = fit(news, before=before_of(found), allocate=none_left)
    assert theme_of(again) == theme_of(found)
    assert [theme.name for theme in again.themes] == [theme.name for theme in found.themes]


def test_ids_go_on_with_a_fifth_more_headlines_and_another_seed(news: News, found: ThemeFit) -> None:
    less = news.part([row for row in range(len(news.ids)) if row % 6])
    before = fit(less)
    after = fit(news, seed=9, before=before_of(before), allocate=counter(100))
    was, now = theme_of(before), theme_of(after)
    kept = [id for id in less.ids if was[id] and now[id]]
    assert sum(was[id] == now[id] for id in kept) >= 0.95 * len(kept)


def test_a_name_stays_when_a_few_headlines_join(news: News, found: ThemeFit) -> None:
    less = news.part([row for row in range(len(news.ids)) if row % 12])
    before = fit(less)
    after = fit(news, before=before_of(before), allocate=counter(100))
    was = {theme.id: theme.name for theme in before.themes}
    now = {theme.id: theme.name for theme in after.themes}
    both = was.keys() & now.keys()
    assert len(both) >= 7
    assert sum(was[id] == now[id] for id in both) >= 0.8 * len(both)


def test_a_wanted_number_is_the_most_there_are(news: News) -> None:
    for wanted in (1, 3, 5):
        assert len(fit(news, wanted=wanted).themes) <= wanted


# --- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", EDGES)
def test_identical_headlines_are_one_theme_once_there_are_two(count: int) -> None:
    found = fit(identical(count))
    assert [theme.size for theme in found.themes] == ([count] if count >= 2 else [])
    assert (found.clustering.labels == (0 if count >= 2 else -1)).all()
    for theme in found.themes:
        assert "أمطار" in theme.name


@pytest.mark.parametrize("count", [*EDGES, 300])
def test_unrelated_headlines_are_no_theme(count: int) -> None:
    found = fit(unrelated(count))
    assert found.themes == []
    assert found.clustering.labels.tolist() == [-1] * count


@pytest.mark.parametrize("count", [3, 10, 20, 59, 60, 61])
def test_some_news_of_any_number_has_themes_with_members_and_names(news: News, count: int) -> None:
    rows = [row for row in range(len(news.ids)) if news.subjects[row] in (0, 1, 2)]
    found = fit(news.part(rows[:count]))
    assert all(theme.size >= 2 and theme.name for theme in found.themes)
    if count >= 20:
        assert len(found.themes) == 3


def test_headlines_of_one_language_have_themes(news: News) -> None:
    rows = [row for row in range(len(news.ids)) if news.languages[row] == "ar"]
    found = fit(news.part(rows))
    assert len(found.themes) == 5


def test_a_language_alone_is_no_theme() -> None:
    """Unrelated headlines in two languages, far apart as languages are in many encoders."""
    random = np.random.default_rng(2)
    tongues = np.repeat(unit(random.normal(size=(2, 384))), 150, axis=0)
    vectors = unit(3 * tongues + unit(random.normal(size=(300, 384))))
    base = unrelated(300)
    found = fit(replace(base, vectors=vectors, languages=("ar",) * 150 + ("fr",) * 150))
    assert found.themes == []


@pytest.mark.parametrize("title", ["", "؟", "2026", "في من", "كلمة " * 102, "ك" * 512])
@pytest.mark.parametrize("count", [5, 70])
def test_titles_without_words_and_very_long_ones_work(count: int, title: str) -> None:
    found = fit(identical(count, title[:512]))
    assert len(found.themes) == 1
    assert 0 < len(found.themes[0].name) <= 80


def test_min_size_is_the_least_size_of_a_theme(news: News) -> None:
    for least in (3, 10, 25):
        sizes = [theme.size for theme in fit(news, min_size=least).themes]
        assert sizes
        assert min(sizes) >= least


def test_there_are_never_more_themes_than_an_editor_can_overlook() -> None:
    many = make_news(subjects=140, each=9, stray=0, tightness=3.0)
    found = fit(many, min_size=4, wanted=MOST_THEMES)
    assert 20 < len(found.themes) <= MOST_THEMES


def test_themes_that_say_the_same_are_joined(news: News) -> None:
    centroids = np.stack([theme.centroid for theme in fit(news, min_size=4).themes])
    alike = centroids @ centroids.T
    np.fill_diagonal(alike, 0)
    assert alike.max() < 0.65


# --- placing later headlines -------------------------------------------------------------------


def test_a_new_headline_joins_its_theme_and_a_foreign_one_none(news: News, found: ThemeFit) -> None:
    later = make_news(stray=0, each=41)  # the same points; the last of each is new
    parameters = read_back(found.clustering.parameters)
    labels, _ = assign_themes(later.vectors, later.languages, found.themes, parameters)
    assert (labels >= 0).mean() > 0.8
    foreign = make_news(each=0, stray=50)
    strange, strengths = assign_themes(foreign.vectors, foreign.languages, found.themes, parameters)
    assert (strange >= 0).mean() < 0.3
    assert strengths.dtype == np.float32


def test_without_themes_nothing_is_placed_whatever_was_stored() -> None:
    parameters = read_back(fit(identical(0)).clustering.parameters)
    labels, strengths = assign_themes(np.ones((3, 8), np.float32), ["ar"] * 3, [], parameters)
    assert (labels.tolist(), strengths.tolist()) == ([-1] * 3, [0] * 3)
