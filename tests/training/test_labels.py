"""Labels given by reading: whole, of known topics, and never a sentence."""

from __future__ import annotations

import re
from collections import Counter

from topics.taxonomy import load_taxonomy
from topics.training.labels import read_labels, read_story_labels

NO_TOPICS = {"not_news", "unclear"}


def test_every_label_is_a_hash_and_topics() -> None:
    labels = list(read_labels())
    topics = set(load_taxonomy(None).ids)
    hashes = [label.hash for label in labels]
    assert hashes == sorted(set(hashes)) and len(hashes) >= 2600
    for label in labels:
        assert re.fullmatch(r"[0-9a-f]{32}", label.hash)
        assert label.topic in topics | NO_TOPICS and label.also in topics | NO_TOPICS | {""}
        assert label.topic != label.also
    counts = Counter(label.set for label in labels)
    assert counts["marsum_goud"] >= 600
    assert counts["ant_multisource_ar"] + counts["ant_jawhara_tn"] >= 2000


def test_every_story_is_labelled_once_and_told_by_its_id() -> None:
    labels = list(read_story_labels())
    topics = set(load_taxonomy(None).ids)
    stories = [(label.set, label.cluster) for label in labels]
    assert stories == sorted(set(stories)) and len(stories) >= 850
    assert {name for name, _ in stories} == {"ans_story_groups_ar", "uci_stories_en"}
    for label in labels:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,40}", label.cluster)
        assert label.topic in topics | NO_TOPICS and label.also in topics | {""}
        assert label.topic != label.also
        assert label.topic != "unclear" or not label.also
