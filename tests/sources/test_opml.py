"""Lists of outlets as feed readers exchange them."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.sources.opml import read_opml, write_opml
from topics.types import Source, SourceKind

OURS = [
    Source("الصباح الجديد", "https://sabah.example/rss?lang=ar&all=1", language="ar", group="المغرب"),
    Source("Le Courrier & Cie « du\u00a0port »", "https://courrier.example/atom.xml", language="fr"),
    Source("Valley <Voice>", "http://valley.example/", SourceKind.PAGE, "en", "World/Hills", enabled=False),
    Source("Desk", "/srv/desk/*.csv", SourceKind.FILE, None, "المغرب"),
]


def by_name(sources: list[Source]) -> dict[str, Source]:
    return {source.name: source for source in sources}


def test_what_is_written_is_read_back() -> None:
    found, problems = read_opml(write_opml(OURS))
    assert by_name(found) == by_name(OURS)
    assert problems == []


def test_other_readers_find_what_they_expect() -> None:
    root = fromstring(write_opml(OURS))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.find("head/title") is not None
    folders = [outline for outline in root.findall("body/outline") if outline.get("xmlUrl") is None]
    assert [folder.get("text") for folder in folders] == ["المغرب", "World/Hills"]
    assert [len(folder) for folder in folders] == [2, 1]
    feed = root.find("body/outline[@xmlUrl='https://courrier.example/atom.xml']")
    assert feed is not None
    assert (feed.get("type"), feed.get("text")) == ("rss", OURS[1].name)


FOREIGN = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0">
  <head><title>Abonnements</title></head>
  <body>
    <outline text="Maroc" title="Maroc">
      <outline text="Presse">
        <outline type="rss" text="Journal de l'été" title="Journal de l'été" xmlUrl="https://ete.example/rss"
                 htmlUrl="https://ete.example/" description="Un été & ses nouvelles"/>
        <outline text="Folder of nothing"/>
      </outline>
      <outline TYPE="rss" text="Old attribute" xmlurl="https://old.example/rss"/>
    </outline>
    <outline type="atom" text="Atom" xmlUrl="https://atom.example/feed"/>
    <outline type="atom" text="Atom" xmlUrl="https://atom.example/other"/>
    <outline type="rss" xmlUrl="https://nameless.example/rss"/>
    <outline type="rss" text="No address"/>
    <outline type="rss" text="Not of the web" xmlUrl="file:///etc/passwd"/>
  </body>
</opml>
"""


def test_lists_of_other_readers_are_read_with_their_folders() -> None:
    found, problems = read_opml(FOREIGN.encode("latin-1"))
    assert [(source.name, source.location, source.group) for source in found] == [
        ("Journal de l'été", "https://ete.example/rss", "Maroc/Presse"),
        ("Old attribute", "https://old.example/rss", "Maroc"),
        ("Atom", "https://atom.example/feed", None),
        ("Atom (2)", "https://atom.example/other", None),
        ("https://nameless.example/rss", "https://nameless.example/rss", None),
    ]
    assert all(source.kind is SourceKind.FEED and source.enabled for source in found)
    assert [(problem.position, problem.code) for problem in problems] == [
        ("outline 6", "no-url"),
        ("outline 7", "bad-url"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_in_any_encoding(encoding: str) -> None:
    text = write_opml(OURS[:1]).decode().replace("<?xml version='1.0' encoding='utf-8'?>", "")
    assert read_opml(text.encode(encoding)) == (OURS[:1], [])


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE opml [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, EXTERNAL])
def test_entity_attacks_are_refused(doctype: str) -> None:
    text = f'{doctype}<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>'
    found, problems = read_opml(text.encode())
    assert found == []
    assert [problem.code for problem in problems] == ["entities-refused"]


@pytest.mark.parametrize(
    "data", [b"", b"<opml>", b"<opml/>", b"<rss><channel/></rss>", b"\xff\xfe", b"<html><body></body></html>"]
)
def test_what_is_no_opml_is_a_problem(data: bytes) -> None:
    found, problems = read_opml(data)
    assert found == []
    assert [problem.code for problem in problems] == ["not-opml"]


def test_folders_nested_without_end_are_read_to_a_depth() -> None:
    inner = '<outline type="rss" text="deep" xmlUrl="https://a.example/"/>'
    text = "<opml><body>" + '<outline text="f">' * 5000 + inner + "</outline>" * 5000 + "</body></opml>"
    assert read_opml(text.encode())[0] == []
    text = "<opml><body>" + '<outline text="f">' * 40 + inner + "</outline>" * 40 + "</body></opml>"
    assert read_opml(text.encode())[0][0].group == "/".join("f" * 40)


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
).map(str.strip)


@given(st.lists(names.filter(bool), max_size=5, unique=True), st.sampled_from([None, "Maroc", "A/B"]))
def test_any_name_comes_back(given_names: list[str], group: str | None) -> None:
    ours = [Source(name, "https://a.example/?a=1&b=<2>", group=group) for name in given_names]
    assert read_opml(write_opml(ours)) == (ours, [])


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda data: b"<opml><body>" + data)))
def test_any_bytes_give_sources_or_problems(data: bytes) -> None:
    found, problems = read_opml(data)
    assert found or problems or b"body" in data
