"""Applications that processes load in no time."""

from __future__ import annotations

import os
import signal
import time
from typing import Any


async def tells(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with the number of the process."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


async def refuses(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Fail before anything can be asked."""
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no store"})


async def dies(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Be killed before anything can be asked, as where memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


async def hangs(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer as ``tells`` does; asked for /hang, hold up everything, while threads go on."""
    if scope["type"] == "http" and scope["path"] == "/hang":
        time.sleep(60)
    await tells(scope, receive, send)
