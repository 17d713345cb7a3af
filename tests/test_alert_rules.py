"""A file of alert rules: what it may say, and how a mistake in it is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.alert_channels import AtomFeed, Lines, Mail
from topics.alert_rules import AlertRules, QuietHours, example_rules, load_alert_rules, parse_alert_rules
from topics.errors import AlertRulesError
from topics.types import Bin, Dimension

CHANNEL = '[channel.log]\nkind = "jsonl"\n'
RULE = '[[rule]]\nname = "rises"\nby = "topic"\nleast_score = 4\nchannels = ["log"]\n'


def parsed(text: str) -> AlertRules:
    return parse_alert_rules(text.encode(), "alerts.toml", Path("/desk"))


def test_the_shipped_example_is_usable_as_it_is() -> None:
    found = parsed(example_rules())
    assert [rule.by for rule in found.rule] == [Dimension.TOPIC, Dimension.THEME]
    assert [rule.language for rule in found.rule] == ["ar", "fr"], "a rule's own language wins"
    assert found.rule[0].keys is None
    assert found.rule[0].quiet == QuietHours.model_validate("22:00-07:00")
    assert isinstance(found.channel["feed"], AtomFeed)


def test_every_line_of_the_example_that_is_commented_out_is_usable_too() -> None:
    lines = example_rules().splitlines()
    shown = [
        line.removeprefix("# ") if line.startswith(("# [", "# kind")) or " = " in line[:24] else line
        for line in lines
    ]
    found = parsed("\n".join(shown))
    assert set(found.channel) == {"log", "feed", "desk", "mail"}
    assert found.channel["mail"].variables() == ("TOPICS_MAIL_PASSWORD",)
    assert found.channel["mail"].recipients() == ("desk@example.org", "night@example.org")


def test_files_of_channels_lie_beside_the_rules() -> None:
    log = parsed(CHANNEL + 'path = "out/alerts.jsonl"\n' + RULE).channel["log"]
    assert isinstance(log, Lines)
    assert log.path == Path("/desk/out/alerts.jsonl")
    absolute = parsed(CHANNEL + 'path = "/srv/alerts.jsonl"\n' + RULE).channel["log"]
    assert isinstance(absolute, Lines)
    assert absolute.path == Path("/srv/alerts.jsonl")


def test_what_a_rule_does_not_say() -> None:
    (rule,) = parsed(CHANNEL + RULE).rule
    assert (rule.every, rule.least_outlets, rule.cool_down_hours, rule.language) == (Bin.HOUR, 2, 12, "ar")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CHANNEL + RULE.replace("4", '"much"'), r"rule 'rises', field 'least_score': .*got 'much'"),
        (CHANNEL + RULE.replace("4", "-4"), r"field 'least_score': .*greater than 0, got -4"),
        (CHANNEL + RULE.replace("least_s", "leas_s"), r"field 'leas_score': .*did you mean 'least_score'"),
        (CHANNEL + RULE.replace("least_score = 4", ""), r"rule 'rises': expected least_score, most_p"),
        (CHANNEL + RULE.replace("score = 4", "ratio = 2"), r"rule 'rises': expected least_headlines"),
        (CHANNEL + RULE.replace('"topic"', '"word"'), r"field 'by': .*'theme'.*got 'word'"),
        (CHANNEL + RULE.replace('name = "rises"', ""), r"rule number 1, field 'name': expected a value"),
        (CHANNEL + RULE + 'every = "week"\n', r"field 'every': .*got 'week'"),
        (CHANNEL + RULE + 'keys = "sport"\n', r"field 'keys': expected .all. or a list of keys, got"),
        (CHANNEL + RULE + 'keys = ["sport", "sport"]\n', r"field 'keys': expected each once"),
        (CHANNEL + RULE + 'quiet = "22:00"\n', r"field 'quiet': expected hours such as .22:00-07:00., got"),
        (CHANNEL + RULE + 'quiet = "22:00-25:00"\n', r"field 'quiet': expected hours"),
        (CHANNEL + RULE + 'quiet = "07:00-07:00"\n', r"field 'quiet': expected two different times"),
        (CHANNEL + RULE + RULE, r"field 'name': expected each once"),
        (CHANNEL + RULE.replace('["log"]', '["desk"]'), r"expected one of log, got 'desk'; add \[channel"),
        (CHANNEL.replace("jsonl", "fax") + RULE, r"channel 'log', field 'kind': .*got"),
        (CHANNEL + 'colour = "red"\n' + RULE, r"channel 'log', field 'colour': expected a known field"),
        (RULE, r"the file, field 'channel': expected a value"),
        (CHANNEL, r"the file, field 'rule': expected a value"),
        (CHANNEL + RULE + '[[rules]]\nname = "x"\n', r"the file, field 'rules': expected a known field"),
        ("rule = 1\n" + CHANNEL, r"the file, field 'rule'"),
        ("[[rule]\n", r"alerts\.toml: not valid TOML: .*line 1"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_field(text: str, said: str) -> None:
    with pytest.raises(AlertRulesError, match=said) as caught:
        parsed(text)
    assert str(caught.value).startswith("alerts.toml: ")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(AlertRulesError) as caught:
        parsed(CHANNEL + RULE.replace("4", "-4") + 'quiet = "never"\n')
    assert len(str(caught.value).splitlines()) == 2


MAIL = """
[channel.m]
kind = "email"
server = "smtp.example.org"
sender = "a@example.org"
to = ["b@example.org"]
"""
HOOK = '[channel.h]\nkind = "webhook"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAIL.replace("b@example.org", "b"), r"channel 'm', field 'to': expected e-mail addresses"),
        (MAIL.replace("b@example.org", r"b@example.org\nBcc: c@example.org"), r"expected e-mail addresses"),
        (MAIL.replace("a@example.org", r"Desk\r\nX: y <a@example.org>"), r"field 'sender': expected e-mail"),
        (MAIL + 'user = "a"\n', r"channel 'm'.*: expected both user and password_env"),
        (MAIL + 'user = "a"\npassword_env = "P"\nsecurity = "none"\n', r"where a password is sent"),
        (
            MAIL + 'user = "a"\npassword_env = "open sesame"\n',
            r"expected the name of an environment variable",
        ),
        (MAIL + 'password = "open sesame"\n', r"field 'password': expected a known field"),
        (HOOK, r"channel 'h'.*: expected either url or url_env"),
        (HOOK + 'url = "https://example.org"\nurl_env = "U"\n', r"expected either url or url_env"),
        (HOOK + 'url = "ftp://example.org"\n', r"expected a URL with http or https"),
        (HOOK + 'url = "https://example.org/a b"\n', r"expected a URL with http or https"),
    ],
)
def test_a_channel_that_can_not_work_is_refused(text: str, said: str) -> None:
    with pytest.raises(AlertRulesError, match=said):
        parsed(text + CHANNEL + RULE)


def test_a_file_that_is_missing_or_no_text_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        AlertRulesError, match=r"TOPICS_ALERTS, or begin one with `topics alerts check --example"
    ):
        load_alert_rules(tmp_path / "alerts.toml")
    (tmp_path / "alerts.toml").write_bytes('name = "تنبيه"'.encode("utf-16"))
    with pytest.raises(AlertRulesError, match="expected UTF-8"):
        load_alert_rules(tmp_path / "alerts.toml")


def test_each_address_of_a_mail_channel_gets_one_message() -> None:
    mail = Mail.model_validate(
        {"kind": "email", "server": "s", "sender": "a@b.c", "to": ["Desk <d@b.c>", "d@b.c", "e@b.c"]}
    )
    assert mail.recipients() == ("d@b.c", "e@b.c")


# --- quiet hours -----------------------------------------------------------------------------------

NIGHT = QuietHours.model_validate("22:00-07:00")


def at(zone: str, *moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]


def test_quiet_hours_pass_midnight_by_the_newsrooms_clock() -> None:
    zone = "Africa/Casablanca"
    quiet = {(21, 59): False, (22, 0): True, (23, 59): True, (0, 0): True, (6, 59): True, (7, 0): False}
    for (hour, minute), expected in quiet.items():
        assert NIGHT.holds(at(zone, 2026, 3, 25, hour, minute), zone) is expected
    assert not NIGHT.holds(datetime(2026, 7, 1, 21, 30, tzinfo=UTC), "UTC")
    assert NIGHT.holds(datetime(2026, 7, 1, 21, 30, tzinfo=UTC), zone), "22:30 there"


def test_quiet_hours_within_a_day() -> None:
    siesta = QuietHours.model_validate("13:00-15:30")
    moments = {(12, 59): False, (13, 0): True, (15, 29): True, (15, 30): False, (0, 30): False}
    for (hour, minute), expected in moments.items():
        assert siesta.holds(at("Europe/Paris", 2026, 3, 25, hour, minute), "Europe/Paris") is expected


def test_the_hour_that_clocks_repeat_is_as_quiet_as_its_name_says() -> None:
    """Casablanca, 15 February 2026: at 3:00 clocks went back to 2:00 for Ramadan, and on 22 March forward."""
    zone = "Africa/Casablanca"
    early = QuietHours.model_validate("02:15-02:45")
    first, second = (at(zone, 2026, 2, 15, 2, 30, fold=fold) for fold in (0, 1))
    assert (second - first).total_seconds() == 3600
    assert early.holds(first, zone) and early.holds(second, zone)
    skipped = datetime(2026, 3, 22, 1, 59, tzinfo=UTC), datetime(2026, 3, 22, 2, 0, tzinfo=UTC)
    assert [f"{one.astimezone(ZoneInfo(zone)):%H:%M}" for one in skipped] == ["01:59", "03:00"]
    assert [early.holds(one, zone) for one in skipped] == [False, False]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.times(), st.times(), st.sampled_from(["Africa/Casablanca", "Europe/Paris", "Asia/Kolkata"]),
)  # fmt: skip
def test_a_moment_is_quiet_by_one_of_two_halves_of_the_clock(
    now: datetime, a: object, b: object, zone: str
) -> None:
    if a == b:
        return
    one = QuietHours.model_construct(begin=a, end=b)
    other = QuietHours.model_construct(begin=b, end=a)
    assert one.holds(now, zone) is not other.holds(now, zone)
