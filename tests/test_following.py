"""A value follows its file: loaded whole, swapped in one step, kept where the new one can't be loaded."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from topics import following
from topics.errors import ModelError
from topics.following import Following
from topics.whole_file import replace_file


class Loader:
    """Reads a file that holds a word; "bad" can't be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.loads = 0
        self.former: list[str | None] = []

    def __call__(self, former: str | None) -> str:
        self.loads += 1
        self.former.append(former)
        word = self.path.read_text()
        if word == "bad":
            raise ModelError("this one is damaged")
        return word


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    path = tmp_path / "names.json"
    replace_file(path, b"one")
    return Loader(path)


def test_it_is_loaded_when_first_asked_for_and_again_when_the_file_is_another(loader: Loader) -> None:
    value = Following(loader.path, loader)
    assert loader.loads == 0
    assert [value.current(), value.current()] == ["one", "one"]
    replace_file(loader.path, b"two")
    assert [value.current(), value.current()] == ["two", "two"]
    assert loader.former == [None, "one"]


def test_a_file_of_the_same_length_is_another_one_too(loader: Loader) -> None:
    value = Following(loader.path, loader)
    for word in ("one", "two", "six", "ten") * 5:
        replace_file(loader.path, word.encode())
        assert value.current() == word


def test_where_the_first_load_fails_that_is_told_and_tried_again(loader: Loader) -> None:
    replace_file(loader.path, b"bad")
    value = Following(loader.path, loader)
    for _ in range(2):
        with pytest.raises(ModelError, match="damaged"):
            value.current()
    replace_file(loader.path, b"one")
    assert value.current() == "one"


def test_who_must_not_wait_gets_what_is_at_hand(loader: Loader) -> None:
    value = Following(loader.path, loader)
    assert value.at_hand() is None
    assert value.current() == value.at_hand() == "one"
    replace_file(loader.path, b"two")
    assert value.at_hand() is None, "another one is to be loaded first"
    assert value.current() == value.at_hand() == "two"
    replace_file(loader.path, b"bad")
    assert value.current() == value.at_hand() == "two", "the former one goes on"
    assert loader.loads == 3


def test_while_another_thread_loads_the_former_one_is_at_hand(tmp_path: Path) -> None:
    path, loading, go_on = tmp_path / "names.json", threading.Event(), threading.Event()

    def load(former: str | None) -> str:
        if former is not None:
            loading.set()
            assert go_on.wait(10)
        return path.read_text()

    replace_file(path, b"one")
    value = Following(path, load)
    value.current()
    replace_file(path, b"two")
    thread = threading.Thread(target=value.current)
    thread.start()
    assert loading.wait(10)
    assert value.at_hand() == "one"
    go_on.set()
    thread.join()
    assert value.at_hand() == "two"


def test_a_load_that_fails_leaves_the_old_one_and_is_logged_once(
    loader: Loader, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = Following(loader.path, loader)
    value.current()
    replace_file(loader.path, b"bad")
    with caplog.at_level(logging.ERROR):
        assert [value.current() for _ in range(50)] == ["one"] * 50
        assert loader.loads == 2, "a moment ago it failed"
        monkeypatch.setattr(following, "RETRY", 0.0)
        assert value.current() == "one"
        assert loader.loads == 3
        assert len(caplog.records) == 1
        assert "this one is damaged" in caplog.text
        replace_file(loader.path, b"two")
        assert value.current() == "two"
        replace_file(loader.path, b"bad")
        assert value.current() == "two"
        assert len(caplog.records) == 2


def test_without_a_file_to_follow_it_is_loaded_once(loader: Loader) -> None:
    value = Following(None, loader)
    assert value.current() == "one"
    replace_file(loader.path, b"two")
    assert value.current() == "one"


def test_a_file_that_appears_later_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "later"
    value = Following(path, lambda former: path.read_text() if path.exists() else "none yet")
    assert value.current() == "none yet"
    path.write_text("here")
    assert value.current() == "here"


def test_many_threads_load_it_once_and_nobody_waits_for_the_next(loader: Loader) -> None:
    slow, go = threading.Event(), threading.Event()

    def load(former: str | None) -> str:
        if former is not None:
            slow.set()
            assert go.wait(30)
        return loader(former)

    value = Following(loader.path, load)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(value.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, loader.loads) == (["one"] * 8, 1)
    replace_file(loader.path, b"two")
    loading = threading.Thread(target=value.current)
    loading.start()
    assert slow.wait(30)
    assert value.current() == "one", "the old one answers while the new one is loaded"
    go.set()
    loading.join()
    assert (value.current(), loader.loads) == ("two", 2)
