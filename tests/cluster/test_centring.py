"""Means that are taken off, and what is left of them after a night in the store."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.cluster.news import News, make_news, unit
from topics.cluster.centring import LEAST_OWN, LEAST_TO_CENTRE, Centring


@pytest.fixture(scope="module")
def news() -> News:
    return make_news(each=12, stray=12)


def test_stored_means_give_the_same_vectors_to_the_last_bit(news: News) -> None:
    fitted = Centring.fit(news.vectors, news.languages)
    stored = Centring.from_parameters(json.loads(json.dumps(fitted.to_parameters())))
    assert set(stored.own) == set(fitted.own) == {"ar", "fr", "en"}
    assert np.array_equal(
        stored.apply(news.vectors, news.languages), fitted.apply(news.vectors, news.languages)
    )


def test_one_by_one_gives_the_same_vectors_to_the_last_bit(news: News) -> None:
    fitted = Centring.fit(news.vectors, news.languages)
    together = fitted.apply(news.vectors, news.languages)
    for row, language in enumerate(news.languages):
        assert np.array_equal(fitted.apply(news.vectors[row : row + 1], [language])[0], together[row])


def test_centred_rows_are_unit_float32(news: News) -> None:
    space = Centring.fit(news.vectors, news.languages).apply(news.vectors, news.languages)
    assert space.dtype == np.float32
    assert np.linalg.norm(space, axis=1) == pytest.approx(1, abs=1e-6)


def test_what_only_names_the_language_is_gone(news: News) -> None:
    def apart(space: np.ndarray) -> float:
        """Cosine of the means of two languages."""
        french, arabic = (
            space[[code == language for code in news.languages]].mean(axis=0) for language in ("fr", "ar")
        )
        return float(np.linalg.norm(french - arabic))

    space = Centring.fit(news.vectors, news.languages).apply(news.vectors, news.languages)
    assert apart(space) < apart(news.vectors) / 2


def test_a_language_of_few_headlines_or_never_met_gets_the_common_mean(news: News) -> None:
    languages = list(news.languages)
    languages[: LEAST_OWN - 1] = ["es"] * (LEAST_OWN - 1)
    fitted = Centring.fit(news.vectors, languages)
    assert "es" not in fitted.own
    row = news.vectors[:1]
    assert np.array_equal(fitted.apply(row, ["es"]), fitted.apply(row, ["never met"]))


def test_so_few_that_their_mean_is_one_of_them_stay_as_they_are() -> None:
    rows = unit(np.random.default_rng(0).normal(size=(LEAST_TO_CENTRE - 1, 8)))
    fitted = Centring.fit(rows, ["ar"] * len(rows))
    assert fitted.apply(rows, ["ar"] * len(rows)) == pytest.approx(rows, abs=1e-7)


def test_identical_headlines_keep_their_vector() -> None:
    rows = np.repeat(unit(np.ones((1, 8))), 40, axis=0)
    fitted = Centring.fit(rows, ["ar"] * 40)
    assert fitted.apply(rows, ["ar"] * 40) == pytest.approx(rows, abs=1e-7)


def test_nothing_to_fit_and_nothing_to_apply() -> None:
    empty = np.empty((0, 8), np.float32)
    assert Centring.fit(empty, []).apply(empty, []).shape == (0, 8)
