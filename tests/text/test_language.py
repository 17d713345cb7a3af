"""The language of a headline, from a few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything
from topics.language import identify_language
from topics.text import match_form

SPOKEN = {
    "ar": """
        وزارة التجهيز تعلن فتح المقطع الجديد من الطريق السيار
        مونديال السيدات: المنتخب يتأهل إلى ربع النهائي
        فالنسيا تستضيف معرض الخزف العالمي
        هادي يوسفي تفوز بجائزة الرواية الأولى
        ناخبو دائرة الصويرة ينتظرون نتائج الفرز
        اكتشاف كائن بحري نادر قرب ديالى
        د. سميرة العلمي: القلب لا يحب الملح
        شي جين بينغ يستقبل نظيره البرازيلي
        فلسطين تشارك في معرض الكتاب
        كيوتو تستضيف قمة للمناخ
        iPhone 17 Pro Max: أسعاره في المغرب
    """,
    "ary": """
        الصيادة ديال الداخلة دارو وقفة حيت الگازوال طلع
        واش غادي تزاد التعريفة ديال الطاكسيات فالدار البيضاء؟
        ها علاش البحر هاج فآسفي هاد الصباح
        مول الحانوت ماعندوش الفكة والزبون كاعي
        كيقلبو على خدمة وماكاينش اللي يخدمهم
        بزاف ديال الناس ماوصلهمش الما
        السوق عامر فمراكش والثمن طالع
    """,
    "fr": """
        Les pluies remplissent les barrages du Gharb
        Botola : Berkane surprend le leader
        Grève des pilotes, trente vols annulés
        Secheresse : la recolte de ble attendue en baisse
        Incendie dans un entrepôt à Tanger
    """,
    "en": """
        Hospital opens new wing after two-year delay
        Fishermen warn of empty nets as sea warms
        Storm leaves thousands without power
        How one village saved its olive trees
        Stocks slip as oil climbs
    """,
    "es": """
        El puerto reabre tras el temporal
        La lluvia llena los embalses del norte
        Huelga de pilotos: cancelados treinta vuelos
        Un pueblo salva sus olivos
    """,
}
CASES = [(code, line.strip()) for code, lines in SPOKEN.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("code", "title"), CASES)
def test_our_languages_are_told_from_a_headline(code: str, title: str) -> None:
    assert identify_language(title) == code


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("ru", "Порт снова открыт после шторма"),
        ("uk", "Порт знову відкрито після шторму, їх двоє"),
        ("el", "Το λιμάνι άνοιξε ξανά"),
        ("he", "הנמל נפתח מחדש"),
        ("hi", "बंदरगाह फिर खुला"),
        ("th", "ท่าเรือเปิดอีกครั้ง"),
        ("ko", "항구가 다시 열렸다"),
        ("ja", "港が再び開いた"),
        ("zh", "港口重新开放"),
        ("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴷ ⵜⵓⵜⵍⴰⵢⵜ"),
        ("ka", "პორტი კვლავ გაიხსნა"),
        ("fa", "بندر پس از توفان دوباره گشایش یافت و کشتی‌ها آمدند"),
        ("ur", "بندرگاہ طوفان کے بعد دوبارہ کھل گئی ہے"),
        ("de", "Der Hafen ist nach dem Sturm wieder offen"),
        ("it", "Il porto riapre dopo la tempesta e gli aerei ripartono"),
        ("pt", "O porto reabre após a tempestade e os voos não param"),
        ("nl", "De haven is na het noodweer weer open voor schepen"),
        ("tr", "Liman fırtınadan sonra yeniden açıldı ve gemiler geldi"),
    ],
)
def test_other_languages_are_told_by_script_and_common_words(code: str, title: str) -> None:
    assert identify_language(title) == code


@pytest.mark.parametrize(
    "title", ["", " ", "2026", "2 - 1", "!?…", "«»", "US", "G7", "\u200f\u0651", "🙂🙂🙂"]
)
def test_what_has_too_few_letters_is_undetermined(title: str) -> None:
    assert identify_language(title) == "und"


@given(anything)
def test_every_string_gets_a_code(title: str) -> None:
    assert identify_language(title).isalpha()


@given(st.sampled_from(CASES), st.sampled_from(["{}", "  {}\u200f", "«{}»", "{} (2026)", "\u202b{}\u202c"]))
def test_signs_around_a_headline_change_nothing(case: tuple[str, str], frame: str) -> None:
    code, title = case
    assert identify_language(frame.format(title)) == code


@given(st.sampled_from(HEADLINES))
def test_vowels_and_fonts_change_nothing(title: str) -> None:
    assert (
        identify_language(match_form(title)) == identify_language(title) == identify_language(title.upper())
    )


def test_foreign_letters_in_moroccan_names_are_no_other_language() -> None:
    assert identify_language("أكادير: مهرجان إنزگان يفتتح بحضور گناوة") == "ar"
    assert identify_language("الشرکة تعلن فتح باب الترشیح في المدينة") == "ar"  # typed on a Persian keyboard
    assert identify_language("ھذا الملعب جاھز") == "ar"


def test_brands_in_latin_letters_leave_an_arabic_headline_arabic() -> None:
    assert identify_language("Samsung Galaxy S27 Ultra بكاميرا جديدة") == "ar"
    assert identify_language("Le mot « سلام » entre au dictionnaire") == "fr"
