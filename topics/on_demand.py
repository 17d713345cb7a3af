"""Work on headlines that are not stored: values in, values out, in input order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.text import embedding_text, strip_outlet_suffix
from topics.types import EmbeddingBatch, Headline, Predictions

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.service import Classifier
    from topics.types import FloatArray

STATELESS = "stateless"  # run id and encoder id of groupings that are not stored


@dataclass(frozen=True, slots=True)
class Group:
    """A theme or a story of one input; the id means nothing outside it."""

    id: str
    name: str


def plain_title(headline: Headline) -> str:
    """The title without the name of its outlet: what is compared and named by."""
    return strip_outlet_suffix(headline.title, (headline.source,))


def embed_headlines(
    headlines: Sequence[Headline], encoder: Encoder, progress: Callable[[int], None] | None = None
) -> FloatArray:
    """Vectors of headlines, each text encoded once. Shape: (n, d) float32, unit rows."""
    texts = [embedding_text(headline.title, (headline.source,)) for headline in headlines]
    distinct = list(dict.fromkeys(texts))
    vectors = encoder.encode(distinct, progress=progress)
    row = {text: number for number, text in enumerate(distinct)}
    return vectors[[row[text] for text in texts]] if texts else vectors


def classify_headlines(
    headlines: Sequence[Headline], vectors: FloatArray, classifier: Classifier
) -> Predictions:
    """Topics of headlines; ids are positions, so titles may repeat."""
    return classifier.predict(
        tuple(map(_key, range(len(headlines)))),
        [plain_title(headline) for headline in headlines],
        vectors,
        languages=[headline.language for headline in headlines],
    )


def themes_of(headlines: Sequence[Headline], vectors: FloatArray, *, seed: int = 0) -> list[Group | None]:
    """The theme of each headline, None outside every theme. The order of the input changes nothing."""
    from topics.cluster.themes import fit_themes

    if not headlines:
        return []
    ids = _keys_by_content(headlines)
    fit = fit_themes(
        EmbeddingBatch(ids, vectors, STATELESS),
        titles=dict(zip(ids, map(plain_title, headlines), strict=True)),
        languages=dict(zip(ids, (headline.language for headline in headlines), strict=True)),
        seed=seed,
        run_id=STATELESS,
        allocate=lambda count: [f"T{number}" for number in range(1, count + 1)],
    )
    groups = [Group(theme.id, theme.name) for theme in fit.themes]
    label_of = dict(zip(fit.clustering.ids, fit.clustering.labels.tolist(), strict=True))
    return [groups[label_of[key]] if label_of[key] >= 0 else None for key in ids]


def stories_of(
    headlines: Sequence[Headline],
    vectors: FloatArray,
    *,
    unrelated: float,
    granularity: float,
) -> list[Group | None]:
    """The story of each headline, named by its most central headline; None where it stands alone.

    ``unrelated``, ``granularity``: see ``group_stories``.
    """
    from topics.cluster.stories import group_stories

    titles = [plain_title(headline) for headline in headlines]
    sources = [headline.source for headline in headlines]
    labels = group_stories(
        vectors,
        titles,
        languages=[headline.language for headline in headlines],
        seen=[headline.published for headline in headlines],
        outlets=sources if len(set(sources)) > 1 else None,  # one alone is the file's name, not an outlet's
        unrelated=unrelated,
        granularity=granularity,
    )
    members: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(row)
    names = {label: titles[_central(vectors, rows)] for label, rows in members.items() if label >= 0}
    return [Group(f"S{label + 1}", names[label]) if label >= 0 else None for label in labels.tolist()]


def _central(vectors: FloatArray, rows: list[int]) -> int:
    own = vectors[rows]
    return rows[int((own @ own.mean(axis=0)).argmax())]


def _keys_by_content(headlines: Sequence[Headline]) -> tuple[str, ...]:
    """A key for each headline that sorts by what it says, and only for equal ones by where it stands."""
    order = sorted(
        range(len(headlines)), key=lambda row: (headlines[row].title, headlines[row].language, row)
    )
    keys = [""] * len(headlines)
    for rank, row in enumerate(order):
        keys[row] = _key(rank)
    return tuple(keys)


def _key(number: int) -> str:
    return f"{number:09d}"
