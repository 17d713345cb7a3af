"""Versions are stored, promoted, rolled back and pruned; every name leads to a version that loads."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registry.versions import NEWS, NOW, answers, builder, open_registry, stored
from topics.errors import ModelError, UsageError
from topics.registry.aliases import FILE, HISTORY_KEPT, SHIPPED, Aliases, promoted, rolled_back
from topics.registry.differences import accepted
from topics.registry.draft import Draft
from topics.registry.registry import Registry
from topics.registry.version import NAME, read_manifest


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return open_registry(tmp_path)


# --- reading --------------------------------------------------------------------------------------------


def test_where_nothing_was_promoted_the_shipped_model_is_the_champion(registry: Registry) -> None:
    champion, model = registry.load_champion()
    assert (champion.name, champion.manifest) == (SHIPPED, None)
    assert model.topics == (*NEWS, "not_news")
    assert (registry.candidate(), registry.previous(), registry.versions()) == (None, None, [])
    assert not registry.folder.exists(), "reading makes nothing"


def test_a_version_is_what_was_built_and_says_so(registry: Registry) -> None:
    version = stored(registry, 1)
    assert NAME.fullmatch(version.name) and version.name.startswith("classifier-20260301-")
    assert version.folder == registry.folder / version.name
    manifest = version.manifest
    assert manifest is not None
    assert manifest.version == version.name
    assert manifest.created == NOW
    assert manifest.encoder_id == "fake"
    assert manifest.config == {"penalty": 1.0, "number": 1}
    assert set(manifest.packages) == {"numpy", "scipy", "scikit-learn"}
    assert set(manifest.files) == {path.name for path in version.folder.iterdir()} - {"manifest.json"}
    assert registry.load(version).digest == version.name[-12:]
    assert registry.verify(version.name) == []
    assert registry.candidate() == version
    assert accepted(registry.facts("candidate")) == ("frozen", pytest.approx(0.81))


def test_versions_come_newest_first(registry: Registry) -> None:
    names = [stored(registry, number, now=NOW + timedelta(hours=13 * number)).name for number in range(4)]
    assert [one.name for one in registry.versions()] == names[::-1]


def test_a_version_is_found_by_its_name_and_its_alias(registry: Registry) -> None:
    name = stored(registry, 1).name
    assert registry.find(name).name == registry.find("candidate").name == name
    assert registry.find("champion").name == registry.find(SHIPPED).name == SHIPPED
    for wrong in ("previous", "classifier-20260301-000000000000", "../shipped", ".", ""):
        with pytest.raises(UsageError, match="topics models list"):
            registry.find(wrong)


def test_facts_that_differ_are_told_with_their_change(registry: Registry) -> None:
    one, other = stored(registry, 1).name, stored(registry, 2).name
    told = {found.fact: found for found in registry.diff(one, other)}
    assert set(told) == {"config.number", "data_hash", "metrics.frozen.overall.accepted.value"}
    assert told["metrics.frozen.overall.accepted.value"].change == pytest.approx(0.01)
    assert (told["data_hash"].before, told["data_hash"].change) == ("data-1", None)
    assert registry.diff(one, one) == []
    assert "config.recipe" not in {found.fact for found in registry.diff(SHIPPED, one)}


# --- storing ----------------------------------------------------------------------------------------------


def test_the_same_model_of_the_same_day_is_one_version(registry: Registry) -> None:
    first = stored(registry, 1)
    again = stored(registry, 1, now=NOW + timedelta(hours=1))
    assert again == first
    assert len(registry.versions()) == 1
    assert stored(registry, 1, now=NOW + timedelta(days=1)).name != first.name


def test_a_champion_that_is_made_again_is_no_candidate(registry: Registry) -> None:
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    stored(registry, 1)
    assert registry.candidate() is None


def test_a_maker_that_fails_leaves_nothing(registry: Registry) -> None:
    def build(folder: Path) -> Draft:
        builder(1)(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.store(build, now=NOW)
    assert {path.name for path in registry.folder.iterdir()} <= {".guard.lock"}


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "notes.py", "data.npy"])
def test_files_that_may_run_code_are_not_stored(registry: Registry, name: str) -> None:
    with pytest.raises(ModelError, match=name):
        stored(registry, 1, files={name: b"x = 1"})
    assert registry.versions() == []


def test_a_pickle_under_another_name_is_not_stored(registry: Registry) -> None:
    with pytest.raises(ModelError, match="a pickle, which can run code"):
        stored(registry, 1, files={"report.json": b"\x80\x04N."})


def test_what_holds_no_model_is_not_stored(registry: Registry) -> None:
    with pytest.raises(ModelError, match=r"topics\.json"):
        registry.store(lambda folder: Draft("t", "d"), now=NOW)


# --- promoting --------------------------------------------------------------------------------------------


def test_a_promotion_moves_the_names_and_is_remembered(registry: Registry) -> None:
    first = registry.promote(stored(registry, 1).name, "amina", "better in Darija", now=NOW)
    second = registry.promote(
        "candidate" if registry.candidate() else stored(registry, 2).name, "cron", now=NOW
    )
    aliases = registry.aliases()
    assert (aliases.champion, aliases.previous, aliases.candidate) == (second.name, first.name, None)
    steps = [(one.step.value, one.before, one.version, one.who, one.why) for one in aliases.history]
    assert steps == [
        ("promote", SHIPPED, first.name, "amina", "better in Darija"),
        ("promote", first.name, second.name, "cron", ""),
    ]
    assert registry.load_champion()[0] == second


def test_the_champion_is_not_promoted_twice(registry: Registry) -> None:
    name = stored(registry, 1).name
    registry.promote(name, "desk", now=NOW)
    before = registry.aliases()
    registry.promote(name, "desk", now=NOW)
    assert registry.aliases() == before


def test_what_was_held_against_another_champion_is_not_promoted(registry: Registry) -> None:
    first, second, third = (stored(registry, number).name for number in (1, 2, 3))
    registry.promote(first, "desk", now=NOW)
    registry.promote(second, "cron", now=NOW, instead_of=first)
    with pytest.raises(ModelError, match=f"got {second}, which was promoted meanwhile"):
        registry.promote(third, "cron", now=NOW, instead_of=first)
    assert registry.champion().name == second and registry.candidate() is not None


def test_what_somebody_went_back_from_is_known(registry: Registry) -> None:
    assert registry.given_up() is None
    first = registry.promote(stored(registry, 1).name, "desk", now=NOW)
    second = registry.promote(stored(registry, 2, now=NOW + timedelta(days=1)).name, "desk", now=NOW)
    assert registry.given_up() is None
    registry.rollback("desk", "sport went wrong", now=NOW)
    assert registry.given_up() == second
    registry.rollback("desk", "it had not", now=NOW)
    assert registry.given_up() is None
    registry.promote(first.name, "desk", now=NOW)
    assert registry.given_up() == second


def test_who_overruled_the_gate_is_kept_in_the_manifest(registry: Registry) -> None:
    name = stored(registry, 1).name
    version = registry.promote(name, "amina", "wanted", now=NOW, forced="elections are on")
    assert version.manifest is not None
    assert version.manifest.forced == "amina: elections are on"
    assert registry.aliases().history[-1].forced == "elections are on"
    assert registry.verify(name) == []


def test_a_rollback_gives_the_exact_former_answers_and_can_be_undone(registry: Registry) -> None:
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    first = answers(registry.load_champion()[1])
    registry.promote(stored(registry, 2).name, "desk", now=NOW)
    second = answers(registry.load_champion()[1])
    assert first != second
    registry.rollback("desk", "sport went wrong", now=NOW)
    assert answers(registry.load_champion()[1]) == first
    assert [one.step.value for one in registry.aliases().history] == ["promote", "promote", "rollback"]
    registry.rollback("desk", now=NOW)
    assert answers(registry.load_champion()[1]) == second


def test_the_shipped_model_is_a_way_back(registry: Registry) -> None:
    before = answers(registry.load_champion()[1])
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    assert registry.rollback("desk", now=NOW).name == SHIPPED
    assert answers(registry.load_champion()[1]) == before
    registry.rollback("desk", now=NOW)
    assert registry.promote(SHIPPED, "desk", now=NOW).name == SHIPPED


def test_without_a_former_champion_there_is_no_way_back(registry: Registry) -> None:
    with pytest.raises(ModelError, match="expected a previous version"):
        registry.rollback("desk", now=NOW)


def test_a_former_champion_that_is_damaged_is_not_gone_back_to(registry: Registry) -> None:
    first, second = stored(registry, 1), stored(registry, 2)
    registry.promote(first.name, "desk", now=NOW)
    registry.promote(second.name, "desk", now=NOW)
    (first.folder / "README.md").unlink()
    with pytest.raises(ModelError, match=r"README\.md"):
        registry.rollback("desk", now=NOW)
    assert registry.champion().name == second.name


NAMES = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.one_of(NAMES, st.none()), max_size=8))
def test_the_names_are_always_of_versions_that_were_promoted(steps: list[str | None]) -> None:
    """None is a rollback."""
    aliases = Aliases(candidate="c")
    for name in steps:
        before = aliases
        if name is None and aliases.previous is not None:
            aliases = rolled_back(aliases, who="desk", why="", when=NOW)
            assert (aliases.champion, aliases.previous) == (before.previous, before.champion)
        elif name is not None:
            aliases = promoted(aliases, name, who="desk", why="", when=NOW)
            assert (aliases.champion, aliases.previous) == (name, before.champion)
            back = rolled_back(aliases, who="desk", why="", when=NOW)
            assert back.champion == before.champion
        assert aliases.champion != aliases.candidate
        assert aliases.kept >= {aliases.champion}
    assert len(aliases.history) <= HISTORY_KEPT


# --- pruning ----------------------------------------------------------------------------------------------


def test_old_versions_go_and_those_with_a_name_stay(registry: Registry) -> None:
    names = [stored(registry, number, now=NOW + timedelta(days=number)).name for number in range(6)]
    registry.promote(names[0], "desk", now=NOW)
    registry.promote(names[1], "desk", now=NOW)
    assert set(registry.prune(1)) == set(names[2:5])
    assert {one.name for one in registry.versions()} == {names[0], names[1], names[5]}
    assert registry.candidate().name == names[5]  # type: ignore[union-attr]
    assert registry.prune(0) == []


def test_what_the_champion_was_learnt_on_top_of_stays(registry: Registry) -> None:
    base, build = stored(registry), builder(1)
    child = registry.store(
        lambda folder: replace(build(folder), config={"base": base.name}), now=NOW + timedelta(days=1)
    )
    registry.promote(child.name, "desk", now=NOW)
    others = [stored(registry, number, now=NOW + timedelta(days=number)).name for number in (2, 3)]
    assert registry.prune(0) == others[:1]
    assert {one.name for one in registry.versions()} == {base.name, child.name, others[1]}


def test_what_dead_writers_left_is_cleared_away(registry: Registry) -> None:
    stored(registry, 1)
    left = [registry.folder / ".building-abc", registry.folder / ".removing-def"]
    for folder in left:
        folder.mkdir()
        (folder / "topics.json").write_text("{")
    assert set(registry.prune(5)) == {folder.name for folder in left}
    assert not any(folder.exists() for folder in left)


def test_tidying_removes_the_lock_of_a_dead_writer_and_no_version(registry: Registry) -> None:
    kept = stored(registry, 1)
    with registry.workplace() as place:
        locks = [place.with_name(place.name + ".lock"), registry.folder / "registry.lock"]
        dead = {**json.loads(locks[0].read_bytes()), "life": "", "pid": 2**22 + 1}
    place.mkdir()
    for lock in locks:
        lock.write_text(json.dumps(dead))
    assert registry.tidy() == [place.name]
    assert {one.name for one in registry.folder.iterdir()} == {kept.name, "aliases.json", ".guard.lock"}


def test_what_is_made_in_a_workplace_lasts_as_long_as_its_process(registry: Registry) -> None:
    with registry.workplace() as place:
        (place / "topics.json").write_text("{")
        assert registry.prune(0) == [] and place.is_dir()
        lock = place.with_name(place.name + ".lock").read_bytes()
    assert not place.exists()
    place.mkdir()
    dead = {**json.loads(lock), "life": "", "pid": 2**22 + 1}
    place.with_name(place.name + ".lock").write_text(json.dumps(dead))
    with registry.workplace() as another:
        assert [one for one in registry.folder.glob(".building-*") if one.is_dir()] == [another]
    assert not list(registry.folder.glob(".building-*"))


def test_halves_of_files_are_cleared_away_wherever_they_lie(registry: Registry) -> None:
    version = stored(registry, 1)
    reports = registry.folder / "reports"
    reports.mkdir()
    left = [folder / ".report.json.x1.part" for folder in (registry.folder, reports, version.folder)]
    for path in left:
        path.write_text("{")
    registry.prune(5)
    assert all(path.exists() for path in left), "somebody may be writing them"
    for path in left:
        os.utime(path, (0, 0))
    registry.prune(5)
    assert not any(path.exists() for path in left)


def test_a_disk_that_is_full_is_told_as_such_whoever_met_it(registry: Registry) -> None:
    def build(code: int) -> None:
        try:
            raise OSError(code, os.strerror(code), "topics.json")
        except OSError as error:
            raise ModelError("expected another folder") from error

    with pytest.raises(ModelError, match=r"free some space.*The champion is as it was"), registry.workplace():
        build(errno.ENOSPC)
    with pytest.raises(ModelError, match="expected another folder"), registry.workplace():
        build(errno.ENOENT)


def test_what_is_being_built_is_left_alone(registry: Registry) -> None:
    def build(folder: Path) -> Draft:
        assert registry.prune(0) == []
        assert folder.is_dir()
        return builder(1)(folder)

    assert registry.store(build, now=NOW).manifest is not None


def test_pruning_a_folder_that_is_not_there_does_nothing(registry: Registry) -> None:
    assert registry.prune(0) == []
    assert not registry.folder.exists()


# --- the file of names ------------------------------------------------------------------------------------


def test_damaged_names_are_refused_in_words(registry: Registry) -> None:
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    path = registry.folder / FILE
    raw = path.read_text(encoding="utf-8")
    for damaged in (raw.replace("desk", "dusk"), raw[:-20], "[]", ""):
        path.write_text(damaged, encoding="utf-8")
        with pytest.raises(ModelError, match=rf"{FILE}: .*promote a version again"):
            registry.load_champion()
    path.unlink()
    assert registry.champion().name == SHIPPED


def test_a_champion_that_is_gone_is_an_error_not_another_model(registry: Registry) -> None:
    version = registry.promote(stored(registry, 1).name, "desk", now=NOW)
    for path in version.folder.iterdir():
        path.unlink()
    version.folder.rmdir()
    with pytest.raises(ModelError, match=version.name):
        registry.load_champion()
    assert version.name in registry.verify("champion")[0]


def test_a_manifest_of_a_newer_program_is_told_from_a_damaged_one(registry: Registry) -> None:
    version = stored(registry, 1)
    path = version.folder / "manifest.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**card, "format": 9}), encoding="utf-8")
    with pytest.raises(ModelError, match="needs a newer topics"):
        read_manifest(version.folder)


def test_a_version_that_answers_otherwise_than_when_it_was_stored_is_told(registry: Registry) -> None:
    from topics.registry.version import write_manifest

    version = stored(registry, 1)
    assert version.manifest is not None
    write_manifest(version.folder, replace(version.manifest, answers="0" * 16))
    assert "reads headlines in another way" in registry.verify(version.name)[0]
    assert registry.load(registry.find(version.name)).topics, "it still serves: its files are whole"
