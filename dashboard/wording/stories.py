"""What the page of stories says."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "order": {"ar": "الترتيب", "fr": "Ordre", "en": "Order"},
    "order_newest": {"ar": "الأحدث", "fr": "les plus récentes", "en": "newest"},
    "order_biggest": {"ar": "الأكبر", "fr": "les plus grandes", "en": "biggest"},
    "least_headlines": {"ar": "عناوين على الأقل", "fr": "Titres au moins", "en": "Headlines at least"},
    "more": {"ar": "المزيد", "fr": "Davantage", "en": "More"},
    "all_stories": {"ar": "كل القصص", "fr": "Toutes les histoires", "en": "All stories"},
    "unknown_story": {
        "ar": "هذه القصة ليست في المخزن.",
        "fr": "Cette histoire n'est pas en mémoire.",
        "en": "This story is not in the store.",
    },
    "who_when": {
        "ar": "من نشر، ومتى",
        "fr": "Qui a publié, et quand",
        "en": "Who published, and when",
    },
    "title": {"ar": "العنوان", "fr": "titre", "en": "headline"},
    "past": {"ar": "ما اندمج فيها وما تفرع عنها", "fr": "Fusions et scissions", "en": "Merged and split"},
    "story_merged": {"ar": "اندمجت", "fr": "fusionnée", "en": "merged"},
    "story_split": {"ar": "تفرعت", "fr": "scindée", "en": "split"},
}
