"""Outlets as one meets them: how each answers, and what reading it should give."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

from tests.sources.server import Answer, FeedServer, Page
from topics.types import SourceKind

NEVER = 60.0  # seconds a server waits that never answers; tests end it long before
LONG_FEED = 50 * 1024 * 1024


@dataclass(frozen=True)
class Outlet:
    """One outlet: its answer, the titles that reading it gives, and the codes of the problems."""

    name: str
    answer: Answer
    titles: tuple[str, ...] = ()
    problems: frozenset[str] = frozenset()
    kind: SourceKind = SourceKind.FEED
    published: dict[str, datetime | None] = field(default_factory=dict)  # by title, where it matters
    at_least: int | None = None  # headlines, where they are too many to name


def rss(*items: str, head: str = "", language: str = "") -> str:
    """An RSS document of these items."""
    told = f"<language>{language}</language>" if language else ""
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>Outlet</title>{told}{body}</channel></rss>'


def item(title: str, number: int, extra: str = "") -> str:
    """The inside of an RSS item with an address and a guid of its own."""
    return f"<title>{title}</title><link>https://outlet.example/{number}</link><guid>n{number}</guid>{extra}"


XML = '<?xml version="1.0" encoding="utf-8"?>'
PRESS = (
    "أمطار رعدية مرتقبة بمرتفعات الأطلس ابتداء من مساء الأحد",
    "افتتاح معرض الكتاب بالرباط بمشاركة مئات الناشرين",
    "ارتفاع صادرات الحوامض خلال الموسم الفلاحي الجديد",
)
MATIN = (
    "Le tramway de la ville reprend du service après les travaux",
    "Une nouvelle bibliothèque ouvre à Fès",
)
POST = ("Fishing fleet returns to port as the storm nears", "Museum lends its oldest map to a village school")


def _versioned(text: str | bytes, kind: str, version: str) -> Page:
    body = text if isinstance(text, bytes) else text.encode()
    headers = {"Content-Type": kind, "ETag": f'"{version}"', "Last-Modified": "Tue, 24 Mar 2026 09:00:00 GMT"}
    return Page(body, headers)


def _atom() -> str:
    entries = "".join(
        f'<entry><id>urn:m:{number}</id><title>{title}</title><link href="/{number}?utm_source=feed"/>'
        f"<updated>2026-03-24T08:0{number}:00+01:00</updated></entry>"
        for number, title in enumerate(MATIN)
    )
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Matin</title>{entries}</feed>'
    )


def _json_feed() -> str:
    items = ",".join(
        f'{{"id": "{number}", "url": "https://post.example/{number}", "title": "{title}", '
        f'"date_published": "2026-03-24T07:00:0{number}Z"}}'
        for number, title in enumerate(POST)
    )
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{items}]}}'


def _sitemap() -> str:
    urls = "".join(
        f"<url><loc>https://sud.example/{number}</loc><news:news><news:publication><news:name>Sud</news:name>"
        "<news:language>fr</news:language></news:publication>"
        f"<news:publication_date>2026-03-24</news:publication_date><news:title>{title}</news:title>"
        "</news:news></url>"
        for number, title in enumerate(MATIN)
    )
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f"{XML}<urlset {spaces}>{urls}</urlset>"


def _bomb() -> str:
    """A billion laughs, and two headlines beside it."""
    steps = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "laugh">{steps}]>'
    return rss(item("&l9;", 0), *(item(title, number) for number, title in enumerate(POST, 1)), head=head)


def _external_entity() -> str:
    head = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    return rss(item("Name of this machine &file;", 0), item(POST[0], 1), head=head)


def long_feed() -> Iterator[bytes]:
    """A feed of 50 MB, in pieces; a client that has enough hangs up."""
    yield b'<rss version="2.0"><channel><title>Long</title>'
    filler = "A long story about the harbour. " * 250
    sent = number = 0
    while sent < LONG_FEED:
        number += 1
        entry = item(f"Harbour log, entry number {number}: all boats came home", number)
        piece = f"<item>{entry}<description>{filler}</description></item>".encode()
        sent += len(piece)
        yield piece
    yield b"</channel></rss>"


def _never_answers(server: FeedServer, request: BaseHTTPRequestHandler) -> None:
    server.stopping.wait(NEVER)


def _drips(server: FeedServer, request: BaseHTTPRequestHandler) -> Page:
    def pieces() -> Iterator[bytes]:
        start = rss(*(item(title, number) for number, title in enumerate(PRESS)))
        yield start.removesuffix("</channel></rss>").encode()
        while not server.stopping.wait(0.02):
            yield b" "

    return Page(pieces())


def _drips_headers(server: FeedServer, request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not server.stopping.wait(0.02):
        request.wfile.write(b"X-Wait: a little\r\n")


def _hangs_up(server: FeedServer, request: BaseHTTPRequestHandler) -> Page:
    start = rss(*(item(title, number) for number, title in enumerate(MATIN))).removesuffix("</rss>")
    return Page(start.encode(), {"Content-Length": "100000"})


def _redirects(target: Callable[[FeedServer], str]) -> Answer:
    def answer(server: FeedServer, request: BaseHTTPRequestHandler) -> Page:
        return Page(status=302, headers={"Location": target(server)})

    return answer


def _packed_bomb() -> bytes:
    """200 MB of white space inside a feed, in 200 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    text = rss(*(item(title, number) for number, title in enumerate(POST)))
    start = packer.compress(text.removesuffix("</channel></rss>").encode())
    spaces = b" " * 1024 * 1024
    return start + b"".join(packer.compress(spaces) for _ in range(200)) + packer.flush()


def _plain(*titles: str) -> str:
    return rss(*(item(title, number) for number, title in enumerate(titles)))


ARABIC_MONTHS = {
    "انطلاق موسم جني الزيتون بإقليم تازة": ("الاثنين 23 مارس 2026 10:30:00 +0100", (2026, 3, 23, 9, 30)),
    "مهرجان الورود يعود إلى قلعة مكونة": ("5 ماي 2025", (2025, 5, 5)),
    "استئناف الدراسة بعد عطلة الصيف": ("٧ شتنبر ٢٠٢٥ - ٠٨:٠٠", (2025, 9, 7, 8)),
    "تساقطات ثلجية بإفران نهاية الأسبوع": ("14 دجنبر 2025", (2025, 12, 14)),
}

SOUND = (
    Outlet("rss", _versioned(XML + _plain(*PRESS), "application/rss+xml", "press-1"), PRESS),
    Outlet("atom", _versioned(_atom(), "application/atom+xml", "matin-1"), MATIN),
    Outlet("json feed", _versioned(_json_feed(), "application/feed+json", "post-1"), POST),
    Outlet("news sitemap", _versioned(_sitemap(), "application/xml", "sud-1"), MATIN),
    Outlet(
        "packed",
        Page(
            gzip.compress(_plain(*PRESS).encode()),
            {"Content-Encoding": "gzip", "ETag": '"packed-1"'},
        ),
        PRESS,
    ),
    Outlet("packed file", Page(gzip.compress(_sitemap().encode()), {"ETag": '"file-1"'}), MATIN),
    Outlet(
        "windows-1256, undeclared", _versioned(_plain(*PRESS).encode("cp1256"), "text/xml", "1256"), PRESS
    ),
    Outlet(
        "Arabic months",
        _versioned(
            rss(
                *(
                    item(title, number, f"<pubDate>{written}</pubDate>")
                    for number, (title, (written, _)) in enumerate(ARABIC_MONTHS.items())
                )
            ),
            "text/xml",
            "months-1",
        ),
        tuple(ARABIC_MONTHS),
        published={title: datetime(*parts, tzinfo=UTC) for title, (_, parts) in ARABIC_MONTHS.items()},
    ),
    Outlet(
        "no dates",
        _versioned(_plain(*MATIN), "text/xml", "undated-1"),
        MATIN,
        published=dict.fromkeys(MATIN),
    ),
    Outlet(
        "front page",
        _versioned(
            "<!DOCTYPE html><html><body><nav><a href='/about'>All there is to know about us</a></nav>"
            + "".join(f"<h2><a href='/{number}'>{title}</a></h2>" for number, title in enumerate(POST))
            + "</body></html>",
            "text/html",
            "page-1",
        ),
        POST,
        kind=SourceKind.PAGE,
    ),
)

BROKEN = (
    Outlet("truncated", Page(_plain(*PRESS)[:-60].encode()), PRESS[:2], frozenset({"truncated"})),
    Outlet("entity bomb", Page(_bomb().encode()), POST, frozenset({"entities-refused"})),
    Outlet("external entity", Page(_external_entity().encode()), POST[:1], frozenset({"entities-refused"})),
    Outlet(
        "50 MB",
        lambda server, request: Page(long_feed()),
        problems=frozenset({"too-large", "truncated"}),
        at_least=1000,
    ),
    Outlet(
        "packed bomb",
        Page(_packed_bomb(), {"Content-Encoding": "gzip"}),
        POST,
        frozenset({"too-large", "truncated"}),
    ),
    Outlet("redirect loop", _redirects(lambda server: "/redirect%20loop"), (), frozenset({"redirect-loop"})),
    Outlet(
        "redirect to a private name",
        _redirects(lambda server: server.url("/inside", host="localhost")),
        (),
        frozenset({"private-address"}),
    ),
    Outlet(
        "redirect to a private address",
        _redirects(lambda server: "http://169.254.169.254/latest/meta-data/"),
        (),
        frozenset({"private-address"}),
    ),
    Outlet(
        "redirect to a file", _redirects(lambda server: "file:///etc/hostname"), (), frozenset({"bad-url"})
    ),
    Outlet("never answers", _never_answers, (), frozenset({"timeout"})),
    Outlet("drips", _drips, PRESS, frozenset({"timeout", "truncated"})),
    Outlet("drips headers", _drips_headers, (), frozenset({"timeout"})),
    Outlet("hangs up", _hangs_up, MATIN, frozenset({"broken", "truncated"})),
    Outlet(
        "HTML instead of XML",
        Page(b"<!doctype html><html><body><h1>Maintenance</h1></body></html>"),
        (),
        frozenset({"not-a-feed"}),
    ),
    Outlet("nothing", Page(b""), (), frozenset({"empty"})),
    Outlet("not found", Page(b"gone", status=404), (), frozenset({"http-404"})),
    Outlet("always busy", Page(b"later", status=503), (), frozenset({"http-503"})),
    Outlet(
        "wrong packing",
        Page(b"no gzip at all", {"Content-Encoding": "gzip"}),
        (),
        frozenset({"bad-encoding"}),
    ),
    Outlet(
        "duplicate guids",
        Page(
            rss(
                *(f"<title>{title}</title><guid isPermaLink='false'>same</guid>" for title in PRESS[:2])
            ).encode()
        ),
        PRESS[:2],
        frozenset({"duplicate-guid"}),
    ),
    Outlet(
        "absurd dates",
        Page(
            rss(
                item(PRESS[0], 0, "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>"),
                item(PRESS[1], 1, "<pubDate>Fri, 24 Mar 2062 00:00:00 GMT</pubDate>"),
            ).encode()
        ),
        PRESS[:2],
        frozenset({"bad-date"}),
        published=dict.fromkeys(PRESS[:2]),
    ),
)

OUTLETS = (*SOUND, *BROKEN)


def path_of(outlet: Outlet) -> str:
    """Where a server puts an outlet."""
    return "/" + outlet.name.replace(" ", "%20").replace(",", "")


def open_all(server: FeedServer) -> dict[str, str]:
    """Serve every outlet; URL by name. Behind a name that may not be asked, there is something to find."""
    server.put("/inside", Page(_plain("Nobody outside should ever read this line").encode()))
    return {outlet.name: server.put(path_of(outlet), outlet.answer) for outlet in OUTLETS}
