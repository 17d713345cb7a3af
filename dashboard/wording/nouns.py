"""Things that are counted, with the forms that each language's numbers ask for."""

from __future__ import annotations

# Arabic: one, two, 3 to 10, 11 to 99, and hundreds (by the last two digits); French and English: one, more.
NOUNS: dict[str, dict[str, tuple[str, ...]]] = {
    "headline": {
        "ar": ("عنوان واحد", "عنوانان", "{n} عناوين", "{n} عنوانا", "{n} عنوان"),
        "fr": ("{n} titre", "{n} titres"),
        "en": ("{n} headline", "{n} headlines"),
    },
    "outlet": {
        "ar": ("منبر واحد", "منبران", "{n} منابر", "{n} منبرا", "{n} منبر"),
        "fr": ("{n} média", "{n} médias"),
        "en": ("{n} outlet", "{n} outlets"),
    },
    "day": {
        "ar": ("يوم واحد", "يومان", "{n} أيام", "{n} يوما", "{n} يوم"),
        "fr": ("{n} jour", "{n} jours"),
        "en": ("{n} day", "{n} days"),
    },
    "theme": {
        "ar": ("موضوع واحد", "موضوعان", "{n} مواضيع", "{n} موضوعا", "{n} موضوع"),
        "fr": ("{n} thème", "{n} thèmes"),
        "en": ("{n} theme", "{n} themes"),
    },
    "story": {
        "ar": ("قصة واحدة", "قصتان", "{n} قصص", "{n} قصة", "{n} قصة"),
        "fr": ("{n} histoire", "{n} histoires"),
        "en": ("{n} story", "{n} stories"),
    },
    "news": {
        "ar": ("خبر واحد", "خبران", "{n} أخبار", "{n} خبرا", "{n} خبر"),
        "fr": ("{n} nouvelle", "{n} nouvelles"),
        "en": ("{n} piece of news", "{n} pieces of news"),
    },
    "in_a_row": {
        "ar": ("مرة واحدة", "مرتين متتاليتين", "{n} مرات متتالية", "{n} مرة متتالية", "{n} مرة متتالية"),
        "fr": ("{n} fois", "{n} fois de suite"),
        "en": ("once", "{n} times in a row"),
    },
    "point": {
        "ar": ("نقطة واحدة", "نقطتان", "{n} نقاط", "{n} نقطة", "{n} نقطة"),
        "fr": ("{n} point", "{n} points"),
        "en": ("{n} point", "{n} points"),
    },
}


def form(n: int, language: str) -> int:
    """Which of a noun's forms goes with a number."""
    if language != "ar":
        return 0 if n == 1 or (n == 0 and language == "fr") else 1
    if n in (1, 2):
        return n - 1
    last = n % 100
    return 2 if 3 <= last <= 10 or n == 0 else 3 if last >= 11 else 4
