"""The registry: a folder of versions, of which one is the champion that serves.

Reading changes nothing and needs no right to write. What changes names is done under a lock, verified before
and put in place in one step, so that whoever reads finds a champion that loads, whenever a writer dies.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from topics.errors import ModelError
from topics.lock import Lock, held
from topics.registry.aliases import promoted, rolled_back, write_aliases
from topics.registry.building import aside, clear_leftovers, remove
from topics.registry.draft import Draft, seal
from topics.registry.reading import Versions
from topics.registry.version import Version, write_manifest
from topics.types import ModelManifest
from topics.whole_file import sync_folder

LOCK = "registry.lock"
SHORT = timedelta(minutes=10)  # that nobody needs for a change of names
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # what whoever builds a version can't help
PATIENCE = 30.0  # seconds to wait for another who changes names


class Registry(Versions):
    """Versions that can be stored, promoted, rolled back and pruned."""

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """An empty folder to build in; what a killed process leaves of it, the next one removes.

        Raises:
            ModelError: the folder can't be written.
        """
        with self._written():
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_leftovers(self.folder)
            with aside(self.folder) as place:
                yield place

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
        self,
        name: str,
        who: str,
        why: str = "",
        *,
        now: datetime,
        forced: str | None = None,
        instead_of: str | None = None,
    ) -> Version:
        """Make a version the champion; the one until now becomes the previous one.

        Args:
            forced: why it serves although the gate refused it; kept in its manifest.
            instead_of: the champion that it was held against; None = whichever serves.

        Raises:
            UsageError: there is no such version.
            ModelError: it does not verify, another champion serves by now, or the folder can't be written.
        """
        self.find(name)
        with self._written(), self._alone(f"promote {name}") as lock:
            version = self._verified(name)
            aliases = self.aliases()
            if aliases.champion == version.name:
                return version
            if instead_of not in (None, aliases.champion):
                raise ModelError(
                    f"{self.folder}: expected the champion {instead_of}, which {name} was held against, got "
                    f"{aliases.champion}, which was promoted meanwhile and goes on serving; retrain again."
                )
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
            ModelError: there is no previous champion, it does not verify, or the folder can't be written.
        """
        if self.previous() is None:
            raise ModelError(
                f"{self.folder}: expected a previous version to go back to, got none; "
                "see `topics models list`."
            )
        with self._written(), self._alone("rollback") as lock:
            version = self._verified("previous")
            lock.check()
            write_aliases(self.folder, rolled_back(self.aliases(), who=who, why=why, when=now))
        return version

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest ``keep`` versions, and what killed processes left; returns the names.

        Champion, candidate and previous stay, however old they are, and what they were learnt on top of.

        Raises:
            ModelError: the folder can't be written.
        """
        if not self.folder.is_dir():
            return []
        with self._written(), self._alone("prune") as lock:
            kept = self._needed()
            removed = [one for one in self.versions()[keep:] if one.name not in kept]
            lock.check()
            for one in removed:
                remove(one.folder)
            return [*(one.name for one in removed), *clear_leftovers(self.folder)]

    def tidy(self) -> list[str]:
        """Remove what killed processes left, their lock too; returns the names of folders.

        Raises:
            ModelError: the folder can't be written.
        """
        with self._written(), self._alone("tidy"):
            return clear_leftovers(self.folder)

    # --- inside ----------------------------------------------------------------------------------

    def _needed(self) -> set[str]:
        """Versions with an alias, and those that the next retraining begins from (``config["base"]``)."""
        kept = self.aliases().kept
        manifests = [one.manifest for one in self.versions() if one.name in kept]
        return kept | {str(one.config["base"]) for one in manifests if one and one.config.get("base")}

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
        except (OSError, ModelError) as error:
            cause = error if isinstance(error, OSError) else error.__cause__
            if not isinstance(cause, OSError) or (cause is not error and cause.errno not in FULL):
                raise
            raise ModelError(
                f"{self.folder}: expected a folder that versions can be written to, got {cause}; "
                "free some space, or name another with TOPICS_MODELS. The champion is as it was."
            ) from cause
