from __future__ import annotations

import io
import json
import re

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import ARROWS, network_of
from tests.kg.network.exports.networks import Described, described, described_rows, ends, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BOTH = pytest.mark.parametrize("directed", [False, True])
_COMMENT = re.compile(r"% (network|vertex|line) ?([\d ]*) (\{.*)")


def read_comments(written: bytes) -> Described:
    """Read what the comments tell; json spells out what ends a line for Python alone."""
    lines = written.decode("utf-8-sig").split("\r\n")
    told: dict[str, list[dict[str, str]]] = {"network": [], "vertex": [], "line": []}
    for kind, _, body in (match.groups() for match in map(_COMMENT.match, lines) if match):
        told[kind].append(json.loads(body))
    [about] = told["network"]
    return described_rows(told["vertex"], told["line"], directed=bool(about["directed"]))


def demand_same_links(network: Network, written: bytes) -> None:
    """Hold what networkx reads, by the order of vertices, against the network."""
    graph = nx.read_pajek(io.BytesIO(written))
    assert graph.is_directed() == network.directed
    assert graph.number_of_nodes() == len(network.nodes)
    iri = dict(zip(graph, network.iris, strict=True))
    links = sorted(
        (*ends(iri[one], iri[other], directed=network.directed), data["l"], data["weight"])
        for one, other, data in graph.edges(data=True)
    )
    assert links == [(source, target, role, weight) for source, target, role, weight, *_ in described(network)[1]]


@BOTH
def test_networkx_reads_the_same_links_and_the_comments_have_all(*, directed: bool) -> None:
    network = sample(directed=directed)
    written = exported("net", network)
    demand_same_links(network, written)
    assert read_comments(written) == described(network)


@given(networks(LABELS))
@settings(max_examples=40)
def test_networkx_reads_the_same_links_of_any(network: Network) -> None:
    written = exported("net", network)
    demand_same_links(network, written)
    assert read_comments(written) == described(network)


def test_names_are_the_labels_where_pajek_can_hold_them() -> None:
    names = [line for line in exported("net", sample()).decode().split("\r\n") if re.match(r'\d+ "', line)]
    assert '1 "Birmingham & ”울산”, Ltd <UK> (n00)"' in names
    assert '4 "two lines and more"' in names
    assert '5 "back＼slash＼"' in names
    assert '12 "울산과학기술원"' in names
    assert len({name.partition(" ")[2] for name in names}) == len(names) == 14


def test_only_what_pajek_knows_stands_outside_of_comments() -> None:
    lines = [line for line in exported("net", ARROWS).decode("utf-8-sig").split("\r\n") if not line.startswith("%")]
    assert lines == ["*Vertices 4", '1 "A"', '2 "B"', '3 "C"', '4 "D"', "*Arcs", *_ARCS, ""]
    assert exported("net", network_of()).decode("utf-8-sig").split("\r\n")[1:] == ["*Vertices 0", "*Edges", ""]


_ARCS = ('1 2 1 l "grant"', '1 3 1 l "grant"', '3 4 1 l "grant"')
