"""Webhooks before a real server: what it gets, when it can have it, and what its answers mean."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.alerting import CITED, alert
from tests.notify.conftest import Certificates, Commits
from tests.notify.receivers import HOST, Mischief, WebReceiver
from topics.alert_channels import Webhook
from topics.errors import DeliveryError
from topics.notify.posting import Reach
from topics.notify.signing import signature_headers
from topics.notify.webhook import LONGEST_HEADER, LONGEST_SECTION, WebhookChannel, webhook_body
from topics.types import Cited

LOOPBACK = Reach(allow_hosts=(HOST, "localhost"), timeout=20.0)


def channel(url: str, reach: Reach = LOOPBACK, **more: Any) -> WebhookChannel:
    return WebhookChannel(Webhook(kind="webhook", url=url, **more), reach)


def test_a_receiver_gets_the_message_its_id_and_the_facts(web: WebReceiver, commits: Commits) -> None:
    one = alert("ar", "الطقس")
    channel(web.url()).send(commits.parcel(one))
    (taken,) = web.taken
    body = json.loads(taken.content)
    assert taken.headers["Idempotency-Key"] == body["id"] == body["alert"]["id"] == one.id
    assert body["text"].startswith("ارتفاع في «الطقس»: عدد العناوين 34، والمتوقع 8.1\n")
    assert body["alert"]["headlines"][0]["title"] == CITED[0].title
    assert body["alert"]["since"] == "2026-03-25T09:00:00+00:00"
    assert "webhook-signature" not in taken.headers
    assert commits.seen == [1]
    assert "أمطار قوية".encode() in taken.content, "readable as it is"


def test_a_request_is_signed_with_a_secret_of_the_environment(
    web: WebReceiver, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = channel(web.url(), secret_env="DESK_SECRET")
    with pytest.raises(DeliveryError, match="environment variable DESK_SECRET, got none"):
        hook.send(commits.parcel())
    monkeypatch.setenv("DESK_SECRET", "open sesame")
    hook.send(commits.parcel())
    (taken,) = web.taken
    stamp = int(taken.headers["webhook-timestamp"])
    wanted = signature_headers("open sesame", id=alert("ar").id, timestamp=stamp, body=taken.content)
    assert wanted.items() <= taken.headers.items()


def test_a_url_may_be_a_secret_too(
    web: WebReceiver, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = WebhookChannel(Webhook(kind="webhook", url_env="DESK_URL"), LOOPBACK)
    bad = "expected a URL with http or https"
    for value, said in (("", "got none"), ("desk", bad), ("http://[::1", bad), ("http://a:99999", bad)):
        monkeypatch.setenv("DESK_URL", value)
        with pytest.raises(DeliveryError, match=said):
            hook.send(commits.parcel())
    monkeypatch.setenv("DESK_URL", web.url())
    hook.send(commits.parcel())
    assert len(web.taken) == 1


# --- when it can have it ---------------------------------------------------------------------------


def test_before_the_commit_the_server_has_nothing_whole(web: WebReceiver, commits: Commits) -> None:
    def stop() -> None:
        assert web.taken == []
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError, match="killed here"):
        channel(web.url()).send(replace(commits.parcel(), commit=stop))
    channel(web.url()).send(commits.parcel())
    assert len(web.taken) == 1, "the one that was stopped was never taken"


@pytest.mark.parametrize(
    ("status", "lasting"),
    [
        (400, True),
        (401, False),
        (404, False),
        (408, False),
        (422, True),
        (429, False),
        (500, False),
        (503, False),
    ],
)
def test_an_answer_says_whether_to_try_again(
    web: WebReceiver, commits: Commits, status: int, lasting: bool
) -> None:
    web.mischief, web.status = Mischief(refuse=1), status
    web.refusal_headers = {"Retry-After": "40"}
    with pytest.raises(
        DeliveryError, match=rf"expected a yes \(2xx\), got HTTP status {status}: 'not now'"
    ) as told:
        channel(web.url()).send(commits.parcel())
    assert (told.value.answered, told.value.lasting, told.value.retry_after) == (True, lasting, 40)


def test_a_redirect_is_not_followed(web: WebReceiver, commits: Commits) -> None:
    web.mischief, web.status = Mischief(refuse=1), 307
    with WebReceiver() as other:
        web.refusal_headers = {"Location": other.url()}
        with pytest.raises(DeliveryError, match="got HTTP status 307") as told:
            channel(web.url()).send(commits.parcel())
        assert told.value.lasting and other.taken == []


@pytest.mark.parametrize("how", ["hang_up", "swallow"])
def test_no_answer_may_mean_that_it_has_it(web: WebReceiver, commits: Commits, how: str) -> None:
    web.mischief = Mischief(**{how: 1.0})  # type: ignore[arg-type]
    with pytest.raises(DeliveryError) as told:
        channel(web.url()).send(commits.parcel())
    assert not told.value.answered and not told.value.lasting
    assert len(web.taken) == (how == "swallow")


def test_a_server_that_is_slow_is_given_up_in_time(web: WebReceiver, commits: Commits) -> None:
    class Late(Mischief):
        def draw(self) -> str:
            web.stopping.wait(1.5)
            return "take"

    web.mischief = Late()
    with pytest.raises(DeliveryError, match=r"in time|within"):
        channel(web.url(), replace(LOOPBACK, timeout=0.3)).send(commits.parcel())


# --- where it may go -------------------------------------------------------------------------------


def test_private_addresses_are_refused_unless_allowed(web: WebReceiver, commits: Commits) -> None:
    for url in (web.url(), web.url("localhost"), "http://169.254.169.254/latest/meta-data"):
        with pytest.raises(DeliveryError, match="expected a public address"):
            channel(url, Reach(timeout=20.0)).send(commits.parcel())
    assert (web.taken, commits.seen) == ([], [])
    channel(web.url(), Reach(allow_private=True)).send(commits.parcel())
    assert len(web.taken) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(
    certificates: Certificates, commits: Commits
) -> None:
    with WebReceiver(tls=certificates.server) as web:
        with pytest.raises(DeliveryError, match="expected a trusted certificate"):
            channel(web.url()).send(commits.parcel())
        assert (web.taken, commits.seen) == ([], [])
        channel(web.url(), replace(LOOPBACK, tls=certificates.client)).send(commits.parcel())
        assert len(web.taken) == 1


def test_messages_do_not_show_what_a_url_keeps_secret(commits: Commits) -> None:
    with pytest.raises(DeliveryError) as told:
        channel(f"http://desk:sesame@{HOST}:9/T0/B0?token=sesame").send(commits.parcel())
    assert "sesame" not in str(told.value)


# --- what Slack makes of it ------------------------------------------------------------------------


def test_nothing_in_a_headline_is_markup_or_calls_everybody() -> None:
    nasty = Cited(
        "Desk <x>", "<!channel> a|b & <https://evil.example|click>", "en", "https://example.org/a|b>c d"
    )
    body = webhook_body(replace(alert(name="<!here> & co"), cited=(nasty,)))
    section = body["blocks"][1]["text"]["text"]
    assert "<!channel>" not in section and "<!here>" not in section + body["text"]
    last = section.splitlines()[-1]
    assert last == (
        "• Desk &lt;x&gt;: <https://example.org/a%7Cb%3Ec%20d|&lt;!channel&gt; a¦b &amp; "
        "&lt;https://evil.example¦click&gt;>"
    )


def test_blocks_are_as_long_as_slack_takes_and_end_with_a_whole_line() -> None:
    long = Cited("Desk", "ن & " * 700, "ar", "https://example.org")
    body = webhook_body(replace(alert(name="ط" * 500), title="ط" * 500, cited=(CITED[0], long, CITED[1])))
    header, section = (block["text"]["text"] for block in body["blocks"])
    assert len(header) == LONGEST_HEADER
    assert len(section) <= LONGEST_SECTION
    assert section.splitlines()[-1].endswith(f"|{CITED[0].title}>")


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    sly = Cited("Desk", "title", "en", "javascript:alert(1)")
    section = webhook_body(replace(alert(), cited=(sly,)))["blocks"][1]["text"]["text"]
    assert section.splitlines()[-1] == "• Desk: title"
