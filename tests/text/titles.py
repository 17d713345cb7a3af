"""Titles and strings that tests of the text functions draw from."""

from __future__ import annotations

from hypothesis import strategies as st

HEADLINES = (
    "المجلس البلدي يصادق على توسعة الميناء",
    "الرِّياح القويّة تُؤجّل رحلات العبّارات بين طنجة والجزيرة الخضراء",
    "الصيادة ديال الداخلة دارو وقفة حيت الگازوال طلع",
    "Les pluies remplissent les barrages du Gharb à 71 %",
    "L’équipe féminine s’impose 2 - 1 et file en finale",
    "Hospital opens new wing after two-year delay",
    "El puerto reabre tras el temporal y recupera las líneas con Tarifa",
)

anything = st.one_of(
    st.text(st.characters(), max_size=40),  # surrogates and private use among them
    st.text(
        st.sampled_from(
            "اأإآبتئىيةهكگـ٠١۲۳ '’«»“-–|·،؟&;#<>_\u064b\u0651\u0670\u0654\u200b\u200d\u200f\u202b\u2066"
            "\u00ad\ufeffaAéÉ\u0301İıßﬁＡ½ﷺﻻ가\u0345\u0300\ud800\ue000\U000f0000\u2028\x00\x85\t\n"
        ),
        max_size=25,
    ),
)

WORDS = (
    "المغرب الرِّباط يفوز بلدية 2 ١٢ PSG Hespress هسبريس news جريدة كود 24 « » Le Monde été "
    '- – — | ｜ · \u200f \u00a0 : ، " bbc.com'
)
made_up = st.lists(st.sampled_from(WORDS.split(" ")), max_size=12).map(" ".join)
