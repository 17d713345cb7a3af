"""The text of headlines that a topic model keeps as hashes, where we have it: our own, and a taxonomy's."""

from __future__ import annotations

from topics.classify.topic_model import title_key
from topics.taxonomy import Taxonomy
from topics.training.labelled import authored_labelled
from topics.training.material import taxonomy_set


def known_titles(taxonomy: Taxonomy) -> dict[int, str]:
    """Key -> title, of our headlines and of the taxonomy's phrases.

    Headlines from elsewhere are not among them: their text is kept nowhere.
    """
    ours = (*authored_labelled().rows, *taxonomy_set(taxonomy, weight=1.0).rows)
    return {title_key(row.title): row.title for row in ours}
