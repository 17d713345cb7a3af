"""Names of groups: the words that tell a group from all others, in the language that it is mostly told in.

A class-based TF-IDF after Grootendorst 2022 ("BERTopic", equation 1), over the terms of ``vocabulary``: a
term weighs by its share of the group's headlines, and by how many times that is its share of all headlines.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from topics.cluster.inflections import same_word
from topics.cluster.vocabulary import Vocabulary, fragments, surfaces, terms

KEYWORDS = 10
IN_NAME = 3
LEAST_WORDS = 2  # of a name; one word alone tells too little
LEAST_HEADLINES = 2  # of a group that must hold a keyword; one headline's word names nobody
LEAST_OF_LANGUAGE = 3  # headlines of a language from which the group has a name in it
PAIR_BONUS = 1.3  # a pair says more than either of its words
VERB = 0.3  # what a verb weighs: "announces" and "rejects" are everywhere
SEPARATOR = " · "
LONGEST = 80  # characters of a headline that serves as a name
NOTHING = "…"  # the name of a group that has no word at all
RELATED = {"ary": "ar"}  # a Darija headline helps to name in Arabic


@dataclass(frozen=True, slots=True)
class GroupName:
    """What a group is called."""

    name: str  # unique among the groups that were named together
    names: dict[str, str]  # language -> name from its headlines in that language, unique as well
    keywords: tuple[str, ...]  # surface forms, most telling first


def name_groups(
    titles: Sequence[str],
    languages: Sequence[str],
    groups: Sequence[Sequence[int]],
    *,
    before: Sequence[GroupName | None] = (),
    taken: Collection[str] = (),
    corpus: Corpus | None = None,
) -> list[GroupName]:
    """Names of groups of headlines; each group lists its rows, the most central first.

    Args:
        before: what the groups were called, in their order. A name stays while its words are still among
            those that tell the group from the others, so that names change when content does.
        taken: names that nobody may get in any language.
        corpus: that of these titles, where it is known already.
    """
    corpus = corpus or Corpus(titles)
    told = [_told(list(rows), titles, languages, corpus) for rows in groups]
    given = _Taken(frozenset(taken), set(taken))
    known = [*before, *[None] * (len(told) - len(before))]
    stays = [_still_fits(one, was, given) for one, was in zip(told, known, strict=True)]
    return [_named(one, was, given) for one, was in zip(told, stays, strict=True)]


class Corpus:
    """The terms of every headline, and how common they are."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._vocabulary = Vocabulary(titles)
        found = [terms(title, self._vocabulary) for title in titles]
        dropped = fragments(Counter(key for one in found for key in one))
        self.terms = [{key: text for key, text in one.items() if key not in dropped} for one in found]
        self._met = Counter(key for one in self.terms for key in one)

    def keywords(self, rows: Sequence[int]) -> list[str]:
        """Surface forms of the most telling terms of some headlines, none saying the same as another."""
        counted = [self.terms[row] for row in rows]
        inside = Counter(key for one in counted for key in one)
        least = min(LEAST_HEADLINES, len(rows))
        weights = {
            key: self._weight(key, count / len(rows)) for key, count in inside.items() if count >= least
        }
        chosen: list[str] = []
        for key in sorted(weights, key=lambda key: (-weights[key], key)):
            if len(chosen) == KEYWORDS:
                break
            if not repeats(key) and not any(same_said(key, other) for other in chosen):
                chosen.append(key)
        forms = surfaces(counted)
        return [forms[key] for key in chosen]

    def _weight(self, key: str, share: float) -> float:
        usual = self._met[key] / len(self.terms)
        return share * math.log1p(share / usual) * self._bearing(key)

    def rarity(self, key: str) -> float:
        """How much a term tells wherever it stands: more the rarer it is, less if it is a verb."""
        return math.log1p(len(self.terms) / max(1, self._met[key])) * self._bearing(key)

    def _bearing(self, key: str) -> float:
        words = key.split(" ")
        verbs = VERB if any(map(self._vocabulary.is_verb, words)) else 1.0
        return verbs * (PAIR_BONUS if len(words) > 1 else 1)


def repeats(key: str) -> bool:
    """Is this a pair of a word with itself, in whatever form?"""
    first, *rest = key.split(" ")
    return any(same_word(first, other) for other in rest)


def same_said(key: str, other: str) -> bool:
    """Do two terms share a word, in whatever form?"""
    return any(same_word(one, two) for one in key.split(" ") for two in other.split(" "))


@dataclass(slots=True)
class _Taken:
    """Names that were given: those shown to everyone, and those in each language."""

    reserved: frozenset[str]  # in no language
    all: set[str] = field(default_factory=set)
    of: dict[str, set[str]] = field(default_factory=dict)

    def among(self, language: str) -> set[str]:
        """The names in a language."""
        return self.of.setdefault(language, set(self.reserved))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a group can be called by."""

    keywords: tuple[str, ...]
    telling: dict[str, list[str]]  # language -> words, where there are enough of them
    central: dict[str, str]  # language -> its most central headline
    spoken: list[str]  # words in the language that it is mostly told in
    headline: str  # its most central one in that language
    headlines: frozenset[str]  # all, cut as names are


def _told(rows: list[int], titles: Sequence[str], languages: Sequence[str], corpus: Corpus) -> _Told:
    by_language: dict[str, list[int]] = {}
    for row in rows:
        by_language.setdefault(RELATED.get(languages[row], languages[row]), []).append(row)
    words = {code: corpus.keywords(own) for code, own in by_language.items() if len(own) >= LEAST_OF_LANGUAGE}
    telling = {code: found for code, found in words.items() if len(" ".join(found).split()) >= LEAST_WORDS}
    main = min(by_language, key=lambda code: (-len(by_language[code]), code), default="")
    keywords = corpus.keywords(rows) if rows else []
    spoken = telling.get(main) or (keywords if len(keywords) >= IN_NAME else [])
    central = {code: titles[own[0]] for code, own in by_language.items()}
    shortened = frozenset(_shortened(titles[row]) for row in rows)
    return _Told(tuple(keywords), telling, central, spoken, central.get(main, ""), shortened)


def _still_fits(told: _Told, was: GroupName | None, taken: _Taken) -> GroupName | None:
    """What of a name still says what the group is about, and is now taken; None = nothing was known."""
    if was is None:
        return None
    name = ""
    if was.name not in taken.all and (_says(was.name, told.spoken) or was.name in told.headlines):
        name = was.name
        taken.all.add(name)
    names = {}
    for code, words in told.telling.items():
        known = was.names.get(code)
        if known and known not in taken.among(code) and _says(known, words):
            names[code] = known
            taken.among(code).add(known)
    return GroupName(name, names, ())


def _says(name: str, words: Sequence[str]) -> bool:
    return set(name.split(SEPARATOR)) <= set(words)


def _named(told: _Told, stays: GroupName | None, taken: _Taken) -> GroupName:
    known = stays or GroupName("", {}, ())
    names = {
        code: known.names.get(code) or _unique(told.telling[code], told.central[code], taken.among(code))
        for code in sorted(told.telling)
    }
    name = known.name or _unique(told.spoken, told.headline, taken.all)
    return GroupName(name, names, told.keywords)


def _unique(words: list[str], headline: str, taken: set[str]) -> str:
    """The first words, as many as it takes to be unique; else the headline; else a number."""
    lengths = range(IN_NAME, max(IN_NAME, len(words)) + 1) if words else ()
    offers = [SEPARATOR.join(words[:length]) for length in lengths]
    offers.append(_shortened(headline) or NOTHING)
    free = (offer for offer in offers if offer not in taken)
    name = next(free, None) or _numbered(offers[0], taken)
    taken.add(name)
    return name


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _shortened(headline: str) -> str:
    """A headline of at most LONGEST characters, cut between words where it has some."""
    if len(headline) <= LONGEST:
        return headline
    cut = headline[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] or cut).rstrip() + "…"
