"""The usual spelling of words, for ``topics/spellings.tsv``: word -> how it is mostly written.

    python -m benchmarks.spellings [--data FOLDER] --out topics/spellings.tsv

Words are counted in the open sets whose licence lets weights be trained, and in our own headlines; those
not among them come from the frequencies in the packaged encoder's own vocabulary. Only words that occur
twice are kept, and only where the usual spelling is not the matching form.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.public_sets import DEFAULT_FOLDER, read_set
from benchmarks.training_sets import MEASURING
from topics.embed.encoder import PACKAGED, find_origin
from topics.settings import load_settings
from topics.text import match_form, plain_form
from topics.training.authored import authored_events, authored_headlines

SETS = ("ant_multisource_ar", "ant_jawhara_tn", "marsum_goud")
LEAST = 2  # times a word must occur: a lone one may be a slip
MOST_CAPITALS = 0.5  # share of words: beyond, capitals are a manner of writing titles
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a\u06af\u06ad\u06a4]+")  # with the letters of Darija
_CASED_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏͰ-ԯ]+")
_BEGINNING = re.compile(r"(?:^|[:.!?…«\"“(|/–—-]\s*)[^\W_]+")  # of a title, a sentence or a quotation
_WITHOUT_MEANING = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_PIECE_START = "▁"


def read_texts(data: Path) -> Iterator[str]:
    """Headlines and leads of the open sets, without those that measure, and our own headlines."""
    measuring = {plain_form(row["title"]) for name in MEASURING for row in read_set(data, name)}
    for name in SETS:
        for row in read_set(data, name):
            if plain_form(row["title"]) not in measuring:
                yield from (row["title"], row.get("abstract") or "")
    yield from (row["title"] for row in read_set(data, "sib200") if int(row["id"]) % 2 == 0)
    yield from (title for event in authored_events() for _, title in event.titles)
    yield from (one.title for one in authored_headlines())


def counted_spellings(texts: Iterable[str]) -> dict[str, str]:
    """Matching form -> most frequent spelling, of every word that occurs often enough."""
    counts: Counter[str] = Counter()
    for text in texts:
        plain = _WITHOUT_MEANING.sub("", unicodedata.normalize("NFC", text))
        counts.update(word for word in _telling_words(plain) if usable(word))
    total: Counter[str] = Counter()
    best: dict[str, str] = {}
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        total[match_form(word)] += count
        best.setdefault(match_form(word), word)
    return {form: word for form, word in best.items() if total[form] >= LEAST}


def _telling_words(text: str) -> list[str]:
    """The words whose capitals tell something: not the first of a sentence, and none of A Title Like This."""
    words = _WORD.findall(text)
    if _ARABIC.search(text):
        return [word for word in words if _ARABIC.search(word)]
    capitals = sum(word[:1].isupper() for word in words)
    return _WORD.findall(_BEGINNING.sub(" ", text)) if capitals <= MOST_CAPITALS * len(words) else []


def vocabulary_spellings(vocabulary: Iterable[tuple[str, float]]) -> dict[str, str]:
    """Matching form -> likeliest whole word of a unigram vocabulary of (piece, log probability)."""
    best: dict[str, tuple[float, str]] = {}
    for piece, score in vocabulary:
        word = piece.removeprefix(_PIECE_START)
        if piece.startswith(_PIECE_START) and usable(word):
            form = match_form(word)
            best[form] = max(best.get(form, (score, word)), (score, word))
    return {form: word for form, (_, word) in best.items()}


def usable(word: str) -> bool:
    """Whether a word is of letters that have a usual spelling: plain Arabic ones, or letters with capitals.

    Digits have none, a single letter is no word, and a word in Persian or Urdu letters is no Arabic one.
    """
    if _ARABIC.search(word):
        return len(word) > 1 and bool(_ARABIC_WORD.fullmatch(word))
    return len(word) > 1 and bool(_CASED_WORD.fullmatch(word))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder = find_origin(PACKAGED, load_settings().cache_dir).folder()
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    known = vocabulary_spellings((piece, score) for piece, score in tokenizer["model"]["vocab"])
    known |= counted_spellings(read_texts(options.data))
    entries = sorted(
        (form, word)
        for form, word in known.items()
        if word != form == match_form(word) and _WORD.fullmatch(form)  # Turkish dotted I leaves a mark behind
    )
    options.out.write_text("".join(f"{form}\t{word}\n" for form, word in entries), encoding="utf-8")
    print(f"{options.out}  {len(entries)} words")


if __name__ == "__main__":
    main()
