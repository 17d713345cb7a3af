"""What the dashboard says, in the languages of its readers; ``word`` fills in numbers and names."""

from __future__ import annotations

LANGUAGES = {"ar": "العربية", "fr": "Français", "en": "English"}
RIGHT_TO_LEFT = frozenset({"ar"})
DEFAULT = "ar"

WORDS: dict[str, dict[str, str]] = {
    "app": {"ar": "مرصد العناوين", "fr": "L'observatoire des titres", "en": "Headline watch"},
    "language": {"ar": "لغة الواجهة", "fr": "Langue", "en": "Language"},
    "overview": {"ar": "نظرة عامة", "fr": "Vue d'ensemble", "en": "Overview"},
    "headlines": {"ar": "العناوين", "fr": "Titres", "en": "Headlines"},
    "theme": {"ar": "موضوع متداول", "fr": "Thème", "en": "Theme"},
    "themes": {"ar": "المواضيع المتداولة", "fr": "Thèmes", "en": "Themes"},
    "today": {"ar": "عناوين اليوم", "fr": "Titres aujourd'hui", "en": "Headlines today"},
    "usual": {"ar": "المعتاد: {n} في اليوم", "fr": "d'habitude {n} par jour", "en": "usually {n} a day"},
    "outlets_today": {"ar": "منابر نشرت اليوم", "fr": "Médias aujourd'hui", "en": "Outlets today"},
    "stored": {"ar": "مجموع العناوين", "fr": "Titres en mémoire", "en": "Headlines stored"},
    "topic": {"ar": "الباب", "fr": "Rubrique", "en": "Topic"},
    "topics": {"ar": "الأبواب", "fr": "Rubriques", "en": "Topics"},
    "topics_over_time": {
        "ar": "حصة كل باب عبر الزمن",
        "fr": "La part de chaque rubrique au fil du temps",
        "en": "Each topic's share over time",
    },
    "topics_today": {
        "ar": "الأبواب اليوم مقارنة بالمعتاد",
        "fr": "Les rubriques aujourd'hui, face à l'habitude",
        "en": "Topics today against the usual",
    },
    "biggest_themes": {
        "ar": "أكبر المواضيع المتداولة",
        "fr": "Les plus grands thèmes",
        "en": "The biggest themes",
    },
    "others": {"ar": "أبواب أخرى", "fr": "autres", "en": "others"},
    "share": {"ar": "الحصة", "fr": "part", "en": "share"},
    "count": {"ar": "عدد العناوين", "fr": "titres", "en": "headlines"},
    "time": {"ar": "الزمن", "fr": "temps", "en": "time"},
    "every": {"ar": "بحسب", "fr": "Par", "en": "By"},
    "hour": {"ar": "الساعة", "fr": "heure", "en": "hour"},
    "day": {"ar": "اليوم", "fr": "jour", "en": "day"},
    "week": {"ar": "الأسبوع", "fr": "semaine", "en": "week"},
    "month": {"ar": "الشهر", "fr": "mois", "en": "month"},
    "period": {"ar": "الفترة", "fr": "Période", "en": "Period"},
    "last_days": {"ar": "آخر {n} يوما", "fr": "{n} derniers jours", "en": "last {n} days"},
    "last_day": {"ar": "آخر 24 ساعة", "fr": "dernières 24 heures", "en": "last 24 hours"},
    "all_time": {"ar": "كل الفترة", "fr": "tout", "en": "everything"},
    "search": {"ar": "بحث", "fr": "Rechercher", "en": "Search"},
    "search_hint": {
        "ar": "كلمات من العنوان، مثل: المغرب",
        "fr": "des mots du titre",
        "en": "words of the headline",
    },
    "outlets": {"ar": "المنابر", "fr": "Médias", "en": "Outlets"},
    "outlet": {"ar": "المنبر", "fr": "média", "en": "outlet"},
    "languages": {"ar": "لغات العناوين", "fr": "Langues des titres", "en": "Headline languages"},
    "found": {"ar": "{n} عنوانا", "fr": "{n} titres", "en": "{n} headlines"},
    "none_found": {
        "ar": "لا عنوان يطابق هذا الاختيار. وسّع الفترة أو احذف كلمة.",
        "fr": "Aucun titre ne correspond. Élargissez la période ou retirez un mot.",
        "en": "No headline matches. Widen the period or drop a word.",
    },
    "older": {"ar": "أقدم", "fr": "Plus anciens", "en": "Older"},
    "newest": {"ar": "الأحدث", "fr": "Les plus récents", "en": "Newest"},
    "keywords": {"ar": "كلمات دالة", "fr": "Mots-clés", "en": "Keywords"},
    "choose_theme": {"ar": "اختر موضوعا", "fr": "Choisir un thème", "en": "Choose a theme"},
    "broader": {"ar": "ضمن", "fr": "Dans", "en": "Part of"},
    "members": {"ar": "عناوين في الموضوع", "fr": "Titres du thème", "en": "Headlines in the theme"},
    "timeline": {"ar": "تطور الموضوع", "fr": "Évolution du thème", "en": "The theme over time"},
    "by_outlet": {"ar": "من يكتب عنه", "fr": "Qui en parle", "en": "Who writes about it"},
    "first_seen": {"ar": "أول ظهور", "fr": "Première apparition", "en": "First seen"},
    "last_seen": {"ar": "آخر ظهور", "fr": "Dernière apparition", "en": "Last seen"},
    "no_themes": {
        "ar": "لا مواضيع متداولة بعد. شغّل: topics run",
        "fr": "Pas encore de thèmes. Lancez : topics run",
        "en": "No themes yet. Run: topics run",
    },
    "empty": {
        "ar": "لا عناوين في المخزن بعد. شغّل: topics run --sample",
        "fr": "Aucun titre en mémoire. Lancez : topics run --sample",
        "en": "No headlines stored yet. Run: topics run --sample",
    },
    "show_not_news": {
        "ar": "أظهر أيضا ما ليس خبرا (إعلانات وتهان وبرامج)",
        "fr": "Montrer aussi ce qui est hors actualité (publicités, vœux, programmes)",
        "en": "Show what is not news too (ads, greetings, programme notes)",
    },
    "left_out": {
        "ar": "من دون {n} مما ليس خبرا",
        "fr": "sans {n} titres hors actualité",
        "en": "without {n} that are not news",
    },
    "unfiled": {"ar": "بلا باب", "fr": "non classé", "en": "unfiled"},
    "unsure": {"ar": "غير مؤكد", "fr": "incertain", "en": "unsure"},
    "per_day": {"ar": "{n} في اليوم عادة", "fr": "{n} par jour d'habitude", "en": "{n} a day usually"},
    "updated": {"ar": "آخر تحديث {when}", "fr": "Mis à jour {when}", "en": "Updated {when}"},
    "problem": {
        "ar": "تعذّر فتح المخزن:",
        "fr": "La base n'a pas pu être ouverte :",
        "en": "The store could not be opened:",
    },
}
LANGUAGE_NAMES: dict[str, dict[str, str]] = {
    "ar": {"ar": "العربية", "fr": "arabe", "en": "Arabic"},
    "ary": {"ar": "الدارجة", "fr": "darija", "en": "Darija"},
    "fr": {"ar": "الفرنسية", "fr": "français", "en": "French"},
    "en": {"ar": "الإنجليزية", "fr": "anglais", "en": "English"},
    "es": {"ar": "الإسبانية", "fr": "espagnol", "en": "Spanish"},
    "und": {"ar": "غير محددة", "fr": "indéterminée", "en": "undetermined"},
}


def word(key: str, language: str, **values: object) -> str:
    """A text in the reader's language, with its numbers filled in."""
    return WORDS[key][language].format(**values)


def language_name(code: str, language: str) -> str:
    """A language's name in the reader's language; the code itself where we have no name."""
    return LANGUAGE_NAMES.get(code, {}).get(language, code)
