"""What a call may ask for beside a view: which records and nodes count, and what an edge weighs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kg.errors import UnknownField, UnreadableInput
from kg.network import Filters, Network, StoreColumns, coverage, find_view, project
from kg.network.bodies import edge_body
from kg.network.graphs import arcs, ties
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad

Make = Callable[..., Network]
Short = Callable[[str], str]
Row = dict[str, str]


def grant(name: str, **more: str) -> Row:
    usual = {"kind": "grant", "funder": "organisations/a", "recipient": "organisations/b", "currency": "GBP"}
    values = {**usual, **more}
    return {"id": f"contributions/{name}", **{key: text for key, text in values.items() if text}}


def links(found: Network, short: Short) -> dict[str, Any]:
    return {f"{short(each.source)}-{short(each.target)}": each.weighs for each in found.edges}


TIMES = (
    ("before", "2015/2017"),
    ("into", "2017/2018-03"),
    ("within", "2019-05"),
    ("around", "2010/2030"),
    ("open", "2012/.."),
    ("vague", "201X"),
    ("after", "2021-02"),
    ("never", ""),
)


@pytest.mark.parametrize(
    ("chosen", "names", "left_out"),
    [
        ({"since": "2018", "until": "2020"}, "into within around open vague never", {"earlier": 1, "later": 1}),
        ({"since": "2018-04"}, "within around open vague after never", {"earlier": 2}),
        ({"until": "2011"}, "around vague never", {"later": 5}),
        ({"since": "2018", "undated": "drop"}, "into within around open vague after", {"earlier": 1, "undated": 1}),
        ({"as_of": "2018", "since": "2018"}, "into around open vague never", {"earlier": 1, "later": 2}),
    ],
)
def test_what_a_stretch_of_time_leaves(
    network: Make, short: Short, chosen: dict[str, str], names: str, left_out: dict[str, int]
) -> None:
    rows = [grant(name, recipient=f"organisations/{name}", when=when) for name, when in TIMES]
    found = network("funding", *rows, **chosen)
    assert {short(edge.target) for edge in found.edges} == {*names.split()}
    assert found.left_out == left_out


def test_of_several_times_one_within_is_enough(network: Make) -> None:
    rows = [grant("twice", when="2010|2019"), grant("apart", recipient="organisations/c", when="2010|2030")]
    found = network("funding", *rows, since="2018", until="2020")
    assert [edge.when for edge in found.edges] == [("2010", "2019")]
    assert found.left_out == {"later": 1}


def test_every_edge_tells_its_time_and_how_precise_it_is(network: Make) -> None:
    rows = [
        grant("1", when="2018-05-02"),
        grant("2", when="2019/2020-03"),
        grant("3", recipient="organisations/c"),
        grant("4", recipient="organisations/d", when="2020/.."),
    ]
    found = network("funding", *rows)
    told = [tuple(edge_body(edge)[name] for name in ("from", "until", "precision")) for edge in found.edges]
    assert told == [("2018-05-02", "2020-03", "year"), ("", "", ""), ("2020", "", "year")]
    assert coverage(found).undated_edges == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2020", "until": "2019"},
        {"since": "soon"},
        {"currency": "GBP"},
        {"weight": "amount", "currency": "pounds"},
        {"weight": "money"},
        {"members": "both"},
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises((UnreadableInput, UnknownField)):
        Filters(**wrong)  # type: ignore[arg-type]


NODES = (
    {"id": "organisations/a", "label": "A", "kind": "university"},
    {"id": "organisations/b", "label": "B", "kind": "company"},
    {"id": "people/c", "label": "C"},
    {"id": "participations/1", "participant": "organisations/a", "activity": "programmes/p", "role": "lead"},
    {"id": "participations/2", "participant": "organisations/b", "activity": "programmes/p", "role": "partner"},
    {"id": "participations/3", "participant": "people/c", "activity": "programmes/p", "role": "partner"},
)


def test_nodes_can_be_chosen_by_kind(network: Make, short: Short) -> None:
    found = network("partnership", *NODES, kinds=("university", "company"))
    assert links(found, short) == {"a-b": 1}
    assert found.left_out == {"other_kind": 1}
    assert network("partnership", *NODES, kinds=("media",)).left_out == {"other_kind": 3}
    with pytest.raises(UnknownField, match="kind 'universities'"):
        network("partnership", *NODES, kinds=("universities",))


def test_a_term_of_a_dataset_is_chosen_by_its_name_and_by_what_it_counts_as(network: Make, short: Short) -> None:
    spin = {
        "id": "terms/spin-out",
        "label": "Spin-out",
        "broader": "organisation-kinds/company",
        "definition": "A firm of a university.",
    }
    rows = [*NODES, spin, {"id": "organisations/d", "label": "D", "kind": "spin-out"}]
    rows.append(
        {"id": "participations/4", "participant": "organisations/d", "activity": "programmes/p", "role": "partner"}
    )
    assert links(network("partnership", *rows, kinds=("company",)), short) == {"b-d": 1}
    assert links(network("partnership", *rows, kinds=("spin-out", "university")), short) == {"a-d": 1}


def test_roles_can_be_excluded(network: Make, short: Short) -> None:
    found = network("affiliation", *NODES, exclude_roles=("lead",))
    assert links(found, short) == {"b-p": 1, "c-p": 1}
    assert found.left_out == {"other_role": 1}
    assert not network("affiliation", *NODES, roles=("lead",), exclude_roles=("lead",)).edges
    with pytest.raises(UnknownField, match="role in affiliation 'leed'"):
        network("affiliation", *NODES, exclude_roles=("leed",))


def test_only_the_records_of_some_datasets_count(quads: Callable[..., list[Quad]], short: Short) -> None:
    one = quads(grant("1"), grant("3", recipient="organisations/c"), dataset="north")
    other = quads(grant("2", recipient="organisations/d"), grant("3", recipient="organisations/c"), dataset="south")
    columns = StoreColumns(EmbeddedStore.in_memory([*one, *other]))
    found = project(columns, find_view("funding"), Filters(datasets=("north",)))
    assert (links(found, short), found.left_out) == ({"a-b": 1, "a-c": 1}, {"other_dataset": 1})
    assert len(project(columns, find_view("funding"), Filters(datasets=("north", "south"))).edges) == 3
    with pytest.raises(UnknownField, match="Did you mean 'north'"):
        project(columns, find_view("funding"), Filters(datasets=("nort",)))


GROUP = (
    {
        "id": "groups/g",
        "label": "Three partners",
        "includes": "organisations/x|organisations/y",
        "confidence": "stated",
    },
    {"id": "participations/g", "participant": "groups/g", "activity": "programmes/p", "role": "partner"},
    {"id": "participations/z", "participant": "organisations/z", "activity": "programmes/p", "role": "lead"},
)


def test_named_members_count_where_their_group_stands(network: Make, short: Short) -> None:
    found = network("partnership", *GROUP)
    assert links(found, short) == {"g-z": 1, "x-y": 1, "x-z": 1, "y-z": 1}  # and no group works with its own members
    assert links(network("affiliation", *GROUP), short) == {"g-p": 1, "x-p": 1, "y-p": 1, "z-p": 1}
    (edge,) = (edge for edge in found.edges if (short(edge.source), short(edge.target)) == ("x", "z"))
    assert [short(each) for each in edge.records] == ["g", "z"]


def test_members_of_a_group_in_a_group_count_for_both(network: Make, short: Short) -> None:
    inner = {"id": "groups/h", "label": "H", "includes": "organisations/w|groups/g", "confidence": "stated"}
    nested = {**GROUP[0], "includes": "groups/h|organisations/x"}  # each is in the other
    found = network("affiliation", nested, inner, *GROUP[1:])
    assert links(found, short) == {"g-p": 1, "h-p": 1, "w-p": 1, "x-p": 1, "z-p": 1}


def test_a_member_is_as_sure_as_the_word_that_it_is_one(network: Make, short: Short) -> None:
    sure = [{**each, "confidence": "stated"} for each in GROUP]
    sure[0]["ambiguous_fields"] = "includes"
    told = {short(edge.source): edge.confidence for edge in network("affiliation", *sure).edges}
    assert told == {"g": "stated", "x": "ambiguous", "y": "ambiguous", "z": "stated"}
    assert links(network("affiliation", *sure, min_confidence="implied"), short) == {"g-p": 1, "z-p": 1}


def test_money_to_a_group_is_not_that_of_each_member(network: Make, short: Short) -> None:
    found = network("funding", GROUP[0], grant("1", recipient="groups/g", amount="90"))
    assert {short(edge.target): edge.amounts[0].joint for edge in found.edges} == {"g": False, "x": True, "y": True}
    weighed = network("funding", GROUP[0], grant("1", recipient="groups/g", amount="90"), weight="amount")
    assert (links(weighed, short), weighed.left_out) == ({"a-g": 90}, {})


MONEY = (
    grant("1", amount="100"),
    grant("2", amount="0.25"),
    grant("same", amount="100", same_fact_as="contributions/1"),
    grant("part", amount="40", part_of="contributions/1"),
    grant("back", funder="organisations/b", recipient="organisations/a", amount="7"),
    grant("over", recipient="organisations/c", amount="20", bound="over"),
    grant("euro", recipient="organisations/c", amount="30", currency="EUR"),
    grant("other", recipient="organisations/c", amount="30", kind="loan"),
    grant("joint", funder="organisations/a|organisations/b", recipient="organisations/c", amount="30"),
    grant("odd", recipient="organisations/c", amount="30", doubt="Far too much."),
    grant("plan", recipient="organisations/c", amount="30", modality="planned"),
    grant("silent", recipient="organisations/c"),
    grant("words", recipient="organisations/c", amount="1,000"),
)


def test_money_weighs_each_fact_once_and_nothing_that_is_not_for_adding(network: Make, short: Short) -> None:
    found = network("funding", *MONEY, weight="amount", currency="GBP", kind="grant")
    assert links(found, short) == {"a-b": Decimal("100.25"), "b-a": 7, "a-c": 20}
    assert found.left_out == {
        "doubtful_amount": 1,
        "joint_amount": 1,
        "no_amount": 2,
        "other_currency": 1,
        "other_kind_of_money": 1,
        "planned": 1,
    }
    assert {edge.amounts[0].value for edge in found.edges} == {edge.money for edge in found.edges}
    assert found.unit == Decimal("0.01")
    assert [each.tolist() for each in arcs(found)] == [[0, 0, 1], [1, 2, 0], [10_025, 2_000, 700]]
    assert [each.tolist() for each in ties(found)] == [[0, 0], [1, 2], [10_725, 2_000]]
    assert found.options == {"weight": "amount", "currency": "GBP", "kind": "grant"}


def test_where_none_is_named_the_money_of_which_there_are_most_figures_weighs(network: Make) -> None:
    found = network("funding", *MONEY, weight="amount")
    assert found.options == {"weight": "amount", "currency": "GBP", "kind": "grant"}
    assert network("funding", *MONEY, weight="amount", kind="loan").options["currency"] == "GBP"
    assert network("funding", grant("1"), weight="amount").left_out == {"no_amount": 1}
    with pytest.raises(UnknownField, match="kind of money"):
        network("funding", *MONEY, weight="amount", kind="gift")


def test_a_part_counts_where_its_whole_does_not(network: Make, short: Short) -> None:
    whole = grant("whole", amount="100", currency="EUR")
    part = grant("part", amount="40", part_of="contributions/whole")
    assert links(network("funding", whole, part, weight="amount", currency="GBP"), short) == {"a-b": 40}


@pytest.mark.parametrize("view", ["partnership", "affiliation"])
def test_edges_without_money_cannot_be_weighed_by_it(network: Make, view: str) -> None:
    with pytest.raises(UnreadableInput, match="carry no money"):
        network(view, *NODES, weight="amount")


def test_ties_without_money_are_left_out_where_money_weighs(network: Make, short: Short) -> None:
    found = network("involvement", *NODES, *MONEY[:2], weight="amount", currency="GBP", kind="grant")
    assert links(found, short) == {"a-b": Decimal("100.25")}
    assert found.left_out == {"no_amount": 3}


def test_figures_beyond_all_sense_are_no_money(network: Make) -> None:
    rows = [
        grant("1", amount="1e400"),
        grant("2", amount="0.0000000000001"),
        grant("3", amount="-5"),
        grant("4", amount="0"),
    ]
    assert network("funding", *rows, weight="amount").left_out == {"no_amount": 4}


def test_a_recipe_goes_by_the_digest_of_what_it_says(network: Make) -> None:
    digests = {view: find_view(view).digest for view in ("funding", "partnership", "affiliation", "involvement")}
    assert len({*digests.values()}) == 4
    assert network("funding", since="2018").digest == digests["funding"]
    assert network("funding", since="2018").options == {"since": "2018"}
