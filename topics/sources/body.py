"""Response bodies: decompressed as they come, and never more of them than was allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from topics.errors import FetchError

ACCEPTED = "gzip, deflate"
GZIP = b"\x1f\x8b"


class _Decoder(Protocol):
    @property
    def unconsumed_tail(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


def decoded(chunks: Iterable[bytes], encoding: str, *, limit: int) -> Iterator[bytes]:
    """The body's bytes without their content encoding; at most a little more than ``limit`` in all.

    A packed file that is sent as it lies there (``sitemap.xml.gz``) is unpacked too.
    The caller stops at ``limit``; a bomb is never unpacked further than that. A compressed body that
    ends early gives what is there.

    Raises:
        FetchError: "bad-encoding" for an encoding that was not asked for or bytes that are not in it.
    """
    name = encoding.strip().lower()
    rest = iter(chunks)
    first = b""
    while len(first) < len(GZIP) and (piece := next(rest, None)) is not None:
        first += piece  # a slow server may send a byte at a time
    whole = chain((first,), rest)
    if name in ("", "identity") and not first.startswith(GZIP):
        yield from whole
    elif name in ("", "identity"):
        yield from _inflated(whole, "gzip", limit)
    elif name in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(whole, name, limit)
    else:
        raise FetchError(f"expected a body in {ACCEPTED} or plain, got {name!r}.", code="bad-encoding")


def _inflated(chunks: Iterable[bytes], name: str, limit: int) -> Iterator[bytes]:
    decoder: _Decoder | None = None
    try:
        for chunk in chunks:
            # Zeros that fill up a packed file may come in a piece of their own.
            pending = chunk.lstrip(b"\0") if decoder is not None and decoder.eof else chunk
            while pending:
                decoder = _decoder_for(pending, name) if decoder is None or decoder.eof else decoder
                yield decoder.decompress(pending, limit + 1)
                pending = decoder.unused_data.lstrip(b"\0") if decoder.eof else decoder.unconsumed_tail
    except zlib.error as error:
        raise FetchError(
            f"expected a body packed as {name}, got other bytes.", code="bad-encoding"
        ) from error


def _decoder_for(first: bytes, name: str) -> _Decoder:
    """zlib's own header or gzip's is recognised; "deflate" without one is the raw form some servers send."""
    raw = name == "deflate" and first[:1] != b"\x78"
    return zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
