"""A process that stores, promotes, rolls back and prunes without end, to be killed by a test.

``python -m tests.registry.writer FOLDER MODELS`` reads lines. At each it starts such a process, prints its
number, and waits until it is dead; so libraries are loaded once, and a kill hits nothing but the work.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tests.registry.versions import NOW, builder, open_registry
from topics.errors import UsageError
from topics.registry.draft import Draft

MODELS = 3  # that are different
KEPT = 2


def work(folder: Path, made: Path, drafts: Sequence[Draft], seed: int) -> None:
    """Until it is killed."""
    rng = random.Random(seed)
    registry = open_registry(folder)

    def build(part: Path) -> Draft:
        number = rng.randrange(MODELS)
        shutil.copytree(made / str(number), part, dirs_exist_ok=True)
        return drafts[number]

    while True:
        version = registry.store(build, now=NOW + timedelta(days=rng.randrange(4)))
        registry.promote(
            version.name, "writer", "turn", now=NOW, forced="test" if rng.random() < 0.3 else None
        )
        if rng.random() < 0.5:
            with suppress(UsageError):  # there is no former champion yet
                registry.rollback("writer", now=NOW)
        registry.prune(KEPT)


def main() -> None:
    folder, made = Path(sys.argv[1]), Path(sys.argv[2])
    drafts = []
    for number in range(MODELS):
        (made / str(number)).mkdir(parents=True)
        drafts.append(builder(number)(made / str(number)))
    for turn, _ in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            try:
                work(folder, made, drafts, turn)
            except BaseException:  # noqa: BLE001 - told, then the process ends: it has no other way back
                traceback.print_exc()
            os._exit(1)
        print(child, flush=True)  # noqa: T201 - what the test reads
        _, status = os.waitpid(child, 0)
        print(-os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
