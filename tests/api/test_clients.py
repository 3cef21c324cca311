"""Clients that others wrote, against a real server: what works with them is what the standards were for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.dom.minidom import Document

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    BASIC,
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.api.conftest import BASE, TOKENS, authorised, serving_blank
from tests.waiting import PATIENCE

BUSAN = f"{BASE}places/busan"
LABEL = f"SELECT ?label WHERE {{ <{BUSAN}> <{SKOS.prefLabel}> ?label }}"
MINE = "urn:example:mine"
PLACE = rdflib.URIRef(f"{BASE}ontology#Place")
A, B = rdflib.URIRef("urn:example:a"), rdflib.URIRef("urn:example:b")


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server of our own that began empty, with a token; its unnamed graph is not the union."""
    home = tmp_path_factory.mktemp("clients") / "home"
    with serving_blank(home) as client:
        yield client


def address(client: httpx.Client, path: str) -> str:
    return str(client.base_url.join(path))


def endpoint(client: httpx.Client) -> str:
    return address(client, "/sparql")


def asked(wrapper: SPARQLWrapper) -> Any:
    return wrapper.query().convert()


class TestSPARQLWrapper:
    """https://sparqlwrapper.readthedocs.io"""

    @staticmethod
    def asked(client: httpx.Client, query: str, returned: str, method: str = GET) -> Any:
        wrapper = SPARQLWrapper(endpoint(client))
        wrapper.setQuery(query)
        wrapper.setReturnFormat(returned)
        wrapper.setMethod(method)
        return wrapper.query().convert()

    @pytest.mark.parametrize("method", [GET, POST])
    def test_select(self, server: httpx.Client, method: str) -> None:
        found = self.asked(server, LABEL, JSON, method)
        assert [row["label"]["value"] for row in found["results"]["bindings"]] == ["Busan"]
        document: Document = self.asked(server, LABEL, XML, method)
        assert [each.firstChild.data for each in document.getElementsByTagName("literal")] == ["Busan"]  # type: ignore[union-attr]
        assert self.asked(server, LABEL, CSV, method).decode().split() == ["label", "Busan"]
        assert self.asked(server, LABEL, TSV, method).decode().split() == ["?label", '"Busan"']

    @pytest.mark.parametrize("method", [GET, POST])
    def test_ask(self, server: httpx.Client, method: str) -> None:
        query = f"ASK {{ <{BUSAN}> ?p ?o }}"
        assert self.asked(server, query, JSON, method)["boolean"] is True
        assert self.asked(server, query, XML, method).getElementsByTagName("boolean")[0].firstChild.data == "true"

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # it makes one of its own
    @pytest.mark.parametrize("method", [GET, POST])
    @pytest.mark.parametrize(
        "query", [f"DESCRIBE <{BUSAN}>", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{BUSAN}> }} ?s ?p ?o }}"]
    )
    def test_graphs(self, server: httpx.Client, query: str, method: str) -> None:
        for returned in (RDFXML, JSONLD, XML):
            graph = self.asked(server, query, returned, method)
            assert str(graph.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"
        for returned in (TURTLE, N3):
            text = self.asked(server, query, returned, method)
            graph = rdflib.Graph().parse(data=text, format="turtle")
            assert str(graph.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"

    @pytest.mark.parametrize("how", [POSTDIRECTLY, URLENCODED])
    def test_update(self, mine: httpx.Client, how: str) -> None:
        wrapper = SPARQLWrapper(endpoint(mine))
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(how)
        wrapper.setQuery(f"INSERT DATA {{ <urn:wrapper> <urn:how> '{how}' }}")
        with pytest.raises(Unauthorized):
            wrapper.query()
        wrapper.addCustomHttpHeader("Authorization", f"Bearer {TOKENS['steward']}")
        wrapper.query()
        assert self.asked(mine, f"ASK {{ <urn:wrapper> <urn:how> '{how}' }}", JSON)["boolean"] is True

    def test_graphs_of_the_protocol(self, mine: httpx.Client) -> None:
        mine.put("/graphs", params={"graph": "urn:wrapped"}, content="<urn:a> <urn:b> 1 .").raise_for_status()
        wrapper = SPARQLWrapper(endpoint(mine), returnFormat=JSON)
        wrapper.setQuery("ASK { <urn:a> <urn:b> 1 }")
        assert asked(wrapper)["boolean"] is False
        wrapper.addDefaultGraph("urn:wrapped")
        assert asked(wrapper)["boolean"] is True

    def test_what_does_not_parse(self, server: httpx.Client) -> None:
        with pytest.raises(QueryBadFormed, match="line"):
            self.asked(server, "SELECT nothing", JSON)
        wrapper = SPARQLWrapper(endpoint(server))
        wrapper.setHTTPAuth(BASIC)
        wrapper.setCredentials("nobody", "nothing")
        wrapper.setQuery("ASK {}")
        assert wrapper.query().response.status == 200


class TestRdflibStores:
    """https://rdflib.readthedocs.io: a remote graph that is used as if it were here."""

    @pytest.mark.parametrize("returned", ["xml", "json", "csv", "tsv"])
    @pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
    def test_a_query(self, server: httpx.Client, returned: str, method: str) -> None:
        store = SPARQLStore(endpoint(server), returnFormat=returned, method=method)
        rows = list(rdflib.Graph(store).query(LABEL))
        assert [str(row[0]) for row in rows if isinstance(row, tuple)] == ["Busan"]

    def test_patterns(self, server: httpx.Client) -> None:
        graph = rdflib.Graph(SPARQLStore(endpoint(server)))
        assert str(graph.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"
        assert (rdflib.URIRef(BUSAN), RDF.type, PLACE) in graph
        assert len(list(graph.triples((None, RDF.type, PLACE)))) > 3
        assert len(graph) > 1_000

    def test_values_enter_as_bindings(self, server: httpx.Client) -> None:
        graph = rdflib.Graph(SPARQLStore(endpoint(server)))
        query = f"SELECT ?label WHERE {{ ?place <{SKOS.prefLabel}> ?label }}"
        rows = list(graph.query(query, initBindings={"place": rdflib.URIRef(BUSAN)}))
        assert [str(row[0]) for row in rows if isinstance(row, tuple)] == ["Busan"]

    def test_other_forms(self, server: httpx.Client) -> None:
        graph = rdflib.Graph(SPARQLStore(endpoint(server)))
        assert graph.query(f"ASK {{ <{BUSAN}> ?p ?o }}").askAnswer is True
        described = graph.query(f"DESCRIBE <{BUSAN}>").graph
        assert described is not None
        assert str(described.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"

    @pytest.fixture
    def remote(self, mine: httpx.Client) -> Iterator[rdflib.Dataset]:
        store = SPARQLUpdateStore(endpoint(mine), endpoint(mine), headers=authorised(), autocommit=True)
        mine.delete("/graphs", params={"graph": MINE})
        dataset = rdflib.Dataset(store)
        yield dataset
        dataset.close()

    def test_add_and_remove(self, remote: rdflib.Dataset) -> None:
        graph = remote.graph(rdflib.URIRef(MINE))
        graph.add((A, SKOS.prefLabel, rdflib.Literal("Gŵyl 부산 \"'\\\n", lang="cy")))
        graph.add((A, SKOS.related, B))
        assert {str(each) for each in graph.objects(A)} == {"Gŵyl 부산 \"'\\\n", str(B)}
        assert (A, SKOS.related, B) in graph
        graph.remove((A, SKOS.related, None))
        assert len(graph) == 1
        graph.set((A, SKOS.prefLabel, rdflib.Literal(3)))
        assert [each.n3() for each in graph.objects(A)] == [rdflib.Literal(3).n3()]

    def test_update(self, remote: rdflib.Dataset) -> None:
        graph = remote.graph(rdflib.URIRef(MINE))
        graph.update(f"INSERT DATA {{ <{A}> <urn:n> 1 , 2 }}")
        graph.update(
            "DELETE { ?s <urn:n> ?n } INSERT { ?s <urn:m> ?n } WHERE { ?s <urn:n> ?n }",
            initBindings={"n": rdflib.Literal(1)},
        )
        assert {(p.n3(), o.n3()) for p, o in graph.predicate_objects(A)} == {
            ("<urn:n>", rdflib.Literal(2).n3()),
            ("<urn:m>", rdflib.Literal(1).n3()),
        }
        assert rdflib.URIRef(MINE) in {each.identifier for each in remote.graphs()}

    def test_blank_nodes_are_refused_or_kept_apart(self, remote: rdflib.Dataset, mine: httpx.Client) -> None:
        """The store of rdflib sends no blank nodes unless told how; in text they are new nodes each time."""
        graph = remote.graph(rdflib.URIRef(MINE))
        with pytest.raises(Exception, match=r"BNode"):
            graph.add((rdflib.BNode(), SKOS.related, A))
        for _ in range(2):
            mine.post("/graphs", params={"graph": MINE}, content=f"_:x <{SKOS.related}> <{A}> .").raise_for_status()
        assert len(set(graph.subjects(SKOS.related, A))) == 2

    def test_writes_need_the_token(self, mine: httpx.Client) -> None:
        store = SPARQLUpdateStore(endpoint(mine), endpoint(mine))
        with pytest.raises(Exception, match="401"):
            rdflib.Graph(store, rdflib.URIRef(MINE)).add((A, SKOS.related, B))

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # its reader of JSON-LD
    @pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".rdf", ".nt"])
    def test_linked_data_is_read_from_its_address(self, server: httpx.Client, suffix: str) -> None:
        graph = rdflib.Graph().parse(address(server, f"/places/busan{suffix}"))
        assert str(graph.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"

    def test_the_ontology_is_read_from_its_address(self, server: httpx.Client) -> None:
        graph = rdflib.Graph().parse(address(server, "/ontology"))
        assert (rdflib.URIRef(f"{BASE}ontology"), RDF.type, rdflib.OWL.Ontology) in graph


class TestOtherEngines:
    """Engines that ask us for a part of their answer (SPARQL 1.1 Federated Query)."""

    FEDERATED = "SELECT ?place ?label WHERE {{ ?place a <urn:Wanted> SERVICE <{}> {{ ?place <{}> ?label }} }}"

    def query(self, client: httpx.Client) -> str:
        return self.FEDERATED.format(endpoint(client), SKOS.prefLabel)

    def test_rdflib(self, server: httpx.Client) -> None:
        here = rdflib.Graph()
        here.add((rdflib.URIRef(BUSAN), RDF.type, rdflib.URIRef("urn:Wanted")))
        rows = [tuple(map(str, row)) for row in here.query(self.query(server)) if isinstance(row, tuple)]
        assert rows == [(BUSAN, "Busan")]

    def test_oxigraph(self, server: httpx.Client) -> None:
        here = ox.Store()
        here.add(ox.Quad(ox.NamedNode(BUSAN), ox.NamedNode(str(RDF.type)), ox.NamedNode("urn:Wanted")))
        found = here.query(self.query(server))
        assert isinstance(found, ox.QuerySolutions)
        assert [(row["place"], row["label"]) for row in found] == [(ox.NamedNode(BUSAN), ox.Literal("Busan"))]

    @pytest.mark.parametrize("program", ["rsparql", "sparql"])
    def test_jena(self, server: httpx.Client, tmp_path: Path, program: str) -> None:
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} of Apache Jena is not installed")
        if program == "rsparql":
            arguments = [found, "--service", endpoint(server), "--results", "CSV", LABEL]
        else:
            data = tmp_path / "here.nt"
            data.write_text(f"<{BUSAN}> <{RDF.type}> <urn:Wanted> .\n")
            arguments = [found, "--data", str(data), "--results", "CSV", self.query(server)]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE, check=True)
        assert done.stdout.split()[-1].endswith("Busan")


Curl = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def curl() -> Curl:
    found = shutil.which("curl")
    if found is None:
        pytest.skip("curl is not installed")
    command = [found, "--silent", "--show-error", "--max-time", "60"]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False)

    return run


class TestCurl:
    """What the tutorials tell people to type."""

    BEARER = f"Authorization: Bearer {TOKENS['steward']}"

    @pytest.mark.parametrize(
        ("accept", "start"),
        [
            ("text/csv", "label\r\nBusan"),
            ("text/tab-separated-values", '?label\n"Busan"'),
            ("application/sparql-results+json", '{"head":'),
            ("application/sparql-results+xml", "<?xml"),
        ],
    )
    def test_a_query_in_each_format(self, server: httpx.Client, curl: Curl, accept: str, start: str) -> None:
        for way in ((), ("--get",)):
            done = curl(*way, endpoint(server), "-H", f"Accept: {accept}", "--data-urlencode", f"query={LABEL}")
            assert done.stdout.startswith(start.replace("\r\n", "\n")), done

    def test_a_query_from_a_file(self, server: httpx.Client, curl: Curl, tmp_path: Path) -> None:
        file = tmp_path / "label.rq"
        file.write_text(LABEL)
        kind = "Content-Type: application/sparql-query"
        done = curl(endpoint(server), "-H", kind, "-H", "Accept: text/csv", "--data-binary", f"@{file}")
        assert done.stdout.splitlines() == ["label", "Busan"]
        done = curl(endpoint(server), "-H", "Accept: text/csv", "--data-urlencode", f"query@{file}")
        assert done.stdout.splitlines() == ["label", "Busan"]

    def test_the_head_alone(self, server: httpx.Client, curl: Curl) -> None:
        for where in (address(server, "/places/busan"), f"{endpoint(server)}?query=ASK%7B%7D"):
            done = curl("--head", "--write-out", "%{http_code} %{size_download}", where)
            assert done.stdout.splitlines()[-1] == "200 0"
            assert "content-type: application/" in done.stdout.lower()

    def test_an_update(self, mine: httpx.Client, curl: Curl, tmp_path: Path) -> None:
        update = "INSERT DATA { <urn:curl> <urn:n> 1 }"
        done = curl(
            endpoint(mine), "-H", self.BEARER, "--data-urlencode", f"update={update}", "--write-out", "%{http_code}"
        )
        assert done.stdout == "204"
        file = tmp_path / "update.ru"
        file.write_text(update.replace("1", "2"))
        kind = "Content-Type: application/sparql-update"
        curl(endpoint(mine), "-H", self.BEARER, "-H", kind, "--data-binary", f"@{file}", "--fail")
        asked = curl(endpoint(mine), "--data-urlencode", "query=ASK { <urn:curl> <urn:n> 1 , 2 }")
        assert '"boolean":true' in asked.stdout

    def test_a_graph_is_sent_and_fetched(self, mine: httpx.Client, curl: Curl, tmp_path: Path) -> None:
        file = tmp_path / "mine.ttl"
        file.write_text("<urn:curl> <urn:b> 'Gŵyl' .\n", encoding="utf-8")
        graph, kind = address(mine, "/graphs?graph=urn:curled"), "Content-Type: text/turtle"
        for status in ("201", "204"):
            done = curl("-T", file, graph, "-H", self.BEARER, "-H", kind, "--write-out", "%{http_code}")
            assert done.stdout == status
        assert "Gŵyl" in curl(graph, "-H", "Accept: application/n-triples").stdout
        assert curl("-X", "DELETE", graph, "-H", self.BEARER, "--fail").returncode == 0
        assert curl(graph, "--fail").returncode == 22

    def test_an_error_tells_why(self, server: httpx.Client, curl: Curl) -> None:
        done = curl("--fail-with-body", endpoint(server), "--data-urlencode", "query=SELECT nothing")
        assert done.returncode == 22
        assert '"line":1' in done.stdout.replace(" ", "")
        done = curl("--fail-with-body", endpoint(server), "--data-urlencode", "update=CLEAR ALL", "--include")
        assert done.returncode == 22
        assert "www-authenticate: bearer" in done.stdout.lower()

    def test_linked_data_is_followed(self, server: httpx.Client, curl: Curl) -> None:
        done = curl("--location", "-H", "Accept: text/turtle", address(server, "/places/busan"))
        graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
        assert str(graph.value(rdflib.URIRef(BUSAN), SKOS.prefLabel)) == "Busan"

    def test_an_answer_may_be_compressed(self, server: httpx.Client, curl: Curl) -> None:
        """Whether it is or not, `curl --compressed` reads it."""
        done = curl("--compressed", endpoint(server), "-H", "Accept: text/csv", "--data-urlencode", f"query={LABEL}")
        assert done.stdout.splitlines() == ["label", "Busan"]
