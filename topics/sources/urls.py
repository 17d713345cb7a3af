"""Addresses as keys: what does not name the page is taken off."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2048  # characters
_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_.*|fb_.*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|"
    r"_ga|_gl|at_medium|at_campaign|at_custom\d|ns_mchannel|ns_source|ns_campaign|ocid|cmpid|cid_source|xtor|spm|"
    r"s_cid|smid|smtyp|ref_src|ref_url|echobox|__twitter_impression|guce_referrer.*|wt\.mc_id|oly_.*_id|vero_.*)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """The address without tracking parameters, fragment and default port; None where it is no web address.

    ``base`` completes relative addresses. Never raises.
    """
    try:
        joined = urljoin(base or "", url.strip())
        parts = urlsplit(joined)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not host or len(joined) > LONGEST:
        return None
    scheme = parts.scheme.lower()
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _PORTS[scheme]) else f"{shown}:{port}"  # user and password go too
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(key)]
    return urlunsplit((scheme, netloc, parts.path or "/", urlencode(kept), ""))
