"""Review: correct topics from the keyboard, and see what the others say."""

from __future__ import annotations

import streamlit as st

from dashboard import access, data, desk_tables, frame, reasons, troubles
from dashboard.locales import number
from dashboard.words import word
from topics import desk
from topics.errors import TopicsError
from topics.sign_in import Role
from topics.types import NOT_NEWS, HeadlineRecord

CONFLICTS = 20  # shown, the newest
KEYED = 9  # the last digit of a topic; 1 is that under which the headline stands
language: str = st.session_state.language
who = access.visitor()
service = data.service()


def start() -> None:
    """Fetch a new queue."""
    with st.spinner(word("review", language)):
        st.session_state.queue = desk.queue(service)
    st.session_state.handled = []  # (id, whether a word was said)


def drop() -> None:
    """Let the page fetch a new queue: it says in the reader's language what may go wrong with that."""
    st.session_state.pop("queue", None)


def under_review() -> str | None:
    """The id of the headline that is next; None at the end of the queue."""
    queue, handled = st.session_state.queue, st.session_state.handled
    return queue[len(handled)].record.headline.id if len(handled) < len(queue) else None


def say(headline_id: str, topic: str) -> None:
    """Log the editor's word, and go on; rights may have ended since the page was drawn."""
    if headline_id != under_review() or not access.visitor().may(Role.EDITOR):
        return  # a key pressed twice before the page was drawn anew is one word
    try:
        made = desk.file_under(service, headline_id, topic, editor=who.name, now=data.right_now())
    except TopicsError as error:
        st.session_state.said_wrong = troubles.told(error, language)
        return
    st.session_state.handled.append((headline_id, made is not None))
    data.forget()


def skip(headline_id: str) -> None:
    """Leave one for another day."""
    if headline_id == under_review():
        st.session_state.handled.append((headline_id, False))


def back() -> None:
    """Return to the last headline, and take back what was said of it."""
    if not st.session_state.handled:
        return
    headline_id, said = st.session_state.handled[-1]
    if said and not access.visitor().may(Role.EDITOR):
        return
    try:
        if said:
            desk.take_back(service, headline_id, editor=who.name, now=data.right_now())
            data.forget()
    except TopicsError as error:
        st.session_state.said_wrong = troubles.told(error, language)
        return
    st.session_state.handled.pop()


def show_choices(record: HeadlineRecord, may: bool) -> None:
    """Topics as buttons; 1 is for the one it stands under alone, the likely ones have the other digits."""
    found = desk.options(record, service.taxonomy.ids)
    own = [topic for topic in found if topic == record.topic]
    others = [topic for topic in found if topic not in (record.topic, NOT_NEWS)]
    digits = map(str, range(2, KEYED + 1))
    keyed = [*((topic, "1") for topic in own), *zip(others, digits, strict=False)]
    keyed += [] if NOT_NEWS in own else [(NOT_NEWS, "0")]
    columns = st.columns(2)
    for place, (topic, key) in enumerate(keyed):
        draw(columns[place % 2], record, topic, key, may)
    with st.expander(word("other_topics", language)):
        columns = st.columns(2)
        for place, topic in enumerate(others[KEYED - 1 :]):
            draw(columns[place % 2], record, topic, None, may)


def draw(
    place: st.delta_generator.DeltaGenerator, record: HeadlineRecord, topic: str, key: str | None, may: bool
) -> None:
    """One topic to choose."""
    place.button(
        data.topic_name(topic, language) or topic,
        key=f"file-{topic}",
        on_click=say,
        args=(record.headline.id, topic),
        shortcut=key,
        disabled=not may,
        type="primary" if topic == record.topic else "secondary",
        width="stretch",
    )


def show_next(may: bool) -> None:
    """The headline that is next, or what to do where there is none."""
    queue, handled = st.session_state.queue, st.session_state.handled
    if not queue:
        st.info(word("review_empty", language))
        return
    done, all_of_it = (number(len(some), language) for some in (handled, queue))
    st.progress(len(handled) / len(queue), word("review_done", language, done=done, all=all_of_it))
    if len(handled) == len(queue):
        st.success(word("review_finished", language))
        st.button(word("next_queue", language), on_click=drop, type="primary")
    else:
        proposal = queue[len(handled)]
        record = desk.as_it_stands(service, proposal.record.headline.id) or proposal.record
        told = [reasons.why(one, language) for one in proposal.why]
        st.html(desk_tables.card(record, told, language, data.timezone()))
        if record.corrected:
            st.info(word("already_said", language))
        show_choices(record, may)
        st.button(
            word("skip", language),
            on_click=skip,
            args=(record.headline.id,),
            shortcut="Right",
            width="stretch",
        )
    st.button(
        word("undo", language), on_click=back, disabled=not handled, shortcut="Backspace", width="stretch"
    )
    st.caption(word("review_hint", language))


def show_others() -> None:
    """What all editors said, read anew at each drawing."""
    known = desk.desk(service)
    with right:
        st.metric(word("corrections_said", language), number(known.said, language), border=True)
        st.subheader(word("who_corrected", language))
        st.button(word("refresh", language), icon=":material/refresh:")
        if known.lately:
            st.html(desk_tables.log_table(known.lately, language, data.timezone()))
        else:
            st.caption(word("no_corrections", language))
    if known.conflicts:
        st.subheader(word("conflicts", language))
    for words in reversed(known.conflicts[-CONFLICTS:]):
        st.html(desk_tables.log_table(reversed(words), language, data.timezone()))


st.title(word("review", language))
may_correct = who.may(Role.EDITOR)
if not may_correct:
    st.info(word("may_not_correct", language), icon=":material/lock:")
if "said_wrong" in st.session_state:
    st.error(st.session_state.pop("said_wrong"))
with frame.telling(language):
    if "queue" not in st.session_state:
        start()
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_next(may_correct)
    show_others()
