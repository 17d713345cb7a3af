"""One writer and many readers at once: readers never wait and never see half a transaction."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable

from sqlalchemy import insert

from tests.store.methods import READS, prepare
from tests.store.places import Place, open_place
from tests.store.told import TITLES, fill, predicted, save_themes, told
from topics.store.database import Database, locate
from topics.store.schema import problem
from topics.store.store import Store
from topics.types import Dimension, HeadlineFilter

BATCH = 20
WRITE = f"""
import sys
from tests.store.told import TITLES, predicted, told
from topics.store.store import open_store

with open_store(sys.argv[1]) as store:
    for number in range(int(sys.argv[2])):
        items = [told(f"{{TITLES[n % 10]}} {{number}}-{{n}}", hours=number) for n in range({BATCH})]
        store.headlines.add(items)
        store.predictions.save(predicted([item.id for item in items], [number % 3] * {BATCH}))
"""


def each_in_a_thread(calls: list[Callable[[], None]]) -> list[BaseException]:
    """Run calls side by side, and give back what failed."""
    failed: list[BaseException] = []

    def guarded(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_readers_see_whole_batches_while_another_process_writes(store: Store, place: Place) -> None:
    wanted = HeadlineFilter(limit=100_000)
    command = [sys.executable, "-c", WRITE, place.location, "12"]
    writer = subprocess.Popen(command)
    slowest = [0.0]

    def read() -> None:
        with open_place(place) as own:
            while writer.poll() is None:
                began = time.monotonic()
                page = own.headlines.page(wanted)
                topics = own.observations(wanted, Dimension.TOPIC).keys
                slowest.append(time.monotonic() - began)
                assert len(page.records) == page.total, "rows and total are of one moment"
                assert page.total % BATCH == 0
                assert sum(key is not None for key in topics) % BATCH == 0

    assert each_in_a_thread([read] * 3) == []
    assert writer.returncode == 0
    assert max(slowest) < 5, "far less than a writer's patience"
    assert store.headlines.count(wanted) == 12 * BATCH
    assert store.check() == []


def test_readers_answer_from_before_while_a_transaction_is_open(store: Store, place: Place) -> None:
    prepare(store)
    before = {name: call(store) for name, call in READS.items()}
    database = Database(locate(place.location))
    with database.writing() as connection:
        row = {"run_id": "open", "source": "file", "position": "", "message": "half", "code": "half"}
        connection.execute(insert(problem), row)
        assert {name: call(store) for name, call in READS.items()} == before
    database.close()
    assert store.problems.recent(1)[0].code == "half"


def test_writers_wait_for_one_another_and_nothing_is_lost_or_doubled(store: Store, place: Place) -> None:
    def write() -> None:
        with open_place(place, patience=30) as own:
            for number in range(10):
                own.headlines.add([told(f"{TITLES[number]} {n}") for n in range(10)])

    assert each_in_a_thread([write] * 4) == []
    assert store.headlines.count(HeadlineFilter()) == 100
    assert store.check() == []


def test_jobs_that_fit_at_once_never_share_an_id(store: Store, place: Place) -> None:
    items = fill(store)
    given: list[str] = []

    def fit() -> None:
        with open_place(place, patience=30) as own:
            for _ in range(5):
                given.extend(own.themes.next_ids(3))
            save_themes(own, items, [0] * len(items), f"run of {threading.get_ident()}")

    assert each_in_a_thread([fit] * 3) == []
    assert len(given) == len(set(given)) == 45
    assert len(store.themes.current()) == 1
    assert store.check() == []


def test_one_store_serves_many_threads(store: Store) -> None:
    items = fill(store)
    store.predictions.save(predicted([item.id for item in items], [0] * len(items)))

    def read() -> None:
        for _ in range(10):
            assert store.headlines.page(HeadlineFilter()).total == len(items)

    assert each_in_a_thread([read] * 8) == []
