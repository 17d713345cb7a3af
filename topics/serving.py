"""How the HTTP service is run: where it listens and what it lets through. The command line hands it over."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from topics.errors import SettingsError

VARIABLE = "TOPICS_SERVE"  # of the environment: how the processes that serve are told


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to listen, and limits."""

    host: str = "127.0.0.1"
    port: int = 8600
    workers: int = 1  # processes; each has the encoder in memory
    certificate: str | None = None  # PEM files; None = plain HTTP, for loopback or behind a proxy
    private_key: str | None = None
    rate: int = 6000  # requests a minute and key, where the key has no rate of its own
    cors: tuple[str, ...] = ()  # origins whose pages may ask; none by default
    largest_body: int = 4 * 1024**2  # bytes
    time_limit: float = 30.0  # seconds until the first byte of an answer
    most_at_once: int = 256  # requests in a process
    patience: float = 3.0  # seconds of encoding that may wait; beyond, requests are sent away
    window: float = 0.0  # seconds that the first one waits for more; they gather anyway while it is encoded
    together: int = 64  # headlines encoded together
    remembered: int = 20_000  # texts whose vectors are kept, and headlines whose answers are


def written(serving: Serving) -> str:
    """As it stands in the environment."""
    return json.dumps(asdict(serving))


def read(text: str) -> Serving:
    """What ``written`` wrote.

    Raises:
        SettingsError: another text.
    """
    try:
        found = json.loads(text)
        known = {field.name for field in fields(Serving)}
        return Serving(**{**{key: found[key] for key in found.keys() & known}, "cors": tuple(found["cors"])})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError(
            f"{VARIABLE}: expected what `topics serve` writes, got {text[:60]!r}; start the service with it."
        ) from error
