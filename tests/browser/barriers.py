"""What axe-core finds on a page that keeps somebody from reading it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

PATIENCE = 45_000  # milliseconds until a page has come to rest; the first one loads pandas and Altair
# What is drawn again fades out and in: while it does, its letters are paler than they will be.
SETTLED = """() => [...document.querySelectorAll("[data-testid=stElementContainer]")].every(
    (one) => one.dataset.stale !== "true" && getComputedStyle(one).opacity === "1")
    && document.getAnimations().every((one) => one.playState !== "running")"""
LOOK = "() => axe.run(document, {resultTypes: ['violations']})"


@cache
def axe() -> str | None:
    """The program that looks; `.ci/run` installs it, and there a missing one is a failure."""
    named = os.environ.get("TOPICS_AXE")
    if named is None:
        if os.environ.get("TOPICS_REQUIRE_BROWSER"):
            pytest.fail("TOPICS_AXE names no axe.min.js; `npm install axe-core` has one")
        return None
    return Path(named).read_text(encoding="utf-8")


def barriers(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """Broken rules that are serious or critical, each with the first elements that break it."""
    program = axe()
    if program is None:
        return []
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    page.evaluate(program)
    found = page.evaluate(LOOK)["violations"]
    return [(one["id"], _where(one)) for one in found if one["impact"] in {"serious", "critical"}]


def _where(violation: dict[str, Any]) -> list[tuple[str, str]]:
    nodes = [node for node in violation["nodes"][:3] if node["any"]]
    return [(node["html"][:160], node["any"][0]["message"][:200]) for node in nodes]
