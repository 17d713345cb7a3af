"""What went wrong, in the reader's language. What the program said is English: only English pages show it."""

from __future__ import annotations

from dashboard.words import plain, word
from topics.errors import (
    EncoderError,
    InputError,
    LockedError,
    ModelError,
    SettingsError,
    StoreError,
    TaxonomyError,
    TopicsError,
    UsageError,
)

KINDS = (  # the first that fits
    (SettingsError, "trouble_settings"),
    (TaxonomyError, "trouble_taxonomy"),
    (UsageError, "trouble_usage"),
    (StoreError, "trouble_store"),
    (ModelError, "trouble_model"),
    (EncoderError, "trouble_encoder"),
    (LockedError, "trouble_locked"),
)
SOURCE_CODES = {  # of problems -> what is said of them
    "timeout": "source_silent",
    "refused": "source_unreachable",
    "connect": "source_unreachable",
    "broken": "source_unreachable",
    "redirect-loop": "source_unreachable",
    "dns": "source_unknown_host",
    "private-address": "source_private",
    "tls": "source_untrusted",
    "bad-url": "source_bad_address",
    "too-large": "source_too_large",
    **dict.fromkeys(
        ("bad-encoding", "not-a-feed", "not-a-news-sitemap", "sitemap-index", "no-headlines", "empty",
         "truncated", "malformed", "entities-refused", "unreadable"),
        "source_unreadable",
    ),
}  # fmt: skip


def told(error: TopicsError, language: str, command: str = "topics doctor") -> str:
    """An error for what reads Markdown: its kind, and the command that tells more."""
    if language == "en":
        return plain(str(error))
    if isinstance(error, InputError):  # what would be read helps more than why this is not
        return plain(word("trouble_input", language))
    key = next((key for kind, key in KINDS if isinstance(error, kind)), "trouble_other")
    return f"{word(key, language)} {word('read_with', language, command=f'`{command}`')}"


def job_told(error: str | None, run_id: str, language: str) -> str:
    """Why a job failed. Plain text."""
    if not error or language == "en":
        return error or ""
    return word("read_with", language, command=f"topics jobs show {run_id}")


def source_told(error: str | None, code: str, language: str) -> str:
    """Why a source could not be read. Plain text."""
    if not error or language == "en":
        return error or ""
    if code.startswith("http-"):
        return word("source_http", language, code=code.removeprefix("http-"))
    return word(SOURCE_CODES.get(code, "source_other"), language)
