from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.network import Edge, Network, StoreColumns, find_view, project
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import RDF_TYPE, BlankNode, Literal, NamedNode, Quad

Row = Mapping[str, str]
Make = Callable[..., Network]
Short = Callable[[str], str]

UKRI, DSIT, FUND, FIRM = "organisations/ukri", "organisations/dsit", "programmes/fund", "organisations/firm"


def grant(name: str, **fields: str) -> Row:
    given = {"funder": UKRI, "recipient": FIRM, "kind": "grant"} | fields
    return {"id": f"contributions/{name}"} | {key: value for key, value in given.items() if value}


def triples(network: Network, short: Short) -> list[tuple[str, str, str]]:
    return [(short(edge.source), short(edge.target), edge.role) for edge in network.edges]


def only(network: Network) -> Edge:
    (edge,) = network.edges
    return edge


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"through": FUND}, [("fund", "firm"), ("ukri", "fund")]),
        ({}, [("ukri", "firm")]),
        ({"funder": "", "through": FUND}, [("fund", "firm")]),
        ({"recipient": "", "through": FUND}, [("ukri", "fund")]),
        ({"funder": ""}, []),
        (
            {"funder": f"{UKRI}|{DSIT}", "through": FUND},
            [("dsit", "fund"), ("fund", "firm"), ("ukri", "fund")],
        ),
        ({"funder": f"{UKRI}|{DSIT}"}, [("dsit", "firm"), ("ukri", "firm")]),
    ],
)
def test_consecutive_present_members_are_linked(
    network: Make, short: Short, fields: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    found = network("funding", grant("g", **fields))
    assert sorted((source, target) for source, target, _ in triples(found, short)) == expected


def test_nodes_carry_label_class_and_kind(network: Make, short: Short) -> None:
    ukri = {"id": UKRI, "label": "UK Research", "kind": "government-agency"}
    found = network("funding", ukri, grant("g", recipient="https://elsewhere.org/firms/acme"))
    nodes = {short(node.iri): (node.label, node.type, node.kind) for node in found.nodes}
    assert nodes == {"ukri": ("UK Research", "Organisation", "government-agency"), "acme": ("acme", "", "")}
    assert (found.total_nodes, found.truncated, found.directed) == (2, False, True)
    assert (found.view, found.recipe) == ("funding", "funding/2")


def test_edges_show_records_and_their_evidence(network: Make) -> None:
    edge = only(network("funding", grant("g", evidence="article:4-9:0123456789abcdef", confidence="implied")))
    assert edge.records == ("https://example.org/contributions/g",)
    assert edge.evidence == ("https://example.org/contributions/g#article:4-9",)
    assert edge.confidence == "implied"


def test_parallel_edges_merge_by_role_and_weigh_facts(network: Make, short: Short) -> None:
    found = network("funding", grant("a"), grant("b"), grant("c", kind="award"))
    assert [(edge.role, edge.weight) for edge in found.edges] == [("award", 1), ("grant", 2)]


def test_an_edge_is_as_sure_as_its_surest_record(network: Make) -> None:
    assert only(network("funding", grant("a", confidence="ambiguous"), grant("b"))).confidence == "ambiguous"
    assert only(network("funding", grant("a"))).confidence == ""


def test_the_same_fact_weighs_once_also_over_a_record_left_out(network: Make) -> None:
    rows = (
        grant("a", same_fact_as="contributions/m", amount="5", currency="GBP"),
        grant("m", same_fact_as="contributions/z", modality="planned", amount="5", currency="GBP"),
        grant("z", amount="5", currency="GBP"),
    )
    for include_planned in (True, False):
        edge = only(network("funding", *rows, include_planned=include_planned))
        assert edge.weight == 1
        assert [amount.value for amount in edge.amounts] == [Decimal(5)]
    assert len(edge.records) == 2


def test_a_part_adds_no_weight_beside_its_whole(network: Make) -> None:
    whole = grant("whole", kind="extension", amount="30", currency="GBP")
    part = grant("part", kind="share-of-extension", part_of="contributions/whole", amount="4", currency="GBP")
    found = network("funding", whole, part)
    assert [(edge.role, edge.weight) for edge in found.edges] == [("extension", 1), ("share-of-extension", 1)]
    assert len({fact for edge in found.edges for fact in edge.facts}) == 1


def test_a_part_counts_where_its_whole_links_others(network: Make, short: Short) -> None:
    whole = grant("whole", recipient=FUND)
    part = grant("part", funder=FUND, part_of="contributions/whole")
    found = network("funding", whole, part, grant("other", funder=FUND))
    assert {short(edge.source): edge.weight for edge in found.edges} == {"fund": 2, "ukri": 1}


def test_amounts_add_up_per_currency_and_kind_only(network: Make) -> None:
    rows = [grant("a", amount="1", currency="GBP"), grant("b", amount="2", currency="GBP")]
    rows += [grant("c", amount="4", currency="KRW"), grant("d")]
    edge = only(network("funding", *rows))
    assert [(each.currency, each.kind, each.value) for each in edge.amounts] == [
        ("GBP", "grant", Decimal(3)),
        ("KRW", "grant", Decimal(4)),
    ]


def test_the_amount_of_joint_funders_is_theirs_together(network: Make, short: Short) -> None:
    joint = grant("g", funder=f"{UKRI}|{DSIT}", through=FUND, amount="30", currency="GBP", bound="over")
    found = network("funding", joint, grant("own", recipient=FUND, amount="1", currency="GBP"))
    amounts = {
        short(edge.source): [(int(each.value), each.bound, each.joint) for each in edge.amounts] for edge in found.edges
    }
    assert amounts == {
        "dsit": [(30, "over", True)],
        "fund": [(30, "over", False)],
        "ukri": [(1, "exact", False), (30, "over", True)],
    }


def test_a_doubtful_figure_is_kept_and_marked(network: Make) -> None:
    rows = [
        grant("a", amount="1", currency="GBP"),
        grant("b", amount="999", currency="GBP", doubt="misprint"),
    ]
    edge = only(network("funding", *rows))
    assert [(int(each.value), each.doubtful) for each in edge.amounts] == [(1, False), (999, True)]
    assert edge.weight == 2


def test_a_figure_that_is_no_number_is_left_out(network: Make, quads: Callable[..., list[Quad]]) -> None:
    ikg = "https://w3id.org/innovation-kg/ontology#"
    bad = Literal("1,000", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    found = quads(grant("g", currency="GBP"))
    found.append(Quad(found[0].subject, NamedNode(f"{ikg}amount"), bad, found[0].graph_name))
    assert only(project(StoreColumns(EmbeddedStore.in_memory(found)), find_view("funding"))).amounts == ()


def test_graphs_that_contradict_each_other_make_the_figure_doubtful(quads: Callable[..., list[Quad]]) -> None:
    one = quads(grant("g", amount="1", currency="GBP"))
    other = quads(grant("g", amount="2", currency="GBP"), dataset="other")
    edge = only(project(StoreColumns(EmbeddedStore.in_memory(one + other)), find_view("funding")))
    assert edge.weight == 1
    assert [(int(each.value), each.doubtful) for each in edge.amounts] == [(1, True)]


def test_self_loops_and_their_nodes_are_dropped(network: Make) -> None:
    assert network("funding", grant("g", recipient=UKRI)).nodes == ()
    assert network("funding").edges == ()


def test_only_records_of_the_class_make_edges() -> None:
    ikg = "https://w3id.org/innovation-kg/ontology#"
    note, blank = NamedNode("https://example.org/note"), BlankNode()
    funder, recipient = NamedNode(f"{ikg}funder"), NamedNode(f"{ikg}recipient")
    loose = [
        Quad(each, link, NamedNode(f"https://x.org/{link.value[-3:]}"))
        for each in (note, blank)
        for link in (funder, recipient)
    ]
    assert project(StoreColumns(EmbeddedStore.in_memory(loose)), find_view("funding")).edges == ()


def test_blank_nodes_make_no_edges() -> None:
    ikg = "https://w3id.org/innovation-kg/ontology#"
    class_, firm = NamedNode(f"{ikg}Contribution"), NamedNode("https://x.org/firm")
    found = [
        Quad(record, property_, value)
        for record in (BlankNode(), NamedNode("https://x.org/record"))
        for property_, value in (
            (RDF_TYPE, class_),
            (NamedNode(f"{ikg}funder"), BlankNode()),
            (NamedNode(f"{ikg}recipient"), firm),
        )
    ]
    assert project(StoreColumns(EmbeddedStore.in_memory(found)), find_view("funding")).edges == ()


def test_an_undirected_view_unites_both_directions(quads: Callable[..., list[Quad]], short: Short) -> None:
    back = grant("back", funder=FIRM, recipient=UKRI)
    store = EmbeddedStore.in_memory(quads(grant("there"), back))
    edge = only(project(StoreColumns(store), replace(find_view("funding"), directed=False)))
    assert (short(edge.source), short(edge.target), edge.weight) == ("firm", "ukri", 2)


def test_as_of_leaves_out_what_begins_later_and_keeps_what_has_ended(network: Make, short: Short) -> None:
    rows = [grant("old", when="2019/2020"), grant("new", when="2026-04"), grant("undated")]
    edge = only(network("funding", *rows, as_of="2026-03"))
    assert [short(record) for record in edge.records] == ["old", "undated"]
    assert only(network("funding", *rows, as_of="2026")).weight == 3


def test_min_confidence_leaves_out_the_less_sure(network: Make, short: Short) -> None:
    rows = [grant(each, confidence=each) for each in ("stated", "implied", "ambiguous")]
    found = only(network("funding", *rows, min_confidence="implied"))
    assert [short(record) for record in found.records] == ["implied", "stated"]


@pytest.mark.parametrize(
    ("fields", "to_fund", "to_firm"),
    [
        ({"confidence": "stated", "implied_fields": "recipient"}, "stated", "implied"),
        ({"confidence": "implied", "stated_fields": "funder|kind|through"}, "stated", "implied"),
        ({"confidence": "stated", "ambiguous_fields": "kind"}, "ambiguous", "ambiguous"),
        ({"confidence": "stated", "implied_fields": "amount|evidence|when"}, "stated", "stated"),
        ({"stated_fields": "funder|kind|through"}, "stated", ""),
    ],
)
def test_a_link_is_as_sure_as_the_least_sure_of_its_ends_and_role(
    network: Make, short: Short, fields: dict[str, str], to_fund: str, to_firm: str
) -> None:
    row = grant("g", through=FUND, **fields)
    found = {short(edge.target): edge.confidence for edge in network("funding", row).edges}
    assert found == {"fund": to_fund, "firm": to_firm}
    stated = [short(edge.target) for edge in network("funding", row, min_confidence="stated").edges]
    assert sorted(stated) == sorted(name for name, confidence in found.items() if confidence == "stated")


def test_a_part_is_as_sure_as_its_field(network: Make) -> None:
    unit = {"id": UKRI, "label": "UKRI", "part_of": DSIT, "confidence": "stated", "implied_fields": "part_of"}
    assert only(network("affiliation", unit)).confidence == "implied"
    assert network("affiliation", unit, min_confidence="stated").edges == ()
    assert only(network("affiliation", {**unit, "implied_fields": "kind"})).confidence == "stated"


def test_partners_are_as_sure_as_the_less_sure_side_in_that_part(network: Make) -> None:
    parts = [
        {"id": f"participations/{who}", "participant": f"organisations/{who}", "activity": FUND, "role": "partner"}
        for who in ("a", "b")
    ]
    sure = [{**each, "confidence": "stated"} for each in parts]
    assert only(network("partnership", *sure)).confidence == "stated"
    assert only(network("partnership", sure[0], {**sure[1], "implied_fields": "role"})).confidence == "implied"
    assert only(network("partnership", sure[0], {**sure[1], "implied_fields": "label"})).confidence == "stated"


def test_affiliation_takes_participations_posts_and_hierarchies(network: Make, short: Short) -> None:
    rows = [
        {"id": "participations/p", "participant": UKRI, "activity": FUND, "role": "met-with"},
        {"id": "posts/chair", "organisation": UKRI, "held_by": "people/kim"},
        {"id": UKRI, "label": "UKRI", "part_of": DSIT, "evidence": "article"},
        {"id": FUND, "label": "Fund", "part_of": "programmes/plan"},
    ]
    found = network("affiliation", *rows)
    assert triples(found, short) == [
        ("ukri", "dsit", "subOrganizationOf"),
        ("ukri", "fund", "met-with"),
        ("kim", "ukri", "Post"),
        ("fund", "plan", "isPartOf"),
    ]
    assert found.edges[0].records == ("https://example.org/organisations/ukri",)
    assert found.edges[0].evidence == ("https://example.org/organisations/ukri#article",)


FIELDS = st.fixed_dictionaries(
    {
        "funder": st.sampled_from([UKRI, DSIT, f"{UKRI}|{DSIT}"]),
        "recipient": st.sampled_from([FIRM, DSIT, "groups/firms", ""]),
        "through": st.sampled_from([FUND, ""]),
        "amount": st.sampled_from(["1", "2.5", ""]),
        "currency": st.sampled_from(["GBP", "KRW"]),
        "part_of": st.sampled_from(["contributions/n0", "contributions/n1", ""]),
        "same_fact_as": st.sampled_from(["contributions/n1", "contributions/n2", ""]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(FIELDS, max_size=5), st.randoms(use_true_random=False))
def test_the_order_and_the_graphs_of_quads_do_not_matter(
    quads: Callable[..., list[Quad]], fields: list[dict[str, str]], random: Random
) -> None:
    rows = [grant(f"n{place}", **each) for place, each in enumerate(fields)]
    found = quads(*rows)
    mixed = found + quads(*rows[:2], dataset="copy")
    random.shuffle(mixed)
    view = find_view("funding")
    one, other = (project(StoreColumns(EmbeddedStore.in_memory(each)), view) for each in (found, mixed))
    assert (one.nodes, one.edges, one.left_out) == (other.nodes, other.edges, other.left_out)
