"""What the page of headlines says."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "search_by": {"ar": "طريقة البحث", "fr": "Mode de recherche", "en": "Search by"},
    "search_words": {"ar": "بالكلمات", "fr": "par mots", "en": "words"},
    "search_meaning": {"ar": "بالمعنى", "fr": "par le sens", "en": "meaning"},
    "meaning_hint": {
        "ar": "جملة بأي لغة، مثل: أسعار الخبز ترتفع",
        "fr": "une phrase dans n'importe quelle langue",
        "en": "a sentence in any language",
    },
    "searching": {
        "ar": "جارٍ البحث بالمعنى…",
        "fr": "Recherche par le sens…",
        "en": "Searching by meaning…",
    },
    "nearest": {
        "ar": "الأقرب معنى: {headlines}",
        "fr": "Les plus proches : {headlines}",
        "en": "Nearest in meaning: {headlines}",
    },
    "similar_to": {"ar": "ما يشبه:", "fr": "Semblables à :", "en": "Similar to:"},
    "all_headlines": {"ar": "كل العناوين", "fr": "Tous les titres", "en": "All headlines"},
    "unknown_headline": {
        "ar": "هذا العنوان ليس في المخزن.",
        "fr": "Ce titre n'est pas en mémoire.",
        "en": "This headline is not in the store.",
    },
    "newer": {
        "ar": "وصل منذ فتح الصفحة: {headlines}",
        "fr": "Arrivés depuis : {headlines}",
        "en": "Came in since: {headlines}",
    },
    "columns": {"ar": "الأعمدة", "fr": "Colonnes", "en": "Columns"},
    "column_outlet": {"ar": "المنبر", "fr": "média", "en": "outlet"},
    "column_time": {"ar": "الزمن", "fr": "heure", "en": "time"},
    "column_topic": {"ar": "الباب", "fr": "rubrique", "en": "topic"},
    "column_probability": {"ar": "درجة اليقين", "fr": "probabilité", "en": "probability"},
    "column_language": {"ar": "اللغة", "fr": "langue", "en": "language"},
    "column_theme": {"ar": "الموضوع", "fr": "thème", "en": "theme"},
    "column_story": {"ar": "القصة", "fr": "histoire", "en": "story"},
    "column_similar": {"ar": "ما يشبهه", "fr": "semblables", "en": "similar"},
}
