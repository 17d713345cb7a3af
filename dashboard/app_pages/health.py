"""Models and health: what serves and how good it is, drift, jobs, sources; admins choose the model.

Each part is a fragment: what is done in one asks the service for nothing of the others. Another champion
draws all of them anew, so that none shows what the former one was.
"""

from __future__ import annotations

import streamlit as st

from dashboard import access, data, frame, health_tables, troubles
from dashboard.words import labelled, word
from topics import health
from topics.drift_job import drift
from topics.errors import TopicsError
from topics.registry.version import Version
from topics.sign_in import Role

NEWEST = 10  # changes of the champion
REFRESH = 60  # seconds
language: str = st.session_state.language
service = data.service()


@st.fragment
def show_models() -> None:
    """The versions of the model; after a change the whole page is drawn."""
    if "changed_to" in st.session_state:  # the page takes it away, so that this is the fragment alone
        st.rerun()
    with frame.telling(language):
        found = health.models(service)
        if found is None:
            st.info(word("named_model", language))
        else:
            show_versions(found)


def show_versions(found: health.Models) -> None:
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
    st.html(health_tables.quality_table(data.quality(chosen), language))
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
    if "went_wrong" in st.session_state:
        st.error(st.session_state.pop("went_wrong"))
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
        command = f"topics models verify {name or 'previous'}"
        st.session_state.went_wrong = troubles.told(error, language, command)
        return
    st.session_state.sure = False
    st.session_state.changed_to = made.name


@st.fragment
def show_drift() -> None:
    """Drift when asked for: it reads five weeks."""
    st.subheader(word("drift", language))
    if st.button(word("drift_ask", language)):
        with frame.telling(language), st.spinner(word("drift", language)):
            found = drift(service, data.right_now()).drift
            st.html(health_tables.drifted(found, language))


@st.fragment(run_every=REFRESH)
def show_jobs() -> None:
    """What ran lately."""
    st.subheader(word("runs", language))
    with frame.telling(language):
        jobs = health.jobs(service, data.right_now())
        if jobs:
            st.html(health_tables.job_table(jobs, language, data.timezone()))
        else:
            st.info(word("no_runs", language))


@st.fragment(run_every=REFRESH)
def show_sources() -> None:
    """How the last fetch of each source went."""
    st.subheader(word("source_health", language))
    with frame.telling(language):
        sources = health.sources(service)
        if sources:
            st.html(health_tables.source_table(sources, language, data.timezone()))
        else:
            st.info(word("no_sources", language))


st.title(word("health", language))
if "changed_to" in st.session_state:
    st.toast(word("model_changed", language, name=st.session_state.pop("changed_to")))
show_models()
show_drift()
show_jobs()
show_sources()
