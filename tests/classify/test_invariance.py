"""What writers vary without meaning it changes no topic: the real encoder, the classifier of the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from topics.on_demand import classify_headlines, embed_headlines
from topics.service import Classifier, load_classifier
from topics.settings import load_settings
from topics.sources.items import Item, make_headline
from topics.taxonomy import load_taxonomy
from topics.training.invariance import VARIANTS
from topics.types import Headline, Predictions, Source, SourceKind

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder

pytestmark = pytest.mark.encoder

LEAST_CHANGE = 0.02  # of the best topic's probability
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TITLES = (
    # Arabic
    "القيروان/ انقلاب شاحنة خفيفة تقل عاملات فلاحة وإصابة 14",
    'مشروع القانون الإطار للتعليم يثير الجدل حول "فرنسة" العلوم',
    "طائرات مسيرة تزرع بذور العرعار.. تجربة لباحثي المعهد الغابوي بسلا",
    "المنستير/ تكريم أقدم ساعي بريد بالجهة بعد 40 سنة من العمل",
    'السعودية.. "الوطني للأرصاد" ينبه من غزارة الأمطار على الباحة حتى التاسعة مساء',
    "معارك عنيفة بين الجيش السوداني وقوات الدعم السريع في أم درمان",
    "عيد مبارك سعيد لكل قرائنا الأوفياء",
    "قافلة تضامنية لفائدة العائلات المعوزة بسيدي الهاني",
    "إحياء ليلة القدر بمسجد الحسن الثاني بالدار البيضاء",
    "النفط يرتفع مع تراجع المخزونات الأمريكية",
    "مجلس النواب يصادق على قانون جديد للصحافة الرقمية",
    "توقيف شخص يشتبه في سرقته هواتف ركاب الترامواي",
    "نيجيريا تقصي السنغال في الوقت الإضافي وتضرب موعدا مع الجزائر",
    "مفتشو الشغل يطالبون بحماية أكبر",
    # Darija
    "مول التريبورتور دخل فحيط ومات فالبلاصة",
    "الأوقاف سدات جوج ديال الجوامع فكازا وها السبب",
    "بوحمرون طلع ف المغرب والوزارة كتقلب على الدراري اللي ما تلقحوش",
    "شيف مغربي فبلجيكا دار منيو ديال رمضان وشعل الشبكات",
    "الضبابة دابا فلوطوروت ديال برشيد: ما كيبان والو",
    "لانيرتي: عدد المغاربة اللي عندهم الأنترنيت فات 35 مليون",
    "السخونة رجعات فمراكش: 36 درجة ومازال ما سالينا",
    "المنتخب ربح الماتش اللول بهدف فآخر دقيقة",
    "الإضراب غدا: القطارات والإدارات واقفين",
    "موطور بيكان مستعمل 4500 درهم قابل للنقاش",
    # French
    "Belgique : les négociations pour former un gouvernement fédéral dans l'impasse",
    "PFAS : l'eau du robinet contaminée dans plusieurs communes des Ardennes",
    "Étudiants en médecine : le boycott des examens se poursuit à Rabat",
    "Orange Maroc et Inwi prêts pour le lancement commercial de la 5G",
    "Yémen: un pilote de F-16 marocain porté disparu, les Houthis affirment l'avoir abattu",
    "Carthage : les JCC ouvrent avec un film palestinien",
    "Al Hoceima : un glissement de terrain coupe la rocade méditerranéenne",
    'Le "SMIG" : hausse de 5 % au 1er janvier',
    "L'image du jour",
    "Un faux médecin arrêté à Mohammédia",
    # English
    "James Webb Space Telescope spots most distant galaxy yet",
    "Four-Day Workweek Trial: Most Companies Say They'll Keep It",
    "Wind chill of minus 40 on tap for Fargo",
    "Terms of Use | Privacy | Cookie settings",
    "Homeowner fined $500 for lawn an inch too tall",
    "Salmonella cases linked to cucumbers climb to 68, FDA says",
    "Ukraine Says It Shot Down 38 of 45 Russian Drones",
    'Fans call national side\'s final "the match of the century"',
    "Pilgrims from six countries gather in Ouezzane",
)


def headlines(titles: Sequence[str]) -> list[Headline]:
    """As a file of plain titles is read: no outlet and no language is known but what a title tells."""
    source = Source("", "titles", SourceKind.FILE)
    made = [make_headline(source, Item(title, str(row)), now=NOW) for row, title in enumerate(titles)]
    assert not [problem for _, problems in made for problem in problems]
    return [headline for headline, _ in made if headline is not None]


@pytest.fixture(scope="module")
def classifier(encoder: Encoder) -> Classifier:
    return load_classifier(load_settings(), load_taxonomy(), encoder)


@pytest.fixture(scope="module")
def classify(encoder: Encoder, classifier: Classifier) -> Callable[[Sequence[Headline]], Predictions]:
    return lambda given: classify_headlines(given, embed_headlines(given, encoder), classifier)


@pytest.fixture(scope="module")
def plain(classify: Callable[[Sequence[Headline]], Predictions]) -> Predictions:
    return classify(headlines(TITLES))


def test_the_headlines_are_varied(plain: Predictions) -> None:
    languages = {headline.language for headline in headlines(TITLES)}
    assert languages >= {"ar", "ary", "fr", "en"}
    assert len({plain.ranked(row)[0][0] for row in range(len(TITLES))}) >= 12


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_has_the_same_topic_and_probability(
    name: str, plain: Predictions, classify: Callable[[Sequence[Headline]], Predictions]
) -> None:
    varied = [VARIANTS[name](title) for title in TITLES]
    assert any(one != other for one, other in zip(varied, TITLES, strict=True)) or name == "straight quotes"
    found = classify(headlines(varied))
    assert found.topics == plain.topics
    changed = [
        (title, plain.ranked(row)[0], found.ranked(row)[0])
        for row, title in enumerate(varied)
        if plain.ranked(row)[0][0] != found.ranked(row)[0][0]
        or abs(plain.ranked(row)[0][1] - found.ranked(row)[0][1]) > LEAST_CHANGE
        or plain.abstained[row] != found.abstained[row]
    ]
    assert changed == []


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_of_the_same_language(name: str) -> None:
    """It decides how sharp probabilities are."""
    told = [headline.language for headline in headlines([VARIANTS[name](title) for title in TITLES])]
    changed = [
        (title, before.language, after)
        for title, before, after in zip(TITLES, headlines(TITLES), told, strict=True)
        if before.language != after
    ]
    assert changed == []


@pytest.mark.parametrize("count", [1, 2, 3, 17])
def test_one_by_one_is_the_batch_bit_for_bit(
    count: int, classifier: Classifier, encoder: Encoder, plain: Predictions
) -> None:
    """On stored vectors: what was classified alone yesterday is not classified otherwise today."""
    given = headlines(TITLES)
    vectors = embed_headlines(given, encoder)
    parts = [
        classify_headlines(given[start : start + count], vectors[start : start + count], classifier)
        for start in range(0, len(given), count)
    ]
    assert np.array_equal(np.concatenate([part.probabilities for part in parts]), plain.probabilities)
    assert np.array_equal(np.concatenate([part.abstained for part in parts]), plain.abstained)
