"""What is written: what becomes of each headline, under which id; for how long the store is held."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.api.running import Running
from topics import corrections


def post(running: Running, *rows: dict[str, Any]) -> dict[str, Any]:
    answer = running.client.post("/v1/headlines", json={"headlines": list(rows)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_headline_that_is_there_under_another_address_has_the_id_it_is_stored_under(
    serve: Callable[..., Running],
) -> None:
    running = serve()
    said = {"title": "سد جديد يفتح أبوابه", "source": "Rif Matin", "published": "2026-03-25T08:00:00Z"}
    first = post(running, {**said, "url": "https://rif.example/1"})
    again = post(
        running,
        {**said, "url": "https://rif.example/2"},
        {"title": "!!!", "source": "Rif Matin"},
        {"title": "معرض الكتاب بوجدة", "source": "Rif Matin", "url": "https://rif.example/3"},
        {"title": "معرض الكتاب بوجدة", "source": "Rif Matin", "url": "https://rif.example/4"},
    )
    assert (again["added"], again["duplicates"]) == (1, 2)
    same, none, new, twin = again["ids"]
    assert [same] == first["ids"]
    assert none is None
    assert twin == new
    assert len(running.service.store.headlines.get([same, new])) == 2
    other = post(running, {**said, "source": "جريدة الضفة"})
    assert (other["added"], other["ids"] != first["ids"]) == (1, True), "another outlet's is another headline"
    assert post(running, {**said, "url": "https://rif.example/5"})["ids"] == first["ids"], "nor later its own"


@pytest.mark.parametrize("path", ["corrections", "corrections/import"])
def test_titles_of_corrections_are_read_before_the_store_is_held_for_them(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    running, steps = serve(), []
    store = running.service.store
    together = store.together

    def held() -> AbstractContextManager[None]:
        steps.append("held")
        return together()

    def told(title: str) -> str:
        steps.append(title)
        return "ar"

    monkeypatch.setattr(store, "together", held)
    monkeypatch.setattr(corrections, "identify_language", told)
    titles = ["سد جديد يفتح أبوابه", "سد قديم يغلق أبوابه"]
    body = {"corrections": [{"title": title, "topic": "economy"} for title in titles]}
    assert running.client.post(f"/v1/{path}", json=body).json()["added"]
    assert steps == [*titles, "held"]
