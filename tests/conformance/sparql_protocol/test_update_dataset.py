"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): the graphs that an update matches in.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.sparql_protocol.asking import (
    COPY,
    G1,
    G2,
    MARK,
    NAMED,
    NONE,
    UPDATE,
    Pairs,
    assert_done,
    assert_refused,
    direct,
    form,
    is_marked,
    url,
    values,
)

# 2.2.3 Specifying an RDF dataset

COPY_NAMED = "INSERT { <urn:copied> <urn:is> ?x } WHERE { GRAPH ?g { <urn:here> <urn:is> ?x } }"


def copied(store: httpx.Client, text: str, *pairs: tuple[str, str], as_form: bool = False) -> list[str]:
    """Do an update and give what it has copied into the unnamed graph."""
    answer = form(store, ("update", text), *pairs) if as_form else direct(store, text, UPDATE, url(*pairs))
    assert_done(answer)
    return values(direct(store, "SELECT ?x { <urn:copied> <urn:is> ?x }"))


@pytest.mark.parametrize("as_form", [False, True])
def test_an_update_matches_in_the_graph_of_the_protocol(store: httpx.Client, as_form: bool) -> None:
    """2.2.3: as if USING were included [update_dataset_default_graph]."""
    assert copied(store, COPY, ("using-graph-uri", G1), as_form=as_form) == ["one"]


@pytest.mark.parametrize("as_form", [False, True])
def test_an_update_matches_in_several_graphs_of_the_protocol(store: httpx.Client, as_form: bool) -> None:
    """2.2.3 [update_dataset_default_graphs]."""
    pairs: Pairs = [("using-graph-uri", G1), ("using-graph-uri", G2)]
    assert copied(store, COPY, *pairs, as_form=as_form) == ["one", "two"]


@pytest.mark.parametrize("as_form", [False, True])
def test_an_update_matches_in_the_named_graphs_of_the_protocol(store: httpx.Client, as_form: bool) -> None:
    """2.2.3: as if USING NAMED were included [update_dataset_named_graphs]."""
    pairs: Pairs = [("using-named-graph-uri", G1), ("using-named-graph-uri", G2)]
    assert copied(store, COPY_NAMED, *pairs, as_form=as_form) == ["one", "two"]


@pytest.mark.parametrize("as_form", [False, True])
def test_an_update_matches_in_default_and_named_graphs(store: httpx.Client, as_form: bool) -> None:
    """2.2.3 [update_dataset_full]."""
    pattern = "{ <urn:here> <urn:is> ?x } UNION { GRAPH ?g { <urn:here> <urn:is> ?y } BIND(STR(?g) AS ?x) }"
    text = f"INSERT {{ <urn:copied> <urn:is> ?x }} WHERE {{ {pattern} }}"
    pairs: Pairs = [("using-graph-uri", G1), ("using-named-graph-uri", G2)]
    assert copied(store, text, *pairs, as_form=as_form) == [G2, "one"]


def test_with_using_graphs_the_others_are_not_seen(store: httpx.Client) -> None:
    """2.2.3; SPARQL 1.1 Update, 3.1.3: USING describes the whole dataset, as FROM does."""
    assert copied(store, COPY_NAMED, ("using-graph-uri", G1)) == []
    assert copied(store, COPY, ("using-named-graph-uri", G1)) == []
    assert copied(store, COPY, ("using-graph-uri", NONE)) == []


def test_the_graphs_hold_for_every_operation(store: httpx.Client) -> None:
    """2.2.3: as if USING were included for every operation of the request."""
    again = COPY.replace("<urn:here> <urn:is> ?x }", "?s <urn:is> ?y BIND(CONCAT('again ', ?y) AS ?x) }")
    found = copied(store, f"{COPY} ; {again}", ("using-graph-uri", G1))
    assert found == ["again one", "again shared", "one"]


def test_templates_write_where_they_say_whatever_the_protocol_names(store: httpx.Client) -> None:
    """2.2.3; SPARQL 1.1 Update, 3.1.3: USING affects the WHERE clause only."""
    assert_done(direct(store, "DELETE WHERE { <urn:here> <urn:is> ?x }", UPDATE, url(("using-graph-uri", G1))))
    assert values(direct(store, NAMED)) == ["one", "three", "two"]
    assert_done(direct(store, "INSERT DATA { <urn:mark> <urn:is> 1 }", UPDATE, url(("using-graph-uri", G1))))
    assert is_marked(store)


@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize(
    "text",
    [
        f"WITH <{G1}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ <urn:mark> <urn:is> 1 }} USING <{G1}> WHERE {{}}",
        f"INSERT {{ <urn:mark> <urn:is> 1 }} USING NAMED <{G1}> WHERE {{}}",
        f"{MARK} ; INSERT {{ <urn:mark> <urn:is> 1 }} USING <{G1}> WHERE {{}} ; {MARK}",
        f"{MARK} ; with <{G1}> insert {{ <urn:mark> <urn:is> 1 }} where {{ ?no ?such ?triple }}",
    ],
)
def test_using_in_protocol_and_update_is_an_error(store: httpx.Client, text: str, parameter: str) -> None:
    """2.2.3: it is an error to supply the parameters with USING, USING NAMED or WITH [bad_update_dataset_conflict]."""
    assert direct(store, text, UPDATE, url((parameter, G2))).status_code == 400
    assert form(store, ("update", text), (parameter, G2)).status_code == 400
    assert not is_marked(store)
    assert values(direct(store, NAMED)) == ["one", "three", "two"]


def test_a_word_in_a_string_or_a_name_is_no_clash(store: httpx.Client) -> None:
    """2.2.3: the error is of a clause, not of a word."""
    text = "PREFIX using: <urn:> PREFIX with: <urn:> INSERT { using:copied with:is 'USING <g> WITH <g>' } # USING <g>\n"
    assert copied(store, f"{text} WHERE {{}}", ("using-graph-uri", G1)) == ["USING <g> WITH <g>"]


@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize("iri", ["not an iri", "<urn:x>", "http://["])
@pytest.mark.parametrize("text", [COPY, MARK, f"{MARK} ; {COPY}"])
def test_a_graph_to_use_that_is_no_iri_is_refused(store: httpx.Client, text: str, parameter: str, iri: str) -> None:
    """2.2.3: the parameters are URIs, for every operation of the request."""
    assert_refused(direct(store, text, UPDATE, url((parameter, iri))))
    assert_refused(form(store, ("update", text), (parameter, iri)))
    assert not is_marked(store)


def test_graphs_of_queries_are_not_graphs_of_updates(store: httpx.Client) -> None:
    """2.2: the parameters of an update are using-graph-uri and using-named-graph-uri, and no others."""
    answer = direct(store, COPY, UPDATE, url(("default-graph-uri", G1)))
    assert answer.is_client_error or values(direct(store, "SELECT ?x { <urn:copied> ?p ?x }")) == ["unnamed"]
