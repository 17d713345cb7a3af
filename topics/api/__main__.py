"""What `topics serve` starts: one process that serves, or one that looks after several."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import suppress

import uvicorn

from topics.api.metrics import FOLDER
from topics.api.starting import FACTORY
from topics.logs import listen
from topics.serving import VARIABLE, Serving, read
from topics.settings import load_settings

KEEP_ALIVE = 30  # seconds that a connection may be silent
GRACE = 30  # seconds for what runs, when the service is told to end


def main() -> int:
    """Serve until told to end, which is no failure: 0, not the status of a process that was killed."""
    told = os.environ.get(VARIABLE)
    serving = Serving() if told is None else read(told)
    config = _config(serving)
    if serving.workers == 1:
        return _serve(config)
    with tempfile.TemporaryDirectory(prefix="topics-figures-") as folder:
        os.environ[FOLDER] = folder  # before any figure is made: the workers share theirs there
        from topics.api.supervising import Supervisor

        listen(load_settings().log)
        return Supervisor(config).run()


def _serve(config: uvicorn.Config) -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # uvicorn sends it again at the end
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def _config(serving: Serving) -> uvicorn.Config:
    return uvicorn.Config(
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
        proxy_headers=False,
    )


if __name__ == "__main__":
    sys.exit(main())
