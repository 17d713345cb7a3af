"""The gate: whether a candidate may serve in the champion's place. Pure: figures in, a verdict in words out.

- **measured**: something must measure, a set or corrections that are kept back.

On every set that measures (ours, and each gold file):

- **overall**: the accepted share of news must not be significantly lower, nor lower by more than
  ``most_lost``, significant or not. Significant: the 95 % interval of the paired difference lies below zero,
  and so many losses beside so few gains are unlikely to be chance (``level``, sign test);
- **languages**: the same in every language of at least ``language_rows`` headlines, with
  ``most_lost_in_a_language``;
- **topics**: of a topic of at least ``topic_rows`` headlines, the share that is filed rightly must not be
  lower by more than ``topic_margin`` where so many losses are unlikely to be chance, nor by more than
  ``most_lost_in_a_topic`` at all where that is at least ``some_lost`` headlines;
- **calibration**: the expected calibration error must stay within ``most_error``, or grow by no more than
  ``error_margin``.

On the corrections that are kept back:

- **corrections**: the candidate must file no fewer of them as editors do than the champion, and with at least
  ``enough_corrections`` of them not hold what they say for significantly less likely. With none there is
  nothing to see;
- **sense**: those made since the champion, or the latest ``enough_corrections`` where they are fewer, must
  not look dealt at random: neither small portions nor a long honest history hide nonsense. They suit the
  champion's answers better than the same labels dealt anew (``dealt``, permutation test), or the candidate
  files ``foreseen`` of them as editors do, or it gains more of them than chance would. Labels that can't be
  foreseen from one another teach nothing but doubt, which no other rule may notice.

And for the model itself:

- **spelling**: how a headline is written must change the topic no more often than ``most_varied`` and than
  with the champion;
- **speed** and **size** within ``slowest`` and ``largest`` times the champion's; up to ``quick`` seconds for
  a thousand headlines any speed is good, where the clock tells more of a busy machine than of the model, and
  up to ``light`` megabytes any size: a model that has learnt corrections keeps its weights more finely.

Every rule asks whether figures are at least so good, so a candidate that is nowhere worse than an accepted
one is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict

from topics.training.comparing import Comparison, Paired, TopicChange
from topics.training.invariance import Invariance


@dataclass(frozen=True, slots=True)
class Rules:
    """The bounds of the gate; shares lie between 0 and 1."""

    level: float = 0.05
    most_lost: float = 0.01
    language_rows: int = 100
    most_lost_in_a_language: float = 0.03
    topic_rows: int = 10
    topic_margin: float = 0.03
    most_lost_in_a_topic: float = 0.15
    some_lost: int = 3
    most_error: float = 0.05
    error_margin: float = 0.01
    enough_corrections: int = 20
    dealt: float = 0.005
    foreseen: float = 0.5
    most_varied: float = 0.002
    slowest: float = 1.5
    quick: float = 0.5
    largest: float = 1.5
    light: float = 20.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to use a model."""

    size: int  # bytes of its arrays
    seconds: float  # to file a thousand headlines whose vectors are known


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the gate looks at. Pairs are (champion, candidate)."""

    sets: Sequence[Comparison]  # that measure: our own, gold files
    corrections: Comparison | None  # those kept back; None where there are none
    fresh: Comparison | None  # of these, those since the champion, or the latest where they are few
    invariance: tuple[Invariance, Invariance]
    cost: tuple[Cost, Cost]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found."""

    rule: str  # the bold words above
    ok: bool
    words: str
    topic: str = ""  # that lost, where the rule is about topics
    on: str = ""  # name of the set that was measured on
    language: str = ""  # where the rule is about languages
    before: float | None = None  # the champion's figure; None where there is none
    after: float | None = None  # the candidate's
    n: int | None = None  # headlines measured on


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate may serve, and why."""

    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Every rule is content."""
        return all(one.ok for one in self.findings)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it, or where nothing does, what was looked at."""
        against = tuple(one.words for one in self.findings if not one.ok)
        return against or tuple(one.words for one in self.findings)

    @property
    def topics_lost(self) -> tuple[str, ...]:
        """Topics because of which it was refused."""
        return tuple(dict.fromkeys(one.topic for one in self.findings if one.topic and not one.ok))


def losing(evidence: Evidence) -> dict[str, int]:
    """Topics that lose more headlines than they gain on the sets that measure, and how many; worst first."""
    net: dict[str, int] = {}
    for found in evidence.sets:
        for one in found.topics:
            net[one.topic] = net.get(one.topic, 0) + one.recall.lost - one.recall.gained
    worst = sorted(net.items(), key=lambda pair: (-pair[1], pair[0]))
    return {topic: count for topic, count in worst if count > 0}


def judge(evidence: Evidence, rules: Rules | None = None) -> Verdict:
    """Hold the figures against the rules."""
    bounds = rules or Rules()
    findings: list[Finding] = []
    for one in evidence.sets:
        findings += [_overall(one, bounds), *_languages(one, bounds), *_topics(one, bounds)]
        findings.append(_calibration(one, bounds))
    findings.append(_corrections(evidence.corrections, bounds))
    findings.append(_sense(evidence.fresh, bounds))
    findings.append(_spelling(*evidence.invariance, bounds))
    findings += [*_cost(*evidence.cost, bounds), _measured(evidence)]
    return Verdict(tuple(findings))


# --- sets that measure -----------------------------------------------------------------------------


def _measured(evidence: Evidence) -> Finding:
    kept_back = 0 if evidence.corrections is None else evidence.corrections.filed.n
    measured = sum(one.filed.n for one in evidence.sets) + kept_back
    words = f"{measured} headlines measure"
    if not measured:
        words = "nothing measures whether it is worse: name labelled headlines by --gold, or correct more"
    return Finding("measured", measured > 0, words, n=measured)


def _overall(found: Comparison, rules: Rules) -> Finding:
    ok = not _worse(found.accepted, rules.most_lost, rules.level)
    words = f"{found.name}: {_moved('accepted', found.accepted)}"
    return Finding("overall", ok, words, on=found.name, **_figures(found.accepted))


def _languages(found: Comparison, rules: Rules) -> Iterator[Finding]:
    for code, one in found.languages.items():
        if one.n >= rules.language_rows:
            ok = not _worse(one, rules.most_lost_in_a_language, rules.level)
            words = f"{found.name}, {code}: {_moved('accepted', one)}"
            yield Finding("languages", ok, words, on=found.name, language=code, **_figures(one))


def _worse(one: Paired, most_lost: float, level: float) -> bool:
    significant = one.difference.high < 0 and one.lost_by_chance <= level
    return significant or one.difference.value < -most_lost


def _topics(found: Comparison, rules: Rules) -> Iterator[Finding]:
    """Each topic that lost too much; one finding in all where none did."""
    judged = [one for one in found.topics if one.recall.n >= rules.topic_rows]
    lost = [one for one in judged if _lost(one, rules)]
    for one in lost:
        yield Finding(
            "topics", False,
            f"{found.name}, topic {one.topic}: {_moved('filed rightly', one.recall)}; "
            f"{one.recall.lost} lost, {one.recall.gained} gained, by chance with probability "
            f"{one.recall.lost_by_chance:.3f}",
            one.topic,
            on=found.name,
            **_figures(one.recall),
        )  # fmt: skip
    if not lost:
        words = f"{found.name}: none of {len(judged)} topics lost more than may be"
        yield Finding("topics", True, words, on=found.name)


def _lost(one: TopicChange, rules: Rules) -> bool:
    drop = -one.recall.difference.value
    likely_real = drop > rules.topic_margin and one.recall.lost_by_chance <= rules.level
    many = one.recall.lost - one.recall.gained >= rules.some_lost
    return likely_real or (many and drop > rules.most_lost_in_a_topic)


def _calibration(found: Comparison, rules: Rules) -> Finding:
    before, after = found.calibration
    ok = after <= rules.most_error or after <= before + rules.error_margin
    words = f"{found.name}: calibration error {before:.3f} → {after:.3f}"
    return Finding("calibration", ok, words, on=found.name, before=before, after=after)


# --- corrections that were kept back ---------------------------------------------------------------


def _corrections(found: Comparison | None, rules: Rules) -> Finding:
    if found is None:
        return Finding("corrections", True, "no correction of news is kept back yet to measure on", n=0)
    enough = found.filed.n >= rules.enough_corrections
    doubted = enough and found.likelihood.difference.high < 0
    return Finding(
        "corrections", found.filed.difference.value >= 0 and not doubted,
        f"corrections kept back: {_moved('filed as editors do', found.filed)}; logarithm of the likelihood "
        f"{found.likelihood.champion:.3f} → {found.likelihood.candidate:.3f}",
        **_figures(found.filed),
    )  # fmt: skip


def _sense(found: Comparison | None, rules: Rules) -> Finding:
    if found is None or found.filed.n < rules.enough_corrections:
        n = 0 if found is None else found.filed.n
        words = f"{n} corrections are kept back: too few to judge whether they make sense"
        return Finding("sense", True, words, n=n)
    filed = found.filed
    gained = filed.difference.value > 0 and filed.gained_by_chance <= rules.level
    ok = found.dealt <= rules.dealt or filed.candidate >= rules.foreseen or gained
    return Finding(
        "sense", ok,
        f"newer corrections, kept back: {_moved('filed as editors do', filed)}; labels dealt at "
        f"random suit the champion as well with probability {found.dealt:.3f}",
        **_figures(filed),
    )  # fmt: skip


# --- the model itself ------------------------------------------------------------------------------


def _spelling(before: Invariance, after: Invariance, rules: Rules) -> Finding:
    shares = [one.changed / max(1, one.variants) for one in (before, after)]
    ok = shares[1] <= max(shares[0], rules.most_varied)
    return Finding(
        "spelling", ok,
        f"spelling changed the topic of {after.changed} of {after.variants} variants "
        f"(champion: {before.changed})",
        before=shares[0], after=shares[1], n=after.variants,
    )  # fmt: skip


def _cost(before: Cost, after: Cost, rules: Rules) -> Iterator[Finding]:
    yield Finding(
        "speed", after.seconds <= max(rules.slowest * before.seconds, rules.quick),
        f"seconds for a thousand headlines: {before.seconds:.2f} → {after.seconds:.2f}",
        before=before.seconds, after=after.seconds,
    )  # fmt: skip
    yield Finding(
        "size", after.size <= max(rules.largest * before.size, rules.light * 1e6),
        f"megabytes of arrays: {before.size / 1e6:.1f} → {after.size / 1e6:.1f}",
        before=before.size / 1e6, after=after.size / 1e6,
    )  # fmt: skip


def _moved(what: str, one: Paired) -> str:
    """A figure before and after, in words."""
    low, high = one.difference.low, one.difference.high
    return (
        f"{what} {one.champion:.3f} → {one.candidate:.3f} ({one.difference.value:+.3f} "
        f"[{low:+.3f}, {high:+.3f}], n = {one.n})"
    )


class _Figures(TypedDict):
    """What a finding keeps of a pair."""

    before: float
    after: float
    n: int


def _figures(one: Paired) -> _Figures:
    return {"before": one.champion, "after": one.candidate, "n": one.n}


def facts(verdict: Verdict) -> Mapping[str, object]:
    """A verdict as JSON values."""
    return {
        "passed": verdict.passed,
        "reasons": list(verdict.reasons),
        "topics_lost": list(verdict.topics_lost),
        "findings": [asdict(one) for one in verdict.findings],
    }
