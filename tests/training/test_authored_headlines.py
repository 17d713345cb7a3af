"""Our own single headlines: enough of every topic in every language, each once, and none borrowed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import triu

from topics.classify.hashed_words import WORDS, HashedWords, keys_of
from topics.embed.encoder import open_encoder
from topics.language import identify_language
from topics.sample.load import sample_headlines
from topics.taxonomy import load_taxonomy
from topics.text import clean_title, embedding_text, plain_form, strip_outlet_suffix
from topics.training.authored import AuthoredHeadline, authored_events, authored_headlines

NOT_NEWS = "not_news"
LEAST = {"ar": 30, "fr": 28, "en": 22, "ary": 14, "es": 6}  # single headlines of a topic
LEAST_IN_ALL = {"ar": 60, "fr": 60, "en": 60, "ary": 25, "es": 25}  # with those of events
TELLING = {"ar": 0.97, "fr": 0.97, "en": 0.97, "ary": 0.8, "es": 0.95}  # share that is told from the words
SHORTEST, LONGEST = 8, 170  # characters
ALIKE = 0.92  # cosine: a title less one word has 0.95 beside itself, ordinary news reach 0.90
MEET = 0.4  # cosine of words, from which on an encoder is asked
FOR_A_MEAN = 60  # headlines of a language that its mean is taken from
ARABIC, LATIN = re.compile("[\u0621-\u064a]"), re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]")


@pytest.fixture(scope="module")
def singles() -> tuple[AuthoredHeadline, ...]:
    return tuple(authored_headlines())


@pytest.fixture(scope="module")
def told() -> tuple[tuple[str, str, str], ...]:
    """Every headline of an event: (event, language, title)."""
    return tuple((event.id, code, title) for event in authored_events() for code, title in event.titles)


def by_topic_and_language(singles: Iterable[AuthoredHeadline]) -> Counter[tuple[str, str]]:
    return Counter((one.topic, one.language) for one in singles)


def test_every_topic_has_enough_in_every_language(singles: tuple[AuthoredHeadline, ...]) -> None:
    counts = by_topic_and_language(singles)
    for topic in load_taxonomy(None).ids:
        for language, least in LEAST.items():
            assert counts[topic, language] >= least, (topic, language)


def test_with_the_events_a_model_can_learn_every_topic_in_every_language(
    singles: tuple[AuthoredHeadline, ...],
) -> None:
    counts = by_topic_and_language(singles)
    counts.update((event.topic, code) for event in authored_events() for code, _ in event.titles)
    for topic in load_taxonomy(None).ids:
        for language, least in LEAST_IN_ALL.items():
            assert counts[topic, language] >= least, (topic, language)


def test_topics_and_second_topics_are_known(singles: tuple[AuthoredHeadline, ...]) -> None:
    topics = set(load_taxonomy(None).ids)
    assert {one.topic for one in singles} == topics | {NOT_NEWS}
    for one in singles:
        assert len(one.also) <= 1, one.title
        assert set(one.also) <= topics - {one.topic}, one.title
        assert one.topic != NOT_NEWS or not one.also, one.title


def test_what_is_no_news_comes_in_every_language_and_not_alone(singles: tuple[AuthoredHeadline, ...]) -> None:
    """Beside it stand headlines that only look like it: topics would otherwise lose theirs."""
    counts = Counter(one.language for one in singles if one.topic == NOT_NEWS)
    assert counts.keys() == LEAST.keys()
    assert sum(counts.values()) >= 150
    news = Counter(one.topic for one in singles if one.topic != NOT_NEWS)
    assert min(news.values()) >= sum(LEAST.values())
    assert sum(news.values()) >= 17 * sum(LEAST.values()) + 30


def test_no_headline_stands_twice_in_all_that_we_wrote(
    singles: tuple[AuthoredHeadline, ...], told: tuple[tuple[str, str, str], ...]
) -> None:
    titles = [one.title for one in singles] + [title for _, _, title in told]
    forms = Counter(map(plain_form, titles))
    assert [form for form, count in forms.items() if count > 1] == []


def test_none_is_an_example_of_the_taxonomy_or_a_headline_of_the_sample(
    singles: tuple[AuthoredHeadline, ...], told: tuple[tuple[str, str, str], ...]
) -> None:
    """Both measure what was learnt."""
    listed = (e for topic in load_taxonomy(None) for texts in topic.examples.values() for e in texts)
    sample = sample_headlines(
        today=date(2026, 3, 25), timezone="UTC", now=datetime(2026, 3, 25, tzinfo=UTC)
    ).headlines
    measuring = {plain_form(example) for example in listed}
    measuring |= {plain_form(one.title, (one.source,)) for one in sample}
    assert len(measuring) > 1500
    titles = [one.title for one in singles] + [title for _, _, title in told]
    assert [title for title in titles if plain_form(title) in measuring] == []


def test_languages_are_what_they_say(singles: tuple[AuthoredHeadline, ...]) -> None:
    for one in singles:
        arabic, latin = len(ARABIC.findall(one.title)), len(LATIN.findall(one.title))
        assert (arabic > latin) == (one.language in ("ar", "ary")), one.title
    for language, least in TELLING.items():
        titles = [one.title for one in singles if one.language == language]
        found = Counter(map(identify_language, titles))
        assert found[language] >= least * len(titles), (language, found)


def test_titles_are_clean_and_neither_words_nor_texts(singles: tuple[AuthoredHeadline, ...]) -> None:
    for one in singles:
        assert clean_title(one.title) == one.title
        assert strip_outlet_suffix(one.title) == one.title
        assert SHORTEST <= len(one.title) <= LONGEST, one.title
        assert len(one.title.split()) > 1, one.title


def test_they_are_not_made_from_a_mould(singles: tuple[AuthoredHeadline, ...]) -> None:
    """Neighbours rarely begin alike, and no beginning is worn out."""
    for language in LEAST:
        starts = [" ".join(plain_form(one.title).split()[:2]) for one in singles if one.language == language]
        (_, most), *_ = Counter(starts).most_common(1)
        assert most <= 0.03 * len(starts), language
        assert sum(one == other for one, other in pairwise(starts)) <= 0.02 * len(starts), language


@pytest.mark.encoder
@pytest.mark.usefixtures("encoder")  # one process at a time unpacks
@pytest.mark.slow
def test_nothing_is_said_twice_in_nearly_the_same_words(
    encoder_cache: Path, singles: tuple[AuthoredHeadline, ...], told: tuple[tuple[str, str, str], ...]
) -> None:
    """It would stand on both sides of a measurement. Asked of an encoder that has not learnt our text.

    It is asked only where words meet: to encode all that we wrote takes minutes.
    """
    encoder = open_encoder("packaged", cache_dir=encoder_cache)
    rows = [*told, *((f"single {n}", one.language, one.title) for n, one in enumerate(singles))]
    close: list[str] = []
    for language in LEAST:
        mine = [(event, title) for event, code, title in rows if code == language]
        pairs = _sharing_words(mine)
        some = [title for _, title in mine[:: max(1, len(mine) // FOR_A_MEAN)]]
        usual = encoder.encode([embedding_text(title) for title in some]).mean(axis=0)
        asked = sorted({row for pair in pairs for row in pair})
        vectors = encoder.encode([embedding_text(mine[row][1]) for row in asked]) - usual
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        at = {row: place for place, row in enumerate(asked)}
        for one, other in pairs:
            score = float(vectors[at[one]] @ vectors[at[other]])
            if score > ALIKE:
                close.append(f"{score:.3f} {mine[one]} = {mine[other]}")
    assert not close, "\n".join(close)


def _sharing_words(rows: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Pairs of rows that tell different events in partly the same words."""
    keys = keys_of([title for _, title in rows])
    words = HashedWords.learn_keys(keys).transform_keys(keys)[:, :WORDS]
    shared = triu(words @ words.T, k=1).tocoo()
    found = zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True)
    return [(one, other) for one, other, score in found if score > MEET and rows[one][0] != rows[other][0]]
