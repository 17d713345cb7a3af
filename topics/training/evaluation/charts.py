"""Small pictures of an evaluation as inline SVG: no script, colours from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from topics.markup import Markup, join, tag
from topics.training.evaluation.figures import CurvePoint, Estimate, Figures, ReliabilityBin

TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SERIES = 8  # line styles that the style sheet has
LEAST_COVERAGE = 0.05  # below, a line is the luck of a few headlines
LEAST_TOP = 0.1  # of the axis of risks: below, tiny differences would look large


@dataclass(frozen=True, slots=True)
class _Plot:
    """A plotting area in pixels; x and y run from 0 to ``right`` and to ``top``."""

    width: float = 400.0
    height: float = 300.0
    left: float = 58.0
    bottom: float = 42.0
    margin: float = 18.0
    right: float = 1.0
    top: float = 1.0

    def x(self, value: float) -> float:
        return self.left + (self.width - self.left - self.margin) * value / self.right

    def y(self, value: float) -> float:
        return self.height - self.bottom - (self.height - self.bottom - self.margin) * value / self.top

    def frame(self, *, x: str, y: str) -> Markup:
        """Grid, ticks and the names of both axes."""
        base = self.height - self.bottom
        middle = (self.margin + base) / 2
        return join(
            *(self._across(self.top * share) for share in TICKS),
            *(self._down(self.right * share) for share in TICKS),
            tag("text", x, x=self.x(self.right / 2), y=self.height - 6, text_anchor="middle", class_="axis"),
            tag(
                "text", y, x=12, y=middle, transform=f"rotate(-90 12 {middle:.1f})",
                text_anchor="middle", class_="axis",
            ),
        )  # fmt: skip

    def _across(self, value: float) -> Markup:
        y = self.y(value)
        return join(
            tag("line", x1=self.left, x2=self.width - self.margin, y1=y, y2=y, class_="grid"),
            tag("text", percent(value), x=self.left - 6, y=y + 4, text_anchor="end", class_="tick"),
        )

    def _down(self, value: float) -> Markup:
        x, base = self.x(value), self.height - self.bottom
        return tag("text", percent(value), x=x, y=base + 16, text_anchor="middle", class_="tick")

    def drawing(self, label: str, *children: Markup) -> Markup:
        """The whole picture, with a text for those who can't see it."""
        box = f"0 0 {self.width:g} {self.height:g}"
        return tag("svg", *children, viewBox=box, class_="plot", role="img", aria_label=label)


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"


def reliability(bins: Sequence[ReliabilityBin]) -> Markup:
    """What was claimed against what came true; the area of a point is the number of headlines."""
    plot = _Plot()
    most = max(one.n for one in bins)
    diagonal = tag("line", x1=plot.x(0.0), y1=plot.y(0.0), x2=plot.x(1.0), y2=plot.y(1.0), class_="diagonal")
    return plot.drawing(
        "Reliability: accepted share against claimed probability",
        plot.frame(x="probability claimed", y="accepted"),
        diagonal,
        *(_gap(plot, one) for one in bins),
        *(_point(plot, one, most) for one in bins),
    )


def _gap(plot: _Plot, one: ReliabilityBin) -> Markup:
    """From what was claimed to what came true."""
    x = plot.x(one.probability)
    return tag("line", x1=x, x2=x, y1=plot.y(one.probability), y2=plot.y(one.accuracy), class_="gap")


def _point(plot: _Plot, one: ReliabilityBin, most: int) -> Markup:
    told = f"{one.n} headlines: claimed {one.probability:.3f}, accepted {one.accuracy:.3f}"
    radius = 2.5 + 9 * math.sqrt(one.n / most)
    x, y = plot.x(one.probability), plot.y(one.accuracy)
    return tag("circle", tag("title", told), cx=x, cy=y, r=radius, class_="point")


def risk_coverage(groups: Mapping[str, Figures]) -> Markup:
    """One line a group: what is wrong among the surest headlines, the more of them are answered."""
    shown = {name: _steady(one.risk_coverage) for name, one in groups.items()}
    highest = max(point.risk for points in shown.values() for point in points)
    plot = _Plot(top=min(1.0, max(LEAST_TOP, math.ceil(highest * 10) / 10)))
    return plot.drawing(
        "Risk against coverage, a line each language",
        plot.frame(x="answered, surest first", y="wrong among them"),
        *_lines(plot, shown),
    )


def _steady(curve: Sequence[CurvePoint]) -> list[CurvePoint]:
    return [point for point in curve if point.coverage >= LEAST_COVERAGE]


def _lines(plot: _Plot, curves: Mapping[str, Sequence[CurvePoint]]) -> Iterator[Markup]:
    for number, (name, curve) in enumerate(curves.items()):
        places = [(plot.x(point.coverage), plot.y(point.risk)) for point in curve]
        if len(places) == 1:  # a single headline is no line
            yield tag(
                "circle", tag("title", name), cx=places[0][0], cy=places[0][1], r=3, class_=series(number)
            )
        else:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            yield tag("polyline", tag("title", name), points=points, class_=series(number))


def series(number: int) -> str:
    """The style of the n-th line; the first is that of all together."""
    return f"series s{number % SERIES}"


def whisker(estimate: Estimate, *, low: float) -> Markup:
    """A figure and its interval on a scale from ``low`` to 1."""
    width, height = 130.0, 14.0

    def x(value: float) -> float:
        return 4 + (width - 8) * (max(value, low) - low) / (1 - low)

    middle = height / 2
    return tag(
        "svg",
        tag("line", x1=x(low), x2=x(1.0), y1=middle, y2=middle, class_="grid"),
        tag("line", x1=x(estimate.low), x2=x(estimate.high), y1=middle, y2=middle, class_="interval"),
        tag("circle", cx=x(estimate.value), cy=middle, r=3.5, class_="value"),
        viewBox=f"0 0 {width:g} {height:g}",
        class_="whisker",
        aria_hidden="true",
    )


def change(difference: Estimate, *, most: float = 0.2) -> Markup:
    """A difference and its interval around zero, from ``-most`` to ``most``."""
    width, height = 130.0, 14.0

    def x(value: float) -> float:
        return width / 2 + (width / 2 - 4) * max(-most, min(most, value)) / most

    middle = height / 2
    kind = "value" if difference.value >= 0 else "value lost"
    return tag(
        "svg",
        tag("line", x1=4, x2=width - 4, y1=middle, y2=middle, class_="grid"),
        tag("line", x1=x(0.0), x2=x(0.0), y1=1, y2=height - 1, class_="zero"),
        tag("line", x1=x(difference.low), x2=x(difference.high), y1=middle, y2=middle, class_="interval"),
        tag("circle", cx=x(difference.value), cy=middle, r=3.5, class_=kind),
        viewBox=f"0 0 {width:g} {height:g}",
        class_="whisker",
        aria_hidden="true",
    )


def bar(share: float | None, kind: str) -> Markup:
    """A share as the length of a bar; none where it is not known."""
    width, height = 120.0, 10.0
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=width, height=height, rx=3, class_="track"),
        tag("rect", x=0, y=0, width=width * (share or 0.0), height=height, rx=3, class_=kind),
        viewBox=f"0 0 {width:g} {height:g}",
        class_="bar",
        aria_hidden="true",
    )
