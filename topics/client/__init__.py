"""A client of the HTTP service: `from topics.client import Client`."""

from __future__ import annotations

from topics.client.client import Client, Filed, Ingested, ServiceError

__all__ = ["Client", "Filed", "Ingested", "ServiceError"]
