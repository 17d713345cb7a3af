"""Print the document that describes the service: `python -m topics.api.documenting > docs/openapi.json`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from topics.api.app import create_app
from topics.service import open_service
from topics.settings import Settings


def document() -> str:
    """The document as JSON, the same bytes every time."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_service(Settings(db=str(Path(folder) / "new.db"))) as one,
    ):
        return json.dumps(create_app(one).openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
