from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.network import Network

Row = Mapping[str, str]
Make = Callable[..., Network]
Short = Callable[[str], str]


def part(who: str, what: str, role: str = "partner", **more: str) -> Row:
    """Take part: `who` in `what`, in a record named after both and the role."""
    fields = {"participant": f"organisations/{who}", "activity": f"projects/{what}", "role": role}
    return {"id": f"participations/{who}-{what}-{role}"} | fields | more


def links(network: Network, short: Short) -> dict[tuple[str, str], int]:
    return {(short(edge.source), short(edge.target)): edge.weight for edge in network.edges}


def test_partners_of_one_activity_are_linked_once_per_pair(network: Make, short: Short) -> None:
    found = network("partnership", *(part(who, "p") for who in "abc"))
    assert links(found, short) == {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1}
    assert not found.directed
    assert {edge.role for edge in found.edges} == {"co-participation"}


def test_the_weight_is_the_number_of_shared_activities(network: Make, short: Short) -> None:
    rows = [part(who, what) for who, what in ("ap", "bp", "aq", "bq", "br", "as")]
    (edge,) = network("partnership", *rows).edges
    assert edge.weight == 2
    assert [short(each) for each in edge.activities] == ["p", "q"]
    assert [short(each) for each in edge.records] == [
        "a-p-partner",
        "a-q-partner",
        "b-p-partner",
        "b-q-partner",
    ]


def test_the_names_of_records_do_not_split_a_pair(network: Make, short: Short) -> None:
    rows = [part("a", "p"), part("b", "p"), part("a", "q"), {**part("b", "q"), "id": "participations/a"}]
    assert links(network("partnership", *rows), short) == {("a", "b"): 2}


def test_several_roles_in_one_activity_count_once(network: Make, short: Short) -> None:
    (edge,) = network("partnership", part("a", "p"), part("a", "p", "lead"), part("b", "p")).edges
    assert edge.weight == 1
    assert len(edge.records) == 3


def test_both_sides_need_a_partnering_role(network: Make, short: Short) -> None:
    rows = [part("a", "p"), part("b", "p", "met-with"), part("c", "p", "announcer"), part("d", "p", "lead")]
    assert links(network("partnership", *rows), short) == {("a", "d"): 1}
    silent = {"id": "participations/x", "participant": "organisations/e", "activity": "projects/p"}
    assert links(network("partnership", part("a", "p"), silent), short) == {}


def test_a_lone_participant_has_no_edge_and_no_node(network: Make) -> None:
    assert network("partnership", part("a", "p")).nodes == ()


def test_a_link_is_as_sure_as_its_less_sure_side(network: Make) -> None:
    rows = [part("a", "p", confidence="stated"), part("b", "p", confidence="implied")]
    assert network("partnership", *rows).edges[0].confidence == "implied"
    assert network("partnership", *rows, min_confidence="stated").edges == ()
    rows += [part("a", "q", confidence="stated"), part("b", "q", confidence="stated")]
    assert network("partnership", *rows).edges[0].confidence == "stated"


def test_evidence_of_both_sides_is_shown(network: Make, short: Short) -> None:
    rows = [part("a", "p", evidence="one"), part("b", "p", evidence="two")]
    (edge,) = network("partnership", *rows).edges
    assert [short(each) for each in edge.evidence] == ["a-p-partner#one", "b-p-partner#two"]
