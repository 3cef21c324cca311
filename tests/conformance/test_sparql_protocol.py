"""The SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013), requirement by requirement.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import csv
import io
import json
import socket
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode, urljoin

import httpx
import pytest
import rdflib

from tests.api.conftest import ALL_TOKENS, assert_problem, authorised, serving

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
GRAPHS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
G1, G2, G3, NONE = (f"http://example.org/data/{name}" for name in ("1", "2", "3", "none"))
DATA = {
    "": '<urn:here> <urn:is> "unnamed" .',
    G1: '<urn:here> <urn:is> "one" . <urn:both> <urn:is> "shared" .',
    G2: '<urn:here> <urn:is> "two" . <urn:both> <urn:is> "shared" .',
    G3: '<urn:here> <urn:is> "three" .',
}
WHERE_AM_I = "SELECT ?x { <urn:here> <urn:is> ?x }"
NAMED = "SELECT ?x { GRAPH ?g { <urn:here> <urn:is> ?x } }"
MARK = "INSERT DATA { <urn:mark> <urn:is> 'set' }"
MARKED = "SELECT ?x { <urn:mark> <urn:is> ?x }"
Pairs = list[tuple[str, str]]
ENCODED = ("UTF-16 with a mark", "UTF-16 without", "UTF-8 that says it is UTF-16")


def direct(client: httpx.Client, text: str | bytes, media_type: str = QUERY, url: str = "/sparql") -> httpx.Response:
    """Send a query or an update as the body."""
    body = text.encode() if isinstance(text, str) else text
    return client.post(url, content=body, headers={"content-type": media_type} if media_type else {})


def form(client: httpx.Client, *pairs: tuple[str, str], url: str = "/sparql") -> httpx.Response:
    """Send URL-encoded parameters as the body."""
    return direct(client, urlencode(pairs), FORM, url)


def get(client: httpx.Client, *pairs: tuple[str, str], accept: str = "") -> httpx.Response:
    """Send percent-encoded parameters in the URI."""
    headers = {"accept": accept} if accept else {}
    return client.get(f"/sparql?{urlencode(pairs, quote_via=quote)}", headers=headers)


def url(*pairs: tuple[str, str]) -> str:
    return f"/sparql?{urlencode(pairs, quote_via=quote)}"


def values(answer: httpx.Response) -> list[str]:
    """What ?x is bound to, sorted."""
    assert answer.status_code == 200, answer.text
    return sorted(row["x"]["value"] for row in answer.json()["results"]["bindings"])


def truth(answer: httpx.Response) -> bool:
    assert answer.status_code == 200, answer.text
    found = answer.json()["boolean"]
    assert isinstance(found, bool)
    return found


def media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0].strip().lower()


def assert_refused(answer: httpx.Response) -> None:
    """4XX, and said as every failure is."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"


def assert_done(answer: httpx.Response) -> None:
    assert 200 <= answer.status_code < 400, (answer.status_code, answer.text)


def is_marked(client: httpx.Client) -> bool:
    return values(direct(client, MARKED)) != []


@pytest.fixture(scope="module")
def filled() -> list[int]:
    """The version that holds what `DATA` says, once there is one."""
    return []


@pytest.fixture
def store(service: httpx.Client, filled: list[int]) -> httpx.Client:
    """A store that holds what `DATA` says; its default graph is the unnamed one."""
    if service.get("/ready").json()["version"] not in filled:
        blocks = " ".join(f"GRAPH <{name}> {{ {text} }}" if name else text for name, text in DATA.items())
        answer = direct(service, f"CLEAR ALL ; INSERT DATA {{ {blocks} }}", UPDATE)
        assert_done(answer)
        filled[:] = [int(answer.headers["kg-version"])]
    return service


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client without a token; the server is empty and has little patience."""
    home = tmp_path_factory.mktemp("stranger") / "home"
    with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_QUERY_TIMEOUT="2", KG_WORKERS="1") as client:
        yield client


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
    with socket.create_connection((store.base_url.host, store.base_url.port or 80), timeout=30) as raw:
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


# 2.1.2 and 2.1.3: content types


@pytest.mark.parametrize(
    "given", [FORM, f"{FORM}; charset=UTF-8", f"{FORM};charset=utf-8", FORM.upper(), f'{FORM}; charset="utf-8"']
)
def test_the_content_type_of_a_form_may_have_parameters(store: httpx.Client, given: str) -> None:
    """2.1.2; RFC 9110, 8.3.1: types are case-insensitive, and parameters may follow."""
    assert truth(direct(store, "query=ASK+%7B%7D", given)) is True


@pytest.mark.parametrize(
    "given", [QUERY, f"{QUERY}; charset=UTF-8", f"{QUERY};charset=utf-8", QUERY.upper(), f'{QUERY} ; charset="UTF-8"']
)
def test_the_content_type_of_a_direct_query_may_have_parameters(store: httpx.Client, given: str) -> None:
    """2.1.3; RFC 9110, 8.3.1: types are case-insensitive, and parameters may follow."""
    assert values(direct(store, "SELECT ('é' AS ?x) {}", given)) == ["é"]


@pytest.mark.parametrize(
    "given",
    ["text/plain", "application/json", "multipart/form-data; boundary=x", f"x{QUERY}", f"{QUERY}+xml", "sparql-query"],
)
def test_a_post_of_another_content_type_is_refused(store: httpx.Client, given: str) -> None:
    """2.1.2 and 2.1.3: the content type MUST be one of two [bad_query_wrong_media_type]."""
    assert_refused(direct(store, "ASK {}", given))


@pytest.mark.parametrize("body", ["query=ASK%20%7B%7D", "ASK {}"])
def test_a_post_without_content_type_is_refused(store: httpx.Client, body: str) -> None:
    """2.1.2, 2.1.3: a content type MUST be set [bad_query_missing_form_type, bad_query_missing_direct_type]."""
    assert_refused(direct(store, body, ""))


def test_a_form_is_no_direct_query_nor_the_reverse(store: httpx.Client) -> None:
    """2.1.2 and 2.1.3: the content type says how the body is to be read."""
    assert_refused(direct(store, "query=ASK%20%7B%7D", QUERY))
    assert_refused(direct(store, "ASK {}", FORM))


@pytest.mark.parametrize("body", ["ASK {}".encode("utf-16"), "ASK {}".encode("utf-16-be"), b"ASK {}"], ids=ENCODED)
def test_a_direct_query_in_another_charset_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.1.3: UTF-8 is the only valid charset [bad_query_non_utf8]."""
    assert_refused(direct(store, body, f"{QUERY}; charset=UTF-16"))


def test_a_direct_query_is_not_misread_in_another_charset(store: httpx.Client) -> None:
    """2.1.3: UTF-8 is the only valid charset; these octets are two characters in Latin 1, and one in UTF-8."""
    assert_refused(direct(store, "SELECT ('Ã©' AS ?x) {}".encode("latin-1"), f"{QUERY}; charset=ISO-8859-1"))


@pytest.mark.parametrize("body", [b"ASK { ?s ?p '\xff' }", b"ASK {} # \xc3\x28", b"ASK {} # \xed\xa0\x80"])
def test_a_direct_query_that_is_no_utf8_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.1.3: UTF-8 is the only valid charset."""
    assert_refused(direct(store, body))


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


# 2.1.5 and 2.1.6: formats and success

SELECT, ASK = "SELECT (1 AS ?x) {}", "ASK {}"
CONSTRUCT, DESCRIBE = "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", "DESCRIBE <http://example.org/>"


def is_such(answer: httpx.Response) -> bool:
    """Tell whether the body reads as what the content type says."""
    kind = media_type(answer)
    if kind == JSON:
        return "head" in answer.json()
    if kind == XML:
        return ET.fromstring(answer.content).tag.endswith("}sparql")
    if kind == "text/csv":
        return next(csv.reader(io.StringIO(answer.text))) == ["x"]
    if kind == "text/tab-separated-values":
        return answer.text.startswith("?x\n")
    return rdflib.Graph().parse(data=answer.text, format=GRAPHS[kind]) is not None


@pytest.mark.parametrize("accept", ["", "*/*"])
@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        (SELECT, {JSON, XML, "text/csv", "text/tab-separated-values"}),
        (ASK, {JSON, XML}),
        (DESCRIBE, set(GRAPHS)),
        (CONSTRUCT, set(GRAPHS)),
    ],
)
def test_each_form_of_query_has_its_kind_of_answer(
    store: httpx.Client, query: str, allowed: set[str], accept: str
) -> None:
    """2.1.6 [query_content_type_select, ..._ask, ..._describe, ..._construct]."""
    headers = {"content-type": QUERY, **({"accept": accept} if accept else {})}
    answer = store.post("/sparql", content=query, headers=headers)
    assert 200 <= answer.status_code < 300
    assert media_type(answer) in allowed
    assert is_such(answer)


def test_relative_iris_in_a_template_are_answered(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI [query_content_type_construct]."""
    answer = direct(store, "CONSTRUCT { <s> <p> 1 } WHERE {}")
    assert answer.status_code == 200, answer.text
    assert media_type(answer) in GRAPHS


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        (JSON, SELECT, JSON),
        (XML, SELECT, XML),
        ("text/csv", SELECT, "text/csv"),
        ("text/tab-separated-values", SELECT, "text/tab-separated-values"),
        (JSON, ASK, JSON),
        (XML, ASK, XML),
        *((each, form_of_query, each) for each in GRAPHS for form_of_query in (CONSTRUCT, DESCRIBE)),
        ("text/turtle, application/rdf+xml", CONSTRUCT, "text/turtle"),
        (f"{JSON};q=0.2, {XML};q=0.9", SELECT, XML),
        (f"{JSON};q=0, */*", SELECT, XML),
        (f"text/html, {XML};q=0.5, */*;q=0.1", SELECT, XML),
        (f"text/turtle, {XML};q=0.1", SELECT, XML),
        (f"{XML}, application/rdf+xml;q=0.1", DESCRIBE, "application/rdf+xml"),
    ],
)
def test_content_negotiation_chooses_the_format(store: httpx.Client, accept: str, query: str, expected: str) -> None:
    """2.1.5: content negotiation of HTTP; 2.1.6: the content type is that of the format of the body."""
    answer = get(store, ("query", query), accept=accept)
    assert 200 <= answer.status_code < 300, answer.text
    assert media_type(answer) == expected
    assert is_such(answer)


@pytest.mark.parametrize(
    ("accept", "query"), [("text/turtle", SELECT), ("text/turtle", ASK), (JSON, CONSTRUCT), ("text/csv", DESCRIBE)]
)
def test_a_format_of_the_other_kind_is_not_acceptable(store: httpx.Client, accept: str, query: str) -> None:
    """2.1.6: results for SELECT and ASK, graphs for the others; RFC 9110, 15.5.7."""
    assert get(store, ("query", query), accept=accept).status_code == 406


def test_an_answer_depends_on_accept_and_says_so(store: httpx.Client) -> None:
    """2: all HTTP requirements MUST be followed; RFC 9110, 12.5.5: Vary."""
    assert "accept" in get(store, ("query", ASK)).headers["vary"].lower()


def test_head_is_get_without_the_body(store: httpx.Client) -> None:
    """2: all HTTP requirements MUST be followed; RFC 9110, 9.3.2."""
    head, full = store.head(url(("query", ASK))), get(store, ("query", ASK))
    assert (head.status_code, head.content, media_type(head)) == (full.status_code, b"", media_type(full))
    assert store.head(url(("query", "ASK {"))).status_code == 400


# 2.1.7 Failure


@pytest.mark.parametrize(
    "query",
    [
        "ASK {",
        "nonsense",
        "SELECT ?x",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s undeclared:p ?o }",
        "SELECT (1 AS ?x) (2 AS ?x) {}",
        "SELECT ?a { ?a ?b ?c } GROUP BY ?b",
        r"SELECT ('\uD800' AS ?x) {}",
        r"SELECT ('\x' AS ?x) {}",
        "SELECT ('a\nb' AS ?x) {}",
        "ASK { <not an iri> ?p ?o }",
        "ASK {} ASK {}",
        "ASK {}\x00",
        MARK,
    ],
)
def test_a_query_that_is_none_is_answered_400(store: httpx.Client, query: str) -> None:
    """2.1.7: 400 if it is not a legal sequence of characters of the grammar [bad_query_syntax]."""
    for answer in (get(store, ("query", query)), form(store, ("query", query)), direct(store, query)):
        assert_problem(answer, 400, "malformed-query")
    assert not is_marked(store)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT (<http://example.org/no-such-function>(1) AS ?x) {}",
        f"ASK {{ {'{' * 3000} ?s ?p ?o {'}' * 3000} }}",
    ],
)
def test_a_query_that_is_refused_is_a_failure_and_not_a_syntax_error(store: httpx.Client, query: str) -> None:
    """2.1.7: 500 if the service fails or refuses; other 4XX or 5XX codes MAY be used, as here."""
    answer = direct(store, query)
    if "no-such-function" in query and answer.status_code == 200:  # an error in an expression leaves ?x unbound
        assert answer.json()["results"]["bindings"] == [{}]
    else:
        assert_problem(answer, 400, "query-failed")


def test_after_a_failure_the_next_query_is_answered(store: httpx.Client) -> None:
    """2.1.7: a failure does not tell what comes of the next request."""
    for query in ("ASK {", f"ASK {{ {'{' * 3000} ?s ?p ?o {'}' * 3000} }}"):
        assert direct(store, query).is_error
        assert truth(direct(store, "ASK {}")) is True


# 2.2 update operation


def test_an_update_comes_by_url_encoded_post(store: httpx.Client) -> None:
    """2.2.1: parameters within the body [update_post_form]; 2.2.4: 2XX."""
    answer = direct(store, f"update={quote_plus(MARK)}", FORM)
    assert 200 <= answer.status_code < 300
    assert is_marked(store)
    assert_done(direct(store, "update=CLEAR+ALL", FORM))
    assert not is_marked(store)


def test_an_update_comes_by_direct_post(store: httpx.Client) -> None:
    """2.2.2: the update unencoded, and nothing else, as the body [update_post_direct]; 2.2.4: 2XX."""
    assert 200 <= direct(store, MARK, UPDATE).status_code < 300
    assert is_marked(store)
    assert_done(direct(store, "CLEAR ALL", f"{UPDATE}; charset=utf-8"))
    assert not is_marked(store)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_an_update_must_not_come_by_another_method(store: httpx.Client, method: str) -> None:
    """2.2: the operation MUST be invoked using POST [bad_update_get]."""
    answer = store.request(method, url(("update", MARK)))
    assert 400 <= answer.status_code < 500
    body = store.request(method, "/sparql", content=MARK, headers={"content-type": UPDATE})
    assert method in ("GET", "HEAD") or 400 <= body.status_code < 500
    assert not is_marked(store)


def test_a_request_must_have_exactly_one_update(store: httpx.Client) -> None:
    """2.2: clients MUST include exactly one update request string [bad_multiple_updates]."""
    assert_refused(form(store, ("update", MARK), ("update", "CLEAR DEFAULT")))
    assert_refused(form(store, ("update", MARK), ("update", MARK)))
    assert not is_marked(store)


@pytest.mark.parametrize("extra", ["query", "update"])
def test_a_direct_update_must_have_no_other_beside_it(store: httpx.Client, extra: str) -> None:
    """2.2: exactly one update; 2.2.2: a direct POST has only the names of graphs in the URI."""
    assert_refused(direct(store, MARK, UPDATE, url((extra, "INSERT DATA { <urn:other> <urn:is> 1 }"))))
    assert not is_marked(store)


def test_an_update_of_a_form_is_in_its_body(store: httpx.Client) -> None:
    """2.2.1: parameters are within the body; the table of 2.2 gives none in the URI."""
    assert_refused(form(store, url=url(("update", MARK))))
    assert_refused(form(store, ("using-graph-uri", G1), url=url(("update", MARK))))
    assert not is_marked(store)


@pytest.mark.parametrize("given", ["text/plain", "application/json", QUERY, "multipart/form-data; boundary=x", FORM])
def test_an_update_of_another_content_type_is_refused(store: httpx.Client, given: str) -> None:
    """2.2.2: the content type MUST be application/sparql-update [bad_update_wrong_media_type]."""
    assert_refused(direct(store, MARK, given))
    assert not is_marked(store)


@pytest.mark.parametrize("body", [f"update={quote(MARK)}", MARK])
def test_an_update_without_content_type_is_refused(store: httpx.Client, body: str) -> None:
    """2.2.1, 2.2.2: a content type MUST be set [bad_update_missing_form_type]."""
    assert_refused(direct(store, body, ""))
    assert not is_marked(store)


@pytest.mark.parametrize("body", [MARK.encode("utf-16"), MARK.encode("utf-16-le"), MARK.encode()], ids=ENCODED)
def test_an_update_in_another_charset_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.2.2, by the protocol tests of the working group [bad_update_non_utf8]."""
    assert_refused(direct(store, body, f"{UPDATE}; charset=UTF-16"))
    assert not is_marked(store)


def test_an_update_that_is_no_utf8_is_refused(store: httpx.Client) -> None:
    """2.2.1 and 2.2.2; 2.2.5."""
    assert_refused(direct(store, b"INSERT DATA { <urn:mark> <urn:is> '\xff' }", UPDATE))
    assert_refused(direct(store, f"update={quote(MARK)}%23%FF", FORM))
    assert not is_marked(store)


@pytest.mark.parametrize("text", ["CLEAR XYZ", "nonsense", "ASK {}", f"{MARK} {MARK}", f"{MARK} ; CLEAR", f"{MARK} }}"])
def test_an_update_that_is_none_is_answered_400(store: httpx.Client, text: str) -> None:
    """2.2.5: 400 if it is not a legal sequence of characters of the grammar [bad_update_syntax]."""
    for answer in (form(store, ("update", text)), direct(store, text, UPDATE)):
        assert_problem(answer, 400, "malformed-query")
    assert not is_marked(store)


@pytest.mark.parametrize("text", ["", " \n", "# nothing", "PREFIX e: <urn:e:>", "BASE <urn:e:>", f"{MARK} ;"])
def test_an_empty_update_is_legal(store: httpx.Client, text: str) -> None:
    """2.2.5: only what the grammar does not allow is a fault; SPARQL 1.1 Query, rule 29: Update may be empty."""
    assert_done(direct(store, text, UPDATE))
    assert_done(form(store, ("update", text)))


def test_a_prologue_may_stand_before_each_operation(store: httpx.Client) -> None:
    """2.2.5; SPARQL 1.1 Query, rule 29: each operation of a request may have its own prologue."""
    more = "PREFIX e: <urn:> INSERT DATA { e:mark e:is 'again' }"
    assert_done(direct(store, f"{MARK} ; {more}", UPDATE))
    assert values(direct(store, MARKED)) == ["again", "set"]


def test_an_update_that_fails_leaves_nothing(store: httpx.Client) -> None:
    """2.2.5; SPARQL 1.1 Update, 2.2: a request SHOULD be treated atomically."""
    answer = direct(store, f"{MARK} ; LOAD <http://127.0.0.1:9/>", UPDATE)
    assert answer.is_error
    assert answer.json()["type"].endswith("/query-failed")
    assert not is_marked(store)


def test_an_update_is_answered_whatever_is_accepted(store: httpx.Client) -> None:
    """2.2.4: the body is implementation-defined, and there is none; 3.2.1 accepts text/plain."""
    headers = {"content-type": UPDATE, "accept": "text/plain"}
    assert_done(store.post("/sparql", content=MARK, headers=headers))
    assert is_marked(store)


# 2.2.3 Specifying an RDF dataset

COPY = "INSERT { <urn:copied> <urn:is> ?x } WHERE { <urn:here> <urn:is> ?x }"
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


# 2.3 Determining the base IRI


@pytest.mark.parametrize("reference", ["c", "../c", "#c", "?c", "/c", "//other.example/c", "", "./c/../d", "urn:c"])
def test_base_resolves_relative_iris(store: httpx.Client, reference: str) -> None:
    """2.3: BASE defines the base IRI; RFC 3986, section 5."""
    base = "http://example.org/a/b/x?y"
    query = f"BASE <{base}> SELECT (STR(<{reference}>) AS ?x) {{}}"
    assert values(direct(store, query)) == [urljoin(base, reference) if reference else base]


def test_the_service_has_a_base_of_its_own_for_queries(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI."""
    for answer in (
        get(store, ("query", "SELECT (<test> AS ?x) {}")),
        direct(store, "SELECT ?x { VALUES ?x { <test> } }"),
    ):
        [iri] = values(answer)
        assert ":" in iri
        assert iri.endswith("test")


def test_the_service_has_a_base_of_its_own_for_updates(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI [update_base_uri]."""
    graph = "http://example.org/protocol-base-test/"
    update = f"CLEAR SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <test> }} }}"
    assert_done(direct(store, update, UPDATE))
    [iri] = values(direct(store, f"SELECT ?x {{ GRAPH <{graph}> {{ <urn:s> <urn:p> ?x }} }}"))
    assert ":" in iri
    assert iri.endswith("test")


def test_queries_and_updates_have_the_same_base(store: httpx.Client) -> None:
    """2.3: the base is the service's; 3.2.1 and 3.2.2 insert relative IRIs."""
    assert_done(form(store, ("update", "INSERT DATA { <a> <p> <b> }")))
    assert truth(direct(store, "ASK { <a> <p> <b> }")) is True


# 4 Policy considerations


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }", QUERY),
        ("SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }", QUERY),
        ("SELECT * FROM <ADDRESS> { ?s ?p ?o }", QUERY),
        ("DESCRIBE <ADDRESS>", QUERY),
        ("LOAD <ADDRESS>", UPDATE),
        ("LOAD SILENT <ADDRESS> INTO GRAPH <urn:g>", UPDATE),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <ADDRESS> { ?s ?p ?o } }", UPDATE),
        ("INSERT { ?s ?p ?o } USING <ADDRESS> WHERE { ?s ?p ?o }", UPDATE),
    ],
)
def test_the_service_is_no_way_to_other_hosts(store: httpx.Client, text: str, kind: str) -> None:
    """4.1: a service may be a vector of attacks, and MAY restrict what it retrieves; 2.3: it does not dereference."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        answer = direct(store, text.replace("ADDRESS", address), kind)
        assert answer.status_code < 500
        pair = ("default-graph-uri" if kind == QUERY else "using-graph-uri", address)
        direct(store, "ASK { ?s ?p ?o }" if kind == QUERY else COPY, kind, url(pair))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_costly_query_is_refused(stranger: httpx.Client) -> None:
    """4.1: services MAY impose limits and refuse; 2.1.7: then it is no success."""
    numbers = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(10)))} }}" for name in "abcdefghijkl")
    assert_problem(direct(stranger, f"SELECT (COUNT(*) AS ?x) {{ {numbers} }}"), 504, "time-limit")
    assert truth(direct(stranger, "ASK {}")) is True


def test_an_update_needs_to_be_authorised(stranger: httpx.Client) -> None:
    """4.1: HTTP authentication against unauthorised updates; RFC 9110, 15.5.2: 401 has WWW-Authenticate."""
    for answer in (form(stranger, ("update", MARK)), direct(stranger, MARK, UPDATE)):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"]
    assert not is_marked(stranger)
    headers = {"content-type": UPDATE, **authorised()}
    assert_done(stranger.post("/sparql", content=MARK, headers=headers))
    assert is_marked(stranger)


@pytest.mark.parametrize(("one", "other"), [("о", "o"), ("é", "e\u0301"), ("\u00c5", "\u212b"), ("ﬁ", "fi")])
def test_iris_that_look_alike_are_different(store: httpx.Client, one: str, other: str) -> None:
    """4.1: different IRIs may have the same appearance; RFC 3987, 5.3.1: they are compared by their characters."""
    assert one != other
    assert_done(direct(store, f"INSERT DATA {{ <http://example.org/{one}> <urn:is> 1 }}", UPDATE))
    assert truth(direct(store, f"ASK {{ <http://example.org/{one}> ?p ?o }}")) is True
    assert truth(get(store, ("query", f"ASK {{ <http://example.org/{other}> ?p ?o }}"))) is False


@pytest.mark.parametrize("wanted", ["content-type", "authorization, content-type", "accept"])
def test_pages_of_other_origins_may_ask(store: httpx.Client, wanted: str) -> None:
    """2: all HTTP requirements MUST be followed; the preflight of the Fetch standard, for direct POST."""
    headers = {
        "origin": "https://page.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": wanted,
    }
    answer = store.options("/sparql", headers=headers)
    assert 200 <= answer.status_code < 300
    assert answer.headers["access-control-allow-origin"] in ("*", "https://page.example")
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {each.strip().lower() for each in answer.headers["access-control-allow-headers"].split(",")}
    assert set(wanted.split(", ")) <= allowed
    asked = store.get(url(("query", ASK)), headers={"origin": "https://page.example"})
    assert asked.headers["access-control-allow-origin"] in ("*", "https://page.example")


def test_failures_too_may_be_read_by_pages_of_other_origins(store: httpx.Client) -> None:
    """2.1.7: the body of a failure informs; a page gets it only with the header of the Fetch standard."""
    answer = store.get(url(("query", "ASK {")), headers={"origin": "https://page.example"})
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] in ("*", "https://page.example")


def test_without_parameters_the_endpoint_describes_itself(store: httpx.Client) -> None:
    """2.1: there is no query; SPARQL 1.1 Service Description, 2: GET on the endpoint SHOULD describe it in RDF."""
    answer = store.get("/sparql", headers={"accept": "application/rdf+xml"})
    described = rdflib.Graph().parse(data=answer.text, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, rdflib.RDF.type, sd.Service) in described
    languages = set(described.objects(None, sd.supportedLanguage))
    assert languages == {sd.SPARQL11Query, sd.SPARQL11Update}


def test_an_update_is_kept(tmp_path: Path) -> None:
    """2.2.4: a success says that the update is done, which a later run of the service must know."""
    home = tmp_path / "home"
    for is_first in (True, False):
        with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_DEFAULT_GRAPH="unnamed") as client:
            client.headers.update(authorised())
            if is_first:
                assert_done(direct(client, MARK, UPDATE))
            assert is_marked(client)
