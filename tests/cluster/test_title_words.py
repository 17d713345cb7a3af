"""Words of titles: what they are about, without what their outlets write over everything."""

from __future__ import annotations

from topics.cluster.title_words import title_words

RIF, ECHO = "Rif Matin", "صدى الأطلس"


def words(*rows: tuple[str, str]) -> list[set[str]]:
    found = title_words([title for title, _ in rows], [outlet for _, outlet in rows])
    written = found.written({term for terms in found.terms for term in terms})
    return [{written[term] for term in terms} for terms in found.terms]


def test_forms_of_an_arabic_word_are_one_and_shown_as_written() -> None:
    found = words(("بناء السد الجديد قرب فاس", ECHO), ("للسد دور في الري", ECHO), ("السد ممتلئ", ECHO))
    assert all("السد" in one for one in found)


def test_the_outlets_name_is_no_word_of_its_headlines() -> None:
    first, second = words(("Pluie à Fès | Rif Matin", RIF), ("Un beau matin dans le Rif oriental", ECHO))
    assert {"Rif", "Matin"}.isdisjoint(first)
    assert "Rif" in second


def test_a_domain_as_a_name_is_left_out() -> None:
    (found,) = words(("hespress.com: pluie à Fès", "hespress.com"))
    assert found == {"pluie", "Fès"}


def test_a_rubric_of_one_outlet_is_no_word() -> None:
    rubric = [("Décryptage : la pluie revient", RIF), ("Décryptage : le port attend", RIF)]
    found = words(*rubric, ("[Carnet] neige à Ifrane", RIF), ("عودة الأمطار", ECHO))
    assert all({"Décryptage", "Carnet"}.isdisjoint(one) for one in found)
    assert "pluie" in found[0]


def test_who_speaks_before_a_colon_stays_where_others_name_them_too() -> None:
    found = words(
        ("Oumaima : la pluie revient", RIF), ("Oumaima : le port attend", RIF), ("Oumaima à Fès", ECHO)
    )
    assert all("Oumaima" in one for one in found)


def test_urgent_and_live_are_no_words() -> None:
    found = words(
        ("عاجل: أمطار بالشمال", ECHO), ("Direct : pluie au nord", RIF), ("Direct. Neige", "Casa Soir")
    )
    assert all({"عاجل", "Direct"}.isdisjoint(one) for one in found)


def test_no_titles_no_words() -> None:
    assert words() == []
