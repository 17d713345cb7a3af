"""The language of a headline, told from its letters and its words.

Scripts decide first. Arabic script is Darija where Moroccan words or forms are clear, Persian or Urdu where
their letters are. Latin script is told by function words and by character trigrams of our own example
headlines (the shipped taxonomy's): a Bayes classifier small enough to be fitted when it is first asked.
Measured in ``docs/decisions/0003-language-identification.md``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from topics.taxonomy import load_taxonomy
from topics.text import match_form
from topics.tokens import is_place, language_words, stands_whole
from topics.types import UNDETERMINED

LATIN = ("en", "fr", "es")
_SMOOTHING = 0.5
_WORD_WEIGHT = 4.0  # a function word tells more than one trigram
_UNACCENTED = 0.3  # weight of example headlines with their accents left out, as some feeds write
_LEAST_LETTERS = 3
_SURE = 1.0  # log odds below which a text in Latin letters stays undetermined

_SCRIPTS = {  # first word of a letter's Unicode name -> language that is written in it nearly alone
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "TIFINAGH": "zgh",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
_KANA = ("HIRAGANA", "KATAKANA")
# Brands are often written in Latin letters among others, and Latin spells its vowels out.
_OTHER_SCRIPT_WEIGHT = 2


def identify_language(title: str) -> str:
    """BCP-47 code of a headline: ar, ary, fr, en, es, another one told by its letters, or ``und``."""
    text = title if title.isascii() else unicodedata.normalize("NFKC", title)
    script = _main_script(text)
    if script is None:
        return UNDETERMINED
    if script == "ARABIC":
        return _arabic(text)
    if script == "CYRILLIC" and _UKRAINIAN.search(text):
        return "uk"
    return _latin(text) if script == "LATIN" else _SCRIPTS.get(script, UNDETERMINED)


def _main_script(text: str) -> str | None:
    counts: Counter[str] = Counter()
    for char in text:
        if char.isascii():
            if char.isalpha():
                counts["LATIN"] += 1
        elif char.isalpha():
            script = _script(char)
            counts[script] += 1 if script == "LATIN" else _OTHER_SCRIPT_WEIGHT
    main = max(counts, key=counts.__getitem__, default=None)
    if main == "LATIN" and counts["LATIN"] < _LEAST_LETTERS:
        return None
    if main == "CJK" and any(counts[kana] for kana in _KANA):
        return "HIRAGANA"  # Japanese mixes them with the characters that Chinese uses alone
    return main


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0].split("-")[0]


# --- Arabic and Cyrillic letters ---------------------------------------------------------------

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_URDU = re.compile("[ٹڈڑںے]")
_PERSIAN = re.compile(
    "[پچژگ]"
)  # Moroccan newsrooms write foreign names with these, so they prove nothing alone
_PERSIAN_YE = re.compile("[یک]")
_ARABIC_YE = re.compile("[يكىة]")
_LEAST_FOREIGN = 2  # letters

_ENOUGH = 2  # a clear sign of Darija, or two faint ones
_CLEAR = 2
_FAINT = 1
# What Darija shares with other dialects, with names, or with standard words in their matching form.
_FAINT_WORDS = frozenset(
    match_form(
        """
د هادي هيا شي صافي داير دايرة دايرين كاين كاينة كاينين ماشي مشي مورا ديالي اللي للي لي قاع برا عندنا
عندي عندك عندها عندهم عندو كانو ليه ليها بيه بيها معاه معاها اه حنا دبا فين شوية بلا وحدة وحدين
حاجة حاجات كثر كتر بعدما يدير تدير ندير يقدر تقدر نقدر يقدرو جاي جاية باقي باقيين فات بان بوليس
البوليس فلوس الفلوس راسو خدام خدامين جاب طار طاح الماتش لحقو صحابو ولادو راجلها مول مولات خرجات حراك
"""
    ).split()
)
# Words that Darija alone writes and that say something, so that they are no stop words.
_CLEAR_WORDS = frozenset(
    match_form(
        """
واخا وها تصاور تصويرة كازا فكازا البيضاوة ماتو دارت خاصك خاصكم خاصنا يديرو مزيان مزيانة زوين زوينة
خايب خايبة هكاك هكدا ميريكان مريكان الطاليان الصبليون الصبنيول الدزاير العيالات الدراري دراري بنادم
لمغاربة بلاصة بلاصتو بلاصتها بلايص لبلايص هاذشي لاحقاش لحقاش فحال نايضة كاعي كاعيين شدو شدات دخلات
طاحت رجعات حطات خدات ربحات قتلات شافت تشافاو تصابو يدخلو يخرجو يمشيو يرجعو وغادي باللي السبيطار
سبيطار الطوموبيل طوموبيل الطوموبيلات الهضرة هضر هضرات صيفط صيفطو عيط عيطات مرتو مراتو كسيدة سيمانة
السيمانة الويكاند وقتاش كولشي كلشي باها شوفو كيتسنا الجوندارم الشفارة شفار شفرو بزناس بزناسة لحريگ
الحراگة حراگة لبوليس
"""
    ).split()
)
_STANDARD_WORDS = frozenset(match_form("في إلى الذي التي الذين هذا هذه هؤلاء لم لن سوف قد").split())
_STANDARD_SPELLING = re.compile(r"\w*ئ\w*|\w+ى\b")  # كائن is not كاين, and ديالى not ديالي
# ف on the article or on a place, د on the article, negation with ما…ش, the plural of the present in كـ.
_CLEAR_FORM = re.compile(
    "و?(?:فال\\w{3,}|د(?:ال|ل[^ايو])\\w{3,}|(?:[وفبل]|ها)?د(?:ي)?يال(?:و|ه|ها|هم|هوم|نا|كم|ك)?"
    "|ما?(?:كاين|كان|عند|بق|غاد|خاص|دار|يمكن|بغا)\\w{0,4}ش|ما\\w{2,}(?<!يت)ش|ك(?:ي(?![وف])|ت)\\w{2,}و"
    "|كت(?!ا|يب|ب|ف|ل|م|ك)\\w{2,}|كي[قعخحصطهغ]\\w{2,})"
)
# The future in غـ, the present in تيـ, and verbs in the plural without ن.
_FAINT_FORM = re.compile("غا?[يتن]\\w{2,}و|غا?ت\\w{3,}|تي\\w{2,}و|كا[يت]\\w{2,}و|ي(?!و)\\w{3,}و")
_ARABIC_WORD = re.compile("[\u0620-\u064a\u066e-\u06d3]+")


def _arabic(text: str) -> str:
    persian_ye = len(_PERSIAN_YE.findall(text))
    if (urdu := len(_URDU.findall(text))) and urdu + persian_ye >= _LEAST_FOREIGN:
        return "ur"
    if (
        persian_ye > len(_ARABIC_YE.findall(text))
        and persian_ye + len(_PERSIAN.findall(text)) >= _LEAST_FOREIGN
    ):
        return "fa"
    return "ary" if _is_darija(text) else "ar"


def _is_darija(text: str) -> bool:
    """Is one word clearly Darija, or do faint signs outweigh the words that only standard Arabic has?"""
    signs = [_sign_of_darija(word) for word in _arabic_words(_STANDARD_SPELLING.sub(" ", text))]
    if _CLEAR in signs or sum(signs) < _ENOUGH:
        return _CLEAR in signs
    return sum(signs) - sum(word in _STANDARD_WORDS for word in _arabic_words(text)) >= _ENOUGH


def _arabic_words(text: str) -> list[str]:
    return _ARABIC_WORD.findall(match_form(text))


@lru_cache(maxsize=16_384)
def _sign_of_darija(word: str) -> int:
    """How much one word, in its matching form, speaks for Darija."""
    if word in _FAINT_WORDS:
        return _FAINT
    if word in _CLEAR_WORDS or word in language_words("ary") - language_words("ar"):
        return _CLEAR
    if stands_whole(word):
        return 0
    if _CLEAR_FORM.fullmatch(word) or (word[0] == "ف" and is_place(word[1:])):
        return _CLEAR
    return _FAINT if _FAINT_FORM.fullmatch(word) else 0


# --- Latin letters -----------------------------------------------------------------------------

# Languages that we can't model but must not take for one of ours: their commonest words, and letters.
_NEIGHBOURS = {
    "de": (
        "der die das und ist nicht ein eine einen einem einer den dem des mit für auf von zu im am "
        "zum zur bei nach aus wird werden sind hat haben wie auch sich oder als nur noch über unter "
        "gegen mehr wenn kann sie er es wurde vor durch um dass",
        "äöüß",
    ),
    "it": (
        "il lo gli le della delle dello dei degli del nel nella nei alla alle al di che non per con "
        "una un sono ha dal dalla anche più come si da ai agli sul sulla dopo e la i questo tra fra "
        "stato",
        "ìò",
    ),
    "pt": (
        "o os as um uma de do da dos das em no na nos nas para por com não que se é foi são mais ao à "
        "aos às pelo pela seu sua também como e a ou entre sobre ser está",
        "ãõ",
    ),
    "nl": (
        "de het een en van in is op te dat die voor met zijn niet aan er om bij ook naar uit door "
        "over wordt worden hij deze",
        "",
    ),
    "tr": (
        "ve bir bu için ile da de olarak en çok daha gibi olan sonra kadar ama değil var yok ne ise "
        "oldu her iki",
        "ğşı",
    ),
}
_LEAST_NEIGHBOUR = 2  # different words or letters
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def _latin(text: str) -> str:
    form = match_form(text)
    words = _LATIN_WORD.findall(form)
    neighbour = _neighbour(frozenset(words), frozenset(form))
    if neighbour:
        return neighbour
    scores = _scores(words)
    best, second = sorted(scores.values(), reverse=True)[:2]
    return UNDETERMINED if best - second < _SURE else max(scores, key=scores.__getitem__)


def _neighbour(words: frozenset[str], letters: frozenset[str]) -> str | None:
    """Another language whose words are met more often than those of ours."""
    ours = max(len(words & language_words(code)) for code in LATIN)
    theirs = {
        code: len(words & own) + len(letters & signs) for code, (own, signs) in _neighbour_words().items()
    }
    best = max(theirs, key=theirs.__getitem__)
    return best if theirs[best] > max(ours, _LEAST_NEIGHBOUR - 1) else None


@lru_cache(maxsize=1)
def _neighbour_words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {
        code: (frozenset(words.split()), frozenset(letters)) for code, (words, letters) in _NEIGHBOURS.items()
    }


def _scores(words: list[str]) -> dict[str, float]:
    """Log likelihood of each language, up to a constant."""
    scores = [_word_scores(word) for word in words]
    return {code: sum(score[place] for score in scores) for place, code in enumerate(LATIN)}


@lru_cache(maxsize=32_768)
def _word_scores(word: str) -> tuple[float, ...]:
    """What one word adds to the score of each language, in the order of ``LATIN``."""
    model, trigrams = _model(), list(_trigrams(word))
    return tuple(
        sum(model[code].get(trigram, model[code][""]) for trigram in trigrams)
        + _WORD_WEIGHT * (word in language_words(code))
        for code in LATIN
    )


@lru_cache(maxsize=1)
def _model() -> dict[str, dict[str, float]]:
    """Language -> log probability of each trigram; the empty key is one that was never met."""
    topics = load_taxonomy().topics
    return {
        code: _log_frequencies(
            text
            for topic in topics
            for text in (
                *topic.examples.get(code, ()),
                *topic.keywords.get(code, ()),
                topic.description.get(code, ""),
            )
        )
        for code in LATIN
    }


def _log_frequencies(texts: Iterable[str]) -> dict[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        form = match_form(text)
        for word in _LATIN_WORD.findall(form):
            for trigram in _trigrams(word):
                counts[trigram] += 1
            if (plain := _unaccented(word)) != word:
                for trigram in _trigrams(plain):
                    counts[trigram] += _UNACCENTED
    total = sum(counts.values()) + _SMOOTHING * 20_000  # trigrams that a language could have
    table = {trigram: math.log((count + _SMOOTHING) / total) for trigram, count in counts.items()}
    table[""] = math.log(_SMOOTHING / total)
    return table


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


def _trigrams(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[start : start + 3] for start in range(len(padded) - 2))
