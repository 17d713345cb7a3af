"""The tests' identity provider keeps to the protocol: its tokens verify; nobody gets one without proof."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.browser.provider import CLIENT, SECRET, Provider, encoded, provided

BACK = "http://127.0.0.1:1/oauth2callback"
VERIFIER = "v" * 50
ASKED = {
    "client_id": CLIENT,
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid email",
    "state": "s",
    "nonce": "n",
    "code_challenge": encoded(hashlib.sha256(VERIFIER.encode()).digest()),
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as one:
        yield one


def sign_in(provider: Provider) -> str:
    """The code that somebody's browser brings back."""
    place = httpx.get(f"{provider.issuer}/.well-known/openid-configuration").json()["authorization_endpoint"]
    answer = httpx.post(place, params=ASKED, data={"address": "salma@desk.example", "verified": "on"})
    back = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302 and f"{back.scheme}://{back.netloc}{back.path}" == BACK
    found = parse_qs(back.query)
    assert found["state"] == ["s"]
    return found["code"][0]


def exchange(provider: Provider, code: str, secret: str = SECRET, **over: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return httpx.post(f"{provider.issuer}/token", data=form | over, auth=(CLIENT, secret))


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(provider: Provider, token: str) -> dict[str, Any]:
    """The claims of a token whose signature holds under the published key."""
    (key,) = httpx.get(f"{provider.issuer}/keys").json()["keys"]
    public = rsa.RSAPublicNumbers(int.from_bytes(decoded(key["e"])), int.from_bytes(decoded(key["n"])))
    text, _, signature = token.rpartition(".")
    public.public_key().verify(decoded(signature), text.encode(), padding.PKCS1v15(), SHA256())
    found: dict[str, Any] = json.loads(decoded(text.split(".")[1]))
    return found


def test_a_code_is_good_once_for_a_token_that_verifies(provider: Provider) -> None:
    code = sign_in(provider)
    token = exchange(provider, code).json()["id_token"]
    said = verified(provider, token)
    assert (said["iss"], said["aud"], said["nonce"]) == (provider.issuer, CLIENT, "n")
    assert (said["email"], said["email_verified"]) == ("salma@desk.example", True)
    assert exchange(provider, code).status_code == 400
    head, _, signature = token.split(".")
    forged = encoded(json.dumps(said | {"email": "omar@desk.example"}).encode())
    with pytest.raises(InvalidSignature):
        verified(provider, f"{head}.{forged}.{signature}")


def test_who_can_not_prove_it_gets_nothing(provider: Provider) -> None:
    assert exchange(provider, sign_in(provider), code_verifier="w" * 50).status_code == 400
    assert exchange(provider, sign_in(provider), secret="guessed").status_code == 400
    assert exchange(provider, sign_in(provider), redirect_uri="http://127.0.0.1:2/oauth2callback").is_error


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_id", "another"),
        ("redirect_uri", "https://elsewhere.example/oauth2callback"),
        ("scope", "email"),
        ("code_challenge_method", "plain"),
    ],
)
def test_a_request_that_is_wrong_is_refused(provider: Provider, field: str, value: str) -> None:
    place = f"{provider.issuer}/authorize"
    assert httpx.get(place, params=ASKED).status_code == 200
    assert httpx.get(place, params=ASKED | {field: value}).status_code == 400
    assert httpx.post(place, params=ASKED | {field: value}, data={"address": "a"}).status_code == 400
