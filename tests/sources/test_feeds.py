"""Feeds of every kind and condition.

Each file in ``feeds/`` is one case: a comment that says what is expected, then the document itself. To add a
case, add a file. The comment holds JSON:

- ``headlines``: what must come out, in this order; of each, only the fields that are named are compared.
- ``problems``: the codes that must be recorded (default: none), in any order.
- ``encoding``: how the document is sent (default: utf-8); ``mark``: with a byte order mark in front.
- ``content_type``: the header that it is sent with (default: none).
"""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.sources.feeds import parse_feed, without_markup
from topics.sources.items import MOST_ITEMS, MOST_PROBLEMS
from topics.types import Batch, Headline, Source

FOLDER = Path(__file__).parent / "feeds"
PLACE = "https://outlet.example/rss"


def case(path: Path) -> tuple[dict[str, Any], bytes]:
    """What a file expects, and the bytes of its document."""
    comment, document = path.read_text(encoding="utf-8").split("-->\n", 1)
    expected = json.loads(comment.removeprefix("<!--"))
    encoding = expected.get("encoding", "utf-8")
    mark = codecs.BOM_UTF16_BE if expected.get("mark") else b""
    return expected, mark + document.rstrip("\n").encode(encoding)


def parse(data: bytes | str, outlet: Source, now: datetime, *, content_type: str | None = None) -> Batch:
    raw = data.encode() if isinstance(data, str) else data
    return parse_feed(raw, source=outlet, url=PLACE, content_type=content_type, now=now)


def shown(headline: Headline, field: str) -> str | None:
    """A field as expectations write it."""
    value = getattr(headline, field)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_feed_gives_what_it_promises(path: Path, outlet: Source, now: datetime) -> None:
    expected, document = case(path)
    batch = parse(document, outlet, now, content_type=expected.get("content_type"))
    wanted = expected["headlines"]
    assert [headline.title for headline in batch.headlines] == [one["title"] for one in wanted]
    for headline, one in zip(batch.headlines, wanted, strict=True):
        assert {name: shown(headline, name) for name in one} == one
        assert headline.source == outlet.name
        assert headline.fetched == now
    assert sorted(problem.code for problem in batch.problems) == sorted(expected.get("problems", []))
    assert all(problem.source == outlet.name for problem in batch.problems)
    assert len({headline.id for headline in batch.headlines}) == len(batch.headlines)


@pytest.mark.parametrize(
    "name", ["rss-1.0.xml", "rss-2.0.xml", "atom-1.0.xml", "news-sitemap.xml", "json-feed.json"]
)
def test_feed_cut_anywhere_gives_a_beginning_of_its_headlines(
    name: str, outlet: Source, now: datetime
) -> None:
    expected, document = case(FOLDER / name)
    titles = [one["title"] for one in expected["headlines"]]
    lengths = set()
    for end in range(0, len(document) - 1, 5):
        batch = parse(document[:end], outlet, now)
        found = [headline.title for headline in batch.headlines]
        assert found == titles[: len(found)]
        assert batch.problems
        lengths.add(len(found))
    assert lengths == set(range(len(titles) + 1))


# --- identity ----------------------------------------------------------------------------------


def test_ids_stay_when_titles_are_corrected_and_feeds_grow(outlet: Source, now: datetime) -> None:
    before = "<rss><channel><item><title>Rain exepcted tomorow</title><guid>7</guid></item></channel></rss>"
    after = (
        "<rss><channel><item><title>Sun on Friday</title><guid>8</guid></item>"
        "<item><title>Rain expected tomorrow</title><guid>7</guid></item></channel></rss>"
    )
    old = parse(before, outlet, now).headlines[0]
    new = {headline.title: headline for headline in parse(after, outlet, now).headlines}
    assert new["Rain expected tomorrow"].id == old.id
    assert new["Sun on Friday"].id != old.id


def test_items_without_guid_are_known_by_address_whatever_tracks_them(outlet: Source, now: datetime) -> None:
    def item(link: str) -> str:
        return f"<rss><channel><item><title>Rain tomorrow</title><link>{link}</link></item></channel></rss>"

    one = parse(item("https://outlet.example/rain?utm_source=a"), outlet, now).headlines[0]
    other = parse(item("https://outlet.example/rain?utm_source=b#x"), outlet, now).headlines[0]
    assert one.id == other.id


def test_same_item_of_two_outlets_is_two(now: datetime) -> None:
    text = "<rss><channel><item><title>Rain tomorrow</title><guid>7</guid></item></channel></rss>"
    one, other = (parse(text, Source(name, PLACE), now).headlines[0] for name in ("A", "B"))
    assert one.id != other.id


# --- limits ------------------------------------------------------------------------------------


def many(items: Iterator[str] | list[str]) -> str:
    return '<rss version="2.0"><channel><title>x</title>' + "".join(items) + "</channel></rss>"


def test_more_items_than_anyone_reads_are_left_out(outlet: Source, now: datetime) -> None:
    items = [
        f"<item><title>Entry {n} of a long list</title><guid>{n}</guid></item>" for n in range(MOST_ITEMS + 9)
    ]
    batch = parse(many(items), outlet, now)
    assert len(batch.headlines) == MOST_ITEMS
    assert [problem.code for problem in batch.problems] == ["too-many-items"]
    as_json = json.dumps(
        {"items": [{"id": n, "title": f"Entry {n} of a long list"} for n in range(MOST_ITEMS + 9)]}
    )
    batch = parse(as_json, outlet, now)
    assert len(batch.headlines) == MOST_ITEMS
    assert [problem.code for problem in batch.problems] == ["too-many-items"]


def test_many_problems_are_counted_not_listed(outlet: Source, now: datetime) -> None:
    items = ["<item><title>…</title></item>"] * (MOST_PROBLEMS + 20)
    batch = parse(many(items), outlet, now)
    assert len(batch.problems) == MOST_PROBLEMS + 1
    assert batch.problems[-1].code == "more-problems"
    assert "no-title: 20" in batch.problems[-1].message


LONG = 100_000  # characters
HOSTILE = {
    "tags nested without end": many(["<item>" + "<b>" * (LONG // 3)]),
    "items that never close": many(["<item><title>x"] * (LONG // 14)),
    "comments that never close, escaped": many(
        ["<item><title>" + "&lt;!-- " * (LONG // 8) + "</title></item>"]
    ),
    "comments that never close": many(["<item><title>" + "<!--" * (LONG // 4)]),
    "quoted sections that never close": many(["<item><title>" + "<![CDATA[" * (LONG // 9)]),
    "ampersands": many(["<item><title>" + "&" * LONG + "</title></item>"]),
    "attributes": many(["<item " + 'a="1" ' * (LONG // 6) + "><title>x</title></item>"]),
    "brackets": many(["<item><title>" + "<" * LONG + "</title></item>"]),
    "white space": many(["<item><title>" + " " * LONG + "</title></item>"]),
    "a date of digits": many(["<item><title>Long date</title><pubDate>" + "1" * LONG + "</pubDate></item>"]),
    "nested JSON": '{"items":' + "[" * LONG,
    "a number without end": '{"items":[{"title":"x","id":' + "9" * LONG + "}]}",
    "entities by the thousand": "<!DOCTYPE rss ["
    + "".join(f'<!ENTITY e{n} "x">' for n in range(4000))
    + "]>"
    + many([f"<item><title>&e{n}; &x{n}; reading</title></item>" for n in range(4000)]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feed_is_read_in_seconds(name: str, outlet: Source, now: datetime) -> None:
    began = time.process_time()
    batch = parse(HOSTILE[name], outlet, now)
    assert time.process_time() - began < 4
    assert batch.problems or batch.headlines


# --- whatever comes ----------------------------------------------------------------------------

PIECES = [
    b"<rss>", b"<rss version='2.0'><channel>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<urlset>",
    b"<rdf:RDF>", b"<item>", b"</item>", b"<entry>", b"</entry>", b"<url>", b"</url>", b"<title>",
    b"</title>", b"<link>", b"</link>", b"<link href='//x'/>", b"<guid>", b"<pubDate>", b"</pubDate>",
    b"<news:news>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;",
    b'{"items":[', b'{"title":"\\ud800 x"}', b'"url":"http://["', b"]}", b",", b"\xff\xfe", b"\x00",
    "أخبار".encode("cp1256"), "أخبار".encode(), b"<?xml version='1.0' encoding='punycode'?>", b"http://[x/",
]  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join)))
def test_any_bytes_give_headlines_and_problems_never_an_error(data: bytes) -> None:
    moment = datetime.fromisoformat("2026-03-25T12:00:00+00:00")
    outlet = Source("Outlet", PLACE)
    batch = parse(data, outlet, moment)
    for headline in batch.headlines:
        assert headline.title.strip()
        assert "\n" not in headline.title
        (headline.title + (headline.url or "") + (headline.summary or "")).encode()  # a store can keep it
        assert headline.published is None or headline.published.tzinfo is not None
    assert len({headline.id for headline in batch.headlines}) == len(batch.headlines)
    for problem in batch.problems:
        problem.message.encode()


@given(st.text(alphabet="<>!-/ab &;\n", max_size=60))
def test_text_without_tags_stays_as_it_is(text: str) -> None:
    if "<" not in text:
        assert without_markup(text) == text
    assert len(without_markup(text)) <= len(text) or "<" in text
