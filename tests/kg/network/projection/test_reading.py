"""What counts in a view, what is left out of it for which reason, and what goes by one node."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kg.errors import AmbiguousName, UnknownIri, UnknownName
from kg.network import Network, coverage, find_node, pieces

Make = Callable[..., Network]
Short = Callable[[str], str]

CONTRIBUTIONS = (
    {
        "id": "contributions/a",
        "kind": "grant",
        "funder": "organisations/x",
        "recipient": "organisations/y",
        "when": "2020",
    },
    {"id": "contributions/b", "kind": "grant", "funder": "organisations/x", "recipient": "organisations/z"},
    {"id": "contributions/c", "kind": "grant", "recipient": "organisations/z"},
    {"id": "contributions/d", "kind": "grant", "funder": "organisations/x", "confidence": "implied"},
    {"id": "contributions/e", "kind": "grant", "through": "programmes/p"},
)
TIES = (
    {"id": "people/ann", "label": "Ann"},
    {"id": "organisations/lab", "label": "Harbour Lab"},
    {"id": "organisations/fund", "label": "Tide Fund"},
    {"id": "programmes/reuse", "label": "Reuse", "part_of": "programmes/tide", "addresses": "goals/clean"},
    {"id": "programmes/tide", "label": "Tide"},
    {"id": "agreements/memo", "label": "Memo", "signed_at": "events/fair"},
    {"id": "events/fair", "label": "Fair"},
    {"id": "posts/head", "label": "Head", "held_by": "people/ann", "organisation": "organisations/lab"},
    {"id": "participations/1", "role": "lead", "participant": "organisations/lab", "activity": "programmes/reuse"},
    {"id": "participations/2", "role": "signatory", "participant": "organisations/lab", "activity": "agreements/memo"},
    {"id": "contributions/1", "kind": "grant", "funder": "organisations/fund", "through": "programmes/tide"},
)


def links(found: Network, short: Short) -> list[str]:
    return sorted(f"{short(edge.source)}-{short(edge.target)}" for edge in found.edges)


def test_what_is_in_no_edge_is_counted_by_its_reason(network: Make) -> None:
    found = coverage(network("funding", *CONTRIBUTIONS))
    assert found.left_out == {"no_funder": 2, "no_recipient": 2}
    assert found.undated_share == 0.5


@pytest.mark.parametrize(
    ("filters", "left_out"),
    [
        ({"as_of": "2019"}, {"later": 1}),
        ({"as_of": "2019", "undated": "drop"}, {"later": 1, "undated": 4}),
        ({"undated": "drop"}, {"undated": 4}),
        ({"min_confidence": "stated"}, {"below_confidence": 2}),
        ({"roles": ("award",)}, {"other_role": 2}),
        ({"types": ("Programme",)}, {"other_type": 2}),
    ],
)
def test_what_a_filter_leaves_out_is_counted(network: Make, filters: dict[str, str], left_out: dict[str, int]) -> None:
    found = network("funding", *CONTRIBUTIONS, **filters)
    ends = {"no_funder", "no_recipient"}
    assert {reason: count for reason, count in found.left_out.items() if reason not in ends} == left_out


def test_a_role_that_does_not_count_as_partnering_is_counted(network: Make) -> None:
    rows = [
        {"id": f"participations/{role}", "participant": f"organisations/{role}", "activity": "events/e", "role": role}
        for role in ("lead", "partner", "contact")
    ]
    assert network("partnership", *rows).left_out == {"other_role": 1}


def test_involvement_joins_what_hangs_together_in_any_way(network: Make, short: Short) -> None:
    found = network("involvement", *TIES)
    assert links(found, short) == [
        "clean-reuse",
        "fund-tide",
        "lab-ann",
        "lab-reuse",
        "memo-fair",
        "memo-lab",
        "reuse-tide",
    ]
    assert len(pieces(found)) == 1
    assert not found.directed


def test_types_and_roles_leave_out_all_others(network: Make, short: Short) -> None:
    assert links(network("involvement", *TIES, types=("Organisation", "Programme")), short) == [
        "fund-tide",
        "lab-reuse",
        "reuse-tide",
    ]
    assert links(network("involvement", *TIES, roles=("lead", "isPartOf")), short) == ["lab-reuse", "reuse-tide"]
    rows = [
        {"id": "participations/1", "role": "lead", "participant": "organisations/a", "activity": "events/e"},
        {"id": "participations/2", "role": "partner", "participant": "organisations/b", "activity": "events/e"},
        {"id": "participations/3", "role": "partner", "participant": "people/c", "activity": "events/e"},
        {"id": "organisations/a", "label": "A"},
        {"id": "organisations/b", "label": "B"},
        {"id": "people/c", "label": "C"},
    ]
    assert links(network("partnership", *rows, types=("Organisation",)), short) == ["a-b"]
    assert links(network("partnership", *rows, roles=("partner",)), short) == ["b-c"]


@pytest.mark.parametrize("filters", [{"roles": ("leed",)}, {"types": ("Organization",)}, {"undated": "droop"}])
def test_a_wrong_name_in_a_filter_is_told(network: Make, filters: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean '(lead|Organisation|drop)'"):
        network("partnership", **filters)


def test_directions_can_be_left_out_and_both_ways_are_one_edge(network: Make, short: Short) -> None:
    rows = (
        {"id": "contributions/a", "kind": "grant", "funder": "organisations/x", "recipient": "organisations/y"},
        {"id": "contributions/b", "kind": "grant", "funder": "organisations/y", "recipient": "organisations/x"},
    )
    assert links(network("funding", *rows), short) == ["x-y", "y-x"]
    found = network("funding", *rows, directed=False)
    assert (links(found, short), found.directed, found.edges[0].weight) == (["x-y"], False, 2)


SAME = (
    {"id": "organisations/a-lab", "label": "A Lab"},
    {"id": "organisations/laboratory", "label": "Laboratory"},
    {
        "id": "contributions/a",
        "kind": "grant",
        "funder": "organisations/x",
        "recipient": "organisations/a-lab|organisations/laboratory",
    },
    {"id": "contributions/b", "kind": "grant", "funder": "organisations/x", "recipient": "organisations/laboratory"},
    {
        "id": "contributions/c",
        "kind": "grant",
        "funder": "organisations/laboratory",
        "recipient": "organisations/a-lab",
    },
)
LINK = {
    "id": "links/one",
    "subject": "organisations/laboratory",
    "object": "organisations/a-lab",
    "confidence": "implied",
}


@pytest.mark.parametrize("relation", ["same-as", "possibly-same-as", "different-from"])
def test_only_what_is_the_same_is_one_node(network: Make, short: Short, relation: str) -> None:
    found = network("funding", *SAME, {**LINK, "relation": relation})
    same = relation == "same-as"
    assert links(found, short) == (["x-a-lab"] if same else ["laboratory-a-lab", "x-a-lab", "x-laboratory"])
    assert find_node(found, "https://example.org/organisations/laboratory").endswith("a-lab" if same else "laboratory")
    if same:
        assert (found.edges[0].weight, found.nodes[0].same_as) == (2, ("https://example.org/organisations/laboratory",))
        assert find_node(found, "LABORATORY").endswith("a-lab")


def test_a_link_that_is_not_sure_enough_unites_nothing(network: Make) -> None:
    assert len(network("funding", *SAME, {**LINK, "relation": "same-as"}, min_confidence="stated").nodes) == 0
    rows = [{**each, "confidence": "stated"} for each in SAME if each["id"].startswith("contributions")]
    assert len(network("funding", *rows, {**LINK, "relation": "same-as"}, min_confidence="stated").nodes) == 3
    assert len(network("funding", *rows, {**LINK, "relation": "same-as"}, min_confidence="implied").nodes) == 2


def test_a_node_is_found_by_its_iri_or_its_name(network: Make, short: Short) -> None:
    found = network("involvement", *TIES)
    assert short(find_node(found, "  harbour LAB ")) == "lab"
    assert short(find_node(found, "https://example.org/organisations/lab")) == "lab"
    with pytest.raises(UnknownIri, match="Did you mean 'Harbour Lab'"):
        find_node(found, "Harbor Lab")
    with pytest.raises(UnknownIri, match="Ask another view"):
        find_node(found, "zzz")


def test_a_name_of_several_is_refused_with_their_ids(network: Make) -> None:
    twice = {"id": "organisations/tide", "label": "Tide"}
    plays = {
        "id": "participations/3",
        "role": "lead",
        "participant": "organisations/tide",
        "activity": "programmes/tide",
    }
    with pytest.raises(AmbiguousName, match=r"several: .*organisations/tide, .*programmes/tide"):
        find_node(network("involvement", *TIES, twice, plays), "tide")


def test_a_term_of_a_dataset_counts_as_what_it_narrows(network: Make, short: Short) -> None:
    """In the roles that make partners, and in the kinds of money that are added up."""
    terms = [
        {"id": "terms/convener", "label": "Convener", "broader": "mission-lead", "definition": "Convenes."},
        {"id": "terms/mission-lead", "label": "Mission lead", "broader": "roles/lead", "definition": "Leads."},
        {"id": "terms/guest", "label": "Guest", "broader": "roles/invited", "definition": "Was asked."},
        {"id": "terms/voucher", "label": "Voucher", "broader": "contribution-kinds/grant", "definition": "A grant."},
    ]
    parts = [
        {
            "id": f"participations/{who}",
            "participant": f"organisations/{who}",
            "role": role,
            "activity": "projects/p",
            "confidence": "stated",
        }
        for who, role in (("a", "convener"), ("b", "partner"), ("c", "guest"))
    ]
    (edge,) = network("partnership", *terms, *parts).edges
    assert {short(edge.source), short(edge.target)} == {"a", "b"}
    roles = {each.role for each in network("involvement", *terms, *parts).edges}
    assert roles == {"lead", "partner", "invited"}
    assert network("involvement", *terms, *parts, roles=("lead",)).edges
    money = [
        {
            "id": f"contributions/{kind}",
            "kind": kind,
            "funder": "organisations/f",
            "recipient": "organisations/r",
            "amount": "100",
            "currency": "GBP",
            "confidence": "stated",
        }
        for kind in ("voucher", "grant")
    ]
    (edge,) = network("funding", *terms, *money).edges
    assert [(each.kind, each.value) for each in edge.amounts] == [("grant", Decimal(200))]
