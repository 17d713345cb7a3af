"""Which headlines of a model's memory can be shown: those whose text comes with the package."""

from __future__ import annotations

from topics.taxonomy import load_taxonomy
from topics.text import content_hash
from topics.training.authored import authored_headlines
from topics.training.known_titles import known_titles


def test_our_own_headlines_and_the_taxonomys_are_known_by_their_hash() -> None:
    taxonomy = load_taxonomy()
    known = known_titles(taxonomy)
    example = taxonomy.topics[0].examples["ar"][0]
    ours = next(iter(authored_headlines())).title
    for title in (example, ours):
        found = known[int(content_hash(title)[:16], 16)]
        assert content_hash(found) == content_hash(title)
    assert int(content_hash("a headline of somebody else's")[:16], 16) not in known


def test_keys_fit_what_a_model_keeps() -> None:
    assert all(0 <= key < 2**64 for key in known_titles(load_taxonomy()))
