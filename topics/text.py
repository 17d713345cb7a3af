"""Normal forms of headlines: the one for matching, the one for showing, and what is derived from them.

Everything here is a pure function of its arguments; nothing raises on any string.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import NamedTuple

from topics.spelling import usual_spelling

_TATWEEL = "\u0640"
_LETTERS = {
    # Alef and hamza seats, alef maqsura, ta marbuta: writers use them freely for one another.
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ؤٶ", "و"),
    **dict.fromkeys("ئىیېےۓٸؠۍێ", "ي"),
    **dict.fromkeys("ةەہۀۂۃھۿ", "ه"),
    # Persian and Urdu kaf, and the three letters that Moroccan newsrooms write g with.
    **dict.fromkeys("کڪگڭݣګ", "ك"),
    "ڤ": "ف",
    "پ": "ب",
}
_SINGLE_QUOTES = "‘’‚‛‹›′‵`´ʼʻʹ՚＇"
_DOUBLE_QUOTES = "“”„‟«»″‶〝〞〟＂❝❞"
_SIGNS = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    "−": "-",
    "٪": "%",
    "٫": ".",
    "٬": ",",
    "…": "...",
}
_HARAKAT_BLOCKS = ((0x0590, 0x05FF), (0x0600, 0x06FF), (0x0750, 0x077F), (0x0890, 0x08FF), (0xFB50, 0xFEFF))
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})


class _Folding(dict[int, str]):
    """Code point -> its matching form; filled as code points are met, so that lookups stay cheap."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = _fold(chr(point))
        return folded


def _fold(char: str) -> str:
    """The matching form of one character, empty for marks that carry no meaning in a headline."""
    if char in _LETTERS:
        return _LETTERS[char]
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in _INVISIBLE or char == _TATWEEL or 0xFE00 <= ord(char) <= 0xFE0F:
        return ""
    if category == "Mn" and any(first <= ord(char) <= last for first, last in _HARAKAT_BLOCKS):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "-" if category == "Pd" else char


_FOLDING = _Folding()


def match_form(title: str) -> str:
    """The form in which titles are compared: what writers vary without meaning it is gone.

    Tashkeel, tatweel, bidi and zero-width marks removed; alef, hamza seats, ya, ta marbuta and kaf folded;
    digits ASCII, quotes straight, dashes plain, letters casefolded, white space single. Punctuation and
    the accents of Latin letters stay. Idempotent.
    """
    form = title
    # One round is enough for nearly every headline; a second one sees that nothing moves any more.
    # More are needed only where removing a mark lets two others compose.
    for _ in range(6):
        before, form = form, _one_round(form)
        if form == before:
            break
    return form


def _one_round(text: str) -> str:
    if text.isascii():
        return " ".join(text.translate(_FOLDING).lower().split())
    # Marks go first: between two characters they would keep them from composing.
    composed = unicodedata.normalize("NFKC", text.translate(_FOLDING)).casefold()
    return " ".join(unicodedata.normalize("NFKC", composed).translate(_FOLDING).split())


_RUBBISH = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
_EDGE_MARKS = "\u200c\u200d\u200e\u200f\u061c\u00ad \t\r\n"


def clean_title(raw: str) -> str:
    """The form in which a title is shown: NFC, one line, HTML entities decoded once, no control characters.

    Joiners inside a word and direction marks inside the line stay: they change how the line looks.
    """
    text = html.unescape(raw)
    text = text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")
    text = " ".join(_RUBBISH.sub("", text).split())
    return unicodedata.normalize("NFC", text.strip(_EDGE_MARKS))


# --- outlet suffixes ---------------------------------------------------------------------------


class _Outlets(NamedTuple):
    names: frozenset[str]  # bare
    kinds_first: frozenset[str]  # words that names of outlets begin with: "جريدة", "radio"
    kinds_last: frozenset[str]  # or end with: "news", "بريس"
    editions: frozenset[str]  # words that follow a known name: "sport", "عربية"
    taglines: frozenset[str]  # words of "Name: the paper of record"
    ordinary: frozenset[str]  # words that make no name: "bad" of "bad news"


@lru_cache(maxsize=1)
def _known_outlets() -> _Outlets:
    table = tomllib.loads(files("topics").joinpath("outlets.toml").read_text(encoding="utf-8"))
    names = (name for group in table["names"].values() for name in group)
    words = {key: frozenset(match_form(table[key]).split()) for key in _Outlets._fields[1:]}
    return _Outlets(names=frozenset(map(_bare, names)), **words)


_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_SEPARATORS = "-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d|\uff5c\u00a6\u2223\u2502\u2503·•"
_SEPARATOR = re.compile(rf"[{_UNSEEN}]*\s[\s{_UNSEEN}]*[{_SEPARATORS}]{{1,2}}(?=[{_UNSEEN}]*\s)")
_DOMAIN = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]{2,}\.)+(?:com|org|net|info|news|press|media|tv|online|app|[a-z]{2})(?:/\S*)?"
)
_LATIN = re.compile(r"[a-z0-9 .'&+-]*[a-z][a-z0-9 .'&+-]*")
_ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[^,;:!?،؛؟\"()]*")
_NUMBERS_IN_NAMES = ("24", "360")  # other numbers are years, scores, models of phones
_NUMBERED = re.compile("[\u0621-\u064a]{2,}24")  # كش24
_LONGEST_SUFFIX = 60  # characters in matching form; taglines included
_WINDOW = 5 * _LONGEST_SUFFIX  # characters as written: marks and spaces may be many
_LEAST_ARABIC_WORDS = 3
_MOST_TAILS = 6  # real titles end in one or two names; each costs a look at the whole title


def strip_outlet_suffix(title: str, outlets: Collection[str] = ()) -> str:
    """The title without the outlet's name at its end (" - Hespress", " | BBC News عربي", doubled ones).

    ``outlets`` are names that count as outlets besides the known ones. A dash inside a headline stays:
    a tail is cut only if it is a known name, a domain, has the shape of an outlet's name, or is repeated.
    What ends in more names than any headline does is a list, and stays whole, however often it is asked.
    """
    own = {_bare(name) for name in outlets} - {""}
    head, cut = title, _last_part(title)
    for _ in range(_MOST_TAILS + 1):
        if cut is None:
            return head
        rest, tail = cut
        above = _last_part(rest)
        repeated = above is not None and _bare(above[1]) == _bare(tail) != ""
        if not (repeated or _is_outlet(tail, rest, own)):
            return head
        own.add(_bare(tail))
        head, cut = rest, above
    return title


def _last_part(title: str) -> tuple[str, str] | None:
    """What stands before and after the last separator, or None where there is no such pair."""
    for found in reversed([*_SEPARATOR.finditer(title, max(0, len(title) - _WINDOW))]):
        rest, tail = title[: found.start()].rstrip(), match_form(title[found.end() :])
        if tail:  # else a dash that nothing follows
            fits = len(tail) <= _LONGEST_SUFFIX and _has_letters(rest)
            return (rest, tail) if fits else None
    return None


def _has_letters(text: str) -> bool:
    # Nearly always the first question is enough; a mark may become a letter in the matching form.
    return any(map(str.isalpha, text)) or any(map(str.isalpha, match_form(text)))


def _bare(name: str) -> str:
    """A name reduced to its letters and digits, so that SNRTnews is SNRT News."""
    return "".join(filter(str.isalnum, match_form(name)))


def _is_outlet(tail: str, rest: str, own: Collection[str]) -> bool:
    known = _known_outlets()
    words = _WORD.findall(tail)
    return (
        _bare(tail) in own
        or _bare(tail) in known.names
        or bool(_DOMAIN.fullmatch(tail))
        or bool(_NUMBERED.fullmatch(tail))
        or _is_edition(words, own, known)
        or _has_tagline(words, own, known)
        or _named_like_outlet(tail, words, known)
        or _latin_after_arabic(tail, words, rest)
    )


def _is_edition(words: list[str], own: Collection[str], known: _Outlets) -> bool:
    """A known name with words that tell what kind of outlet it is: "Le360 Sport", "قناة الجزيرة"."""
    plain = "".join(word for word in words if word not in known.editions)
    return plain != "".join(words) and (plain in own or plain in known.names)


def _has_tagline(words: list[str], own: Collection[str], known: _Outlets) -> bool:
    """A known name and what it says of itself: "كود: جريدة إلكترونية مغربية شاملة"."""
    for length in range(1, min(4, len(words))):
        name = "".join(words[:length])
        if (name in own or name in known.names) and known.taglines.intersection(words[length:]):
            return True
    return False


def _named_like_outlet(tail: str, words: list[str], known: _Outlets) -> bool:
    """Two or three words of which the first or the last says that an outlet is named."""
    if not 2 <= len(words) <= 3 or not _PLAIN.fullmatch(tail):
        return False
    if words[0] in known.kinds_first:
        others = words[1:]
    elif words[-1] in known.kinds_last:
        others = words[:-1]
    else:
        return False
    return not known.ordinary.issuperset(others)


def _latin_after_arabic(tail: str, words: list[str], rest: str) -> bool:
    """One to three Latin words after a headline in Arabic script: outlets sign so, writers don't."""
    return (
        len(tail.split()) <= 3
        and bool(_LATIN.fullmatch(tail))
        and all(word in _NUMBERS_IN_NAMES for word in words if word.isdecimal())
        and not _known_outlets().ordinary.issuperset(words)
        and len(_ARABIC_WORD.findall(match_form(rest))) >= _LEAST_ARABIC_WORDS
    )


# --- keys --------------------------------------------------------------------------------------


EMBEDDING_FORM = "t2"  # part of every encoder's id: raise it when ``embedding_text`` changes


def plain_form(title: str, outlets: Collection[str] = ()) -> str:
    """What titles are told apart by: the matching form without the outlet's name."""
    return match_form(strip_outlet_suffix(title, outlets))


def embedding_text(title: str, outlets: Collection[str] = ()) -> str:
    """What the encoder is given: the plain form in its usual spelling. Equal where plain forms are equal."""
    return usual_spelling(plain_form(title, outlets))


def content_hash(title: str, outlets: Collection[str] = ()) -> str:
    """Key of a headline's content. 32 hexadecimal digits; equal for titles that differ only in form."""
    return blake2b(plain_form(title, outlets).encode(), digest_size=16).hexdigest()


def headline_id(source: str, key: str) -> str:
    """Stable id of a headline: its source and its guid, canonical URL or matching form. 24 hex digits."""
    raw = f"{source}\0{key}".encode("utf-8", "surrogatepass")
    return blake2b(raw, digest_size=12).hexdigest()
