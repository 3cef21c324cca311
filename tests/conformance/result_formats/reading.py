"""Tables of results, read by parsers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import httpx
import rdflib

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TABLES = [JSON, XML, CSV, TSV]
NS = "{http://www.w3.org/2005/sparql-results#}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPES = "SELECT ?a ?b { VALUES (?a ?b) { (<urn:x> 'x') (UNDEF 'y') (<urn:z> UNDEF) (UNDEF UNDEF) (<urn:w> '') } }"


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


@cache
def term(written: str) -> rdflib.term.Node:
    """Read a term of Turtle; a table may say the same one thousands of times."""
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
