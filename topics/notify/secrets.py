"""Secrets come from the environment alone."""

from __future__ import annotations

import os

from topics.errors import DeliveryError


def secret(name: str) -> str:
    """What an environment variable holds.

    Raises:
        DeliveryError: nothing.
    """
    value = os.environ.get(name)
    if not value:
        raise DeliveryError(f"expected a value in the environment variable {name}, got none; set it.")
    return value
