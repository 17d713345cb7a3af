"""Models and health: what serves and how good it is, drift, jobs, sources; admins choose the model."""

from __future__ import annotations

import streamlit as st

from dashboard import access, data, health_tables, troubles
from dashboard.words import labelled, word
from topics import health
from topics.drift_job import drift
from topics.errors import TopicsError
from topics.registry.version import Version
from topics.sign_in import Role

NEWEST = 10  # changes of the champion
language: str = st.session_state.language
service = data.service()


def show_models(found: health.Models) -> None:
    """Champion, candidate, previous; quality and card of one version; the change."""
    names = found.aliases
    for place, key, name in zip(
        st.columns(3),
        ("champion", "candidate", "previous"),
        (names.champion, names.candidate, names.previous),
        strict=True,
    ):
        place.html(health_tables.fact(word(key, language), name or word("none_yet", language), language))
    by_name = {found.champion.name: found.champion} | {one.name: one for one in found.versions}
    chosen = st.selectbox(word("version", language), list(by_name), key="version")
    st.subheader(word("quality", language))
    st.html(health_tables.quality_table(health.quality(service, chosen), language))
    verdict = health.gate(by_name[chosen])
    if verdict is not None:
        st.subheader(word("gate", language))
        st.html(health_tables.gate_table(verdict, language))
    show_card(by_name[chosen])
    show_change(chosen, names.champion, names.previous)
    if names.history:
        st.subheader(word("change_log", language))
        st.html(health_tables.promotions(health.steps(found, NEWEST), language, data.timezone()))


def show_card(version: Version) -> None:
    """What tells of a version, as a file. It is English: only English pages show it."""
    card = health.card(version)
    if card is None:
        return
    with st.expander(word("card", language)):
        st.download_button(card[0], card[1], card[0], "application/octet-stream", on_click="ignore")
        if card[0].endswith(".md") and language == "en":
            st.code(card[1].decode(errors="replace"), language=None, wrap_lines=True, height=360)


def show_change(chosen: str, champion: str, previous: str | None) -> None:
    """Promote the chosen version, or go back: for admins, with a confirmation."""
    st.subheader(word("change_model", language))
    if not access.visitor().may(Role.ADMIN):
        st.info(word("may_not_promote", language), icon=":material/lock:")
        return
    why = st.text_input(word("why_change", language), key="why", max_chars=300)
    sure = st.checkbox(word("sure_change", language), key="sure")
    left, right = st.columns(2)
    left.button(
        labelled(word("promote", language), chosen, language),
        key="promote",
        disabled=not sure or chosen == champion,
        on_click=change,
        args=(chosen, why),
        width="stretch",
    )
    right.button(
        word("rollback", language),
        key="rollback",
        disabled=not sure or previous is None,
        on_click=change,
        args=(None, why),
        width="stretch",
    )


def change(name: str | None, why: str) -> None:
    """Make a version the champion, or the previous one where none is named; rights are asked anew."""
    who, now = access.visitor(), data.right_now()
    if not who.may(Role.ADMIN):
        return
    try:
        if name is None:
            made = health.rollback(service, who=who.name, why=why, now=now)
        else:
            made = health.promote(service, name, who=who.name, why=why, now=now)
    except TopicsError as error:
        st.error(troubles.told(error, language, f"topics models verify {name or 'previous'}"))
        return
    st.session_state.sure = False
    st.toast(word("model_changed", language, name=made.name))


def show_drift() -> None:
    """Drift when asked for: it reads five weeks."""
    st.subheader(word("drift", language))
    if st.button(word("drift_ask", language)):
        try:
            with st.spinner(word("drift", language)):
                found = drift(service, data.right_now()).drift
        except TopicsError as error:
            st.error(troubles.told(error, language))
            return
        st.html(health_tables.drifted(found, language))


st.title(word("health", language))
try:
    models = health.models(service)
    if models is None:
        st.info(word("named_model", language))
    else:
        show_models(models)
except TopicsError as error:
    st.error(troubles.told(error, language))
show_drift()
st.subheader(word("runs", language))
jobs = health.jobs(service, data.right_now())
if jobs:
    st.html(health_tables.job_table(jobs, language, data.timezone()))
else:
    st.info(word("no_runs", language))
st.subheader(word("source_health", language))
sources = health.sources(service)
if sources:
    st.html(health_tables.source_table(sources, language, data.timezone()))
else:
    st.info(word("no_sources", language))
