"""HTML and SVG out of nested calls. What is no markup already is text, and text is always escaped."""

from __future__ import annotations

import html

VOID = frozenset({"meta", "line", "rect", "circle", "path", "polyline", "col"})  # nothing stands inside


class Markup(str):
    """Text that is markup on purpose: made by ``tag`` and ``join`` alone."""

    __slots__ = ()


Child = str | float | None
Attribute = str | float | None


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """One element. ``class_`` is class, ``font_size`` font-size; an attribute of None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID and not children:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Markup:
    """Several pieces one after another; None is nothing."""
    return Markup("".join(_child(child) for child in children if child is not None))


def _child(child: str | float) -> str:
    return child if isinstance(child, Markup) else html.escape(_text(child))


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
