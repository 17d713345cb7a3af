"""Front pages: the headlines, and nothing of what stands around them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.sources.pages import MOST_TAGS, parse_page
from topics.types import Batch, Headline, Source, SourceKind

PLACE = "https://www.sahifa.example/ar/"
PAGE = """
<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
  <title>الصحيفة - الصفحة الرئيسية لأخبار المغرب والعالم</title>
  <style>.nav a { color: red }</style>
  <script>var teaser = "<a href='/fake'>عنوان داخل برنامج لا يجب أن يقرأ أبدا</a>";</script>
</head>
<body class="home login-ready">
  <header><a href="/"><img src="logo.png" alt=""> الصحيفة جريدة إلكترونية مستقلة شاملة</a></header>
  <nav><ul><li><a href="/sport">كل أخبار الرياضة الوطنية والدولية هنا</a></li></ul></nav>
  <div class="main-menu"><a href="/eco">آخر أخبار الاقتصاد والمال والأعمال اليوم</a></div>
  <main>
    <article>
      <a href="/ar/1?utm_source=home"><img src="1.jpg" alt="صورة"></a>
      <h2><a href="/ar/1?utm_source=home">انتهاء أشغال توسعة <em>الطريق الساحلية</em> قبل موعدها</a></h2>
      <time datetime="2026-03-24T09:00:00+01:00">منذ يوم</time>
      <p><a href="/ar/1">المشروع كلف سنتين من العمل وشارك فيه مئات العمال والمهندسين</a></p>
    </article>
    <article>
      <header><h3><a href="/ar/2">فريق مدرسي يتوج ببطولة الروبوتات &amp; البرمجة</a></h3></header>
      <time datetime="2026-03-23">أمس</time>
    </article>
    <a href="https://regions.sahifa.example/3">
      <div><img src="3.jpg" alt=""><h3>قافلة للقراءة تجوب قرى الأطلس المتوسط</h3><p>البداية بصفرو</p></div>
    </a>
    <h2>حوار مع حرفية تحيي فن النسيج القديم</h2>
    <a href="/ar/5" title="ندوة حول مستقبل الواحات بزاكورة"><img src="5.jpg" alt=""></a>
    <a href="/ar/6">اقرأ المزيد</a>
    <a href="javascript:share()">شارك هذا الخبر مع كل أصدقائك الآن</a>
    <a href="https://shop.example/offer">عرض خاص على كل أجهزة التلفاز هذا الأسبوع</a>
    <div id="sponsored-box"><a href="/ad">محتوى مدعوم من شركائنا في عالم التسوق</a></div>
    <h2><a href="/ar/7">انتهاء أشغال توسعة الطريق الساحلية قبل موعدها</a></h2>
  </main>
  <section class="comments"><h3>تعليقات القراء على مقالات هذا الأسبوع</h3></section>
  <div class="cookie-consent"><h4>نستعمل ملفات الارتباط لتحسين تجربة التصفح</h4></div>
  <footer><a href="/about">من نحن وكيف تتواصلون مع هيئة التحرير</a></footer>
</body>
</html>
"""
TITLES = [
    "انتهاء أشغال توسعة الطريق الساحلية قبل موعدها",
    "فريق مدرسي يتوج ببطولة الروبوتات & البرمجة",
    "قافلة للقراءة تجوب قرى الأطلس المتوسط",
    "حوار مع حرفية تحيي فن النسيج القديم",
    "ندوة حول مستقبل الواحات بزاكورة",
]


@pytest.fixture(scope="module")
def front() -> Source:
    return Source("الصحيفة", PLACE, SourceKind.PAGE)


def parse(data: bytes | str, front: Source, now: datetime, url: str | None = PLACE) -> Batch:
    return parse_page(data, source=front, url=url, now=now)


def titles(batch: Batch) -> list[str]:
    return [headline.title for headline in batch.headlines]


# --- as HTML -----------------------------------------------------------------------------------


def test_headlines_come_once_in_order_without_what_surrounds_them(front: Source, now: datetime) -> None:
    batch = parse(PAGE, front, now)
    assert titles(batch) == TITLES
    assert batch.problems == ()


def test_headlines_of_a_page_have_addresses_and_times(front: Source, now: datetime) -> None:
    first, second, third, plain, pictured = parse(PAGE, front, now).headlines
    assert first.url == "https://www.sahifa.example/ar/1"
    assert first.published == datetime(2026, 3, 24, 8, tzinfo=UTC)
    assert second.published == datetime(2026, 3, 23, tzinfo=UTC)
    assert third.url == "https://regions.sahifa.example/3"
    assert third.published is None
    assert plain.url is None
    assert pictured.url == "https://www.sahifa.example/ar/5"
    assert {headline.language for headline in (first, second, third, plain, pictured)} == {"ar"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_page_in_any_encoding(encoding: str, front: Source, now: datetime) -> None:
    assert titles(parse(PAGE.encode(encoding), front, now)) == TITLES


def test_saved_page_without_an_address_keeps_its_headlines(front: Source, now: datetime) -> None:
    found = titles(parse(PAGE, front, now, url=None))
    assert set(TITLES) <= set(found)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div id='app'></div><script src='/app.js'></script></body></html>",
        "<html><body><nav><a href='/a'>All the sections of our great newspaper</a></nav></body></html>",
        "",
        "<html>",
        "<rss><channel><item><title>Rain</title></item></channel></rss>",
    ],
)
def test_page_without_headlines_is_a_problem(page: str, front: Source, now: datetime) -> None:
    batch = parse(page, front, now)
    assert batch.headlines == ()
    assert [problem.code for problem in batch.problems] == ["no-headlines"]


def test_links_of_a_list_of_links_are_each_a_headline(front: Source, now: datetime) -> None:
    wanted = [f"Letter number {number} about the old town" for number in range(30)]
    links = "".join(f"<li><a href='/{number}'>{title}</a></li>" for number, title in enumerate(wanted))
    batch = parse(f"<ul>{links}</ul><a href='/'>x</a>", front, now)
    assert titles(batch) == wanted


LONG = 100_000  # characters
LINK = '<a href="/%d">Rain and wind in the north, part %d</a>'


def links(pattern: str) -> str:
    return "".join(pattern.replace("%d", str(number)) for number in range(LONG // len(pattern)))


HOSTILE = {
    "links side by side": links(LINK),
    "links under two headings": "<h1>x</h1><h2>y</h2>" + links(LINK),
    "links in a header": f"<header>{links(LINK)}</header>",
    "links ever deeper": links("<div>" + LINK),
    "headings ever deeper": "<h1><b>" * (LONG // 7),
    "boxes in boxes": "<div>" * (LONG // 5) + LINK,
    "lists in lists": "<ul><li>" * (LONG // 8),
    "links without end": "<a " * (LONG // 3),
    "scripts without end": "<script><a>" * (LONG // 11),
    "a name without end": f"<div class='{'nav-' * (LONG // 4)}x'>{links(LINK)}",
    "times": "<article>" + "<time datetime='x'>" * (LONG // 19) + "<h2>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_read_in_seconds(name: str, front: Source, now: datetime) -> None:
    page = f"<html><body>{HOSTILE[name]}"
    began = time.process_time()
    batch = parse(page, front, now)
    assert time.process_time() - began < 6
    assert batch.headlines or batch.problems


def test_page_with_more_tags_than_any_has_is_read_in_part(front: Source, now: datetime) -> None:
    start = "<html><body><h1>Rain and wind in the north</h1>"
    batch = parse(start + "<a href=x>x</a>" * MOST_TAGS + "<h2>Snow on the hills by night</h2>", front, now)
    assert titles(batch) == ["Rain and wind in the north"]
    assert [problem.code for problem in batch.problems] == ["too-large"]


# --- as saved text -----------------------------------------------------------------------------

GAP = "\u00a0" * 4
LISTED = [
    "عاصفة رملية توقف الدراسة بطاطا",
    "السنة الفلاحية.. أمطار أبريل تعيد الأمل للكسابة",
    "معرض للصور القديمة بدرب السلطان",
    "شنو وقع فالسوق الأسبوعي ديال أزرو؟",
    "نادي القراءة يكرم أصغر أعضائه!",
    "حكايات المدينة",
    "قطاع النقل يستعد لموسم العودة (فيديو)",
    "برنامج مباريات الجولة العشرين",
]
SAVED = f"""{GAP.join(LISTED)}{GAP}



شكرا على ملاحظتكم!
ستختفي هذه الصورة من الصفحة بعد أن يبلغ عنها عدة قراء من الموقع.



انطلاق الأيام الثقافية للمدينة بمشاركة فرق من عشر جهات
عروض مسرحية وورشات للأطفال على مدى أسبوع كامل

تحتضن المدينة ابتداء من يوم الجمعة أياما ثقافية تشارك فيها فرق فنية قادمة من عشر جهات، وتمتد أسبوعا كاملا.
وقال المنظمون إن البرنامج يضم عروضا مسرحية في الساحات، إضافة إلى ورشات للرسم موجهة لأطفال المدارس.
وأضاف المصدر نفسه أن الدخول إلى جميع الفقرات سيكون بالمجان، وأن حافلات إضافية ستربط الأحياء البعيدة.


اضغط هنا لقراءة المقال في موقعه.
"""
ARTICLE = "انطلاق الأيام الثقافية للمدينة بمشاركة فرق من عشر جهات"


def test_saved_page_gives_its_list_and_the_title_of_its_article(front: Source, now: datetime) -> None:
    batch = parse(SAVED, front, now)
    assert titles(batch) == [*LISTED, ARTICLE]
    assert batch.problems == ()
    assert all(headline.published is None and headline.url is None for headline in batch.headlines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_saved_page_in_any_encoding(encoding: str, line_end: str, front: Source, now: datetime) -> None:
    data = SAVED.replace("\n", line_end).encode(encoding)
    assert titles(parse(data, front, now)) == [*LISTED, ARTICLE]


def test_gaps_of_spaces_part_headlines_too(front: Source, now: datetime) -> None:
    assert titles(parse(SAVED.replace(GAP, "     "), front, now)) == [*LISTED, ARTICLE]


def test_headline_that_stands_twice_comes_once(front: Source, now: datetime) -> None:
    assert titles(parse(GAP.join([*LISTED, *LISTED]), front, now)) == LISTED


def test_dates_and_numbers_in_a_list_are_no_headlines(front: Source, now: datetime) -> None:
    line = GAP.join(["12:30", "24/03/2026", *LISTED, "|", "المزيد", "3"])
    assert titles(parse(line, front, now)) == LISTED


def test_ids_of_a_saved_page_stay(front: Source, now: datetime) -> None:
    def ids(text: str) -> dict[str, str]:
        found: tuple[Headline, ...] = parse(text, front, now).headlines
        return {headline.title: headline.id for headline in found}

    before = ids(SAVED)
    assert (
        ids(GAP.join(["خبر جديد في أعلى الصفحة اليوم", *LISTED])).items()
        >= {title: before[title] for title in LISTED}.items()
    )


# --- whatever comes ----------------------------------------------------------------------------

PIECES = [
    "<a href='x'>", "<a href='http://['>", "</a>", "<h1>", "</h1>", "<h2", ">", "<div>", "</div>",
    "<header>", "<script>", "</script>", "<!--", "-->", "<time datetime='y'>", "a headline of five words",
    "\ud800", "\x00", GAP, "\n", "كلمة ",
]  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_anything_gives_headlines_or_a_problem(data: bytes | str) -> None:
    moment = datetime(2026, 3, 25, 12, tzinfo=UTC)
    batch = parse_page(data, source=Source("P", PLACE, SourceKind.PAGE), url=PLACE, now=moment)
    assert batch.headlines or batch.problems
    for headline in batch.headlines:
        (headline.title + (headline.url or "")).encode()
