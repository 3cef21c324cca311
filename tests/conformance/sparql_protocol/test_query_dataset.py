"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): the graphs that a query sees.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import httpx
import pytest
import rdflib

from tests.api.conftest import authorised
from tests.conformance.sparql_protocol.asking import (
    G1,
    G2,
    G3,
    NAMED,
    NONE,
    UPDATE,
    WHERE_AM_I,
    Pairs,
    assert_done,
    assert_refused,
    direct,
    form,
    get,
    truth,
    url,
    values,
)

# 2.1.4 Specifying an RDF dataset


def each_way(store: httpx.Client, query: str, *pairs: tuple[str, str]) -> list[str]:
    """Ask in all three ways, which must agree."""
    by_get, by_form = get(store, ("query", query), *pairs), form(store, ("query", query), *pairs)
    by_body = direct(store, query, url=url(*pairs))
    assert values(by_get) == values(by_form) == values(by_body)
    return values(by_get)


def test_a_default_graph_is_named_by_the_protocol(store: httpx.Client) -> None:
    """2.1.4: default-graph-uri."""
    assert each_way(store, WHERE_AM_I, ("default-graph-uri", G1)) == ["one"]


def test_several_default_graphs_are_merged(store: httpx.Client) -> None:
    """2.1.4; SPARQL 1.1 Query, 13.2.1 [query_dataset_default_graphs_get, query_dataset_default_graphs_post]."""
    assert each_way(store, WHERE_AM_I, ("default-graph-uri", G1), ("default-graph-uri", G2)) == ["one", "two"]


def test_a_triple_of_several_default_graphs_is_there_once(store: httpx.Client) -> None:
    """SPARQL 1.1 Query, 13.2.1: the default graph is the RDF merge, and a graph is a set of triples."""
    pairs: Pairs = [("default-graph-uri", G1), ("default-graph-uri", G2), ("default-graph-uri", G1)]
    assert each_way(store, "SELECT ?x { <urn:both> <urn:is> ?x }", *pairs) == ["shared"]
    assert each_way(store, "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", *pairs) == ["3"]


def test_a_triple_of_several_graphs_after_from_is_there_once(store: httpx.Client) -> None:
    """SPARQL 1.1 Query, 13.2.1: the default graph is the RDF merge of those after FROM."""
    query = f"SELECT ?x FROM <{G1}> FROM <{G2}> {{ <urn:both> <urn:is> ?x }}"
    assert each_way(store, query) == ["shared"]


def test_a_triple_of_several_graphs_is_once_in_their_union(stranger: httpx.Client) -> None:
    """2.1.4: the service's own default dataset has a default graph too, which is a set of triples."""
    text = "INSERT DATA { GRAPH <urn:g> { <urn:both> <urn:is> 1 } GRAPH <urn:h> { <urn:both> <urn:is> 1 } }"
    assert_done(stranger.post("/sparql", content=text, headers={"content-type": UPDATE, **authorised()}))
    assert values(direct(stranger, "SELECT ?x { <urn:both> <urn:is> ?x }")) == ["1"]
    assert values(direct(stranger, "SELECT (SUM(?n) AS ?x) { <urn:both> <urn:is> ?n }")) == ["1"]


def test_named_graphs_are_named_by_the_protocol(store: httpx.Client) -> None:
    """2.1.4 [query_dataset_named_graphs_get, query_dataset_named_graphs_post]."""
    pairs: Pairs = [("named-graph-uri", G1), ("named-graph-uri", G2)]
    assert each_way(store, NAMED, *pairs) == ["one", "two"]
    assert each_way(store, f"SELECT ?x {{ GRAPH <{G3}> {{ <urn:here> <urn:is> ?x }} }}", *pairs) == []


def test_the_default_graph_is_empty_where_only_named_ones_are_given(store: httpx.Client) -> None:
    """2.1.4; SPARQL 1.1 Query, 13.2: with FROM NAMED and no FROM, the default graph is empty."""
    assert each_way(store, WHERE_AM_I, ("named-graph-uri", G1)) == []


def test_there_are_no_named_graphs_where_only_default_ones_are_given(store: httpx.Client) -> None:
    """2.1.4; SPARQL 1.1 Query, 13.2.1: a dataset described by FROM alone has no named graphs."""
    assert each_way(store, NAMED, ("default-graph-uri", G1)) == []


def test_default_and_named_graphs_come_together(store: httpx.Client) -> None:
    """2.1.4 [query_dataset_full]."""
    both = "SELECT ?x { { <urn:here> <urn:is> ?x } UNION { GRAPH ?g { <urn:here> <urn:is> ?y } BIND(STR(?g) AS ?x) } }"
    pairs: Pairs = [("default-graph-uri", G3), ("named-graph-uri", G1), ("named-graph-uri", G2)]
    assert each_way(store, both, *pairs) == [G1, G2, "three"]


def test_the_dataset_of_the_protocol_goes_before_that_of_the_query(store: httpx.Client) -> None:
    """2.1.4: the service MUST execute the query using the dataset of the request [query_multiple_dataset]."""
    assert each_way(store, f"SELECT ?x FROM <{G3}> {{ <urn:here> <urn:is> ?x }}", ("default-graph-uri", G1)) == ["one"]
    named = f"SELECT ?x FROM <{G3}> FROM NAMED <{G3}> {{ GRAPH ?g {{ <urn:here> <urn:is> ?x }} }}"
    assert each_way(store, named, ("named-graph-uri", G1), ("named-graph-uri", G2)) == ["one", "two"]


@pytest.mark.parametrize(
    ("query", "pair"),
    [
        (f"SELECT ?x FROM <{G3}> {{ <urn:here> <urn:is> ?x }}", ("named-graph-uri", G1)),
        (f"SELECT ?x FROM NAMED <{G3}> {{ GRAPH ?g {{ <urn:here> <urn:is> ?x }} }}", ("default-graph-uri", G1)),
    ],
)
def test_the_two_datasets_are_not_mixed(store: httpx.Client, query: str, pair: tuple[str, str]) -> None:
    """2.1.4: the dataset given in the request is the whole dataset, so nothing of FROM is left."""
    assert each_way(store, query, pair) == []


def test_the_dataset_of_the_query_counts_where_the_protocol_gives_none(store: httpx.Client) -> None:
    """2.1.4 and 3.1.7: FROM and FROM NAMED."""
    query = f"SELECT ?x FROM <{G1}> FROM <{G2}> FROM NAMED <{G3}> {{ {{ <urn:here> <urn:is> ?x }} UNION "
    assert each_way(store, f"{query} {{ GRAPH ?g {{ <urn:here> <urn:is> ?x }} }} }}") == ["one", "three", "two"]


def test_a_graph_that_is_not_there_is_empty(store: httpx.Client) -> None:
    """2.1.4: a dataset of the protocol that names an unknown graph is not the default dataset."""
    assert each_way(store, WHERE_AM_I, ("default-graph-uri", NONE)) == []
    assert each_way(store, NAMED, ("named-graph-uri", NONE)) == []


def test_the_dataset_holds_for_every_form_of_query(store: httpx.Client) -> None:
    """2.1.4: a query, of any form, is executed against the dataset given."""
    pair = ("default-graph-uri", G1)
    assert truth(get(store, ("query", "ASK { ?s ?p 'one' }"), pair)) is True
    assert truth(get(store, ("query", "ASK { ?s ?p 'unnamed' }"), pair)) is False
    for query in ("CONSTRUCT { ?s ?p ?o } { <urn:here> ?p ?o BIND(<urn:here> AS ?s) }", "DESCRIBE <urn:here>"):
        answer = get(store, ("query", query), pair, accept="application/n-triples")
        found = rdflib.Graph().parse(data=answer.text, format="nt")
        assert {str(each) for each in found.objects()} == {"one"}


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["not an iri", "<urn:x>", "http://[", "http://example.org/\x00", "a b:c"])
def test_a_graph_that_is_no_iri_is_refused(store: httpx.Client, name: str, iri: str) -> None:
    """2.1.4: the parameters are URIs; a malformed one is the client's fault."""
    pairs: Pairs = [("query", "ASK {}"), (name, iri)]
    for answer in (get(store, *pairs), form(store, *pairs), direct(store, "ASK {}", url=url(pairs[1]))):
        assert_refused(answer)


def test_a_graph_may_be_of_any_script(store: httpx.Client) -> None:
    """2.1.4: names of graphs are IRIs."""
    assert_done(direct(store, "INSERT DATA { GRAPH <http://example.org/광주> { <urn:here> <urn:is> 'x' } }", UPDATE))
    assert each_way(store, WHERE_AM_I, ("default-graph-uri", "http://example.org/광주")) == ["x"]
