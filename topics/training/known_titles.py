"""The text of headlines that a topic model keeps as hashes, where we have it: our own, and a taxonomy's."""

from __future__ import annotations

from topics.taxonomy import Taxonomy
from topics.text import content_hash
from topics.training.labelled import authored_labelled
from topics.training.material import taxonomy_set

HASH_DIGITS = 16  # of a content hash: what a model keeps of a headline


def known_titles(taxonomy: Taxonomy) -> dict[int, str]:
    """The first half of the content hash -> the title, of our headlines and of the taxonomy's phrases.

    Headlines from elsewhere are not among them: their text is kept nowhere.
    """
    ours = (*authored_labelled().rows, *taxonomy_set(taxonomy, weight=1.0).rows)
    return {int(content_hash(row.title)[:HASH_DIGITS], 16): row.title for row in ours}
