"""Which group continues which: by shared headlines, each id once at most."""

from __future__ import annotations

import scipy.optimize  # noqa: F401 - loading it counts for no example
from hypothesis import given
from hypothesis import strategies as st

from topics.cluster.lineage import LEAST_SHARED, links, match_clusters
from topics.types import LinkKind

Groups = list[list[str]]


@st.composite
def groupings(draw: st.DrawFn) -> Groups:
    """Disjoint groups of some of 24 headlines."""
    labels = draw(st.lists(st.integers(-1, 5), min_size=24, max_size=24))
    groups: Groups = [[] for _ in range(6)]
    for number, label in enumerate(labels):
        if label >= 0:
            groups[label].append(f"h{number:02d}")
    return [group for group in groups if group]


def as_previous(groups: Groups) -> dict[str, list[str]]:
    return {f"T{number + 1}": group for number, group in enumerate(groups)}


@given(groupings())
def test_unchanged_groups_continue_their_ids(groups: Groups) -> None:
    assert match_clusters(as_previous(groups), groups) == {
        number: f"T{number + 1}" for number in range(len(groups))
    }


@given(groupings(), groupings())
def test_an_old_id_is_continued_at_most_once_and_only_known_ids_are_given(old: Groups, new: Groups) -> None:
    matches = match_clusters(as_previous(old), new)
    assert len(set(matches.values())) == len(matches)
    assert set(matches.values()) <= set(as_previous(old))
    assert set(matches) <= set(range(len(new)))


@given(groupings(), groupings(), st.randoms())
def test_the_order_of_groups_and_of_members_changes_nothing(old: Groups, new: Groups, random: object) -> None:
    def shuffled(items: list) -> list:
        copy = list(items)
        random.shuffle(copy)  # type: ignore[attr-defined] # hypothesis hands out a Random
        return copy

    def continued(previous: dict[str, list[str]], current: Groups) -> dict[str, str]:
        """By the first headline of a group, as positions move."""
        return {min(current[place]): id for place, id in match_clusters(previous, current).items()}

    previous = as_previous(old)
    other = {id: shuffled(previous[id]) for id in shuffled(list(previous))}
    assert continued(previous, new) == continued(other, [shuffled(group) for group in shuffled(new)])


@given(groupings(), groupings())
def test_a_continued_group_shares_enough(old: Groups, new: Groups) -> None:
    previous = as_previous(old)
    both = {one for group in old for one in group} & {one for group in new for one in group}
    for place, id in match_clusters(previous, new).items():
        mine, theirs = set(new[place]) & both, set(previous[id]) & both
        assert len(mine & theirs) / len(mine | theirs) >= LEAST_SHARED


def test_the_best_overlap_wins_and_the_rest_is_new() -> None:
    previous = {"T1": ["a", "b", "c", "d", "e"]}
    assert match_clusters(previous, [["a", "b"], ["c", "d", "e"]]) == {1: "T1"}


def test_of_two_old_groups_that_merged_the_larger_lives_on_and_of_equals_the_older() -> None:
    merged = [["a", "b", "c", "d", "e", "f"]]
    assert match_clusters({"T1": ["a", "b"], "T2": ["c", "d", "e", "f"]}, merged) == {0: "T2"}
    assert match_clusters({"T10": ["a", "b", "c"], "T9": ["d", "e", "f"]}, merged) == {0: "T9"}


def test_new_headlines_and_those_that_left_the_window_say_nothing_of_identity() -> None:
    previous = {"T1": ["a", "b", *(f"left{number}" for number in range(50))]}
    current = [["a", "b", *(f"new{number}" for number in range(50))]]
    assert match_clusters(previous, current) == {0: "T1"}


def test_nothing_before_or_nothing_now_is_no_lineage() -> None:
    assert match_clusters({}, [["a"]]) == {}
    assert match_clusters({"T1": ["a"]}, []) == {}
    assert match_clusters({"T1": []}, [[]]) == {}


def test_where_no_headline_can_tell_centroids_do() -> None:
    previous = {"T1": ["gone"], "T2": ["gone too"]}
    alike = {"T1": [0.1, 0.9], "T2": [0.7, 0.2]}
    assert match_clusters(previous, [["new"], ["newer"]], alike) == {0: "T2", 1: "T1"}
    assert match_clusters(previous, [["new"], ["newer"]]) == {}
    assert match_clusters(previous, [["new"]], {"T1": [0.3], "T2": [0.2]}) == {}


def test_the_whole_assignment_is_the_best_not_its_first_pair() -> None:
    """The greedy choice would give T1 to the first group, and leave the second without its past."""
    old = {"T1": [f"a{n}" for n in range(10)], "T2": [f"b{n}" for n in range(10)]}
    first = [*old["T1"][:6], *old["T2"][:5]]
    second = [*old["T1"][6:], "b9"]
    assert match_clusters(old, [first, second]) == {0: "T2", 1: "T1"}


# --- what became of them -----------------------------------------------------------------------


def kinds(old: dict[str, list[str]], new: dict[str, list[str]]) -> set[tuple[str, str | None, str | None]]:
    return {(link.kind.value, link.from_id, link.to_id) for link in links(old, new, "run")}


def test_links_tell_what_continued_split_merged_began_and_ended() -> None:
    old = {"T1": list("abcdefgh"), "T2": list("ijkl"), "T3": list("mn")}
    new = {"T1": list("abcdijkl"), "T4": list("efgh"), "T5": list("xy")}
    assert kinds(old, new) == {
        ("continues", "T1", "T1"),
        ("split", "T1", "T4"),
        ("merged", "T2", "T1"),
        ("new", None, "T5"),
        ("retired", "T3", None),
    }


def test_a_link_carries_its_evidence() -> None:
    old = {"T1": list("abcdefgh"), "T2": ["i", "gone"]}
    (link,) = [one for one in links(old, {"T1": list("abcdij")}, "run-7") if one.from_id == "T1"]
    assert (link.kind, link.shared, link.run_id) == (LinkKind.CONTINUES, 4, "run-7")
    assert (link.share_from, link.share_to) == (1.0, 0.8), "of the headlines that both runs placed"


def test_one_headline_that_moved_is_no_history() -> None:
    old = {"T1": list("abcdefgh"), "T2": list("ijklmnop")}
    new = {"T1": list("abcdefg"), "T2": list("hijklmnop")}
    assert kinds(old, new) == {("continues", "T1", "T1"), ("continues", "T2", "T2")}


@given(groupings(), groupings())
def test_every_theme_has_a_past_and_a_future(old: Groups, new: Groups) -> None:
    previous = as_previous(old)
    current = {f"T{number + 20}": group for number, group in enumerate(new)}
    found = links(previous, current, "run")
    assert {link.from_id for link in found} - {None} == set(previous)
    assert {link.to_id for link in found} - {None} == set(current)
    assert all(0 <= link.share_from <= 1 and 0 <= link.share_to <= 1 for link in found)
