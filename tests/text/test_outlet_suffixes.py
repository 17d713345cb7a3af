"""Names of outlets go from the end of a title; every other dash stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything, made_up
from topics import text
from topics.text import strip_outlet_suffix

SUFFIXES = (
    " - Hespress",
    " | BBC News عربي",
    " – اليوم 24 - اليوم 24",
    " - هسبريس - Hespress",
    " - كود: جريدة إلكترونية مغربية شاملة. - كود",
    " - هسبريس جريدة إلكترونية مغربية",
    " - الجزيرة نت",
    " - سكاي نيوز عربية",
    " | قناة الجزيرة",
    " - هبة بريس",
    " - جريدة الأطلس",  # not known: told by its shape
    " - الريف بريس",
    " - كش24",
    " - Radio Detroit",
    " - Sahara Post",
    " — Le360 Sport",
    " - Le 360 Arabe",
    " · The Guardian",
    " ｜ SNRT News",
    " - SNRTnews",
    " - snrtnews.com",
    " - ar.example.ma",
    " - https://www.example.org/",
    " ‐ Medias24",
    " -  \u200fهسبريس\u200f",
    " \u200f- هسبريس",
    "\u00a0- El País",
    " - Le Monde.fr - Le Monde.fr",
)

KEPT = """
ريال مدريد - برشلونة
الرجاء - الوداد: ديربي بلا جمهور
المغرب - إسبانيا
قمة المغرب – فرنسا
المنتخب المغربي يفوز على غانا 2 - 1
نتيجة المباراة: الفتح 3 – 0
"كوفيد - 19" يعود إلى الواجهة
وزارة الصحة: لا داعي للقلق بشأن كوفيد - 19
مشروع طرقي جديد في جهة درعة - تافيلالت
قطار الدار البيضاء - الرباط
أمطار غزيرة على محور طنجة - تطوان
حافلة تنقلب على طريق القصيم – الرياض
تعاون جديد في النقل: لجنة مغربية - إسبانية
توقيف خمسة أشخاص – شبكة إجرامية
التجارة العالمية - قناة السويس
رحلة إلى القمر - وكالة الفضاء
اكتشاف جديد في ليكسوس – موقع أثري
القمة المقبلة - مبادرة عربية
فرحة في شوارع وجدة – فيديو
احتفالات رأس السنة الأمازيغية - صور
أسعار الخضر في أسواق الجملة - الأربعاء
الوداد يتعاقد مع مهاجم جديد - رسميا
مقابلة مع مدربة المنتخب - الجزء الأول
هكذا تتابع المباراة على الإنترنت - Live
كل ما نعرفه عن الهاتف الجديد - Galaxy 27
الكأس القارية تعود إلى المغرب - CAN 2025
20 – فبراير
Paris - Dakar : les favoris au départ
Le rallye Paris - Dakar
Maroc - Espagne 2 - 1
Ligue des champions : PSG - Arsenal
Réforme des retraites - les syndicats appellent à la grève
Botola - Le Raja prend la tête
Gazoduc Maroc - Nigeria
Otages - Libération : dix marins rentrent chez eux
Gaza - BBC : trois journalistes blessés
Le port - « il faut agir »
Sahara : « une position constante »
Bilan - deux ans de réformes
Incendie à Fès - le bilan s'alourdit
Météo - vendredi
Climat - Nature
Mondial - jour 24
Tennis - Monte-Carlo
Cannes - journal intime d'un festivalier
Marathon - bonnes nouvelles
Interview - Leïla Ziani, réalisatrice
Strike at hospitals - what we know
Lakers - Celtics
Farewell, old friend - bad news
Inflation - hard times
Storm Ana - live
The device is getting cheaper – rumours, news and more
Match report - Morocco 2 - 1 Ghana
COVID - 19
Opinion - Why we should worry
"We will win - and soon"
Heat wave - Spain and Portugal
Fires - day 24
Atlético - Sevilla
Elecciones - los candidatos
""".strip().splitlines()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("headline", HEADLINES)
def test_a_name_at_the_end_is_cut(headline: str, suffix: str) -> None:
    assert strip_outlet_suffix(headline + suffix) == headline


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "headline", ["الفتح - الوداد 2 - 1 بعد الأشواط الإضافية", "Rallye Paris - Dakar : le départ - en images"]
)
def test_only_the_name_is_cut_from_a_headline_with_dashes(headline: str, suffix: str) -> None:
    assert strip_outlet_suffix(headline + suffix) == headline


@pytest.mark.parametrize("headline", KEPT)
def test_a_dash_inside_a_headline_stays(headline: str) -> None:
    assert strip_outlet_suffix(headline) == headline


def test_latin_words_after_an_arabic_headline_are_an_outlet() -> None:
    assert (
        strip_outlet_suffix("انطلاق موسم جني الزيتون بتاونات - Zitoun Actuel")
        == "انطلاق موسم جني الزيتون بتاونات"
    )
    assert strip_outlet_suffix("الرجاء - PSG") == "الرجاء - PSG"  # too little of a headline to be one


def test_a_repeated_tail_is_a_name_whatever_it_says() -> None:
    assert strip_outlet_suffix("سوق السمك يفتح أبوابه | مرسى - مرسى") == "سوق السمك يفتح أبوابه"
    assert strip_outlet_suffix("سوق السمك يفتح أبوابه | مرسى") == "سوق السمك يفتح أبوابه | مرسى"


def test_a_name_that_the_caller_knows_is_cut() -> None:
    title = "توقعات الطقس ليوم غد – الرياض"
    assert strip_outlet_suffix(title) == title
    assert strip_outlet_suffix(title, ("الرياض",)) == "توقعات الطقس ليوم غد"
    assert (
        strip_outlet_suffix("Un pont de plus - La Vigie du Détroit", ("la vigie du détroit",))
        == "Un pont de plus"
    )
    assert strip_outlet_suffix(title, ("",)) == title


def test_a_name_with_an_edition_or_a_tagline_is_cut_with_it() -> None:
    own = ("صدى الأطلس",)
    assert strip_outlet_suffix("ثلوج على قمم توبقال - صدى الأطلس سبورت", own) == "ثلوج على قمم توبقال"
    assert strip_outlet_suffix("ثلوج على قمم توبقال - صدى الأطلس: جريدة مستقلة", own) == "ثلوج على قمم توبقال"


def test_a_title_that_is_nothing_but_a_name_stays() -> None:
    for title in ("Hespress", " - Hespress", "- هسبريس", "2 - Hespress", "", " - "):
        assert strip_outlet_suffix(title) == title


@given(st.one_of(anything, made_up), st.sampled_from(SUFFIXES))
def test_the_rest_is_the_beginning_of_the_title_and_final(title: str, suffix: str) -> None:
    rest = strip_outlet_suffix(title + suffix)
    assert title.startswith(rest) or (title + suffix).startswith(rest)
    assert strip_outlet_suffix(rest) == rest


def test_a_very_long_title_is_no_trouble() -> None:
    assert strip_outlet_suffix("خبر - " * 20_000 + "نهاية").endswith("نهاية")
    assert strip_outlet_suffix("خبر طويل" + " - كود" * 6) == "خبر طويل"


def test_what_ends_in_more_names_than_any_headline_stays_whole_at_the_cost_of_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    last_part = text._last_part
    monkeypatch.setattr(text, "_last_part", lambda title: asked.append(title) or last_part(title))
    for title in ("خبر طويل" + " - كود" * 2_000, "أمطار قوية مرتقبة بالريف" + " - X" * 240):
        assert strip_outlet_suffix(title) == title
    assert len(asked) < 20
