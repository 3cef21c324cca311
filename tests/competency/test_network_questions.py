"""Competency questions about the network, answered by the network package on the shipped dataset.

The expected answers were derived from the articles by hand; each test says how. Documents:
U wm-ulsan-partnership, H wmhtia-private-investment, K korea-expert-mission, W wm-innovation-programme.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

import networkx as nx
import pytest

from kg.network import Filters, Network, StoreColumns, communities, ego, find_view, paths, project, rank, to_networkx
from kg.store import Store

BASE = "https://w3id.org/innovation-kg/"
COUNCIL = f"{BASE}organisations/birmingham-city-council"
AUTHORITY = f"{BASE}organisations/west-midlands-combined-authority"
CATAPULT = f"{BASE}organisations/connected-places-catapult"
HYUNDAI = f"{BASE}organisations/hyundai-motors"
KTN = f"{BASE}organisations/ktn"
TECHNOPARK = f"{BASE}organisations/ulsan-technopark"
UCCEI = f"{BASE}organisations/uccei"
WMG = f"{BASE}organisations/warwick-manufacturing-group"


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def names(network: Network) -> set[str]:
    return {short(node.iri) for node in network.nodes}


def pieces(network: Network) -> list[set[str]]:
    """Give the connected pieces, the largest first."""
    found = nx.connected_components(nx.Graph(to_networkx(network)))
    return sorted(({short(iri) for iri in piece} for piece in found), key=lambda piece: (-len(piece), sorted(piece)))


def between(network: Network, ones: Iterable[str], others: Iterable[str]) -> set[str]:
    """Give what lies on the shortest paths between any of the first and any of the second."""
    found = [path for one, other in product(ones, others) for path in paths(network, one, other)]
    return {short(node.iri) for path in found for node in path.nodes[1:-1]}


@pytest.fixture(scope="module")
def funding(graph: Store) -> Network:
    return project(StoreColumns(graph), find_view("funding"))


@pytest.fixture(scope="module")
def partnership(graph: Store) -> Network:
    return project(StoreColumns(graph), find_view("partnership"))


@pytest.fixture(scope="module")
def affiliation(graph: Store) -> Network:
    return project(StoreColumns(graph), find_view("affiliation"))


def test_which_groups_of_partners_are_there(partnership: Network) -> None:
    """U and K hang together by the Catapult; the memorandums stand apart.

    U: three bodies in two programmes; K: the Catapult, Wayra UK and Hyundai Motors in an accelerator. U again: the
    region and the two bodies of Ulsan by the memorandums, Tech West Midlands by the network it is to set up; the city
    of Ulsan signs nothing. H with K: three coordinators, and KTN by Innovate UK's programme. H: university and 21
    partners. W: the two bodies of LAST MILE.
    """
    assert pieces(partnership) == [
        {
            "birmingham-city-council",
            "connected-places-catapult",
            "hyundai-motors",
            "wayra-uk",
            "west-midlands-combined-authority",
        },
        {"department-for-science-innovation-and-technology", "innovate-uk", "ktn", "uk-research-and-innovation"},
        {"tech-west-midlands", "uccei", "ulsan-technopark", "west-midlands"},
        {"transport-for-west-midlands", "warwick-manufacturing-group"},
        {"university-of-birmingham", "wmhtia-partners"},
    ]


def test_how_does_the_council_reach_ulsan_technopark(affiliation: Network) -> None:
    """U: partner in both programmes, of which the memorandum is a part, which the technopark signed."""
    found = paths(affiliation, COUNCIL, TECHNOPARK)
    assert {path.length for path in found} == {3}
    assert {tuple(short(node.iri) for node in path.nodes) for path in found} == {
        ("birmingham-city-council", programme, "west-midlands-ulsan-technopark-mou", "ulsan-technopark")
        for programme in ("diatomic", "uk-republic-of-korea-innovation-twins")
    }
    assert all(edge.evidence for path in found for edge in path.edges)


def test_no_partner_chain_joins_the_council_and_ulsan_technopark(partnership: Network) -> None:
    """U: who signed for the region is not told, so as partners the two are not joined."""
    assert paths(partnership, COUNCIL, TECHNOPARK) == []


def test_who_bridges_the_west_midlands_partners_and_the_ulsan_bodies(affiliation: Network) -> None:
    """U: no body or person does; all shortest ways run through a programme and a memorandum."""
    assert between(affiliation, (CATAPULT, COUNCIL, AUTHORITY), (UCCEI, TECHNOPARK)) == {
        "diatomic",
        "uk-republic-of-korea-innovation-twins",
        "west-midlands-uccei-mou",
        "west-midlands-ulsan-technopark-mou",
    }


def test_who_bridges_most_among_partners(partnership: Network) -> None:
    """The Catapult joins 2 (Wayra UK, Hyundai Motors) to 2 (council, authority): 4 pairs of 120.

    Tech West Midlands, UCCEI, the region and the technopark stand in a row, of which the middle two join two pairs
    each. Innovate UK joins KTN to two.
    """
    scores = rank(partnership, "betweenness").scores
    assert [(short(each.iri), round(each.score * 120, 6), each.rank) for each in scores if each.score] == [
        ("connected-places-catapult", 4, 1),
        ("innovate-uk", 2, 2),
        ("uccei", 2, 2),
        ("west-midlands", 2, 2),
    ]


def test_who_funds_what_together(funding: Network) -> None:
    """U and K: one programme pair and one competition with two funders each; H: the coordinators fund nothing."""
    programmes = ("diatomic", "uk-republic-of-korea-innovation-twins")
    joint = {(short(edge.source), short(edge.target)) for edge in funding.edges if short(edge.target) in programmes}
    assert joint == set(product(("department-for-science-innovation-and-technology", "innovate-uk"), programmes))
    challenge = [edge for edge in funding.edges if short(edge.target) == "uk-south-korea-5g-challenge"]
    assert {short(edge.source) for edge in challenge} == {"dcms", "etri"}
    assert [(each.value, each.joint) for edge in challenge for each in edge.amounts] == [(Decimal(2_400_000), True)] * 2
    assert "uk-research-and-innovation" not in names(funding)


def test_what_flows_from_the_accelerator_to_wmhtia(funding: Network) -> None:
    """H: funded through it without a figure, its allocation, which names no giver, and 4 million of the extension."""
    flows = {edge.role: edge for edge in funding.edges if short(edge.target) == "wmhtia"}
    assert {(role, short(edge.source)) for role, edge in flows.items()} == {
        ("allocation", "innovation-accelerator"),
        ("funding", "innovation-accelerator"),
        ("share-of-extension", "innovation-accelerator"),
    }
    figures = {role: [(each.currency, each.value) for each in edge.amounts] for role, edge in flows.items()}
    assert figures == {
        "allocation": [("GBP", Decimal(14_500_000))],
        "funding": [],
        "share-of-extension": [("GBP", Decimal(4_000_000))],
    }


def test_money_falls_into_four_separate_stories(funding: Network) -> None:
    """Innovate UK gives in U and in H; the programme behind WMHTIA and two stories of K stand apart.

    No money is told to pass from one to another, so no community reaches over two.
    """
    stories = [
        {"department-for-science-innovation-and-technology", "diatomic", "uk-republic-of-korea-innovation-twins"}
        | {"eureka", "innovate-uk", "nihr", "wmhtia-other-grant-agencies"}
        | {"wmhtia-investors", "wmhtia-supported-companies"},
        {"dcms", "etri", "uk-south-korea-5g-challenge"},
        {"greenfield-brownfield-smart-city-projects", "new-smart-city-policy", "south-korean-government"},
        {"innovation-accelerator", "wmhtia"},
    ]
    assert pieces(funding) == stories
    groups = [set(map(short, group)) for group in communities(funding).members]
    assert all(any(group <= story for story in stories) for group in groups)
    assert {frozenset(story) for story in stories[1:]} <= set(map(frozenset, groups))


def test_what_was_known_of_the_money_before_the_extension(graph: Store) -> None:
    """H: the extension and its share are of March 2025; the undated funding and allocation stay."""
    columns, view = StoreColumns(graph), find_view("funding")
    before, after = (project(columns, view, Filters(as_of=date)) for date in ("2025-02", "2025-03"))
    roles = [{edge.role for edge in each.edges if short(edge.target) == "wmhtia"} for each in (before, after)]
    assert roles == [{"allocation", "funding"}, {"allocation", "funding", "share-of-extension"}]


def test_who_was_in_the_mobility_accelerator_in_2017(graph: Store) -> None:
    """K: Hyundai Motors came in 2018; the founding partners have no year and stay."""
    earlier = project(StoreColumns(graph), find_view("partnership"), Filters(as_of="2017"))
    assert HYUNDAI not in {node.iri for node in earlier.nodes}
    assert names(ego(earlier, f"{BASE}organisations/wayra-uk")) == {"wayra-uk", "connected-places-catapult"}


def test_what_remains_without_plans(graph: Store) -> None:
    """U: Tech West Midlands is a partner only in a network yet to come. K: the smart city money is all planned."""
    columns, view = StoreColumns(graph), find_view("partnership")
    everything, done = (names(project(columns, view, Filters(include_planned=planned))) for planned in (True, False))
    assert everything - done == {"tech-west-midlands"}
    money = names(project(StoreColumns(graph), find_view("funding"), Filters(include_planned=False)))
    assert not money & {"new-smart-city-policy", "south-korean-government"}
    assert {"wmhtia-investors", "wmhtia-supported-companies"} <= money


def test_which_partnerships_are_stated_outright(graph: Store) -> None:
    """Only the signatures of the Ulsan bodies follow from the context."""
    stated = project(StoreColumns(graph), find_view("partnership"), Filters(min_confidence="stated"))
    assert pieces(stated) == [
        {
            "birmingham-city-council",
            "connected-places-catapult",
            "hyundai-motors",
            "wayra-uk",
            "west-midlands-combined-authority",
        },
        {"department-for-science-innovation-and-technology", "innovate-uk", "ktn", "uk-research-and-innovation"},
        {"tech-west-midlands", "uccei"},
        {"transport-for-west-midlands", "warwick-manufacturing-group"},
        {"university-of-birmingham", "wmhtia-partners"},
    ]


def test_what_surrounds_wmg(affiliation: Network) -> None:
    """W: two pilots; from these the other body of the one, the steering group of the other, and the programme."""
    near = {"warwick-manufacturing-group", "last-mile", "circular-steel"}
    assert names(ego(affiliation, WMG)) == near
    assert names(ego(affiliation, WMG, radius=2)) == near | {
        "circular-steel-steering-group",
        "transport-for-west-midlands",
        "wmip",
    }


def test_whom_ktn_reaches_among_partners(partnership: Network) -> None:
    """K: Innovate UK, whose programme it delivers; H: from there the two other coordinators."""
    assert names(ego(partnership, KTN)) == {"ktn", "innovate-uk"}
    assert names(ego(partnership, KTN, radius=2)) == {
        "ktn",
        "innovate-uk",
        "department-for-science-innovation-and-technology",
        "uk-research-and-innovation",
    }


def test_who_has_most_partners_and_most_in_common(partnership: Network) -> None:
    """The Catapult has four partners; it shares two programmes with two of them: six facts."""
    degrees = rank(partnership, "degree").scores
    assert [(short(each.iri), each.score) for each in degrees[:1]] == [("connected-places-catapult", 4)]
    strengths = {short(each.iri): each.score for each in rank(partnership, "strength").scores}
    assert strengths["connected-places-catapult"] == 6
    assert strengths["birmingham-city-council"] == 4
    assert strengths["west-midlands-combined-authority"] == 4
