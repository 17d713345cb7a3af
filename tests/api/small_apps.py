"""Applications that processes load in no time."""

from __future__ import annotations

import os
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
