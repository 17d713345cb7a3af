"""Bytes to text, whatever was declared."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topics.sources.encoding import decode

ARABIC = "انطلاق أشغال بناء المكتبة الجديدة وسط المدينة، وفتح أبوابها في الصيف"
FRENCH = "L'été à Saïdia : la bibliothèque rouvre ses portes – enfin un événement"
ENGLISH = "Library reopens in summer"
EVERY = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"]


@pytest.mark.parametrize("encoding", EVERY)
def test_arabic_is_told_without_being_declared(encoding: str) -> None:
    page = f"<rss><title>{ARABIC}</title></rss>"
    assert decode(page.encode(encoding))[0] == page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_french_is_told_without_being_declared(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding))[0] == FRENCH


def test_mixed_page_is_told_by_what_is_most_of_it() -> None:
    mixed = f"{ARABIC} – café {ARABIC}"
    assert decode(mixed.encode("cp1256")) == (mixed, "cp1256")


@pytest.mark.parametrize(
    "declared", ["utf-8", "utf-16", "iso-8859-1", "us-ascii", "punycode", "zip", "no-such"]
)
@pytest.mark.parametrize("place", ["header", "XML"])
def test_wrong_declaration_is_not_believed(declared: str, place: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><a>{ARABIC}</a>' if place == "XML" else ARABIC
    header = f"text/xml; charset={declared}" if place == "header" else None
    assert decode(text.encode("cp1256"), header)[0] == text
    assert decode(text.encode("utf-8"), header)[0] == text


def test_right_declaration_decides_where_bytes_do_not() -> None:
    short = "فاس"  # too little to tell windows-1256 from windows-1252
    assert decode(short.encode("cp1256"), 'text/html; charset="windows-1256"') == (short, "cp1256")
    declared = f'<meta charset="windows-1256">{short}'
    assert decode(declared.encode("cp1256")) == (declared, "cp1256")
    turkish = '<?xml version="1.0" encoding="iso-8859-9"?>İstanbul ışıkları'
    assert decode(turkish.encode("iso-8859-9"))[0] == turkish


def test_windows_characters_in_declared_latin_pages_are_read() -> None:
    assert (
        decode("“Énigme” – suite".encode("cp1252"), "text/html; charset=ISO-8859-1")[0] == "“Énigme” – suite"
    )


def test_arabic_after_much_that_is_plain_is_told() -> None:
    page = "<script>" + "var x = 1;" * 20_000 + f"</script>{ARABIC}"
    assert decode(page.encode("cp1256"))[0] == page


@pytest.mark.parametrize("text", [ARABIC, FRENCH])
def test_utf_8_cut_inside_a_letter_loses_that_letter_only(text: str) -> None:
    data = text.encode()
    for end in range(len(data)):
        whole = data[:end].decode("utf-8", "ignore")
        if not whole.isascii():
            assert decode(data[:end], "text/xml; charset=windows-1256")[0].rstrip("\ufffd") == whole


def test_utf_8_with_a_few_broken_bytes_is_still_utf_8() -> None:
    text, encoding = decode(ARABIC.encode() + b"\xe9\xff" + ARABIC.encode())
    assert encoding == "utf-8"
    assert text.startswith(ARABIC)
    assert text.endswith(ARABIC)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_cut_inside_a_letter_is_still_utf_16(encoding: str) -> None:
    assert decode(f"<rss>{ARABIC}".encode(encoding)[:-1])[0].startswith("<rss>انطلاق")


def test_plain_text_is_plain() -> None:
    assert decode(b"") == ("", "utf-8")
    assert decode(ENGLISH.encode()) == (ENGLISH, "utf-8")


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
@example(b"\xe9", "charset=undefined")
@example(b"\xe9" * 50, "charset=idna")
@example(codecs.BOM_UTF16_LE, "charset=\ud800")
def test_any_bytes_and_any_header_give_text(data: bytes, header: str | None) -> None:
    text, encoding = decode(data, header)
    assert isinstance(text, str)
    assert codecs.lookup(encoding)


@given(st.text(max_size=60).filter(lambda text: not text.startswith("\ufeff") and "\0" not in text))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if not text.isascii():
        data = text.encode("utf-8", "ignore")
        assert decode(data)[0] == data.decode()


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "utf-7"])
def test_encodings_that_take_for_ever_are_not_tried(name: str) -> None:
    data = f'<?xml encoding="{name}"?>'.encode() + b"\xe9a" * 500_000
    began = time.process_time()
    decode(data)
    assert time.process_time() - began < 2
