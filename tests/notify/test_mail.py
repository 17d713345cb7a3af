"""E-mail before a real server: what arrives, when it is handed over, and what answers mean."""

from __future__ import annotations

import ssl
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.alerting import CITED, NOON, alert
from tests.notify.conftest import Certificates, Commits
from tests.notify.receivers import HOST, MailReceiver, Mischief, free_port
from topics.alert_channels import Mail
from topics.errors import DeliveryError
from topics.notify.mail import MailChannel
from topics.notify.message import message_id, message_of
from topics.types import Alert, Cited

SENDER, DESK = "مكتب التنبيهات <alerts@example.org>", "desk@example.org"


def channel(port: int, *, tls: ssl.SSLContext | None = None, **over: Any) -> MailChannel:
    fields = {
        "kind": "email",
        "server": HOST,
        "port": port,
        "security": "none",
        "sender": SENDER,
        "to": [DESK],
    }
    return MailChannel(Mail.model_validate(fields | over), timeout=20.0, tls=tls)


def test_a_message_arrives_in_both_forms_with_its_arabic_whole(mail: MailReceiver, commits: Commits) -> None:
    one = alert("ar", "الطقس")
    channel(mail.port).send(commits.parcel(one, DESK))
    (taken,) = mail.taken
    assert (taken.recipient, commits.seen) == (DESK, [1])
    message = taken.mail()
    assert message["Subject"] == one.title
    assert message["From"] == SENDER
    assert message["Content-Language"] == "ar"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]) == NOON
    text, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and page is not None
    assert CITED[0].title in text.get_content()
    html = page.get_content()
    assert '<html lang="ar" dir="rtl">' in html and '<div lang="ar" dir="rtl">' in html
    assert '<bdi dir="auto" lang="fr">Fortes pluies &lt;b&gt;attendues&lt;/b&gt; &amp; orages</bdi>' in html
    assert 'href="https://example.org/ar?a=1&amp;b=2"' in html
    assert taken.content.isascii()


def test_in_french_it_reads_from_left_to_right(mail: MailReceiver, commits: Commits) -> None:
    channel(mail.port).send(commits.parcel(alert("fr", "Météo"), DESK))
    page = mail.taken[0].mail().get_body(("html",))
    assert page is not None
    assert '<html lang="fr" dir="ltr">' in page.get_content()
    assert mail.taken[0].mail()["Subject"] == "« Météo » en hausse : 34 titres, 8,1 attendus"


# --- the id ----------------------------------------------------------------------------------------


def test_a_second_copy_is_the_same_to_the_byte() -> None:
    first, second = (message_of(alert("ar"), sender=SENDER, recipient=DESK).as_bytes() for _ in range(2))
    assert first == second
    assert f"Message-ID: {message_id(alert('ar').id, sender=SENDER, recipient=DESK)}".encode() in first


def test_ids_differ_by_alert_and_recipient_and_end_with_the_senders_host() -> None:
    ids = {
        message_id(one, sender=SENDER, recipient=to)
        for one in ("a" * 32, "b" * 32)
        for to in (DESK, "night@example.org")
    }
    assert len(ids) == 4
    assert all(id.endswith("@example.org>") for id in ids)
    assert message_id("a", sender=SENDER, recipient=DESK) == message_id(
        "a", sender=SENDER, recipient=DESK.upper()
    )


# --- nothing from outside becomes a header -----------------------------------------------------------


def nasty(text: str) -> Alert:
    return replace(
        alert("ar"), title=text, cited=(Cited(text, text, "ar", "https://example.org"),), body=text
    )


@pytest.mark.parametrize(
    "text",
    [
        "خبر\r\nBcc: everyone@example.org",
        "خبر\nSubject: another",
        "a\r\n\r\n<html>",
        "a\u2028Bcc: x@example.org",
        "a\x00b\x0bc",
        "=?utf-8?q?a=0ABcc=3A_x=40example=2Eorg?=",
    ],
)
def test_a_title_stays_one_header(mail: MailReceiver, commits: Commits, text: str) -> None:
    channel(mail.port).send(commits.parcel(nasty(text), DESK))
    (taken,) = mail.taken
    message = taken.mail()
    assert {name.lower() for name in message} == {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "mime-version",
        "content-type",
    }  # fmt: skip
    assert message["To"] == DESK
    assert taken.recipient == DESK


def test_html_in_what_an_alert_says_is_text(mail: MailReceiver, commits: Commits) -> None:
    channel(mail.port).send(commits.parcel(nasty("<script>alert(1)</script>\"'><img src=x>"), DESK))
    page = mail.taken[0].mail().get_body(("html",))
    assert page is not None
    html = page.get_content()
    assert "<script" not in html and "<img" not in html
    assert html.count("&lt;script&gt;") == 5


def test_a_line_with_a_dot_ends_no_message(mail: MailReceiver, commits: Commits) -> None:
    one = replace(alert("en"), body="first\n.\n..\nQUIT\nlast")
    channel(mail.port).send(commits.parcel(one, DESK))
    text = mail.taken[0].mail().get_body(("plain",))
    assert text is not None
    assert "first\n.\n..\nQUIT\nlast" in text.get_content().replace("\r\n", "\n")


# --- when it is handed over --------------------------------------------------------------------------


def test_before_the_commit_the_server_has_nothing_whole(mail: MailReceiver, commits: Commits) -> None:
    def stop() -> None:
        assert mail.taken == []
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError, match="killed here"):
        channel(mail.port).send(replace(commits.parcel(recipient=DESK), commit=stop))
    channel(mail.port).send(commits.parcel(recipient=DESK))
    assert len(mail.taken) == 1, "the one that was stopped was never taken"


@pytest.mark.parametrize(
    ("refusal", "lasting"),
    [("451 not now", False), ("421 closing", False), ("552 too large", True), ("554 spam", True)],
)
def test_an_answer_says_whether_to_try_again(
    mail: MailReceiver, commits: Commits, refusal: str, lasting: bool
) -> None:
    mail.mischief, mail.refusal = Mischief(refuse=1), refusal
    with pytest.raises(DeliveryError, match=f"expected a yes, got {refusal[:3]}") as told:
        channel(mail.port).send(commits.parcel(recipient=DESK))
    assert (told.value.answered, told.value.lasting) == (True, lasting)
    assert told.value.of_recipient == (refusal[:3] != "421")


@pytest.mark.parametrize("how", ["hang_up", "swallow"])
def test_no_answer_may_mean_that_it_has_it(mail: MailReceiver, commits: Commits, how: str) -> None:
    mail.mischief = Mischief(**{how: 1.0})  # type: ignore[arg-type]
    with pytest.raises(DeliveryError) as told:
        channel(mail.port).send(commits.parcel(recipient=DESK))
    assert not told.value.answered
    assert len(mail.taken) == (how == "swallow")


def test_nobody_there(commits: Commits) -> None:
    with pytest.raises(DeliveryError, match="expected a mail server that answers") as told:
        channel(free_port()).send(commits.parcel(recipient=DESK))
    assert (told.value.answered, commits.seen) == (False, [])


# --- in private --------------------------------------------------------------------------------------


def test_a_password_goes_through_tls_alone(
    certificates: Certificates, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailReceiver(tls_context=certificates.server, require_starttls=True, auth_required=True) as mail:
        signed_in = {"security": "starttls", "user": "alerts", "password_env": "MAIL_PASSWORD"}
        known = channel(mail.port, tls=certificates.client, **signed_in)
        with pytest.raises(DeliveryError, match="environment variable MAIL_PASSWORD"):
            known.send(commits.parcel(recipient=DESK))
        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
        with pytest.raises(DeliveryError, match="got 535") as told:
            known.send(commits.parcel(recipient=DESK))
        assert not told.value.lasting, "a password can be corrected"
        assert not told.value.of_recipient, "it is wrong for all of them"
        monkeypatch.setenv("MAIL_PASSWORD", "open sesame")
        with pytest.raises(DeliveryError, match="expected a trusted certificate"):
            channel(mail.port, **signed_in).send(commits.parcel(recipient=DESK))
        with pytest.raises(DeliveryError, match="STARTTLS"):
            channel(mail.port).send(commits.parcel(recipient=DESK))
        known.send(commits.parcel(recipient=DESK))
        assert len(mail.taken) == 1
        assert commits.seen == [1]


def test_a_server_that_can_not_be_private_gets_nothing(
    mail: MailReceiver, certificates: Certificates, commits: Commits
) -> None:
    with pytest.raises(DeliveryError, match="STARTTLS"):
        channel(mail.port, security="starttls", tls=certificates.client).send(commits.parcel(recipient=DESK))
    assert mail.taken == []
