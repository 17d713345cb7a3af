"""What rises and falls is kept once a zone, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.methods import MOVERS, ZONE
from topics.store.store import Store


def test_the_last_movers_of_a_zone_come_back_as_they_were(store: Store) -> None:
    assert store.movers.get(ZONE) is None
    store.movers.keep(MOVERS)
    assert store.movers.get(ZONE) == MOVERS
    later = replace(MOVERS, moment=MOVERS.moment + timedelta(hours=1), rises=(), falls=())
    store.movers.keep(later)
    assert store.movers.get(ZONE) == later


def test_zones_have_their_own(store: Store) -> None:
    paris = replace(MOVERS, timezone="Europe/Paris", falls=())
    for one in (MOVERS, paris):
        store.movers.keep(one)
    assert (store.movers.get(ZONE), store.movers.get("Europe/Paris")) == (MOVERS, paris)
    assert store.movers.get("UTC") is None
