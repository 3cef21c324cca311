"""The formats of answers, requirement by requirement, read by parsers that are not ours.

JSON: SPARQL 1.1 Query Results JSON Format (W3C, 2013). XML: SPARQL Query Results XML Format, Second Edition (W3C,
2013). CSV, TSV: SPARQL 1.1 Query Results CSV and TSV Formats (W3C, 2013). Sections are those of the recommendation that
a test names.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TABLES = [JSON, XML, CSV, TSV]
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
NS = "{http://www.w3.org/2005/sparql-results#}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPES = "SELECT ?a ?b { VALUES (?a ?b) { (<urn:x> 'x') (UNDEF 'y') (<urn:z> UNDEF) (UNDEF UNDEF) (<urn:w> '') } }"
UNORDINARY = {
    "quotation mark": 'say "so"',
    "only quotation marks": '""',
    "apostrophe": "it's",
    "comma": "a,b,,c",
    "line feed": "a\nb",
    "carriage return": "a\rb",
    "both": "a\r\nb\r\n",
    "tab": "a\tb",
    "spaces": "  a  b ",
    "only a space": " ",
    "markup": "<a href='x'>&amp; ]]> &lt; <!-- --> <![CDATA[ ]]>",
    "backslash": "a\\nb\\\\c\\",
    "semicolon": "a;b|c",
    "formula": "=1+1",
    "question mark": "?x",
    "looks like a term": '<urn:x> "y"@en _:b 1',
    "Korean": "광주과학기술원 울산",
    "Welsh": "Gŵyl Ŷ",
    "decomposed": "e\u0301 \u1112\u1161\u11ab",
    "emoji": "👩‍🔬🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "last of the planes": "\U0010fffd\U00020000",
    "right to left": "\u05d0\u200f\u202e\u0627",
    "line separators": "a\u2028b\u2029c\x85d",
    "delete": "a\x7fb\x9f",
    "byte order mark": "\ufeffa",
    "soft hyphen": "a\xadb\xa0c",
}
CONTROLS = {f"U+{ord(each):04X}": each for each in "\x01\x08\x0b\x0c\x1b\x1f\ufffe\uffff"}
"""Characters that a literal may have, and an XML document may not (XML 1.0, section 2.2)."""


def literal(text: str) -> str:
    """Write a literal of SPARQL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007F")


def ask(service: httpx.Client, query: str, accept: str) -> httpx.Response:
    headers = {"content-type": "application/sparql-query", "accept": accept}
    return service.post("/sparql", content=query.encode(), headers=headers)


def body(service: httpx.Client, query: str, accept: str) -> str:
    """The body, which must be UTF-8 without a byte order mark, of the media type asked for."""
    answer = ask(service, query, accept)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    return answer.content.decode("utf-8", "strict")


def as_json(service: httpx.Client, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body(service, query, JSON))
    return found


def as_xml(service: httpx.Client, query: str) -> ET.Element:
    """The document element, of a document that is valid by the schema of section 4."""
    root = ET.fromstring(body(service, query, XML).encode())
    assert_valid(root)
    return root


def as_csv(service: httpx.Client, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(service, query, CSV), newline=""), strict=True))


def as_tsv(service: httpx.Client, query: str) -> list[list[str]]:
    *lines, last = body(service, query, TSV).split("\n")
    return [line.split("\t") for line in ([*lines, last] if last else lines)]


def term(written: str) -> rdflib.term.Node:
    """Read a term of Turtle."""
    [read] = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {written} .", format="turtle").objects()
    return read


def texts(service: httpx.Client, query: str, accept: str) -> list[list[str]]:
    """The rows of a table without its head, each cell as its text, "" for unbound."""
    if accept == JSON:
        found = as_json(service, query)
        names = found["head"]["vars"]
        return [[row.get(each, {"value": ""})["value"] for each in names] for row in found["results"]["bindings"]]
    if accept == XML:
        root = as_xml(service, query)
        names = [each.get("name") for each in root.iter(f"{NS}variable")]
        rows = [{each.get("name"): each[0].text or "" for each in row} for row in root.iter(f"{NS}result")]
        return [[row.get(each, "") for each in names] for row in rows]
    if accept == CSV:
        return as_csv(service, query)[1:]
    return [[str(term(cell)) if cell else "" for cell in row] for row in as_tsv(service, query)[1:]]


def names(service: httpx.Client, query: str, accept: str) -> list[str | None]:
    """The names of the variables in the head."""
    if accept == JSON:
        return list(as_json(service, query)["head"]["vars"])
    if accept == XML:
        return [each.get("name") for each in as_xml(service, query).iter(f"{NS}variable")]
    head = (as_csv if accept == CSV else as_tsv)(service, query)[0]
    if accept == TSV:
        assert all(each.startswith("?") for each in head)
        return [each[1:] for each in head]
    return list(head)


def assert_valid(root: ET.Element) -> None:
    """Hold a document against the RELAX NG schema, `result.rnc`, read by hand."""
    assert (root.tag, root.attrib) == (f"{NS}sparql", {})
    head, results = root
    assert head.tag == f"{NS}head"
    kinds = [each.tag for each in head]
    assert kinds == sorted(kinds, key=f"{NS}link".__eq__)  # variables, then links
    assert set(kinds) <= {f"{NS}variable", f"{NS}link"}
    for each in head:
        assert set(each.attrib) == ({"href"} if each.tag == f"{NS}link" else {"name"})
        assert (len(each), each.text) == (0, None)
    if results.tag == f"{NS}boolean":
        assert (len(results), results.attrib) == (0, {})
        return
    assert results.tag == f"{NS}results"
    for row in results:
        assert row.tag == f"{NS}result"
        assert not (row.text or "").strip()
        for each in row:
            assert_valid_binding(each)


def assert_valid_binding(binding: ET.Element) -> None:
    assert (binding.tag, set(binding.attrib)) == (f"{NS}binding", {"name"})
    [value] = binding
    assert len(value) == 0
    assert value.tag in (f"{NS}uri", f"{NS}bnode", f"{NS}literal")
    assert set(value.attrib) <= ({"datatype", LANG} if value.tag == f"{NS}literal" else set())


@pytest.fixture
def nodes(service: httpx.Client) -> httpx.Client:
    """A store with three blank nodes: one that is its own neighbour, and two that have a neighbour in common."""
    text = "CLEAR ALL ; INSERT DATA { _:a <urn:p> _:a . _:b <urn:p> _:d . _:c <urn:p> _:d }"
    done = service.post("/sparql", content=text, headers={"content-type": "application/sparql-update"})
    assert done.is_success, done.text
    return service


# Every table


@pytest.mark.parametrize("accept", TABLES)
def test_the_variables_are_in_the_order_of_the_select_clause(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1; XML 2.2; CSV 3.1; TSV 4.1."""
    query = "SELECT ?zebra ?a (1 AS ?middle) ?B { VALUES (?a ?B ?zebra) { (1 2 3) } }"
    assert names(service, query, accept) == ["zebra", "a", "middle", "B"]
    assert texts(service, query, accept) == [["3", "1", "1", "2"]]


@pytest.mark.parametrize("accept", TABLES)
def test_a_variable_that_is_never_bound_is_in_the_head(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1: the projected variables, not necessarily given a value; XML 2.2; CSV 3.1; TSV 4.1."""
    query = "SELECT ?never ?x ?also { VALUES ?x { 1 } OPTIONAL { <urn:no> <urn:such> ?also } }"
    assert names(service, query, accept) == ["never", "x", "also"]
    assert texts(service, query, accept) == [["", "1", ""]]


@pytest.mark.parametrize("accept", TABLES)
def test_an_empty_result_has_a_head_and_no_rows(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: an empty array is used; XML 2.3: written even if empty; CSV 3.1; TSV 4.1."""
    query = "SELECT ?x ?y { <urn:no> <urn:such> ?x , ?y }"
    assert names(service, query, accept) == ["x", "y"]
    assert texts(service, query, accept) == []


@pytest.mark.parametrize("accept", TABLES)
def test_select_all_names_every_variable_once(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1 and XML 2.2: of SELECT *, the order is not significant."""
    assert sorted(map(str, names(service, "SELECT * { VALUES (?b ?a) { (1 2) (3 4) } }", accept))) == ["a", "b"]


@pytest.mark.parametrize("accept", TABLES)
def test_a_variable_may_have_a_name_of_any_script(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1; XML 2.2, where names are NMTOKENs; CSV 3.1; TSV 4.1."""
    query = "SELECT ?이름 ?ŵ_1 ?a·b ?食 { VALUES (?이름 ?ŵ_1 ?a·b ?食) { (1 2 3 4) } }"
    assert names(service, query, accept) == ["이름", "ŵ_1", "a·b", "食"]
    assert texts(service, query, accept) == [["1", "2", "3", "4"]]


@pytest.mark.parametrize("accept", TABLES)
@pytest.mark.parametrize("name", UNORDINARY)
def test_a_literal_comes_back_character_by_character(service: httpx.Client, name: str, accept: str) -> None:
    """JSON 3.2.2: all aspects of a term; XML 2.3.1 with XML 1.0, 2.4 and 2.11; CSV 3.2; TSV 4.2."""
    text = UNORDINARY[name]
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ ({literal(text)} 'next') ('a' {literal(text)}) }} }}"
    assert texts(service, query, accept) == [[text, "next"], ["a", text]]


@pytest.mark.parametrize("accept", [JSON, CSV, TSV])
@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_character_comes_back(service: httpx.Client, name: str, accept: str) -> None:
    """JSON 3.2.2; CSV 3.2; TSV 4.2: any character of a literal can be written."""
    text = f"a{CONTROLS[name]}b"
    assert texts(service, f"SELECT ({literal(text)} AS ?x) {{}}", accept) == [[text]]


@pytest.mark.parametrize("name", CONTROLS)
def test_what_xml_cannot_say_makes_no_broken_document(service: httpx.Client, name: str) -> None:
    """XML 2: a results document is an XML document; XML 1.0, 2.2: it has no such character, escaped or not."""
    answer = ask(service, f"SELECT ({literal('a' + CONTROLS[name] + 'b')} AS ?x) {{}}", XML)
    if not answer.is_error:
        assert_valid(ET.fromstring(answer.content))


@pytest.mark.parametrize("accept", TABLES)
@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org/광주?q=é#조각",
        "http://example.org/a%20b%EA",
        "urn:x:a,b;c'(d)&e=f",
        "http://example.org/👩‍🔬",
        "http://user@[::1]:8080/~a/$b/*/!",
    ],
)
def test_an_iri_comes_back_character_by_character(service: httpx.Client, iri: str, accept: str) -> None:
    """JSON 3.2.2; XML 2.3.1; CSV 3.2, without brackets; TSV 4.2, in brackets."""
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (<{iri}> <{iri}>) }} }}"
    assert texts(service, query, accept) == [[iri, iri]]


@pytest.mark.parametrize("accept", TABLES)
def test_there_is_a_row_for_each_solution(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: one element for each solution; XML 2.3.1: the complete sequence; CSV 3; TSV 4.1."""
    digits = " ".join(map(str, range(20)))
    blocks = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abc")
    found = texts(service, f"SELECT ?a ?b ?c {{ {blocks} }}", accept)
    assert len(found) == 8000
    assert len(set(map(tuple, found))) == 8000


@pytest.mark.parametrize("accept", TABLES)
def test_rows_are_in_the_order_of_the_solutions_and_as_often(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: the order reflects that of the solutions; XML 2.3.1: the sequence; duplicates count."""
    query = "SELECT ?x { VALUES ?x { 3 1 2 1 3 } } ORDER BY DESC(?x)"
    assert texts(service, query, accept) == [["3"], ["3"], ["2"], ["1"], ["1"]]


@pytest.mark.parametrize("accept", TABLES)
def test_one_label_is_one_blank_node_within_a_result(nodes: httpx.Client, accept: str) -> None:
    """JSON 3.2.2; XML 2.3.1: labels are scoped to the document; CSV 3.2 and TSV 4.2: one label is one node."""
    if accept == TSV:
        found = [tuple(row) for row in as_tsv(nodes, "SELECT ?s ?o { ?s <urn:p> ?o }")[1:]]
    else:
        found = [tuple(row) for row in texts(nodes, "SELECT ?s ?o { ?s <urn:p> ?o }", accept)]
    assert len(found) == 3
    own = [(one, other) for one, other in found if one == other]
    assert len(own) == 1
    others = [pair for pair in found if pair not in own]
    assert len({subject for subject, _ in others}) == 2
    assert len({object_ for _, object_ in others}) == 1
    assert len({label for pair in found for label in pair}) == 4


# JSON


def test_json_is_one_object_of_head_and_results(service: httpx.Client) -> None:
    """JSON 2: a top-level object with `head`, and `results` or `boolean`; 3.1: `vars`; 3.2: `bindings` alone."""
    found = as_json(service, SHAPES)
    assert {"head", "results"} <= set(found)
    assert "boolean" not in found
    assert set(found["results"]) == {"bindings"}
    assert isinstance(found["head"]["vars"], list)
    assert isinstance(found["results"]["bindings"], list)


def test_json_links_are_an_array_of_uris_if_any(service: httpx.Client) -> None:
    """JSON 3.1.2 and 4.1: the optional `link`."""
    for query in (SHAPES, "ASK {}"):
        links = as_json(service, query)["head"].get("link", [])
        assert isinstance(links, list)
        assert all(isinstance(each, str) for each in links)


@pytest.mark.parametrize(("query", "expected"), [("ASK {}", True), ("ASK { <urn:no> <urn:such> ?x }", False)])
def test_json_of_ask_has_a_boolean_and_no_results(service: httpx.Client, query: str, expected: bool) -> None:
    """JSON 2 and 4: `head` and `boolean`, which is true or false."""
    found = as_json(service, query)
    assert found["boolean"] is expected
    assert "results" not in found
    assert "vars" not in found["head"]


def test_json_leaves_an_unbound_variable_out(service: httpx.Client) -> None:
    """JSON 3.2.1: it does not appear in the element; the empty string does."""
    found = as_json(service, SHAPES)["results"]["bindings"]
    assert [sorted(each) for each in found] == [["a", "b"], ["b"], ["a"], [], ["a", "b"]]
    assert found[4]["b"] == {"type": "literal", "value": ""}


def test_json_names_in_bindings_are_those_of_the_head(service: httpx.Client) -> None:
    """JSON 3.2.1: each name in `bindings` is in `vars`, without ? or $."""
    found = as_json(service, "SELECT $x ?y { VALUES (?x $y) { (1 2) } }")
    assert found["head"]["vars"] == ["x", "y"]
    assert [set(each) for each in found["results"]["bindings"]] == [{"x", "y"}]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<http://example.org/x>", {"type": "uri", "value": "http://example.org/x"}),
        ("'S'", {"type": "literal", "value": "S"}),
        ("'S'@en", {"type": "literal", "value": "S", "xml:lang": "en"}),
        ("'글'@ko-KR", {"type": "literal", "value": "글", "xml:lang": "ko-KR"}),
        ("5", {"type": "literal", "value": "5", "datatype": f"{XSD}integer"}),
        ("1.5", {"type": "literal", "value": "1.5", "datatype": f"{XSD}decimal"}),
        ("true", {"type": "literal", "value": "true", "datatype": f"{XSD}boolean"}),
        ("'2025-03'^^xsd:gYearMonth", {"type": "literal", "value": "2025-03", "datatype": f"{XSD}gYearMonth"}),
        ("'x'^^<urn:own>", {"type": "literal", "value": "x", "datatype": "urn:own"}),
        ("'no number'^^xsd:integer", {"type": "literal", "value": "no number", "datatype": f"{XSD}integer"}),
    ],
)
def test_json_encodes_a_term_by_its_kind(service: httpx.Client, written: str, expected: dict[str, str]) -> None:
    """JSON 3.2.2: the table of terms; language tags are compared without case."""
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")["results"]["bindings"]
    found = row["x"]
    if found.get("datatype") == f"{XSD}string":  # in RDF 1.1 the same as none
        del found["datatype"]
    lower = {key: value.lower() if key == "xml:lang" else value for key, value in expected.items()}
    assert {key: value.lower() if key == "xml:lang" else value for key, value in found.items()} == lower


def test_json_encodes_a_blank_node(service: httpx.Client) -> None:
    """JSON 3.2.2: type `bnode`, the label as the value."""
    [row] = as_json(service, "SELECT (BNODE() AS ?x) {}")["results"]["bindings"]
    assert set(row["x"]) == {"type", "value"}
    assert row["x"]["type"] == "bnode"
    assert re.fullmatch(r"\w[\w.-]*", row["x"]["value"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("01", "01"),
        ("+1", "+1"),
        ("1.50", "1.50"),
        ("1e0", "1e0"),
        ("'1'^^xsd:boolean", "1"),
        ("'2020-01-01T00:00:00.000Z'^^xsd:dateTime", "2020-01-01T00:00:00.000Z"),
    ],
)
def test_json_keeps_the_lexical_form(service: httpx.Client, written: str, value: str) -> None:
    """JSON 3.2.2: all aspects of a term are represented; RDF 1.1 Concepts, 3.3: its lexical form is one of them."""
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")["results"]["bindings"]
    assert row["x"]["value"] == value


@pytest.mark.parametrize(
    "name", ["byte", "int", "long", "nonNegativeInteger", "float", "dateTimeStamp", "token", "anyURI"]
)
def test_json_keeps_the_datatype(service: httpx.Client, name: str) -> None:
    """JSON 3.2.2: a literal with datatype D has D as its `datatype`."""
    text = "2020-01-01T00:00:00Z" if name == "dateTimeStamp" else "1"
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ '{text}'^^xsd:{name} }} }}")["results"]["bindings"]
    assert row["x"] == {"type": "literal", "value": text, "datatype": f"{XSD}{name}"}


def test_json_of_a_solution_without_variables(service: httpx.Client) -> None:
    """JSON 3.2.1: one element for each solution, here of no variables."""
    found = as_json(service, "SELECT * {}")
    assert (found["head"]["vars"], found["results"]["bindings"]) == ([], [{}])


# XML


def test_xml_begins_with_its_document_element(service: httpx.Client) -> None:
    """XML 2.1: `sparql` in its namespace, with `head` and `results` in that order."""
    root = as_xml(service, SHAPES)
    assert [each.tag for each in root] == [f"{NS}head", f"{NS}results"]


@pytest.mark.parametrize(("query", "expected"), [("ASK {}", "true"), ("ASK { <urn:no> <urn:such> ?x }", "false")])
def test_xml_of_ask_has_a_boolean_and_no_variables(service: httpx.Client, query: str, expected: str) -> None:
    """XML 2.2: `variable` must not be present; 2.3.2: `boolean` directly after `head`."""
    root = as_xml(service, query)
    assert [each.tag for each in root] == [f"{NS}head", f"{NS}boolean"]
    assert root.find(f"{NS}head/{NS}variable") is None
    assert root[1].text == expected


def test_xml_leaves_an_unbound_variable_out(service: httpx.Client) -> None:
    """XML 2.3.1: no `binding` element is included; the empty string has one."""
    rows = list(as_xml(service, SHAPES).iter(f"{NS}result"))
    found = [{each.get("name"): each[0].text for each in row} for row in rows]
    assert found == [{"a": "urn:x", "b": "x"}, {"b": "y"}, {"a": "urn:z"}, {}, {"a": "urn:w", "b": None}]


@pytest.mark.parametrize(
    ("written", "tag", "attributes", "text"),
    [
        ("<http://example.org/x>", "uri", {}, "http://example.org/x"),
        ("'S'", "literal", {}, "S"),
        ("'글'@ko", "literal", {LANG: "ko"}, "글"),
        ("5", "literal", {"datatype": f"{XSD}integer"}, "5"),
        ("'x'^^<urn:own?a&b>", "literal", {"datatype": "urn:own?a&b"}, "x"),
    ],
)
def test_xml_encodes_a_term_by_its_kind(
    service: httpx.Client, written: str, tag: str, attributes: dict[str, str], text: str
) -> None:
    """XML 2.3.1: the list of terms."""
    [value] = as_xml(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}").iter(f"{NS}{tag}")
    assert (value.attrib, value.text) == (attributes, text)


def test_xml_encodes_a_blank_node(service: httpx.Client) -> None:
    """XML 2.3.1: `bnode` with the label."""
    [value] = as_xml(service, "SELECT (BNODE() AS ?x) {}").iter(f"{NS}bnode")
    assert re.fullmatch(r"\w[\w.-]*", value.text or "")


def test_xml_of_a_solution_without_variables(service: httpx.Client) -> None:
    """XML 2.3.1: a `result` for each solution, here of no variables."""
    root = as_xml(service, "SELECT * {}")
    assert (len(root[0]), [len(each) for each in root[1]]) == (0, [0])


# CSV


def test_csv_has_a_header_line_of_names_without_question_marks(service: httpx.Client) -> None:
    """CSV 3.1: the format MUST use a header row; names without leading ?, separated by commas."""
    assert body(service, SHAPES, CSV).startswith("a,b\r\n")


def test_csv_ends_lines_with_crlf(service: httpx.Client) -> None:
    """CSV 2: the end of line is CRLF."""
    text = body(service, "SELECT ?x { VALUES ?x { 1 2 } }", CSV)
    assert text.removesuffix("\r\n").split("\r\n") == ["x", "1", "2"]
    assert text.count("\n") == text.count("\r") == text.count("\r\n")


def test_csv_says_its_charset(service: httpx.Client) -> None:
    """CSV 2: the parameter charset SHOULD be used, UTF-8 is recommended; 3.1: header MUST be `present` if used."""
    given = ask(service, SHAPES, CSV).headers["content-type"].replace(" ", "").lower()
    assert "charset=utf-8" in given.split(";")[1:]
    assert not re.search(r"header=(?!present\b)", given)


def test_csv_rows_have_as_many_fields_as_the_header(service: httpx.Client) -> None:
    """CSV 3.1: each row MUST have the same number of fields; an empty field is used for an unbound variable."""
    assert as_csv(service, SHAPES) == [["a", "b"], ["urn:x", "x"], ["", "y"], ["urn:z", ""], ["", ""], ["urn:w", ""]]


@pytest.mark.parametrize("mark", ['"', ",", "\n", "\r", "\r\n"])
def test_csv_quotes_what_must_be_quoted(service: httpx.Client, mark: str) -> None:
    """CSV 3.2: fields with any of these must be quoted as RFC 4180 does, and a quotation mark is doubled."""
    text = body(service, f"SELECT ({literal(f'a{mark}b')} AS ?x) {{}}", CSV)
    doubled = mark.replace('"', '""')
    assert text.removesuffix("\r\n") == f'x\r\n"a{doubled}b"'


@pytest.mark.parametrize(
    ("written", "text"),
    [("<urn:x>", "urn:x"), ("'S'@en", "S"), ("5", "5"), ("-1.5", "-1.5"), ("true", "true"), ("'x'^^<urn:own>", "x")],
)
def test_csv_gives_the_text_of_a_term_alone(service: httpx.Client, written: str, text: str) -> None:
    """CSV 3.2: the string of the value, as STR() gives it, without syntax for the kind of term."""
    assert as_csv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}") == [["x"], [text]]


def test_csv_writes_a_blank_node_with_its_label(service: httpx.Client) -> None:
    """CSV 3.2: blank nodes use the form _:label."""
    [[label]] = as_csv(service, "SELECT (BNODE() AS ?x) {}")[1:]
    assert isinstance(term(label), rdflib.BNode)


def test_csv_of_a_solution_without_variables(service: httpx.Client) -> None:
    """CSV 3: a header line, and a line for each solution, both of no fields."""
    assert body(service, "SELECT * {}", CSV).split("\r\n")[:2] == ["", ""]


# TSV


def test_tsv_has_a_header_line_of_names_with_question_marks(service: httpx.Client) -> None:
    """TSV 4.1: the first line is required; variables in the syntax of SPARQL, with ?."""
    assert body(service, SHAPES, TSV).startswith("?a\t?b\n")


def test_tsv_ends_lines_with_lf(service: httpx.Client) -> None:
    """TSV 2: the end of line is LF."""
    text = body(service, "SELECT ?x { VALUES ?x { 1 2 } }", TSV)
    assert text.removesuffix("\n").split("\n") == ["?x", "1", "2"]
    assert "\r" not in text


def test_tsv_says_its_charset(service: httpx.Client) -> None:
    """TSV 2: the parameter charset SHOULD be used, UTF-8 is recommended."""
    assert "charset=utf-8" in ask(service, SHAPES, TSV).headers["content-type"].replace(" ", "").lower()


def test_tsv_rows_have_as_many_fields_as_the_header(service: httpx.Client) -> None:
    """TSV 4.1: each row MUST have the same number of fields; an unbound variable is an empty field, "" is not."""
    head, *rows = as_tsv(service, SHAPES)
    assert [len(row) for row in rows] == [len(head)] * 5
    assert [[bool(cell) for cell in row] for row in rows] == [
        [True, True],
        [False, True],
        [True, False],
        [False, False],
        [True, True],
    ]
    assert rows[4][1] in ('""', "''")


@pytest.mark.parametrize(
    "written",
    ["<urn:x>", "'S'", "'S'@en", "'글'@ko", "5", "-5", "1.5", "1.5e300", "true", "'x'^^<urn:own>", "'01'^^xsd:byte"],
)
def test_tsv_encodes_a_term_as_turtle_does(service: httpx.Client, written: str) -> None:
    """TSV 4 and 4.2: the syntax of Turtle and SPARQL, with language and datatype."""
    [[cell]] = as_tsv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")[1:]
    assert term(cell) == term(written.replace("xsd:byte", f"<{XSD}byte>"))


@pytest.mark.parametrize("name", UNORDINARY)
def test_tsv_uses_no_long_quotes_and_no_raw_breaks(service: httpx.Client, name: str) -> None:
    """TSV 4 and 4.2: triple quotes MUST NOT be used; tab, LF and CR are written as escapes; quotes are required."""
    text = body(service, f"SELECT ({literal(UNORDINARY[name])} AS ?x) ('y' AS ?y) {{}}", TSV)
    _, row = text.removesuffix("\n").split("\n")
    cell, other = row.split("\t")
    assert "\r" not in text
    assert not re.match(r"\"{3}|'{3}", cell)
    assert cell[0] == cell[-1]
    assert cell[0] in "\"'"
    assert other in ('"y"', "'y'")


@pytest.mark.parametrize(
    "written", ["5", "-5", "0", "123456789012", "1.5", "-0.25", "2.0", "1.5e300", "-2.5e-7", "1e0", "1.0e6"]
)
def test_tsv_abbreviates_numbers(service: httpx.Client, written: str) -> None:
    """TSV 4.2: the abbreviated forms for integers, decimals and doubles SHOULD be used."""
    [[cell]] = as_tsv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")[1:]
    assert not cell.startswith(('"', "'"))
    assert term(cell) == term(written)


def test_tsv_writes_a_blank_node_with_its_label(service: httpx.Client) -> None:
    """TSV 4.2: blank nodes use the form _:label."""
    [[label]] = as_tsv(service, "SELECT (BNODE() AS ?x) {}")[1:]
    assert label.startswith("_:")
    assert isinstance(term(label), rdflib.BNode)


def test_tsv_of_a_solution_without_variables(service: httpx.Client) -> None:
    """TSV 4.1: a line of variables, and a line for each solution, both of no fields."""
    assert body(service, "SELECT * {}", TSV).split("\n")[:2] == ["", ""]


@pytest.mark.parametrize("accept", [CSV, TSV])
@pytest.mark.parametrize(("query", "expected"), [("ASK {}", "true"), ("ASK { <urn:no> <urn:such> ?x }", "false")])
def test_ask_as_a_table_is_refused_or_says_which(service: httpx.Client, query: str, expected: str, accept: str) -> None:
    """CSV and TSV 1: these are formats of SELECT; ASK in them is ours to choose, and it is the bare word."""
    answer = ask(service, query, accept)
    assert answer.status_code in (200, 406)
    if answer.status_code == 200:
        assert answer.text.split() == [expected]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv; charset=utf-8", CSV),
        ("text/csv;header=present", CSV),
        ("text/tab-separated-values;charset=utf-8", TSV),
        ("application/sparql-results+xml;charset=utf-8", XML),
        ("application/sparql-results+json; charset=UTF-8", JSON),
    ],
)
def test_a_format_may_be_asked_for_with_its_parameters(service: httpx.Client, accept: str, media_type: str) -> None:
    """CSV 2; XML 5; JSON 6: the media types, and the parameters that they define."""
    answer = ask(service, SHAPES, accept)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type


# Graphs

TRICKY = {
    "terms": "<urn:s> <urn:p:a> <urn:o> , 'x' , 'x'@en , '글'@ko , 5 , 1.5 , true , 'x'^^<urn:own> , '' .",
    "blank nodes": "_:a <urn:p:a> _:b . _:b <urn:p:a> _:a , _:c . _:c <urn:p:b> 1 . _:d <urn:p:b> 1 .",
    "a list": "<urn:s> <urn:p:a> ( 1 ( 'two' ) _:c () ) . _:c <urn:p:a> <urn:s> .",
    "names": "<http://example.org/광주> <http://example.org/이름#값> <http://example.org/a%20b?c=d&e='f'#g> .",
    "prefixes": "<urn:s> a skos:Concept ; skos:prefLabel 'x'@en , 'y'@cy ; <urn:p:a.b> org:Organization .",
    "awkward local names": "<urn:s> <http://example.org/a.b-c> 1 ; <http://example.org/_x> 2 ; <urn:p:%7Ea> 3 .",
    "many objects": " ".join(f"<urn:s{number % 7}> <urn:p:a> {number} ." for number in range(2000)),
    "an error of a number": "<urn:s> <urn:p:a> 'no number'^^xsd:integer , 'maybe'^^xsd:boolean .",
}
WITHOUT_XML_NAME = "<urn:s> <http://example.org/1> 1 ; <http://example.org/p/> 2 ."
PREFIXES = (
    f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX xsd: <{XSD}> "
)


def read(text: str, media_type: str) -> rdflib.Graph:
    """Read a graph by rdflib; of a dataset, its default graph, which must be all of it."""
    name = GRAPHS[media_type]
    if name not in ("trig", "nquads", "json-ld"):
        return rdflib.Graph().parse(data=text, format=name)
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=name)
    graph: rdflib.Graph = dataset.default_graph
    assert len(graph) == len(list(dataset.quads()))
    return graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("name", TRICKY)
def test_a_graph_is_isomorphic_to_what_was_constructed(service: httpx.Client, name: str, media_type: str) -> None:
    """Protocol 2.1.6: an RDF graph, serialised; each format by its own recommendation."""
    triples = TRICKY[name]
    wanted = rdflib.Graph().parse(data=PREFIXES + triples, format="turtle")
    found = read(body(service, f"{PREFIXES} CONSTRUCT {{ {triples} }} WHERE {{}}", media_type), media_type)
    assert len(found) == len(wanted)
    assert isomorphic(found, wanted)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("name", UNORDINARY)
def test_a_literal_of_a_graph_comes_back(service: httpx.Client, name: str, media_type: str) -> None:
    """Protocol 2.1.6: the graph, character by character; for RDF/XML see XML 1.0, 2.4 and 2.11."""
    text = UNORDINARY[name]
    query = f"CONSTRUCT {{ <urn:s> <urn:p:a> {literal(text)} ; <urn:p:b> {literal(text)}@en }} WHERE {{}}"
    found = read(body(service, query, media_type), media_type)
    assert set(found) == {
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p:a"), rdflib.Literal(text)),
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p:b"), rdflib.Literal(text, lang="en")),
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
def test_an_empty_graph_is_a_document(service: httpx.Client, media_type: str) -> None:
    """Protocol 2.1.6: a success without triples."""
    for query in ("CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:no> ?o . ?s ?p ?o }", "DESCRIBE <urn:nobody>"):
        assert len(read(body(service, query, media_type), media_type)) == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
def test_blank_nodes_of_the_data_stay_what_they_are(nodes: httpx.Client, media_type: str) -> None:
    """Protocol 2.1.6: one node is one node within the answer, for CONSTRUCT and for DESCRIBE."""
    data = "_:a <urn:p> _:a . _:b <urn:p> _:d . _:c <urn:p> _:d ."
    wanted = rdflib.Graph().parse(data=data, format="turtle")
    for query in ("CONSTRUCT WHERE { ?s <urn:p> ?o }", "DESCRIBE ?s { ?s <urn:p> ?o }"):
        assert isomorphic(read(body(nodes, query, media_type), media_type), wanted)


@pytest.mark.parametrize("name", CONTROLS)
def test_what_rdf_xml_cannot_say_makes_no_broken_document(service: httpx.Client, name: str) -> None:
    """RDF/XML 2; XML 1.0, 2.2: a document has no such character, escaped or not."""
    query = f"CONSTRUCT {{ <urn:s> <urn:p:a> {literal('a' + CONTROLS[name] + 'b')} }} WHERE {{}}"
    answer = ask(service, query, "application/rdf+xml")
    assert answer.is_error or ET.fromstring(answer.content) is not None


def test_a_predicate_without_an_xml_name_makes_no_wrong_document(service: httpx.Client) -> None:
    """RDF/XML 2.2 and 5.1: a predicate is written as an XML name; a graph where that cannot be is not serialisable."""
    answer = ask(service, f"CONSTRUCT {{ {WITHOUT_XML_NAME} }} WHERE {{}}", "application/rdf+xml")
    wanted = rdflib.Graph().parse(data=WITHOUT_XML_NAME, format="turtle")
    assert answer.is_error or isomorphic(read(answer.text, "application/rdf+xml"), wanted)


def test_turtle_says_its_charset(service: httpx.Client) -> None:
    """Turtle, appendix B: the parameter charset is required when transferring non-ASCII data, and is UTF-8."""
    answer = ask(service, "CONSTRUCT { <urn:s> <urn:p> '광주' } WHERE {}", "text/turtle")
    assert "charset=utf-8" in answer.headers["content-type"].replace(" ", "").lower()
