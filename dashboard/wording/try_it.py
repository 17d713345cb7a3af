"""What the page says on which headlines are tried."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "try_it": {"ar": "جرّب", "fr": "Essayer", "en": "Try it"},
    "paste": {
        "ar": "ألصق عناوين، عنوانا في كل سطر",
        "fr": "Collez des titres, un par ligne",
        "en": "Paste headlines, one a line",
    },
    "upload": {
        "ar": "أو ضع هنا ملفا حتى 10 ميغابايت (CSV أو TSV أو JSONL أو JSON أو TXT أو HTML)",
        "fr": "Ou déposez un fichier de 10 Mo au plus (CSV, TSV, JSONL, JSON, TXT, HTML)",
        "en": "Or drop a file here, up to 10 MB (CSV, TSV, JSONL, JSON, TXT, HTML)",
    },
    "choose_file": {"ar": "اختر ملفا", "fr": "Choisir un fichier", "en": "Choose a file"},
    "classify": {"ar": "صنّف", "fr": "Classer", "en": "Classify"},
    "classifying": {"ar": "جار التصنيف…", "fr": "Classement en cours…", "en": "Classifying…"},
    "nothing_pasted": {
        "ar": "لا عنوان هنا بعد: ألصق سطرا أو حمّل ملفا.",
        "fr": "Aucun titre ici : collez une ligne ou déposez un fichier.",
        "en": "No headline here yet: paste a line or upload a file.",
    },
    "only_first": {
        "ar": "صُنّف منها أول {headlines} فقط؛ الباقي مع topics classify",
        "fr": "Les premiers seulement ({headlines}) ; pour le reste : topics classify",
        "en": "The first {headlines} only; for the rest: topics classify",
    },
    "first_shown": {
        "ar": "يظهر هنا أول {headlines}، والكل في ملف CSV",
        "fr": "Ici, les premiers ({headlines}) ; tous sont dans le CSV",
        "en": "The first {headlines} are shown; all are in the CSV",
    },
    "one_or_the_other": {
        "ar": "هنا نص ملصق وملف معا: أبق واحدا منهما.",
        "fr": "Il y a un texte collé et un fichier : gardez l'un des deux.",
        "en": "There are both a pasted text and a file: keep one of them.",
    },
    "left_out_rows": {
        "ar": "أسطر تُركت: {n}",
        "fr": "Lignes laissées de côté : {n}",
        "en": "Rows left out: {n}",
    },
    "words_for": {"ar": "كلمات رجّحت الباب", "fr": "Mots qui ont pesé", "en": "Words that counted"},
    "nearest_learnt": {
        "ar": "أقرب عناوين تعلم منها النموذج",
        "fr": "Titres appris les plus proches",
        "en": "Nearest headlines learnt from",
    },
    "not_kept": {"ar": "نص غير محفوظ", "fr": "texte non conservé", "en": "text not kept"},
    "likeness": {"ar": "التشابه", "fr": "Ressemblance", "en": "Likeness"},
    "explanation": {"ar": "لماذا؟", "fr": "Pourquoi ?", "en": "Why?"},
    "download_csv": {"ar": "تنزيل CSV", "fr": "Télécharger en CSV", "en": "Download CSV"},
}
