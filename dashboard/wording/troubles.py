"""What went wrong, in words; what the program itself said is read with the command that is named."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "trouble_usage": {
        "ar": "لا يمكن ذلك كما طُلب.",
        "fr": "Impossible tel que demandé.",
        "en": "That can't be done as asked.",
    },
    "trouble_settings": {
        "ar": "أحد الإعدادات غير صالح.",
        "fr": "Un réglage n'a pas de valeur utilisable.",
        "en": "A setting has no usable value.",
    },
    "trouble_taxonomy": {
        "ar": "قائمة الأبواب غير صالحة.",
        "fr": "La liste des rubriques est inutilisable.",
        "en": "The list of topics is of no use.",
    },
    "trouble_input": {
        "ar": "لا عناوين تُقرأ هنا. يصلح ملف CSV فيه عمود title، أو نص فيه عنوان في كل سطر.",
        "fr": "Aucun titre lisible ici. Un CSV avec une colonne « title » convient, ou un titre par ligne.",
        "en": "No headline can be read here. A CSV file with a column title will do, or one headline a line.",
    },
    "trouble_store": {
        "ar": "تعذر الوصول إلى المخزن.",
        "fr": "La base est hors d'atteinte.",
        "en": "The store is out of reach.",
    },
    "trouble_model": {
        "ar": "هذا النموذج تالف، أو ليس لهذه الأبواب.",
        "fr": "Ce modèle est endommagé, ou fait pour d'autres rubriques.",
        "en": "This model is damaged, or of other topics.",
    },
    "trouble_encoder": {
        "ar": "تعذر تحميل مرمّز النصوص.",
        "fr": "L'encodeur n'a pas pu être chargé.",
        "en": "The encoder could not be loaded.",
    },
    "trouble_locked": {
        "ar": "مهمة أخرى تعمل الآن؛ أعد المحاولة بعد قليل.",
        "fr": "Une autre tâche est en cours ; réessayez dans un instant.",
        "en": "Another job is at work; try again in a moment.",
    },
    "trouble_other": {"ar": "لم يتم ذلك.", "fr": "Cela n'a pas abouti.", "en": "That failed."},
    "read_with": {"ar": "التفاصيل: {command}", "fr": "Détails : {command}", "en": "Details: {command}"},
    "source_http": {
        "ar": "أجاب الخادم بالرمز {code}",
        "fr": "le serveur répond {code}",
        "en": "the server answers {code}",
    },
    "source_silent": {
        "ar": "لم يجب في الوقت المحدد",
        "fr": "pas de réponse à temps",
        "en": "no answer in time",
    },
    "source_unreachable": {"ar": "لا اتصال بالخادم", "fr": "serveur injoignable", "en": "out of reach"},
    "source_unknown_host": {"ar": "عنوان غير موجود", "fr": "adresse inconnue", "en": "no such host"},
    "source_private": {
        "ar": "عنوان داخلي غير مسموح به",
        "fr": "adresse interne non autorisée",
        "en": "a private address that is not allowed",
    },
    "source_untrusted": {
        "ar": "شهادة أمان غير موثوقة",
        "fr": "certificat non fiable",
        "en": "an untrusted certificate",
    },
    "source_bad_address": {"ar": "رابط غير صالح", "fr": "adresse invalide", "en": "an address of no use"},
    "source_too_large": {"ar": "الجواب أكبر من المسموح", "fr": "réponse trop volumineuse", "en": "too large"},
    "source_unreadable": {
        "ar": "جواب لا يُقرأ",
        "fr": "réponse illisible",
        "en": "what came can't be read",
    },
    "source_other": {"ar": "تعذرت القراءة", "fr": "lecture impossible", "en": "can't be read"},
}
