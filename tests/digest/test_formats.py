"""Briefings as Markdown and as a page: whole, escaped, each text with its own direction."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.newsroom import NOW, SINCE, busy_day, material
from topics.digest.briefing import Briefing, Move, NewTheme, Outage, Quote, TopStory
from topics.digest.building import brief
from topics.digest.markdown import FIRST_STRONG, POP, to_markdown
from topics.digest.page import to_html
from topics.types import Dimension

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "`code` **bold** _it_ | cell # head",
    "\u202eemordnilap\u2069\u2066",
    "line\nbreak\r\n# heading",
    "</bdi></td></tr></table>",
    "&lt;b&gt; & <!-- -->",
)
VOID = {"meta"}


def hostile(text: str, url: str | None = None, language: str = "ar") -> Briefing:
    """A briefing in which every foreign text is this one."""
    quote = Quote(text, text, text, url)
    return Briefing(
        SINCE, NOW, "Africa/Casablanca", language, 12, 3, 9.0, 99,
        stories=(TopStory("S1", quote, 3, 2, (text,), text),),
        risers=(Move(Dimension.THEME, "T1", text, 9, 2.0, SINCE, quote),),
        faders=(Move(Dimension.TOPIC, text, text, 0, 8.0),),
        themes=(NewTheme("T2", text, (text,), 4, quote),),
        outages=(Outage(text, 3, SINCE), Outage(text, usual=4.0)),
    )  # fmt: skip


class Page(HTMLParser):
    """Elements, attributes and text of a page; fails where elements don't nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_shows_hostile_text_as_text(text: str) -> None:
    plain = {tag for tag, _ in Page(to_html(hostile("a plain title"))).elements}
    page = Page(to_html(hostile(text, url=f"https://example.org/?{text}")))
    assert {tag for tag, _ in page.elements} <= plain | {"a"}
    assert text.replace("\r\n", "\n") in page.text.replace("\r\n", "\n")
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


@given(st.text(min_size=1, max_size=40))
def test_any_text_leaves_the_page_whole(text: str) -> None:
    calm = Page(to_html(hostile("calm")))
    page = Page(to_html(hostile(text)))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in calm.elements]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_a_page_has_its_languages_direction(language: str, direction: str) -> None:
    page = Page(to_html(brief(busy_day(), language)))
    assert page.all("html") == [{"lang": language, "dir": direction}]
    assert page.all("body")[0]["dir"] == direction
    assert direction in {table.get("dir") for table in page.all("table")}
    start = "right" if direction == "rtl" else "left"
    styles = " ".join(str(one.get("style")) for _, one in page.elements)
    assert f"text-align:{start}" in styles


def test_a_headline_has_its_own_language_and_direction() -> None:
    page = Page(to_html(brief(busy_day(), "en")))
    assert {"lang": "ar", "dir": "auto"} in page.all("bdi")


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = to_html(hostile("a title", url="https://example.org/a"))
    assert not re.search(r"<(?:link|script|img|style|iframe)\b|url\(|@import|class=", page)
    assert [one["href"] for one in Page(page).all("a")] == ["https://example.org/a"] * 3


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host", "http://", " https://x", ""]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    briefing = hostile("a title", url=url)
    assert Page(to_html(briefing)).all("a") == []
    assert "](" not in to_markdown(briefing)


# --- Markdown ------------------------------------------------------------------------------------


@given(st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=40))
def test_markdown_keeps_its_lines_and_balances_its_isolates(text: str) -> None:
    calm, written = to_markdown(hostile("calm")), to_markdown(hostile(text))
    assert len(written.splitlines()) == len(calm.splitlines())
    assert written.count(FIRST_STRONG) == written.count(POP) == calm.count(POP)
    depth = 0
    for char in written:
        depth += (char == FIRST_STRONG) - (char == POP)
        assert depth in (0, 1), "foreign text opens and closes nothing"


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_hostile_text_as_text(text: str) -> None:
    written = to_markdown(hostile(text))
    assert not re.search(r"<(?!br)[a-z/!]", written), "no HTML"
    for title in re.findall(f"{FIRST_STRONG}(.*?){POP}", written):
        assert not re.search(r"(?<!\\)[`*_\[\]|#]", title.replace("\\\\", ""))


def test_an_address_cannot_leave_its_link() -> None:
    written = to_markdown(hostile("a title", url="https://example.org/a)[x](javascript:alert(1)) \n# b"))
    (link, *_) = re.findall(r"\]\((\S*)\)\*\*", written)
    assert link == "https://example.org/a%29%5Bx%5D%28javascript:alert%281%29%29%20#%20b"


def test_a_briefing_in_markdown_is_read_like_this() -> None:
    written = to_markdown(brief(busy_day(), "fr")).replace(FIRST_STRONG, "").replace(POP, "")
    assert (
        written
        == """\
# Le point sur les titres

mercredi 25 mars 2026

15 titres de 4 médias en 24 heures · d'habitude 25 (−40\u00a0%)

## Les grandes histoires

- **La tempête ferme le port de Nador**\\
  4 médias · 9 titres · arabe, français

## Ce qui monte

- **tempête · port**\\
  9 titres, d'habitude 0 · nouveau thème\\
  La tempête ferme le port de Nador — صدى الأطلس

## Ce qui retombe

- **match** −100\u00a0%\\
  0 titre, d'habitude 16
- **Sport** −100\u00a0%\\
  0 titre, d'habitude 16

## Médias absents

- **Radio Bled**\\
  aucun titre en 24 heures, d'habitude 9 par jour

*Au mercredi 25 mars 2026, 08:00 (Africa/Casablanca)*
"""
    )


# --- little to tell ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "empty", "quiet"),
    [
        ("ar", "لا عناوين في المخزن بعد", "لا عنوان خلال"),
        ("fr", "Aucun titre en mémoire", "Aucun titre ces dernières"),
        ("en", "No headlines stored yet", "No headline in the last 24 hours"),
    ],
)
def test_where_there_is_nothing_to_tell_it_says_so(language: str, empty: str, quiet: str) -> None:
    for stored, said in ((0, empty), (700, quiet)):
        briefing = brief(material(stored=stored), language)
        assert said in to_markdown(briefing)
        assert said in Page(to_html(briefing)).text
        assert to_markdown(briefing).count("## ") == 0


def test_headlines_without_a_story_are_no_empty_list() -> None:
    briefing = replace(brief(busy_day(), "en"), stories=())
    assert "No story was told by several headlines." in to_markdown(briefing)
    assert "No story was told by several headlines." in Page(to_html(briefing)).text


def test_a_number_near_the_usual_one_is_as_usual() -> None:
    briefing = replace(brief(busy_day(), "en"), usual=15.4)
    assert "usually 15 (as usual)" in to_markdown(briefing)
