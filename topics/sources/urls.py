"""Addresses as keys: what does not name the page is taken off."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

LONGEST = 2048  # characters
_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_.*|fb_.*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|"
    r"_ga|_gl|at_medium|at_campaign|at_custom\d|ns_mchannel|ns_source|ns_campaign|ocid|cmpid|cid_source|xtor|spm|"
    r"s_cid|smid|smtyp|ref_src|ref_url|echobox|__twitter_impression|guce_referrer.*|wt\.mc_id|oly_.*_id|vero_.*)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """The address without tracking parameters, fragment and default port; None where it is no web address.

    ``base`` completes relative addresses. Never raises.
    """
    try:
        joined = urljoin(base or "", url.strip()).replace(" ", "%20")
        parts = urlsplit(joined)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not host or len(joined) > LONGEST or _NO_TEXT.search(joined):
        return None
    scheme = parts.scheme.lower()
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _PORTS[scheme]) else f"{shown}:{port}"  # user and password go too
    return urlunsplit((scheme, netloc, parts.path or "/", _without_tracking(parts.query), ""))


def _without_tracking(query: str) -> str:
    """What is kept stays as it is written: servers that know other encodings than UTF-8 expect theirs."""
    parts = (part for part in query.split("&") if part)
    return "&".join(part for part in parts if not _TRACKING.fullmatch(unquote(part.partition("=")[0])))
