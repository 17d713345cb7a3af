"""Addresses as keys."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topics.sources.urls import LONGEST, canonical_url


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=rss&utm_medium=feed&utm_campaign=x", "fbclid=IwAR0", "gclid=1&dclid=2&msclkid=3",
        "xtor=RSS-1", "at_medium=custom7&at_custom1=x", "mc_cid=1&mc_eid=2", "ref_src=twsrc", "_ga=1",
        "UTM_Source=x", "utm%5Fterm=x", "igshid=1", "ns_mchannel=rss", "spm=a.b.c", "",
    ],
)  # fmt: skip
def test_tracking_parameters_go(query: str) -> None:
    assert canonical_url(f"https://outlet.example/story?{query}") == "https://outlet.example/story"
    kept = canonical_url(f"https://outlet.example/story?id=7&{query}&page=2")
    assert kept == "https://outlet.example/story?id=7&page=2"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Outlet.Example:443/A", "https://outlet.example/A"),
        ("http://outlet.example:80", "http://outlet.example/"),
        ("http://outlet.example:8080/a#comments", "http://outlet.example:8080/a"),
        ("https://reader:secret@outlet.example/a", "https://outlet.example/a"),
        ("  https://outlet.example/a b  ", "https://outlet.example/a%20b"),
        ("https://outlet.example/?p=12", "https://outlet.example/?p=12"),
        ("https://outlet.example/x?b=2&a=1&b=3", "https://outlet.example/x?b=2&a=1&b=3"),
        ("https://outlet.example/x?flag&q=%C7%E1&r=a+b", "https://outlet.example/x?flag&q=%C7%E1&r=a+b"),
        ("https://outlet.example/أخبار/خبر", "https://outlet.example/أخبار/خبر"),
        (
            "https://outlet.example/source?source=3&medium=oil",
            "https://outlet.example/source?source=3&medium=oil",
        ),
        ("https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a"),
        ("/a", "https://base.example/a"),
        ("a?utm_source=x", "https://base.example/section/a"),
        ("//other.example/a", "https://other.example/a"),
        ("", "https://base.example/section/page"),
    ],
)
def test_one_page_has_one_address(written: str, canonical: str) -> None:
    assert canonical_url(written, base="https://base.example/section/page") == canonical


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)", "mailto:desk@outlet.example", "ftp://outlet.example/a", "file:///etc/passwd",
        "data:,x", "http://", "http:///path", "https://outlet.example:99999/", "https://outlet.example:x/",
        "http://[::1/", "story/7", "", "https://outlet.example/\x00", "https://outlet.example/\ud800",
        "urn:uuid:1", "https://outlet.example/" + "a" * LONGEST,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(written: str) -> None:
    assert canonical_url(written) is None


addresses = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="htps:/.?&=#[]@%:utm_xé\ud800 \n\0", max_size=60),
    st.text(max_size=40).map(lambda rest: f"https://outlet.example/{rest}"),
)


@given(addresses, st.one_of(st.none(), addresses))
@example("https://outlet.example/?\ud800=1", None)
@example("//[", "http://[")
def test_any_text_gives_a_stable_address_or_none(written: str, base: str | None) -> None:
    once = canonical_url(written, base=base)
    if once is not None:
        assert once.startswith(("http://", "https://"))
        assert "#" not in once
        once.encode()
        assert canonical_url(once) == once
