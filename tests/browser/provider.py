"""An identity provider on loopback: OpenID Connect's authorization code flow with PKCE, keys RS256.

It knows one client and asks who is there by a form. OpenID Connect Core 1.0, sections 3.1 and 5.3; RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "desk", "a secret of the tests"
LIFETIME = 300  # seconds of a token
KEY_ID = "first"
ALLOWED = "/oauth2callback"  # where answers may go, at any port of this machine


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    asked: dict[str, str]  # parameters of the request
    address: str
    verified: bool


@dataclass(slots=True)
class Provider:
    """Its key, and what it has given out."""

    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, Grant] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)  # id tokens of those who signed out here

    def metadata(self) -> dict[str, Any]:
        """What clients read first."""
        places = {"authorization": "authorize", "token": "token", "end_session": "end"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in places.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key, as JSON Web Keys."""
        numbers = self.key.public_key().public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        parts = {"n": encoded(numbers.n.to_bytes(size)), "e": encoded(numbers.e.to_bytes(3))}
        return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, **parts}]}

    def refusal(self, asked: dict[str, str]) -> str:
        """Why nobody can sign in with this request; empty where they can."""
        back = urlsplit(asked.get("redirect_uri", ""))
        wrong = {
            "client": asked.get("client_id") != CLIENT,
            "redirect": (back.hostname, back.path) != ("127.0.0.1", ALLOWED),
            "response type": asked.get("response_type") != "code",
            "scope": "openid" not in asked.get("scope", "").split(),
            "challenge": asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"),
        }
        return ", ".join(name for name, is_wrong in wrong.items() if is_wrong)

    def code_for(self, grant: Grant) -> str:
        """A code that is good once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = grant
        return code

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """What a code is exchanged for; None where the proof does not fit."""
        grant = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            grant is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != grant.asked["redirect_uri"]
            or encoded(proof) != grant.asked["code_challenge"]
        ):
            return None
        access = secrets.token_urlsafe(16)
        token = self.signed(claims(grant, self.issuer))
        return {"access_token": access, "token_type": "Bearer", "expires_in": LIFETIME, "id_token": token}

    def signed(self, said: dict[str, Any]) -> str:
        """Claims as a JSON Web Token."""
        head = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
        text = ".".join(encoded(json.dumps(part).encode()) for part in (head, said))
        signature = self.key.sign(text.encode(), padding.PKCS1v15(), SHA256())
        return f"{text}.{encoded(signature)}"


def claims(grant: Grant, issuer: str) -> dict[str, Any]:
    """Who signed in, for whom, and until when that holds."""
    now = int(time.time())
    found = {"iss": issuer, "aud": CLIENT, "sub": grant.address, "iat": now, "exp": now + LIFETIME}
    if "nonce" in grant.asked:
        found["nonce"] = grant.asked["nonce"]
    return found | {"email": grant.address, "email_verified": grant.verified}


def encoded(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def provided() -> Iterator[Provider]:
    """A provider that listens as long as the block runs."""
    provider = Provider()
    server = _Http(("127.0.0.1", 0), _Handler)
    server.provider = provider
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        provider, url = self.server.provider, urlsplit(self.path)
        asked = _flat(url.query)
        if url.path == "/.well-known/openid-configuration":
            self._json(200, provider.metadata())
        elif url.path == "/keys":
            self._json(200, provider.keys())
        elif url.path == "/authorize":
            wrong = provider.refusal(asked)
            self._page(f"<p>refused: {wrong}</p>" if wrong else _form(asked), 400 if wrong else 200)
        elif url.path == "/end":
            provider.ended.append(asked.get("id_token_hint", ""))
            self._send_to(asked["post_logout_redirect_uri"])
        else:
            self._page("<p>nothing here</p>", 404)

    def do_POST(self) -> None:
        provider, url = self.server.provider, urlsplit(self.path)
        form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if url.path == "/token":
            found = provider.tokens(form) if self._is_client(form) else None
            self._json(200 if found else 400, found or {"error": "invalid_grant"})
            return
        asked = _flat(url.query)
        if provider.refusal(asked):
            self._page("<p>refused</p>", 400)
            return
        code = provider.code_for(Grant(asked, form["address"], "verified" in form))
        self._send_to(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}")

    def _is_client(self, form: dict[str, str]) -> bool:
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            name, _, secret = base64.b64decode(value).decode().partition(":")
            return (unquote(name), unquote(secret)) == (CLIENT, SECRET)
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._answer(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _page(self, html: str, status: int = 200) -> None:
        said = f"<!doctype html><title>Sign in</title><link rel='icon' href='data:,'>{html}".encode()
        self._answer(status, said, {"Content-Type": "text/html; charset=utf-8"})

    def _send_to(self, place: str) -> None:
        self._answer(302, b"", {"Location": place})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


def _form(asked: dict[str, str]) -> str:
    """Asks who is there."""
    return (
        f'<form method="post" action="/authorize?{escape(urlencode(asked))}">'
        '<label>Address <input name="address"></label>'
        '<label><input type="checkbox" name="verified" checked> verified</label>'
        "<button>Continue</button></form>"
    )


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
