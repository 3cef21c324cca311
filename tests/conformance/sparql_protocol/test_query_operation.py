"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): how a query comes.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import json
import socket
from urllib.parse import quote, quote_plus

import httpx
import pytest
import rdflib

from tests.conformance.sparql_protocol.asking import (
    FORM,
    G1,
    G2,
    MARK,
    NONE,
    QUERY,
    WHERE_AM_I,
    Pairs,
    assert_refused,
    direct,
    form,
    get,
    is_marked,
    truth,
    url,
    values,
)
from tests.waiting import PATIENCE

# 2.1 query operation: methods and parameters


def test_a_query_comes_by_get(store: httpx.Client) -> None:
    """2.1.1: a query in the URI [query_get]."""
    assert truth(get(store, ("query", "ASK {}"), ("default-graph-uri", NONE))) is True
    assert values(get(store, ("query", WHERE_AM_I))) == ["unnamed"]


def test_a_query_comes_by_url_encoded_post(store: httpx.Client) -> None:
    """2.1.2: parameters within the body [query_post_form]."""
    assert truth(form(store, ("query", "ASK {}"), url=url(("default-graph-uri", NONE)))) is True
    assert values(form(store, ("query", WHERE_AM_I))) == ["unnamed"]


def test_a_query_comes_by_direct_post(store: httpx.Client) -> None:
    """2.1.3: the query unencoded, and nothing else, as the body [query_post_direct]."""
    assert truth(direct(store, "ASK {}")) is True
    assert values(direct(store, WHERE_AM_I)) == ["unnamed"]
    assert values(direct(store, "SELECT ('a%20b+c&d=e' AS ?x) {}")) == ["a%20b+c&d=e"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_query_must_not_come_by_another_method(store: httpx.Client, method: str) -> None:
    """2.1: the operation MUST be invoked with GET or POST [bad_query_method]; RFC 9110, 15.5.6: 405 has Allow."""
    answer = store.request(method, url(("query", "ASK {}")), headers={"content-type": FORM})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("second", ["ASK {}", "SELECT * {}", ""])
def test_a_request_must_have_exactly_one_query(store: httpx.Client, second: str) -> None:
    """2.1: clients MUST include exactly one query string [bad_multiple_queries]."""
    pairs: Pairs = [("query", "ASK {}"), ("query", second)]
    assert_refused(get(store, *pairs))
    assert_refused(form(store, *pairs))


@pytest.mark.parametrize("extra", ["query", "update"])
def test_a_direct_query_must_have_no_other_beside_it(store: httpx.Client, extra: str) -> None:
    """2.1: exactly one query string; 2.1.3: a direct POST has only the names of graphs in the URI."""
    assert_refused(direct(store, "ASK {}", url=url((extra, "ASK { <urn:no> ?p ?o }"))))


def test_a_request_without_a_query_is_refused(store: httpx.Client) -> None:
    """2.1: clients MUST include exactly one query string."""
    assert_refused(get(store, ("default-graph-uri", G1)))
    assert_refused(form(store, ("default-graph-uri", G1)))
    assert_refused(direct(store, "", FORM))


@pytest.mark.parametrize("empty", ["", " ", "\n", "# a comment"])
def test_an_empty_query_is_refused(store: httpx.Client, empty: str) -> None:
    """2.1.7: 400, for no query of the grammar is empty (SPARQL 1.1 Query, rule 2)."""
    for answer in (get(store, ("query", empty)), form(store, ("query", empty)), direct(store, empty)):
        assert_refused(answer)
        assert answer.status_code == 400


def test_query_and_update_must_not_come_together(store: httpx.Client) -> None:
    """2.1 and 2.2: a request is one operation."""
    pairs: Pairs = [("query", "ASK {}"), ("update", MARK)]
    assert_refused(form(store, *pairs))
    assert_refused(get(store, *pairs))
    assert not is_marked(store)


def test_parameters_come_in_any_order(store: httpx.Client) -> None:
    """2.1.1 and 2.1.2: clients may include the parameters in any order."""
    pairs: Pairs = [("named-graph-uri", G2), ("query", WHERE_AM_I), ("default-graph-uri", G1)]
    for ordered in (pairs, pairs[::-1]):
        assert values(get(store, *ordered)) == values(form(store, *ordered)) == ["one"]


def test_only_the_ampersand_separates_parameters(store: httpx.Client) -> None:
    """2.1.1 and 2.1.2: parameters MUST be separated with &, so that ; is part of a value."""
    text = quote("SELECT ?x { <urn:here> <urn:is> ?x FILTER(?x != ';a=b') }", safe=";=")
    assert values(store.get(f"/sparql?query={text}")) == ["unnamed"]
    assert values(direct(store, f"query={text}", FORM)) == ["unnamed"]
    joined = f"query={quote(WHERE_AM_I)};default-graph-uri={quote(G1)}"
    assert_refused(store.get(f"/sparql?{joined}"))


def test_unknown_parameters_change_nothing(store: httpx.Client) -> None:
    """2.1: what is not named there is not part of the protocol; many clients send `format` or `timeout`."""
    extra: Pairs = [("query", WHERE_AM_I), ("format", "x"), ("using-graph-uri", G1), ("Default-Graph-Uri", G1)]
    assert values(get(store, *extra)) == values(form(store, *extra)) == ["unnamed"]
    assert values(direct(store, WHERE_AM_I, url=url(*extra[1:]))) == ["unnamed"]


def test_the_names_of_parameters_are_taken_as_written(store: httpx.Client) -> None:
    """2.1.1: with the names given above; RFC 3986, 6.2.2.1: a query component is case-sensitive."""
    assert_refused(get(store, ("Query", "ASK {}")))
    assert_refused(form(store, ("QUERY", "ASK {}")))


def test_names_of_parameters_may_be_percent_encoded(store: httpx.Client) -> None:
    """2.1.1: parameters are percent-encoded; RFC 3986, 2.3: an encoded unreserved character is that character."""
    assert truth(store.get("/sparql?%71uery=ASK%20%7B%7D")) is True
    assert truth(direct(store, "que%72y=ASK%20%7B%7D", FORM)) is True


@pytest.mark.parametrize("text", ["1 + 1", "a&b=c", "100 %", "#;/?:@", "é 광주 👩‍🔬", "%41", "+"])
def test_percent_encoding_is_undone_once(store: httpx.Client, text: str) -> None:
    """2.1.1 and 2.1.2: all parameters are percent-encoded (RFC 3986, section 2)."""
    query = f"SELECT ({json.dumps(text, ensure_ascii=False)} AS ?x) {{}}"
    everything = "".join(f"%{byte:02x}" for byte in query.encode())
    assert values(store.get(f"/sparql?query={everything}")) == [text]
    assert values(direct(store, f"query={everything}", FORM)) == [text]
    assert values(get(store, ("query", query))) == values(direct(store, query)) == [text]


def test_a_plus_is_a_space_in_a_form(store: httpx.Client) -> None:
    """2.1.2: application/x-www-form-urlencoded, where + stands for a space and %2B for a plus."""
    assert values(direct(store, f"query={quote_plus('SELECT (1 + 1 AS ?x) {}')}", FORM)) == ["2"]
    assert values(direct(store, "query=SELECT+('a+b%2Bc'+AS+?x)+%7B%7D", FORM)) == ["a b+c"]


@pytest.mark.parametrize("tail", ["%FF", "%C3%28", "%ED%A0%80", "%F5%80%80%80", "%C0%AF"])
def test_parameters_that_are_no_utf8_are_refused(store: httpx.Client, tail: str) -> None:
    """2.1.1 and 2.1.7: octets that are no UTF-8 are no characters of the grammar."""
    for answer in (store.get(f"/sparql?query=ASK%7B%7D%23{tail}"), direct(store, f"query=ASK%7B%7D%23{tail}", FORM)):
        assert_refused(answer)


@pytest.mark.parametrize("tail", ["%", "%4", "%ZZ", "%u0041"])
def test_broken_percent_encoding_is_refused(store: httpx.Client, tail: str) -> None:
    """2.1.1: parameters MUST be percent-encoded; what is left of them is no query of the grammar."""
    assert_refused(direct(store, f"query=ASK%7B%7D{tail}", FORM))
    with socket.create_connection((store.base_url.host, store.base_url.port or 80), timeout=PATIENCE) as raw:
        raw.sendall(f"GET /sparql?query=ASK%7B%7D{tail} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_body_of_get_is_no_query(store: httpx.Client) -> None:
    """2.1.1: the request MUST NOT include a message body; one that does is refused, or answered as without."""
    headers = {"content-type": QUERY}
    other = store.request("GET", url(("query", WHERE_AM_I)), content=b"SELECT ('body' AS ?x) {}", headers=headers)
    assert other.is_client_error or values(other) == ["unnamed"]
    alone = store.request("GET", "/sparql", content=b"SELECT ('body' AS ?x) {}", headers=headers)
    assert "body" not in alone.text


def test_parameters_of_a_form_are_in_its_body(store: httpx.Client) -> None:
    """2.1.2: parameters are within the body; the table of 2.1 gives none in the URI."""
    assert_refused(form(store, url=url(("query", "ASK {}"))))
    assert_refused(form(store, ("default-graph-uri", G1), url=url(("query", "ASK {}"))))
    both = form(store, ("query", WHERE_AM_I), url=url(("query", "ASK {}")))
    assert both.is_client_error or values(both) == ["unnamed"]


def test_a_long_query_comes_by_post(store: httpx.Client) -> None:
    """3.1.11 and 3.1.12: long queries, encoded and direct."""
    text = f"# {'long ' * 100_000}\n{WHERE_AM_I}"
    assert values(form(store, ("query", text))) == values(direct(store, text)) == ["unnamed"]


def test_a_query_may_be_of_any_script(store: httpx.Client) -> None:
    """3.1.13: names beyond ASCII, in prefixes, variables and IRIs."""
    query = "PREFIX 食: <http://example.org/食#> SELECT (STR(食:食べる) AS ?x) { VALUES ?이름 { '광주' } }"
    for answer in (get(store, ("query", query)), form(store, ("query", query)), direct(store, query)):
        assert values(answer) == ["http://example.org/食#食べる"]


def test_without_parameters_the_endpoint_describes_itself(store: httpx.Client) -> None:
    """2.1: there is no query; SPARQL 1.1 Service Description, 2: GET on the endpoint SHOULD describe it in RDF."""
    answer = store.get("/sparql", headers={"accept": "application/rdf+xml"})
    described = rdflib.Graph().parse(data=answer.text, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, rdflib.RDF.type, sd.Service) in described
    languages = set(described.objects(None, sd.supportedLanguage))
    assert languages == {sd.SPARQL11Query, sd.SPARQL11Update}
