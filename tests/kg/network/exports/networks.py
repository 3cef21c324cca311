"""Networks with all that an edge can show, and what of them has to come back from a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kg.network import EXPORTS, Amount, Edge, Network, Node, content_of
from kg.network.examples import network_from

BASE = "https://example.org/"
HOSTILE = (
    'Birmingham & "울산", Ltd <UK>',
    "=HYPERLINK('http://x')",
    "@SUM(1+1)",
    "two\nlines\tand\r\nmore",
    "back\\slash\\",
    "]]> &#0; &amp; -->",
    "'; DROP TABLE edges; --",
    "% comment",
    "*Arcs",
    "1 2 3",
    " spaces ",
    "울산과학기술원",
    "A" * 400,
)
"""Labels that one format or another has to write with care."""

Described = tuple[dict[str, tuple[str, str, str]], list[tuple[Any, ...]]]
"""Nodes by IRI, and edges with role, weight, sureness, times, figures and records."""


def exported(name: str, network: Network, *measures: str, divided: bool = False) -> bytes:
    output = io.BytesIO()
    EXPORTS[name].write(content_of(network, 7, measures, divided=divided), output)
    return output.getvalue()


def described(network: Network) -> Described:
    """Give what has to come back; an edge without a direction may come back the other way round."""
    nodes = {node.iri: (node.label, node.type, node.kind) for node in network.nodes}
    edges = [
        (
            *ends(edge.source, edge.target, directed=network.directed),
            edge.role,
            edge.weight,
            edge.confidence,
            " ".join(edge.when),
            "; ".join(map(figure, edge.amounts)),
            " ".join(edge.records),
        )
        for edge in network.edges
    ]
    return nodes, sorted(edges)


def ends(source: str, target: str, *, directed: bool) -> tuple[str, str]:
    return (source, target) if directed else (min(source, target), max(source, target))


def described_rows(
    nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]], *, directed: bool
) -> Described:
    """Give the same of rows of plain values, as most formats have them."""
    columns = ("role", "weight", "confidence", "when", "amounts", "records")
    flat = [
        (
            *ends(row["source"], row["target"], directed=directed),
            *(int(row[name]) if name == "weight" else row.get(name, "") for name in columns),
        )
        for row in edges
    ]
    named = {row["id"]: tuple(row.get(name, "") for name in ("label", "type", "kind")) for row in nodes}
    return named, sorted(flat)


def figure(amount: Amount) -> str:
    marks = "joint" * amount.joint, "doubtful" * amount.doubtful
    return " ".join(filter(None, (amount.bound, amount.currency, f"{amount.value:f}", amount.kind, *marks)))


def sample(*, directed: bool = True) -> Network:
    """Make a network of hostile labels, parallel edges, an edge to itself, figures of all sorts, times of all sorts."""
    iris = [f"{BASE}organisations/n{number:02}" for number in range(len(HOSTILE) + 1)]
    labels = [*HOSTILE, HOSTILE[0]]
    nodes = [Node(iri, label, "Organisation", "company") for iri, label in zip(iris, labels, strict=True)]
    grants = [
        Amount("GBP", "grant", Decimal("30000000"), "over", False, False, (f"{BASE}contributions/a",)),
        Amount("GBP", "grant", Decimal("1.50"), "exact", False, False, (f"{BASE}contributions/b",)),
        Amount("KRW", "award", Decimal("7E+9"), "exact", True, False, (f"{BASE}contributions/c",)),
        Amount("", "", Decimal("0.1"), "nearly", False, True, (f"{BASE}contributions/d",)),
    ]
    edges = [edge(iris[0], each, "grant", 1, ("2019",)) for each in iris[1:]]
    edges += [edge(iris[0], iris[1], "award", 3, ("2018-02/2019-05", "[2021,2023]"), grants)]
    edges += [edge(iris[2], iris[2], "own-funds", 2, ("XXXX-04-02",), grants[:1])]
    return network_from(nodes, edges, directed=directed)


def edge(
    source: str, target: str, role: str, weight: int, when: tuple[str, ...] = (), amounts: Iterable[Amount] = ()
) -> Edge:
    facts = tuple(f"{BASE}contributions/{source[-3:]}{target[-3:]}{role}{number}" for number in range(weight))
    evidence = tuple(f"{each}#minutes:4-21" for each in facts)
    return Edge(source, target, role, weight, "stated", tuple(amounts), facts, evidence, facts, (), when)


_DECIMALS = st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False)
_AMOUNTS = st.builds(
    Amount,
    currency=st.sampled_from(["GBP", "KRW"]),
    kind=st.sampled_from(["grant", "planned-investment"]),
    value=_DECIMALS,
    bound=st.sampled_from(["exact", "over"]),
    joint=st.booleans(),
    doubtful=st.booleans(),
    records=st.just((f"{BASE}contributions/a",)),
)
_TIMES = st.sampled_from(["2019", "2019-02", "2020-02-29", "201X", "2019/2021", "../2018", "[2019,2021]", "2021-23~"])


def _unit(amount: Amount) -> Any:
    return amount.currency, amount.kind, amount.bound


@st.composite
def networks(draw: st.DrawFn, labels: st.SearchStrategy[str]) -> Network:
    """Make a network by chance, of nodes with such labels."""
    iris = [f"{BASE}organisations/n{number:02}" for number in range(draw(st.integers(2, 5)))]
    nodes = [Node(iri, draw(labels), "Organisation", draw(st.sampled_from(["", "company"]))) for iri in iris]
    directed = draw(st.booleans())
    edges = {}
    for _ in range(draw(st.integers(1, 6))):
        source, target = draw(st.sampled_from(iris)), draw(st.sampled_from(iris))
        source, target = ends(source, target, directed=directed)
        role, when = draw(st.sampled_from(["grant", "award"])), tuple(draw(st.lists(_TIMES, unique=True, max_size=2)))
        amounts = draw(st.lists(_AMOUNTS, unique_by=_unit, max_size=2))
        edges[source, target, role] = edge(source, target, role, draw(st.integers(1, 3)), when, amounts)
    linked = {end for source, target, _ in edges for end in (source, target)}
    return network_from([node for node in nodes if node.iri in linked], edges.values(), directed=directed)
