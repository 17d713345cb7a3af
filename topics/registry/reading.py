"""Reading a registry: which versions there are, which serves, what they are, and whether they are whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError, UsageError
from topics.registry.aliases import SHIPPED, Aliases, read_aliases
from topics.registry.checking import examined, misfit
from topics.registry.differences import Difference, differences, shipped_facts
from topics.registry.version import NAME, Version, find_version, manifest_row
from topics.shipped import shipped_models

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel


class Versions:
    """Versions of the classifier in a folder, which need not exist. Nothing here changes it.

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

    def given_up(self) -> Version | None:
        """The newer version that somebody went back from, to the champion; None where nobody did."""
        aliases = self.aliases()
        if not aliases.history or aliases.history[-1].version != aliases.champion:
            return None
        champion, before = self.champion(), self._version(aliases.history[-1].before)
        if before.manifest is None:
            return None
        newer = champion.manifest is None or before.manifest.created > champion.manifest.created
        return before if newer else None

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

    def _version(self, name: str) -> Version:
        if name == SHIPPED:
            return Version(SHIPPED, self._shipped, None)
        return find_version(self.folder / name)

    def _examined(self, version: Version) -> tuple[TopicModel | None, list[str]]:
        """The model of a version where it can be read, and what is wrong with it."""
        from topics.classify.topic_model import read_topic_model

        if version.name != SHIPPED:
            return examined(version)
        try:
            return read_topic_model(version.folder), []
        except ModelError as error:
            return None, [str(error)]


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _when(version: Version) -> tuple[str, str]:
    """For sorting: the day of the name, then the moment where the manifest says one."""
    return version.name.split("-")[1], version.manifest.created.isoformat() if version.manifest else ""
