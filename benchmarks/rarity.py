"""How rare words are in general, for ``topics/rarity.tsv``: beginning of a word -> rarity from 0 to 1.

    python -m benchmarks.rarity --out topics/rarity.tsv

The unigram probabilities in the packaged encoder's own vocabulary, which was counted on the web in a hundred
languages: of whole words in Arabic and Latin letters, the commonest word of each beginning.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path

from topics.cluster.marks import STEM
from topics.embed.encoder import PACKAGED, find_origin
from topics.settings import load_settings
from topics.tokens import tokenise

COMMONEST = 7.0  # nats; the commonest words that still tell something
COMMON = 13.0  # nats; words less common count as unknown ones
SCALE = 10.0  # nats above the commonest at which a word is as rare as can be
LEAST = 0.03
_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]{2,}|[\u0621-\u063a\u0641-\u064a\u06af\u06ad\u06a4]{2,}")
_PIECE_START = "▁"


def rarities(vocabulary: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Beginning of a word -> rarity, from (piece, log probability)."""
    commonest: dict[str, float] = {}
    for piece, score in vocabulary:
        word = piece.removeprefix(_PIECE_START)
        if not piece.startswith(_PIECE_START) or not _WORD.fullmatch(word):
            continue
        keys = [token.key[:STEM] for token in tokenise(word)]
        if len(keys) == 1 and len(keys[0]) > 1:
            commonest[keys[0]] = min(-score, commonest.get(keys[0], COMMON))
    return {
        stem: max(LEAST, round((nats - COMMONEST) / SCALE, 2))
        for stem, nats in sorted(commonest.items())
        if nats < COMMON
    }


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    folder = find_origin(PACKAGED, load_settings().cache_dir).folder()
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    lines = [f"{stem}\t{value:g}\n" for stem, value in rarities(vocabulary).items()]
    out.write_text("".join(lines), encoding="utf-8")
    print(f"{out}  {len(lines)} words")


if __name__ == "__main__":
    main()
