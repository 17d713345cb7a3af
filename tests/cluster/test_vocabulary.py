"""Words and pairs of words as keys to count."""

from __future__ import annotations

from collections import Counter

import pytest

from topics.cluster.vocabulary import Vocabulary, fragments, plain, surfaces, terms
from topics.tokens import is_stop_word, tokenise


def keys(title: str, *corpus: str) -> set[str]:
    return set(terms(title, Vocabulary([title, *corpus])))


def met(*titles: str) -> Counter[str]:
    vocabulary = Vocabulary(titles)
    return Counter(key for title in titles for key in terms(title, vocabulary))


def test_clitics_meet_under_one_key() -> None:
    found = [keys(title) for title in ("المغرب يفوز", "انتصار بالمغرب", "هدية للمغرب", "تونس والمَغرِب")]
    assert set.intersection(*found) == {"مغرب"}


def test_a_single_letter_is_cut_only_before_a_word_that_the_corpus_knows() -> None:
    known = ("دلفين يعود", "ولادة دلفين", "صورة مع دلفين")
    assert "دلفين" in keys("أطفال يلعبون بدلفين", *known)
    assert "بدلفين" in keys("أطفال يلعبون بدلفين")
    assert "فريق" in keys("فريق الحي يفوز", "ريق جاف"), "فريق is more frequent than ريق"


def test_plurals_in_s_meet_their_singular_where_the_corpus_knows_it() -> None:
    assert "élection" in keys("Élections : la campagne", "Une élection partielle")
    assert "prices" in keys("Prices climb again")
    assert "paris" in keys("Paris sous la neige", *["Paris accueille un sommet"] * 20, "Un pari risqué")


def test_no_term_is_a_stop_word_in_any_language() -> None:
    title = "في المدينة: le maire de la ville said that ديال شنو el año"
    for term in keys(title):
        assert not any(map(is_stop_word, term.split(" "))), term


def test_pairs_are_words_side_by_side_with_nothing_between() -> None:
    found = keys("قانون المالية: نقاش حاد")
    assert "قانون ماليه" in found
    assert "نقاش حاد" in found
    assert not any("ماليه" in term and "نقاش" in term for term in found)


def test_fixed_expressions_stay_whole_and_their_parts_are_dropped() -> None:
    titles = (
        "ازدحام في الدار البيضاء",
        "حريق بالدار البيضاء",
        "سوق الدار البيضاء",
        "البيضاء تستعد للصيف",
        "شوارع البيضاء",
        "أمطار على البيضاء",
    )
    dropped = fragments(met(*titles))
    assert "دار بيضاء" not in dropped
    assert "دار" in dropped, "it stands nowhere else"
    assert "بيضاء" not in dropped, "it is used alone as well"


def test_a_piece_of_a_longer_expression_is_dropped() -> None:
    regions = ("جهة بني ملال", "جهة بني ملال", "جهة بني ملال", "جهة فاس", "جهة سوس", "بني ملال")
    dropped = fragments(met(*regions))
    assert "بني ملال" not in dropped
    assert {"جهه بني", "بني", "ملال"} <= dropped
    assert "جهه" not in dropped


def test_words_that_met_once_are_no_expression() -> None:
    assert "امطار قويه" in fragments(met("أمطار قوية", "سوق جديد"))


@pytest.mark.parametrize(
    ("surface", "key", "shown"),
    [
        ("بالعرائش", "عرايش", "العرائش"),
        ("للمغرب", "مغرب", "المغرب"),
        ("وبكورونا", "كورونا", "كورونا"),
        ("والمدارس", "مدارس", "المدارس"),
        ("كورونا", "كورونا", "كورونا"),
        ("المَغرِب", "مغرب", "المَغرِب"),
        ("بالدار البيضاء", "دار بيضاء", "الدار البيضاء"),
        ("Élections", "élection", "Élections"),
    ],
)
def test_words_are_shown_without_conjunction_and_preposition(surface: str, key: str, shown: str) -> None:
    assert plain(surface, key) == shown


def test_the_most_frequent_form_is_shown_and_of_equals_the_shortest() -> None:
    counted = [
        {"مغرب": "بالمغرب"},
        {"مغرب": "المغرب"},
        {"مغرب": "مغرب"},
        {"price": "prices"},
        {"price": "price"},
    ]
    assert surfaces(counted) == {"مغرب": "المغرب", "price": "price"}


def test_verbs_of_the_present_are_told_from_nouns() -> None:
    vocabulary = Vocabulary(["الحزب يرفض القانون", "النقابة ترفض العرض", "التعليم عن بعد", "تعليم البنات"])
    key = {word: tokenise(word)[0].key for word in ("يرفض", "ترفض", "تعليم", "قانون")}
    assert vocabulary.is_verb(key["يرفض"])
    assert vocabulary.is_verb(key["ترفض"])
    assert not vocabulary.is_verb(key["تعليم"]), "no verb carries the article"
    assert not vocabulary.is_verb(key["قانون"])
