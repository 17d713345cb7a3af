"""Why a headline is proposed for review, why drift is told, what the gate found."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "why_unsure": {
        "ar": "غير متأكد: {first} {sure}، {second} {less}",
        "fr": "incertain : {first} {sure}, {second} {less}",
        "en": "unsure: {first} {sure}, {second} {less}",
    },
    "why_at_odds": {
        "ar": "أقرب ما يشبهه: {known}، منها {count} في باب «{topic}»، أما هو ففي باب «{filed}»",
        "fr": "les plus proches : {known}, dont {count} sous « {topic} » ; lui sous « {filed} »",
        "en": "nearest to it: {known}, {count} of them under {topic}, it under {filed}",
    },
    "why_new_theme": {
        "ar": "من موضوع متداول جديد: {name}",
        "fr": "d'un nouveau thème : {name}",
        "en": "of a new theme: {name}",
    },
    "why_new_source": {
        "ar": "من منبر جديد: {name}، أول ظهور له {when}",
        "fr": "d'un nouveau média : {name}, vu depuis le {when}",
        "en": "of a new outlet: {name}, first seen on {when}",
    },
    "why_stands_for": {
        "ar": "يمثل عناوين من نوعه: {first} {sure}، {second} {less}",
        "fr": "représente ses semblables : {first} {sure}, {second} {less}",
        "en": "stands for others of its kind: {first} {sure}, {second} {less}",
    },
    "drift_topics": {"ar": "حصص الأبواب", "fr": "Parts des rubriques", "en": "Shares of topics"},
    "drift_languages": {"ar": "حصص اللغات", "fr": "Parts des langues", "en": "Shares of languages"},
    "drift_sources": {"ar": "حصص المنابر", "fr": "Parts des médias", "en": "Shares of outlets"},
    "drift_places": {
        "ar": "العناوين تتحدث عن أمور أخرى",
        "fr": "Les titres parlent d'autre chose",
        "en": "Headlines speak of other things",
    },
    "drift_abstained": {
        "ar": "كم يمتنع النموذج عن الحكم",
        "fr": "Part des titres que le modèle ne classe pas",
        "en": "How often the model abstains",
    },
    "drift_corrected": {
        "ar": "كم يغيّر المحررون الباب",
        "fr": "Part des titres que les éditeurs reclassent",
        "en": "How often editors change the topic",
    },
    "drift_moved": {
        "ar": "{what} {before}، والآن {now}",
        "fr": "{what} {before}, maintenant {now}",
        "en": "{what} {before}, now {now}",
    },
    "drift_told": {
        "ar": "{measure}: {moved} ({size})",
        "fr": "{measure} : {moved} ({size})",
        "en": "{measure}: {moved} ({size})",
    },
    "drift_size": {
        "ar": "حجم الفرق {size}، والمعتاد من أسبوع لآخر {usual} على الأكثر؛ احتمال الصدفة {chance}",
        "fr": "écart {size}, d'une semaine à l'autre {usual} au plus ; par hasard : {chance}",
        "en": "difference {size}, from week to week at most {usual}; by chance: {chance}",
    },
    "drift_nothing": {
        "ar": "ما يصل الآن مثل ما كان يصل.",
        "fr": "Ce qui arrive ressemble à ce qui arrivait.",
        "en": "What comes in is as it was.",
    },
    "drift_lacking": {
        "ar": "لا يكفي هذا للحكم. {period}: {news}، {days}؛ وأقل المطلوب: {least}، {least_days}.",
        "fr": "Trop peu pour juger. {period} : {news}, {days} ; il en faut {least}, {least_days}.",
        "en": "Too little to tell. {period}: {news}, {days}; it takes {least}, {least_days}.",
    },
    "drift_now": {"ar": "الأسبوع الأخير", "fr": "Dernière semaine", "en": "Last week"},
    "drift_before": {"ar": "ما قبله", "fr": "Avant", "en": "Before"},
    "gate": {"ar": "حكم البوابة", "fr": "Verdict du contrôle", "en": "The gate's verdict"},
    "gate_passed": {
        "ar": "قبلته البوابة: لا قاعدة ضده.",
        "fr": "Accepté par le contrôle : aucune règle ne s'y oppose.",
        "en": "The gate accepted it: no rule speaks against it.",
    },
    "gate_refused": {
        "ar": "رفضته البوابة: {rules}",
        "fr": "Refusé par le contrôle : {rules}",
        "en": "The gate refused it: {rules}",
    },
    "gate_forced": {
        "ar": "{verdict}؛ فُرض مع ذلك: {why}",
        "fr": "{verdict} ; imposé malgré tout : {why}",
        "en": "{verdict}; forced all the same: {why}",
    },
    "gate_rule": {"ar": "القاعدة", "fr": "Règle", "en": "Rule"},
    "gate_champion": {"ar": "النموذج العامل", "fr": "En service", "en": "Champion"},
    "gate_candidate": {"ar": "المرشح", "fr": "Candidat", "en": "Candidate"},
    "gate_ok": {"ar": "مقبول", "fr": "accepté", "en": "passed"},
    "gate_not_ok": {"ar": "مرفوض", "fr": "refusé", "en": "refused"},
    "gate_overall": {"ar": "أبواب مقبولة", "fr": "rubriques acceptées", "en": "topics accepted"},
    "gate_languages": {
        "ar": "أبواب مقبولة بهذه اللغة",
        "fr": "rubriques acceptées dans cette langue",
        "en": "topics accepted in this language",
    },
    "gate_topics": {
        "ar": "أبواب لا يجوز أن تخسر",
        "fr": "rubriques qui ne doivent pas perdre",
        "en": "topics that must not lose",
    },
    "gate_calibration": {"ar": "خطأ المعايرة", "fr": "erreur de calibration", "en": "calibration error"},
    "gate_corrections": {
        "ar": "تصحيحات لم يتعلم منها",
        "fr": "corrections mises de côté",
        "en": "corrections kept back",
    },
    "gate_sense": {
        "ar": "تصحيحات حديثة متسقة",
        "fr": "cohérence des corrections récentes",
        "en": "sense of the new corrections",
    },
    "gate_spelling": {
        "ar": "أبواب تتغير بطريقة الكتابة",
        "fr": "rubriques qui changent avec l'orthographe",
        "en": "topics that change with spelling",
    },
    "gate_speed": {
        "ar": "الثواني لألف عنوان",
        "fr": "secondes pour mille titres",
        "en": "seconds for a thousand headlines",
    },
    "gate_measured": {
        "ar": "عناوين يُقاس عليها",
        "fr": "titres qui servent de mesure",
        "en": "headlines that measure",
    },
    "gate_size": {"ar": "الحجم بالميغابايت", "fr": "taille en mégaoctets", "en": "size in megabytes"},
}
