"""A retraining as one page of HTML: the verdict, what speaks for it, and what it changes for readers."""

from __future__ import annotations

from collections.abc import Sequence

from topics.markup import Child, Markup, join, tag
from topics.training.assessing import Effect, Flip
from topics.training.comparing import Comparison, Paired, TopicChange
from topics.training.evaluation.charts import change, reliability, risk_coverage
from topics.training.evaluation.page import (
    as_language,
    chips,
    confusion_table,
    document,
    head_row,
    headline,
    legend_key,
    number_cell,
    section,
    tile,
)
from topics.training.gate import Finding, losing
from topics.training.retraining import SHOWN_FLIPS, Outcome, Retraining

CHAMPION, CANDIDATE = "champion", "candidate"
TEXTS = frozenset({"", "topic", "rule", "what was found", "headline", "before", "after", "editors say"})
HEADINGS = {
    Outcome.PROMOTED: "Promoted: a better model serves",
    Outcome.FORCED: "Promoted by force: the gate had refused it",
    Outcome.REFUSED: "Refused: the champion goes on serving",
    Outcome.TRIED: "Tried only: nothing was changed",
    Outcome.NOTHING: "Nothing to learn",
}


def card(found: Retraining) -> str:
    """The page."""
    evidence = found.evidence
    parts: list[Child] = [_opening(found)]
    if evidence is not None and found.verdict is not None:
        kept_back = [evidence.corrections] if evidence.corrections else []
        parts += [_tiles(found), _findings(found.verdict.findings), _effects(found)]
        parts += [_flips(found.flips, found.recent)]
        parts += [_set(one) for one in (*evidence.sets, *kept_back)]
    return document(HEADINGS[found.outcome], *parts)


def _opening(found: Retraining) -> Markup:
    taught = found.taught
    told = (
        f"{found.version or 'The candidate'}, {found.created:%Y-%m-%d %H:%M} UTC, learnt {taught.way} from "
        f"{taught.corrections} corrections ({taught.new} of them new)"
        + (f" and {taught.headlines} headlines of open sets" if taught.headlines else "")
        + f"; {taught.held_out} corrections were kept back to measure. Champion: {found.champion}."
    )
    forced = tag("p", f"Forced: {found.forced}", dir="auto") if found.forced else None
    reasons = [found.reason] if found.verdict is None else list(found.verdict.reasons)
    why = (
        tag("ul", *(tag("li", one, dir="auto") for one in reasons))
        if found.outcome in REFUSALS and len(reasons) > 1
        else None
    )
    lost = losing(found.evidence) if found.evidence and found.outcome in REFUSALS else {}
    named = [f"{topic} −{count}" for topic, count in lost.items()]
    topics = tag("p", "Topics that lost headlines: ", *chips(named, "chip predicted")) if lost else None
    notes = [tag("li", one) for one in taught.notes]
    left_out = tag("ul", *notes, class_="soft") if notes else None
    return tag(
        "header",
        tag("h1", HEADINGS[found.outcome]),
        tag("p", told, class_="soft"),
        tag("p", found.reason, dir="auto"),
        forced,
        why,
        topics,
        left_out,
    )


REFUSALS = (Outcome.REFUSED, Outcome.FORCED, Outcome.TRIED)


def _tiles(found: Retraining) -> Markup:
    assert found.evidence is not None
    tiles = [
        tile(f"accepted, {one.name}", f"{one.accepted.candidate:.3f}", _moved(one.accepted))
        for one in found.evidence.sets
    ]
    if kept_back := found.evidence.corrections:
        tiles.append(
            tile("corrections kept back", f"{kept_back.filed.candidate:.3f}", _moved(kept_back.filed))
        )
    if found.evidence.sets:
        before, after = found.evidence.sets[0].calibration
        tiles.append(tile("calibration error", f"{after:.3f}", f"champion {before:.3f}"))
    tiles.append(
        tile("headlines that flip", str(len(found.flips)), f"of {found.recent} recent ones and all corrected")
    )
    return tag("div", *tiles, class_="tiles")


def _findings(findings: Sequence[Finding]) -> Markup:
    rows = [
        tag(
            "tr",
            tag(
                "td",
                tag("span", "passed" if one.ok else "refused", class_="chip" if one.ok else "chip predicted"),
            ),
            tag("th", one.rule, scope="row"),
            tag("td", one.words, dir="auto"),
        )
        for one in findings
    ]
    told = (
        "Every rule of the gate, and what it found. Figures: champion → candidate, their difference and its "
        "95 % interval."
    )
    return section("The gate", told, _table(["", "rule", "what was found"], rows))


def _effects(found: Retraining) -> Markup:
    rows = [_effect(one) for one in found.effects]
    told = (
        f"Your {found.taught.corrections} corrections changed these topics. Missed: the champion files them "
        f"elsewhere; learnt: of those, the candidate files them here. The last columns count {found.recent} "
        "recent headlines."
    )
    head = ["topic", "corrections", "missed", "learnt", "recent before", "recent after"]
    return section("What the corrections changed", told, _table(head, rows) if rows else None)


def _effect(one: Effect) -> Markup:
    values = (one.corrections, one.missed, one.learnt, one.recent_before, one.recent_after)
    return tag("tr", _topic(one.topic), *(number_cell(str(value)) for value in values))


def _flips(flips: Sequence[Flip], recent: int) -> Markup:
    rows = [
        tag(
            "tr",
            headline(one.title, one.language),
            tag("td", *chips([one.before], "chip"), f"{one.probability_before:.2f}"),
            tag("td", *chips([one.after], "chip predicted"), f"{one.probability_after:.2f}"),
            tag("td", *chips([one.corrected] if one.corrected else [], "chip")),
        )
        for one in flips[:SHOWN_FLIPS]
    ]
    told = (
        f"{len(flips)} headlines that the candidate files elsewhere, of those corrected and of {recent} "
        "recent ones" + (f"; the first {SHOWN_FLIPS}." if len(flips) > SHOWN_FLIPS else ".")
    )
    table = _table(["headline", "before", "after", "editors say"], rows) if rows else None
    return section("Headlines that flip", told, table)


def _set(one: Comparison) -> Markup:
    heading = tag("h2", f"Measured on {one.name}: {one.filed.n} headlines")
    curves = {CHAMPION: one.champion.overall, CANDIDATE: one.candidate.overall}
    lines = [tag("li", legend_key(place), name) for place, name in enumerate(curves)]
    words = f"Calibration error: champion {one.calibration[0]:.3f}, candidate {one.calibration[1]:.3f}."
    return tag(
        "div",
        heading,
        _topics(one.topics),
        _languages(one),
        tag(
            "div",
            section("Does the candidate keep its word?", words, reliability(one.candidate.overall.bins)),
            section(
                "What abstaining buys", "The share of mistakes when only the surest headlines are answered.",
                join(risk_coverage(curves), tag("ul", *lines, class_="legend")),
            ),
            class_="pair",
        ),
        section("What the candidate takes for what", CONFUSED, confusion_table(one.candidate.confusion)),
    )  # fmt: skip


CONFUSED = "Rows: what readers chose. Columns: what was predicted. The stronger, the larger its share."


def _topics(topics: Sequence[TopicChange]) -> Markup:
    rows = [
        tag(
            "tr",
            _topic(one.topic),
            number_cell(str(one.recall.n)),
            *_change(one.recall),
            number_cell(f"{one.recall.lost} / {one.recall.gained}"),
            number_cell(f"{one.f1[0]:.3f} → {one.f1[1]:.3f}"),
        )
        for one in topics
    ]
    told = (
        "Filed rightly: under the headline's own topic or a second one that a desk would take. F1 is on the "
        "first topic alone."
    )
    head = ["topic", "n", "filed rightly", "change", "", "lost / gained", "F1"]
    return section("By topic", told, _table(head, rows))


def _languages(found: Comparison) -> Markup:
    rows = [
        tag("tr", tag("th", name, scope="row"), number_cell(str(one.n)), *_change(one))
        for name, one in (
            ("all", found.accepted),
            *((as_language(code), one) for code, one in found.languages.items()),
        )
    ]
    told = "Accepted: news filed under the first or an equally good second topic."
    return section("By language", told, _table(["", "n", "accepted", "change", ""], rows))


def _change(one: Paired) -> list[Markup]:
    low, high = one.difference.low, one.difference.high
    between = tag("span", f"{low:+.3f} to {high:+.3f}", class_="interval")
    return [
        number_cell(f"{one.champion:.3f} → {one.candidate:.3f}"),
        tag("td", f"{one.difference.value:+.3f}", between, class_="number"),
        tag("td", change(one.difference)),
    ]


def _moved(one: Paired) -> str:
    low, high = one.difference.low, one.difference.high
    return f"champion {one.champion:.3f}, {one.difference.value:+.3f} [{low:+.3f}, {high:+.3f}]"


def _topic(name: str) -> Markup:
    return tag("th", name, scope="row", dir="auto")


def _table(head: Sequence[str], rows: Sequence[Markup]) -> Markup:
    return tag("table", head_row(head, TEXTS), tag("tbody", *rows))
