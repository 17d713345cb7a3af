"""What the review page says."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "review": {"ar": "المراجعة", "fr": "Relecture", "en": "Review"},
    "review_hint": {
        "ar": "المفاتيح: 1 يؤكد الباب الحالي، ومن 2 إلى 9 أبواب أخرى، و0 ليس خبرا، و→ تخطٍّ، وBackspace تراجع.",
        "fr": "Clavier : 1 confirme, 2 à 9 reclassent, 0 hors actualité, → passe, Retour arrière annule.",
        "en": "Keys: 1 confirms, 2 to 9 file elsewhere, 0 not news, → skips, Backspace takes back.",
    },
    "review_done": {
        "ar": "تمت مراجعة {done} من {all}",
        "fr": "{done} sur {all} relus",
        "en": "{done} of {all} reviewed",
    },
    "review_empty": {
        "ar": "لا شيء للمراجعة الآن: تحتاج القائمة إلى عناوين مصنفة. شغّل: topics run",
        "fr": "Rien à relire : la liste demande des titres classés. Lancez : topics run",
        "en": "Nothing to review now: the queue needs classified headlines. Run: topics run",
    },
    "review_finished": {
        "ar": "انتهت هذه القائمة.",
        "fr": "Cette liste est terminée.",
        "en": "This list is done.",
    },
    "next_queue": {"ar": "القائمة التالية", "fr": "Liste suivante", "en": "Next list"},
    "skip": {"ar": "تخطٍّ", "fr": "Passer", "en": "Skip"},
    "undo": {"ar": "تراجع", "fr": "Annuler", "en": "Take back"},
    "other_topics": {"ar": "أبواب أخرى", "fr": "Autres rubriques", "en": "Other topics"},
    "stands_under": {"ar": "الباب الحالي", "fr": "Classé sous", "en": "Filed under"},
    "why_this": {"ar": "لماذا هذا العنوان؟", "fr": "Pourquoi ce titre ?", "en": "Why this one?"},
    "already_said": {
        "ar": "صححه محرر آخر في هذه الأثناء.",
        "fr": "Un autre éditeur l'a corrigé entre-temps.",
        "en": "Another editor has corrected it meanwhile.",
    },
    "who_corrected": {"ar": "من صحح ماذا", "fr": "Qui a corrigé quoi", "en": "Who corrected what"},
    "no_corrections": {
        "ar": "لم يصحح أحد شيئا بعد.",
        "fr": "Personne n'a encore rien corrigé.",
        "en": "Nobody has corrected anything yet.",
    },
    "corrections_said": {"ar": "مجموع التصحيحات", "fr": "Corrections en tout", "en": "Corrections in all"},
    "conflicts": {
        "ar": "عناوين اختلف فيها المحررون",
        "fr": "Titres en désaccord",
        "en": "Headlines that editors disagree on",
    },
    "log_when": {"ar": "متى", "fr": "Quand", "en": "When"},
    "log_who": {"ar": "من", "fr": "Qui", "en": "Who"},
    "refresh": {"ar": "تحديث", "fr": "Actualiser", "en": "Refresh"},
    "taken_back": {"ar": "تراجع عن قوله", "fr": "annulé", "en": "taken back"},
    "confirmed": {"ar": "أكد", "fr": "confirmé", "en": "confirmed"},
}
