"""Signatures that any library for Standard Webhooks can check."""

from __future__ import annotations

import base64

from topics.notify.signing import signature_headers

BODY = b'{"test": 2432232314}'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_reference_libraries() -> None:
    id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert signature_headers(SECRET, id=id, timestamp=1614265330, body=BODY) == {
        "webhook-id": id,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_everything_that_is_signed_changes_the_signature() -> None:
    def signed(secret: str = "secret", id: str = "1", timestamp: int = 5, body: bytes = BODY) -> str:
        headers = signature_headers(secret, id=id, timestamp=timestamp, body=body)
        return headers["webhook-signature"]

    others = {signed(), signed("other"), signed(id="2"), signed(timestamp=6), signed(body=b"{}")}
    assert len(others) == 5


def test_a_secret_is_a_text_or_base64_with_its_prefix() -> None:
    key = "مفتاح"
    encoded = "whsec_" + base64.b64encode(key.encode()).decode()
    plain = signature_headers(key, id="1", timestamp=1, body=BODY)
    assert plain == signature_headers(encoded, id="1", timestamp=1, body=BODY)
    assert signature_headers("whsec_no base64", id="1", timestamp=1, body=BODY) != plain
