"""Keeps third parties quiet: the libraries that encoders stand on must send nothing about their use.

To be called before any of those libraries is imported; each reads its switch while it loads.
"""

from __future__ import annotations

import os
import sys

_SWITCHES = {
    "HF_HUB_DISABLE_TELEMETRY": "1",  # Hugging Face Hub
    "DISABLE_TELEMETRY": "1",  # its older name
    "DO_NOT_TRACK": "1",  # the common wish
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",  # no bars in the mail of a cron job
    "TOKENIZERS_PARALLELISM": "true",  # said aloud, it no longer warns after a fork
}


def silence() -> None:
    """Switch telemetry off in this process and its children. What the user has set stays as it is."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    # OpenVINO and NNCF count their own import (a consent file in the home folder, a thread that sends)
    # and have no switch for it; without this package they fall back to a stub that does nothing.
    if "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment] # None: an import fails
