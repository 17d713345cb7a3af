"""What `topics serve` starts: one process that serves, or one that looks after several."""

from __future__ import annotations

import os
import sys
import tempfile

import uvicorn

from topics.api.metrics import FOLDER
from topics.api.starting import FACTORY
from topics.serving import VARIABLE, Serving, read

KEEP_ALIVE = 30  # seconds that a connection may be silent
GRACE = 30  # seconds for what runs, when the service is told to end
STARTING = 120  # seconds that a process may be silent while it loads, before it is taken for dead


def main() -> int:
    """Serve until told to end."""
    told = os.environ.get(VARIABLE)
    serving = Serving() if told is None else read(told)
    if serving.workers == 1:
        return _serve(serving)
    with tempfile.TemporaryDirectory(prefix="topics-figures-") as folder:
        os.environ[FOLDER] = folder  # before any figure is made: the workers share theirs there
        return _serve(serving)


def _serve(serving: Serving) -> int:
    uvicorn.run(
        FACTORY,
        factory=True,
        host=serving.host,
        port=serving.port,
        workers=serving.workers,
        ssl_certfile=serving.certificate,
        ssl_keyfile=serving.private_key,
        access_log=False,  # ours says the same without the query
        server_header=False,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=STARTING,
        proxy_headers=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
