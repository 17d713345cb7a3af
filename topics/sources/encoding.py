"""Bytes to text, whatever was declared: UTF-8, UTF-16, windows-1256 (Arabic), windows-1252 (Western)."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 65_536  # bytes that are enough to tell
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]+)""", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
# Names that outlets declare when they mean the wider Windows page.
_WIDER = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "iso8859-6": "cp1256"}
# Encodings that Python knows and no page is in; some of them take minutes for a megabyte.
_NOT_OF_TEXT = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"})
_COMMON_ARABIC = re.compile("(?:^|[^\u0621-\u064a])(?:ال|في|من|على|إلى|و)[\u0621-\u064a]*")
_ARABIC = re.compile("[\u0621-\u064a]")


def decode(data: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding. Never raises: what fits nothing keeps replacement characters.

    ``content_type`` is the HTTP header; a declaration inside the bytes is found here. Both are believed only
    as far as the bytes agree.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    wide = _utf16_without_mark(data)
    if wide:
        return data.decode(wide, "replace"), wide
    sample = _sample(data)
    if _is_utf8(data) or _mostly_utf8(sample):  # whatever is declared
        return data.decode("utf-8", "replace"), "utf-8"
    for declaration in ((content_type or "").encode("ascii", "replace"), data[:2048]):
        named = _named(declaration)
        if named and named not in {"utf-8", "cp1252"} and _fits(data, named):
            return data.decode(named), named
    encoding = "cp1256" if _arabic_page(sample) else "cp1252"
    return data.decode(encoding, "replace"), encoding


def _is_utf8(data: bytes) -> bool:
    """UTF-8 to the last letter; that one may be cut, if there is another one to believe it by."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return False
    return not decoder.getstate()[0] or not text.isascii()


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _sample(data: bytes) -> bytes:
    """Bytes that are enough to tell, from the first one on that ASCII does not have."""
    found = _HIGH.search(data)
    start = max(0, found.start() - 100) if found else 0
    return data[start : start + _LOOKED_AT]


def _mostly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few broken bytes (pasted from elsewhere) is still UTF-8."""
    text = sample.decode("utf-8", "replace")
    wide = sum(not char.isascii() and char != "\ufffd" for char in text)
    return text.count("\ufffd") * 4 < wide


def _utf16_without_mark(data: bytes) -> str | None:
    """Every other byte of Latin or Arabic text in UTF-16 is one of very few."""
    head = data[: min(len(data), 4096) // 2 * 2]
    if len(head) < 8:
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        telling = sum(byte in (0x00, 0x06) for byte in high)
        if telling >= 0.9 * len(high) and 0x00 in high:
            return encoding
    return None


def _named(declaration: bytes) -> str | None:
    """The encoding that a header or the first bytes of a document name, if it is one that text has."""
    found = _DECLARED.search(declaration)
    if found is None:
        return None
    try:
        known = codecs.lookup(found[1].decode("ascii")).name
    except (LookupError, ValueError):
        return None
    if known in _NOT_OF_TEXT or known.startswith(("utf-16", "utf-32")):  # those were told from the bytes
        return None
    return _WIDER.get(known, known)


def _arabic_page(sample: bytes) -> bool:
    """Does the text make sense as Arabic? In windows-1252 the same bytes are a heap of accented letters."""
    arabic = sample.decode("cp1256", "replace")
    letters = len(_ARABIC.findall(arabic))
    high = sum(byte >= 0x80 for byte in sample)
    if not high:
        return False
    runs = sum(len(run) for run in re.findall("[\u0621-\u064a]{2,}", arabic))
    return letters >= 0.6 * high and runs >= 0.6 * letters and bool(_COMMON_ARABIC.search(arabic))
