"""The client of one engine: only that is asked, what it answers is bounded, and what goes wrong is said in a word."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from kg.errors import EngineFailed, EngineRefused, LimitExceeded, QueryFailed
from kg.store.address import Address
from kg.store.http_client import SparqlClient
from kg.store.http_engine import EngineState, HttpEngine
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from tests.engines import Meddler, serve_in_threads

JSON = "application/sparql-results+json"
STATE = EngineState("h", 1, "d", is_whole=True, graphs=frozenset({"urn:g"}))
S, P, G = NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:g")


class Scripted:
    """A real HTTP server that answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.refuses: tuple[str, ...] = ()
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                scripted.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}, body))
                status, headers, content = scripted.answers.pop(0) if scripted.answers else (200, {}, b"")
                if any(each in body for each in scripted.refuses):
                    status, content = 400, b"Virtuoso 22023 Error SR553\n\nSPARQL query:\nINSERT secret"
                self.send_response(status)
                for name, text in {"content-type": "text/plain", **headers}.items():
                    self.send_header(name, text)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = serve_in_threads(Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def client(server: Scripted) -> Iterator[SparqlClient]:
    made = SparqlClient(Address(f"{server.address}/q", f"{server.address}/u", "me", "secret"), 30)
    yield made
    made.close()


@pytest.mark.parametrize("mood", Meddler.moods)
def test_each_nonsense_is_said_in_a_word_and_no_redirect_is_followed(mood: str) -> None:
    meddler = Meddler("http://127.0.0.1:9")
    meddler.mood = mood
    client = SparqlClient(Address(f"{meddler.address}/ds"), 30)
    with pytest.raises(EngineFailed) as failure:
        HttpEngine(client).state()
    assert len(str(failure.value)) < 600
    with pytest.raises(EngineFailed):
        HttpEngine(client).note(STATE) if mood not in ("garbage", "page") else HttpEngine(client).state()
    assert set(meddler.asked) == {"/ds"}
    client.close()
    meddler.close()


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"X-SQL-State": "S1TAT"}, LimitExceeded),
        ({"X-SPARQL-MaxRows": "10"}, LimitExceeded),
    ],
)
def test_a_part_is_never_taken_for_the_whole(
    server: Scripted, client: SparqlClient, headers: dict[str, str], error: type[Exception]
) -> None:
    server.answers = [(200, {"content-type": JSON, **headers}, b'{"head":{},"results":{"bindings":[]}}')]
    with pytest.raises(error), client.ask("SELECT * {}", JSON, {}):
        pass


def test_what_it_says_against_a_query_is_passed_on_without_the_query(server: Scripted, client: SparqlClient) -> None:
    server.refuses = ("query=",)
    with pytest.raises(QueryFailed) as failure, client.ask("SELECT * {}", JSON, {}):
        pass
    assert "SR553" in str(failure.value)
    assert "secret" not in str(failure.value)


def test_an_answer_without_end_to_a_short_question_is_broken_off(server: Scripted, client: SparqlClient) -> None:
    server.answers = [(200, {"content-type": JSON}, b" " * (1 << 20))]
    with pytest.raises(EngineFailed, match="on and on"):
        client.read("SELECT * {}", JSON, 1000)


def test_who_it_is_is_shown_in_the_way_that_is_asked_for(server: Scripted, client: SparqlClient) -> None:
    challenge = (401, {"www-authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}, b"")
    server.answers = [challenge, challenge]
    client.update("x")
    client.update("y")
    shown = [headers.get("authorization", "") for _, headers, _ in server.asked]
    assert [each.split(" ")[0] for each in shown] == ["", "", "Digest", "Digest"]
    assert "secret" not in "".join(shown)
    basic = SparqlClient(Address(f"{server.address}/q", user="me", password="secret"), 30)
    server.answers = [(401, {"www-authenticate": 'Basic realm="r"'}, b"")]
    basic.update("x")
    assert server.asked[-1][1]["authorization"] == f"Basic {base64.b64encode(b'me:secret').decode()}"
    basic.close()


def test_the_dataset_goes_beside_the_query(server: Scripted, client: SparqlClient) -> None:
    server.answers = [(200, {"content-type": JSON}, b"{}")]
    with client.ask("ASK {}", JSON, {"default-graph-uri": ["urn:a", "urn:b"], "named-graph-uri": ["urn:c"]}) as body:
        assert body.read() == b"{}"
    path, headers, sent = server.asked[0]
    assert (path, headers["accept"]) == ("/q", JSON)
    assert sent == "query=ASK+%7B%7D&default-graph-uri=urn%3Aa&default-graph-uri=urn%3Ab&named-graph-uri=urn%3Ac"


def test_a_change_and_its_mark_are_one_update(server: Scripted, client: SparqlClient) -> None:
    removed = [Quad(S, P, Literal("old"), G)]
    added = [Quad(S, P, Literal('a "b" \\ c\n'), G), Quad(BlankNode("x"), P, BlankNode("y")), _triple_term()]
    HttpEngine(client).change(removed, added, STATE)
    ((path, headers, sent),) = server.asked
    assert (path, headers["content-type"]) == ("/u", "application/sparql-update")
    assert sent == (
        'DELETE DATA { GRAPH <urn:g> {\n<urn:s> <urn:p> "old" .\n} } ;\n'
        'INSERT DATA { GRAPH <urn:g> {\n<urn:s> <urn:p> "a \\"b\\" \\\\ c\\n" .\n} } ;\n'
        "INSERT DATA { GRAPH <urn:x-kg:unnamed> {\n<urn:x-kg:blank:x> <urn:p> <urn:x-kg:blank:y> .\n} } ;\n"
        "DELETE WHERE { GRAPH <urn:x-kg:state> { <urn:x-kg:state> ?p ?o } } ;\n"
        "INSERT DATA { GRAPH <urn:x-kg:state> {\n"
        '<urn:x-kg:state> <urn:x-kg:state:holds> "1 h 1 d" .\n'
        '<urn:x-kg:state> <urn:x-kg:state:graph> "urn:g" .\n} }'
    )


def _triple_term() -> Quad:
    return Quad(S, P, Triple(S, P, Literal("of RDF 1.2")), DefaultGraph())


def test_what_is_refused_is_found_and_all_else_is_there(server: Scripted, client: SparqlClient) -> None:
    """A literal gets another datatype, the same each time; what is refused in any form is left out and counted."""
    server.refuses = ('"P2Y"^^<http://www.w3.org/2001/XMLSchema#duration>', "urn:never")
    years = Literal("P2Y", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#duration"))
    quads = [Quad(S, P, Literal(number), G) for number in range(40)]
    quads[13:13], quads[30:30] = [Quad(S, P, years, G)], [Quad(S, NamedNode("urn:never"), Literal("x"), G)]
    engine = HttpEngine(client)
    with pytest.raises(EngineRefused):
        engine.change([], quads, STATE)
    engine.add(quads)
    taken = "\n".join(body for _, _, body in server.asked if not any(each in body for each in server.refuses))
    numbers = {f'<urn:s> <urn:p> "{number}"^^' for number in range(40)}
    assert {each for each in numbers if each in taken} == numbers
    assert '"P2Y"^^<urn:x-kg:as:http://www.w3.org/2001/XMLSchema#duration>' in taken
    assert engine.left_out == 1
    server.asked.clear()
    engine.remove([Quad(S, P, years, G)])
    ((_, _, sent),) = server.asked
    assert sent.startswith("DELETE DATA")
    assert '"P2Y"^^<urn:x-kg:as:' in sent
