"""A small graph of which every part tells its version, a client that changes it, and every way to read it over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from kg.changes import Origin, Repository
from kg.mapping import Mapping as RecordMapping
from kg.network import load_views
from kg.query import rows_of
from kg.records import Dataset, Record
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from tests.api.conftest import BASE

GRAPH = f"{BASE}datasets/pace"
FLAG = "urn:pace:flag"
_MINE, _NODE = NamedNode(f"{BASE}graphs/mine"), NamedNode("urn:a")
_CYCLE = 17
"""Numbers of places: many more than versions by which an answer might be late."""

_TOLD = {"confidence": ("stated",), "evidence": ("minutes",)}


@dataclass(frozen=True)
class State:
    """What the graph holds at a version: the number in names and ids, that in a graph of ours, and the flag or not."""

    number: int = 0
    mine: int = 0
    flag: bool = False

    def records(self) -> Iterator[Record]:
        """The records of the dataset: three partners, of which two have changing names and one a changing id."""

        def record(type_: str, id_: str, **fields: str) -> Record:
            return Record(type_, id_, {**{name: (value,) for name, value in fields.items()}, **_TOLD})

        name, changing = f"Name {self.number}", f"organisations/named-{self.number}"
        yield Record("Document", "documents/minutes", {"label": ("Minutes",), "kind": ("report",)})
        yield record("Programme", "programmes/harbour", label="Harbour", kind="programme", description="A harbour")
        for body, label in (("organisations/pace", name), (changing, name), ("organisations/still", "Still")):
            yield record("Organisation", body, label=label, kind="company")
            part = "participations/" + ("changing" if body == changing else body.partition("/")[2])
            yield record("Participation", part, participant=body, role="partner", activity="programmes/harbour")
        for slug, value in (("one", "03ysstz10"), ("two", "00rxf7n07")):
            about = {"identifies": "organisations/pace", "scheme": "XI-ROR", "value": value}
            yield record("Identifier", f"identifiers/{slug}", **about)
        money = {"kind": "grant", "funder": "organisations/pace", "recipient": changing}
        yield record("Contribution", "contributions/grant", label=name, **money)
        for place in range(self.places):
            yield record("Place", f"places/{place}", label=f"Quay {place}", kind="city")

    @property
    def places(self) -> int:
        return 1 + self.number % _CYCLE

    def quads(self, mapping: RecordMapping) -> set[Quad]:
        """All that the graph holds: the dataset, the graph of ours, and that with the flag."""
        graph = mapping.graph("pace")
        records = {quad for record in self.records() for quad in mapping.to_quads(record, graph)}
        others = {Quad(_NODE, _NODE, Literal(f"Mine {self.mine}"), _MINE)} if self.mine else set()
        return records | others | ({Quad(_NODE, _NODE, _NODE, NamedNode(FLAG))} if self.flag else set())

    def next(self) -> State:
        """A state that differs in all its parts."""
        return State(self.number + 1, self.mine + 1, not self.flag)


def commit(repository: Repository, mapping: RecordMapping, before: Iterable[Quad], after: State) -> int:
    """Bring a graph from what it holds to a state, and give the version."""
    held, wanted = set(before), after.quads(mapping)
    with repository.prepare(Origin("ann", "because")) as writer:
        rows = [*rows_of(held - wanted, are_additions=False), *rows_of(wanted - held, are_additions=True)]
        writer.write_rows(b"".join(map(bytes, sorted(rows))))
        change = writer.finish()
    return repository.commit(change)


def make_home(home: Path, gate: Gate, mapping: RecordMapping) -> dict[int, State]:
    """Describe the dataset, fill it, and tell what the graph holds at each version."""
    with Repository(home, gate) as repository:
        with repository.prepare(Origin("ann", "because")) as writer:
            writer.add(mapping.describe(Dataset("pace", Path("pace"), "Pace")))
            change = writer.finish()
        empty = repository.commit(change)
        return {empty: State(), commit(repository, mapping, (), State().next()): State().next()}


class Writer:
    """Changes the graph over HTTP, and knows what it holds at each version that was acknowledged."""

    def __init__(self, client: httpx.Client, mapping: RecordMapping, states: dict[int, State]) -> None:
        self._client, self._mapping, self.states = client, mapping, states
        self.newest = int(client.get("/ready").json()["version"])
        states.setdefault(self.newest, states[max(states)])  # a start may have loaded the ontology

    def write(self) -> None:
        """Make one more version: mostly by putting one graph in the place of another, now and then by an update."""
        before = self.states[self.newest]
        after = before.next()
        if self.newest % 6 == 0:
            after = replace(before, mine=after.mine)
        elif self.newest % 6 < 5:
            after = replace(before, number=after.number)
        old, new = before.quads(self._mapping), after.quads(self._mapping)
        removed, added = _by_graph(old - new), _by_graph(new - old)
        if len({*removed, *added}) > 1:
            parts = [_data("DELETE", removed), _data("INSERT", added)]
            done = self._client.post("/sparql", data={"update": " ; ".join(parts)})
        else:
            (graph,) = {*removed, *added}
            body, headers = "".join(_by_graph(new)[graph]), {"content-type": "application/n-triples"}
            done = self._client.put("/graphs", params={"graph": graph}, content=body, headers=headers)
        assert done.is_success, done.text
        version = int(done.headers["kg-version"])
        assert version == self.newest + 1
        self.states[version], self.newest = after, version


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """The N-Triples of each graph."""
    found: dict[str, list[str]] = {}
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} .\n"
        found.setdefault(str(quad.graph_name).strip("<>"), []).append(triple)
    return found


def _data(verb: str, quads: Mapping[str, Sequence[str]]) -> str:
    graphs = (f"GRAPH <{graph}> {{ {''.join(triples)} }}" for graph, triples in quads.items())
    return f"{verb} DATA {{ {' '.join(graphs)} }}"


Holds = Callable[[State, str], bool]
"""Tells whether a body says what the graph holds."""


def names(state: State, text: str) -> bool:
    return set(re.findall(r"(?:Name |named-)(\d+)", text)) == {str(state.number)}


def mine(state: State, text: str) -> bool:
    return re.findall(r"Mine (\d+)", text) == [str(state.mine)]


def listed(state: State, text: str) -> bool:
    return (FLAG in text) == state.flag


def counted(state: State, text: str) -> bool:
    """Hold the number of triples against the places; no two numbers of places go with one of triples.

    The version may be such a number too, and is left out, with what stands between it and its name on a page.
    """
    ours = {_TRIPLES + _OF_A_PLACE * (1 + each) for each in range(_CYCLE)}
    said = {int(each) for each in re.findall(r"\d+", re.sub(r"(?i)version[^\d]{0,60}\d+", "", text))}
    return said & ours == {_TRIPLES + _OF_A_PLACE * state.places}


def held(state: State, text: str) -> bool:
    return re.findall(r'href="/places"><span class="number">(\d+)<', text) == [str(state.places)]


def with_places(state: State, text: str) -> bool:
    """The places are among what the graph covers."""
    counts = re.findall(r'"type": ?"Place".*?"total": ?(\d+)|/places">Place</a></th><td class="number">(\d+)', text)
    return [int(one or other) for one, other in counts] == [state.places]


def one_source(state: State, text: str) -> bool:
    """All records but the document rest on that alone."""
    as_json, as_table, on_page = r'"single-source".*?"total": ?', "single-source,shortcoming,,,", "single source: "
    count = re.search(rf"(?:{as_json}|{as_table}|{on_page})(\d+)", text, re.DOTALL)
    return count is not None and count[1] == str(sum(each.type != "Document" for each in state.records()))


def one_source_at_last(state: State, text: str) -> bool:
    """The same at the newest point of the course: the last of the data, the first of the page."""
    as_json, as_table = r'"single-source": ?(\d+)', r"(?m)^[^,]*,\d+,\d+,\d+,\d+,(\d+),"
    on_page = r'single-source\?version=\d+" aria-label="(\d+),'
    counts = re.findall(as_json, text) or re.findall(as_table, text) or re.findall(on_page, text)[:1]
    return counts[-1:] == [str(sum(each.type != "Document" for each in state.records()))]


_TRIPLES, _OF_A_PLACE = 81, 7
"""Quads of the dataset without its places, and of each place: no address has such a number."""


@dataclass(frozen=True)
class Question:
    """One way to ask, and what the answer is held against."""

    path: str
    holds: Holds
    parameters: Mapping[str, str] | None = None
    only: tuple[str, ...] = ()
    """How the media types begin in which it can be had, all of them where it does not say."""


_NAMES = "SELECT ?name { <organisations/pace> skos:prefLabel ?name }"
_ABOUT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s skos:prefLabel ?o ; ?p ?o FILTER(CONTAINS(?o, 'Name')) }"
_RESULTS = ("application/json", "application/sparql-results", "text/csv", "text/tab", "application/xml", "text/xml")
_GRAPHS = ("text/turtle", "application/ld+json", "application/n-", "application/rdf+xml", "application/trig")

_JSON = ("application/json", "text/html")

_EMPTY = ("co-funding", "co-recipients")
"""Views in which there is nothing, for there is one grant."""

QUESTIONS: Mapping[str, Sequence[Question]] = {
    "/": (Question("/", held, only=("text/html",)),),
    "/sparql": (
        Question("/sparql", names, {"query": _NAMES}, _RESULTS),
        Question("/sparql", names, {"query": _ABOUT}, _GRAPHS),
        Question("/sparql", listed, only=_GRAPHS),
    ),
    "/graphs": (
        Question("/graphs", names, {"graph": GRAPH}, _GRAPHS),
        Question("/graphs", listed, only=("application/json",)),
    ),
    "/graphs/{path:path}": (Question("/graphs/mine", mine),),
    "/network/{view}": tuple(Question(f"/network/{view}", names) for view in load_views() if view not in _EMPTY),
    "/network/{view}/centrality/{measure}": (Question("/network/partnership/centrality/degree", names),),
    "/network/{view}/communities": (Question("/network/partnership/communities", names),),
    "/network/{view}/path": (
        Question("/network/partnership/path", names, {"from": "organisations/pace", "to": "organisations/still"}),
        Question("/network/partnership/path", names, {"from": "Still", "to": "organisations/pace"}),
    ),
    "/network/{view}/ego/{id:path}": (
        Question("/network/partnership/ego/organisations/still", names),
        Question("/network/partnership/ego/Still", names),
    ),
    "/network/{view}/components": (Question("/network/partnership/components", names),),
    "/network/{view}/bridges": (Question("/network/funding/bridges", names),),
    "/network/{view}/similar": (Question("/network/partnership/similar", names, {"node": "organisations/still"}),),
    "/network/{view}/without": (Question("/network/partnership/without", names, {"node": "organisations/still"}),),
    "/network/{view}/money": (Question("/network/funding/money", names, {"by": "recipient"}, ("application/json",)),),
    "/about": (Question("/about", with_places),),
    "/quality": (Question("/quality", one_source),),
    "/quality/over-time": (Question("/quality/over-time", one_source_at_last),),
    "/quality/{name}": (Question("/quality/single-source", names, {"limit": "1000"}),),
    "/duplicates": (Question("/duplicates", names),),
    "/review/pair": (
        Question("/review/pair", names, {"first": "organisations/pace", "second": "organisations/still"}),
    ),
    "/conflicts": (Question("/conflicts", names),),
    "/.well-known/void": (Question("/.well-known/void", counted), Question("/.well-known/void", listed)),
    "/datasets/{name}": (Question("/datasets/pace", counted),),
    "/search": (Question("/search", names, {"q": "name"}),),
    "/diff": (Question("/diff", names, {"from": "1"}, ("application/json",)),),
    "/{collection}": (
        Question("/organisations", names),
        Question("/organisations", names, {"q": "name", "sort": "-label"}),
        Question("/funders", names),
    ),
    "/{collection}/{slug}": (
        Question("/organisations/pace", names),
        Question("/contributions/grant", names),
        Question("/organisations/pace", names, {"with": "facts"}, _JSON),
        Question("/contributions/grant", names, {"expand": "funder"}, _JSON),
    ),
}
"""Every route that reads what a change over HTTP can change, and how it is asked."""

STEADY: Mapping[str, str] = {
    "/jobs/{id}": "tells of one question, which is about one version for ever",
    "/jobs/{id}/result": "gives the answer about the version at which it was asked, in test_jobs.py",
    "/static/{name}": "the same for every version",
    "/health": "says nothing of the graph",
    "/sign-in": "says nothing of the graph",
    "/ready": "names the version, and nothing else that changes",
    "/metrics": "says nothing of the graph but its newest version",
    "/openapi.json": "the same for every version",
    "/context.jsonld": "the same for every version",
    "/ontology": "the same for every version but for how much of it is used, which /about tells too",
    "/flows": "nothing that counts has an amount here",
    "/timeline": "nothing has a date here",
    "/docs": "the same for every version",
    "/docs/{name}": "the same for every version",
    "/ontology/{path:path}": "the same for every version",
    "/sparql/terms": "the same for every version",
    "/shapes": "the same for every version",
    "/network": "the same for every version",
    "/network/{view}/ego": "leads to another address",
    "/network/{view}/summary": "figures that are the same for every version here",
    "/network/{view}/concentration": "figures that are the same for every version here",
    "/network/{view}/suggestions": "nothing is to be suggested at any version here",
    "/network/{view}/series": "nothing has a date here",
    "/network/{view}/compare": "the same for two versions that it names, and nothing has a date here",
    "/network/{view}/between": "nothing lies between two here",
    "/network/{view}/scores": "names the version of each that was published",
    "/{collection}/{slug}/evidence/{passage}": "what only a load changes here",
    "/curate": "has no entity tag, and nobody keeps it",
    "/curate/names": "the same",
    "/curate/read/{document}": "the same",
    "/curate/{collection}/{slug}": "the same",
    "/curate/{collection}/{slug}/delete": "the same, and leads whoever is not signed in elsewhere",
    "/review": "figures that are the same for every version here",
    "/review/decisions": "nothing is decided here",
    "/review/loads": "has no entity tag, and nobody keeps it",
    "/review/loads/{id}": "the same",
    "/review/revert/{version}": "shows what undoing would do, in test_review_pages.py",
    "/changes": "lists the versions, of which the newest is that of its tag",
    "/changes/{version}": "the same for every version that has it",
    "/history/{collection}/{slug}": "tells all versions of a record, and names each",
    "/datasets": "what only a load changes, with the service stopped",
}
"""The other routes that read, and why no version can be told from what they say."""


@dataclass(frozen=True)
class Kind:
    """A question and the media type in which it is answered."""

    question: Question
    media_type: str

    def ask(self, client: httpx.Client, known: str = "") -> httpx.Response:
        headers = {"accept": self.media_type, **({"if-none-match": known} if known else {})}
        return client.get(self.question.path, params=self.question.parameters or {}, headers=headers)

    def __str__(self) -> str:
        return f"{self.question.path} {self.question.parameters or ''} as {self.media_type}"


def kinds(client: httpx.Client, formats: int = 100) -> list[Kind]:
    """Every question in every media type that the service says it has for it, or in the first few `formats` of them."""
    described = client.get("/openapi.json").json()["paths"]
    found: list[Kind] = []
    for route, questions in QUESTIONS.items():
        for question in questions:
            collection = question.path.split("/")[1]
            path = route.replace(":path", "").replace("{collection}", collection)
            media_types = described[path]["get"]["responses"]["200"]["content"]
            own = [Kind(question, each) for each in media_types if not question.only or each.startswith(question.only)]
            found += own[:formats]
    return found
