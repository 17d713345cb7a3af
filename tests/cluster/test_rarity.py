"""How rare words are in general."""

from __future__ import annotations

from importlib.resources import files

from topics.cluster.marks import STEM
from topics.cluster.rarity import UNKNOWN, rarity


def test_common_words_are_less_rare_than_words_that_nobody_knows() -> None:
    assert 0 < rarity("minis") < UNKNOWN
    assert 0 < rarity("منتخب") < UNKNOWN
    assert rarity("زرافه") == rarity("xqzvw") == rarity("") == UNKNOWN


def test_the_table_is_sorted_and_holds_rarities_of_beginnings() -> None:
    lines = files("topics").joinpath("rarity.tsv").read_text(encoding="utf-8").splitlines()
    stems, values = zip(*(line.split("\t") for line in lines), strict=True)
    assert list(stems) == sorted(set(stems))
    assert all(0 < float(value) < UNKNOWN for value in values)
    assert max(map(len, stems)) <= STEM
