"""A client of the HTTP service: `from topics.client import Client`."""

from __future__ import annotations

from topics.client.client import Client, Filed, Imported, Ingested, ServiceError
from topics.client.pages import Pages, Value

__all__ = ["Client", "Filed", "Imported", "Ingested", "Pages", "ServiceError", "Value"]
