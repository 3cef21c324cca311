"""What a browser gets at each address: a page, but where data is what is wanted."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kg.ontology import ONTOLOGY_IRI, ontology
from kg.store.rdf import text_of
from tests.api.test_network_pages import example_of
from tests.api.test_pages import BROWSER, Reader

DATA = {
    "/health": "for programs that watch the service",
    "/ready": "for programs that watch the service",
    "/metrics": "for Prometheus",
    "/graphs/{path}": "a graph as a whole is a download",
    "/context.jsonld": "for readers of JSON-LD",
    "/sparql/terms": "for the editor of queries",
    "/jobs/{id}": "what is asked for later is asked for by programs",
    "/jobs/{id}/result": "the same",
}
"""Where a browser gets data, and why."""


def test_a_browser_gets_a_page_at_every_address_that_is_for_people(server: httpx.Client) -> None:
    described = server.get("/openapi.json").json()
    for path, ways in described["paths"].items():
        if "get" not in ways or path in DATA:
            continue
        address = path
        required = [each for each in ways["get"].get("parameters", ()) if each.get("required")]
        query: dict[str, Any] = {each["name"]: example_of(each, described) for each in required}
        for each in required:
            if each["in"] == "path":
                address = address.replace(f"{{{each['name']}}}", str(query.pop(each["name"])))
        for accept in (BROWSER, "text/html"):
            answer = server.get(address, params=query, headers={"accept": accept}, follow_redirects=True)
            assert answer.status_code != 406, address
            assert answer.headers["content-type"] == "text/html; charset=utf-8", address


@pytest.mark.parametrize("iri", [f"{ONTOLOGY_IRI}/roles/lead", f"{ONTOLOGY_IRI}/confidences/implied"])
def test_the_page_of_a_term_tells_what_it_means_and_where_it_is_used(server: httpx.Client, iri: str) -> None:
    path = f"/ontology{iri.removeprefix(ONTOLOGY_IRI)}"
    page = Reader(server.get(path, headers={"accept": BROWSER}).text)
    scheme, _, name = iri.rpartition("/")
    assert ontology().label(iri) in page.text
    assert "definition" in page.text
    assert scheme.replace(ONTOLOGY_IRI, "/ontology") in page.links
    uses = [each for each in page.links if "?" in each and not each.startswith("/sign-in")]
    assert uses
    for each in uses:
        assert each.endswith(f"={name}")
        total = server.get(each).json()["total"]
        assert total
        assert f": {total:,}" in page.text
    assert server.get(path).headers["content-type"].startswith("text/turtle")


def test_every_scheme_and_every_term_has_a_page(server: httpx.Client) -> None:
    schemes = {text_of(quad.object) for quad in ontology().quads if quad.predicate.value.endswith("#inScheme")}
    assert len(schemes) > 5
    for scheme in sorted(schemes):
        for iri in (scheme, *ontology().concepts(scheme)):
            path = iri.replace(ONTOLOGY_IRI, "/ontology")
            answer = server.get(path, headers={"accept": "text/html"})
            assert answer.status_code == 200, path
            assert f"<h1>{ontology().label(iri)}</h1>" in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ontology", "Who funds whom"),
        ("/ontology.html", "Who funds whom"),
        ("/shapes", "must look like"),
        ("/.well-known/void", "entities"),
    ],
)
def test_descriptions_are_pages_whose_links_lead_to_data(server: httpx.Client, path: str, words: str) -> None:
    page = Reader(server.get(path, headers={"accept": BROWSER}).text)
    assert words in page.text
    for link in page.links:
        if link.startswith("/") and link.endswith((".ttl", ".jsonld", ".nt", ".rdf")):
            assert server.get(link).status_code == 200, link
