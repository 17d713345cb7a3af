"""Signatures by which a receiver knows that a request is ours, and that it is not an old one replayed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_PREFIX = "whsec_"


def signature_headers(secret: str, *, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp (Unix seconds) and body.

    A secret "whsec_…" is base64 of the key; any other text is the key itself, as UTF-8.
    Source: standardwebhooks.com, "Standard Webhooks", version 1.0.0.
    """
    content = f"{id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass  # no base64 after all: a secret of somebody who likes the prefix
    return secret.encode()
