"""The registry: a folder of versions, of which one is the champion that serves.

Reading changes nothing and needs no right to write. What changes names is done under a lock, verified before
and put in place in one step, so that whoever reads finds a champion that loads, whenever a writer dies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError, UsageError
from topics.lock import Lock, held
from topics.registry.aliases import SHIPPED, Aliases, promoted, read_aliases, rolled_back, write_aliases
from topics.registry.building import aside, clear_leftovers, remove
from topics.registry.differences import Difference, differences, shipped_facts
from topics.registry.draft import Draft, seal
from topics.registry.version import (
    NAME,
    Version,
    disagreement,
    find_version,
    manifest_row,
    misfit,
    problems_of,
    write_manifest,
)
from topics.shipped import shipped_models
from topics.whole_file import sync_folder

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel
    from topics.types import ModelManifest

LOCK = "registry.lock"
SHORT = timedelta(minutes=10)  # that nobody needs for a change of names
PATIENCE = 30.0  # seconds to wait for another who changes names


class Registry:
    """Versions of the classifier in a folder, which need not exist.

    Args:
        shipped: the folder of the model that is the champion until another one is promoted.
        topics: that a version must answer with to be promoted; None = any.
        encoder_id: that it must have been trained for, or one of the same space; None = any.
    """

    def __init__(
        self,
        folder: Path,
        *,
        shipped: Path | None = None,
        topics: Sequence[str] | None = None,
        encoder_id: str | None = None,
    ) -> None:
        self.folder = folder
        self._shipped = shipped or shipped_models() / "topics"
        self._topics = topics
        self._encoder_id = encoder_id

    # --- reading ---------------------------------------------------------------------------------

    def aliases(self) -> Aliases:
        """Champion, candidate and previous by name, and the last changes of champion.

        Raises:
            ModelError: the file of names is damaged.
        """
        return read_aliases(self.folder)

    def champion(self) -> Version:
        """The version that serves; the shipped model where none was promoted."""
        return self._version(self.aliases().champion)

    def candidate(self) -> Version | None:
        """The last version that was stored, until it is promoted."""
        name = self.aliases().candidate
        return None if name is None else self._version(name)

    def previous(self) -> Version | None:
        """The champion before this one."""
        name = self.aliases().previous
        return None if name is None else self._version(name)

    def versions(self) -> list[Version]:
        """Every version in the folder, newest first; the shipped model is none of them."""
        names = [path.name for path in _listed(self.folder) if NAME.fullmatch(path.name) and path.is_dir()]
        found = [self._version(name) for name in names]
        return sorted(found, key=lambda one: (_when(one), one.name), reverse=True)

    def find(self, name: str) -> Version:
        """The version of that name or alias (champion, candidate, previous, shipped).

        One that an alias names but that is gone says so as its problem.

        Raises:
            UsageError: there is none.
        """
        aliases = self.aliases()
        named = {"champion": aliases.champion, "candidate": aliases.candidate, "previous": aliases.previous}
        wanted = named.get(name, name)
        if wanted is None:
            raise UsageError(f"{self.folder}: expected a {name} version, got none; see `topics models list`.")
        if wanted == SHIPPED or name in named or (NAME.fullmatch(wanted) and (self.folder / wanted).is_dir()):
            return self._version(wanted)
        raise UsageError(
            f"{self.folder}: expected a version there, champion, candidate, previous or {SHIPPED}, "
            f"got {wanted!r}; see `topics models list`."
        )

    def load(self, version: Version) -> TopicModel:
        """The model of a version, every byte of it checked.

        Raises:
            ModelError: something is missing, was changed or does not belong there; says what.
        """
        model, problems = self._examined(version)
        if model is None or problems:
            raise ModelError(" ".join(problems))
        return model

    def load_champion(self) -> tuple[Version, TopicModel]:
        """The champion and its model; a promotion meanwhile is followed.

        Raises:
            ModelError: the champion is damaged.
        """
        while True:
            champion = self.champion()
            try:
                return champion, self.load(champion)
            except ModelError:
                if self.aliases().champion == champion.name:
                    raise

    def verify(self, name: str) -> list[str]:
        """What is wrong with a version, in words; nothing where it can be promoted.

        Raises:
            UsageError: there is no such version.
        """
        from topics.registry.answers import other_answers

        version = self.find(name)
        model, problems = self._examined(version)
        if model is None or problems:
            return problems
        if said := misfit(model, self._topics, self._encoder_id):
            return [f"{version.folder}: {said}; name what it was trained with, or train another."]
        expected = version.manifest.answers if version.manifest else ""
        return other_answers(version.folder, model, expected)

    def facts(self, name: str) -> dict[str, Any]:
        """What is known of a version, as JSON values: its manifest, or what the shipped model says of itself.

        Raises:
            UsageError: there is no such version.
            ModelError: there is nothing that can be read.
        """
        return self.facts_of(self.find(name))

    def facts_of(self, version: Version) -> dict[str, Any]:
        """What is known of a version that was found. Raises ModelError as ``facts`` does."""
        if version.name == SHIPPED:
            return shipped_facts(self.load(version))
        if version.manifest is None:
            raise ModelError(version.problem)
        return manifest_row(version.manifest)

    def diff(self, before: str, after: str) -> list[Difference]:
        """The facts that two versions don't share. Raises as ``facts`` does."""
        return differences(self.facts(before), self.facts(after))

    # --- changing --------------------------------------------------------------------------------

    def store(self, build: Callable[[Path], Draft], *, now: datetime) -> Version:
        """Make a version and name it the candidate.

        ``build`` is given an empty folder, writes a topic model into it, and a card and reports if it likes.
        The folder gets its name only when every file is on the disk and the model was loaded from it. A
        version with the same arrays that was made on the same day stays as it is.

        Raises:
            ModelError: the model can't be loaded again, files are of a kind that may run code, or the
                folder can't be written.
        """
        with self._written():
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_leftovers(self.folder)
            with aside(self.folder) as part:
                manifest = seal(part, build(part), now)
                with self._alone(f"store {manifest.version}") as lock:
                    self._place(part, manifest)
                    lock.check()
                    self._name_candidate(manifest.version)
        return self._version(manifest.version)

    def promote(
        self, name: str, who: str, why: str = "", *, now: datetime, forced: str | None = None
    ) -> Version:
        """Make a version the champion; the one until now becomes the previous one.

        Args:
            forced: why it serves although the gate refused it; kept in its manifest.

        Raises:
            UsageError: there is no such version.
            ModelError: it does not verify, or the folder can't be written.
        """
        self.find(name)
        with self._written(), self._alone(f"promote {name}") as lock:
            version = self._verified(name)
            aliases = self.aliases()
            if aliases.champion == version.name:
                return version
            if forced is not None and version.manifest is not None:
                manifest = replace(version.manifest, forced=f"{who}: {forced}")
                write_manifest(version.folder, manifest, aside=self.folder)
            lock.check()
            after = promoted(aliases, version.name, who=who, why=why, when=now, forced=forced)
            write_aliases(self.folder, after)
        return self._version(version.name)

    def rollback(self, who: str, why: str = "", *, now: datetime) -> Version:
        """Make the previous champion the champion again; a second rollback undoes the first.

        Raises:
            UsageError: there is no previous champion.
            ModelError: it does not verify, or the folder can't be written.
        """
        self.find("previous")
        with self._written(), self._alone("rollback") as lock:
            version = self._verified("previous")
            lock.check()
            write_aliases(self.folder, rolled_back(self.aliases(), who=who, why=why, when=now))
        return version

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest ``keep`` versions, and what killed processes left; returns the names.

        Champion, candidate and previous stay, however old they are.

        Raises:
            ModelError: the folder can't be written.
        """
        if not self.folder.is_dir():
            return []
        with self._written(), self._alone("prune") as lock:
            kept = self.aliases().kept
            removed = [one for one in self.versions()[keep:] if one.name not in kept]
            lock.check()
            for one in removed:
                remove(one.folder)
            return [*(one.name for one in removed), *clear_leftovers(self.folder)]

    # --- inside ----------------------------------------------------------------------------------

    def _version(self, name: str) -> Version:
        if name == SHIPPED:
            return Version(SHIPPED, self._shipped, None)
        return find_version(self.folder / name)

    def _examined(self, version: Version) -> tuple[TopicModel | None, list[str]]:
        """The model of a version where it can be read, and what is wrong with it."""
        from topics.classify.topic_model import read_topic_model

        try:
            if version.name == SHIPPED:
                return read_topic_model(version.folder), []
            if version.manifest is None:
                return None, [version.problem]
            if problems := problems_of(version.folder, version.manifest):
                return None, problems
            model = read_topic_model(version.folder)
        except ModelError as error:
            return None, [str(error)]
        except OSError as error:
            return None, [f"{version.folder}: expected files that can be read, got {error}."]
        return model, disagreement(version.folder, version.manifest, model)

    def _verified(self, name: str) -> Version:
        if problems := self.verify(name):
            raise ModelError(" ".join(problems))
        return self.find(name)

    def _name_candidate(self, name: str) -> None:
        aliases = self.aliases()
        if name not in (aliases.champion, aliases.candidate):
            write_aliases(self.folder, replace(aliases, candidate=name))

    def _place(self, part: Path, manifest: ModelManifest) -> None:
        """Give a folder that was made aside its name."""
        target = self.folder / manifest.version
        if target.exists():
            _, problems = self._examined(self._version(manifest.version))
            if problems:
                raise ModelError(f"{' '.join(problems)} Move that folder away to store the version again.")
            return
        part.replace(target)
        sync_folder(self.folder)

    @contextmanager
    def _alone(self, what: str) -> Iterator[Lock]:
        with held(self.folder / LOCK, f"topics models: {what}", stale_after=SHORT, wait=PATIENCE) as lock:
            yield lock

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ModelError(
                f"{self.folder}: expected a folder that versions can be written to, got {error}; "
                "free some space, or name another with TOPICS_MODELS. The champion is as it was."
            ) from error


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _when(version: Version) -> tuple[str, str]:
    """For sorting: the day of the name, then the moment where the manifest says one."""
    return version.name.split("-")[1], version.manifest.created.isoformat() if version.manifest else ""
