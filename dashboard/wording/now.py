"""What the front page says."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "now": {"ar": "الآن", "fr": "En ce moment", "en": "Now"},
    "as_of": {
        "ar": "كما هي الحال في {when} · آخر عنوان: {last}",
        "fr": "Situation au {when} · dernier titre : {last}",
        "en": "As of {when} · last headline: {last}",
    },
    "nothing_today": {
        "ar": "لم يصل أي عنوان اليوم. الأرقام أدناه كما كانت عند آخر عنوان: {last}",
        "fr": "Aucun titre reçu aujourd'hui. Les chiffres sont ceux du dernier titre : {last}",
        "en": "No headline came in today. The figures are those of the last headline: {last}",
    },
    "change": {"ar": "مقارنة بالمعتاد", "fr": "Face à l'habitude", "en": "Against the usual"},
    "whole_days": {"ar": "أيام كاملة", "fr": "sur des jours entiers", "en": "whole days"},
    "today_short": {"ar": "اليوم", "fr": "Ce jour", "en": "Today"},
    "against_usual": {"ar": "عن المعتاد", "fr": "Écart", "en": "Vs usual"},
    "share_today": {"ar": "حصة اليوم", "fr": "Part du jour", "en": "Share today"},
    "share_week": {"ar": "حصة 7 أيام", "fr": "Part, 7 jours", "en": "Share, 7 days"},
    "last_weeks": {"ar": "الأسابيع الستة الأخيرة", "fr": "Six dernières semaines", "en": "Last six weeks"},
    "risers": {"ar": "ما يصعد، ولماذا", "fr": "Ce qui monte, et pourquoi", "en": "What rises, and why"},
    "faders": {"ar": "ما يخبو", "fr": "Ce qui retombe", "en": "What fades"},
    "counted_until": {
        "ar": "بحساب ما نُشر إلى غاية {when}",
        "fr": "D'après ce qui a paru jusqu'au {when}",
        "en": "Counted up to {when}",
    },
    "new": {"ar": "جديد", "fr": "nouveau", "en": "new"},
    "rise_told": {
        "ar": "{headlines} منذ {since}، والمعتاد {usual}",
        "fr": "{headlines} depuis le {since}, {usual} d'habitude",
        "en": "{headlines} since {since}, usually {usual}",
    },
    "rise_new": {
        "ar": "{headlines} منذ {since}",
        "fr": "{headlines} depuis le {since}",
        "en": "{headlines} since {since}",
    },
    "fall_told": {
        "ar": "{headlines} في 24 ساعة، والمعتاد {usual}",
        "fr": "{headlines} en 24 heures, {usual} d'habitude",
        "en": "{headlines} in 24 hours, usually {usual}",
    },
    "cools_down": {
        "ar": "موضوع يتراجع عن ذروته",
        "fr": "le thème s'éloigne de son pic",
        "en": "the theme is past its peak",
    },
    "nothing_rises": {
        "ar": "لا شيء يصعد فوق المعتاد.",
        "fr": "Rien ne dépasse l'habitude.",
        "en": "Nothing rises beyond the usual.",
    },
    "nothing_fades": {
        "ar": "لا شيء يتراجع عن المعتاد.",
        "fr": "Rien ne recule sous l'habitude.",
        "en": "Nothing falls below the usual.",
    },
    "biggest_stories": {"ar": "أكبر القصص", "fr": "Les plus grandes histoires", "en": "The biggest stories"},
    "no_stories": {
        "ar": "لا قصة من عدة عناوين في هذه الفترة.",
        "fr": "Aucune histoire de plusieurs titres dans cette période.",
        "en": "No story of several headlines in this time.",
    },
    "new_themes": {"ar": "مواضيع جديدة", "fr": "Nouveaux thèmes", "en": "New themes"},
    "outages": {"ar": "منابر صامتة", "fr": "Médias muets", "en": "Silent outlets"},
    "all_speak": {
        "ar": "كل المنابر تنشر كعادتها.",
        "fr": "Tous les médias publient comme d'habitude.",
        "en": "Every outlet publishes as usual.",
    },
    "all_silent": {
        "ar": "كل المنابر صامتة منذ {since}. تحقّق من أن القراءة تعمل: topics run",
        "fr": "Tous les médias sont muets depuis le {since}. La lecture tourne-t-elle ? topics run",
        "en": "Every outlet is silent since {since}. Is reading at work? topics run",
    },
    "silent": {"ar": "صامت منذ {since}", "fr": "muet depuis le {since}", "en": "silent since {since}"},
    "out_of_reach": {
        "ar": "تعذرت قراءته {times}، آخر جواب: {since}",
        "fr": "injoignable {times}, dernière réponse : {since}",
        "en": "out of reach {times}, last answer: {since}",
    },
    "last_runs": {"ar": "آخر عمليات التشغيل", "fr": "Dernières exécutions", "en": "Last runs"},
    "no_runs": {"ar": "لم يُشغَّل شيء بعد.", "fr": "Rien n'a encore tourné.", "en": "Nothing has run yet."},
    "run_ok": {"ar": "انتهت بنجاح", "fr": "terminé", "en": "done"},
    "run_failed": {"ar": "فشلت", "fr": "en échec", "en": "failed"},
    "run_runs": {"ar": "لم تنته", "fr": "non terminé", "en": "not ended"},
    "added": {"ar": "أضيف: {headlines}", "fr": "ajoutés : {headlines}", "en": "added: {headlines}"},
    "phase_emerging": {"ar": "يبرز", "fr": "émerge", "en": "emerging"},
    "phase_growing": {"ar": "يتوسع", "fr": "grandit", "en": "growing"},
    "phase_steady": {"ar": "مستقر", "fr": "stable", "en": "steady"},
    "phase_fading": {"ar": "يخبو", "fr": "retombe", "en": "fading"},
    "phase_gone": {"ar": "انتهى", "fr": "terminé", "en": "gone"},
}
