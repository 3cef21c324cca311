"""What does not conform is refused in the same words on each way in over HTTP, as it is in files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from kg.changes import Refused
from kg.desk import check, load
from kg.desk.commands import LOAD, LoadRequest
from kg.desk.handover import Door
from kg.desk.load import LoadOptions
from kg.mapping import Mapping as RecordMapping
from kg.ontology import ontology_folder
from kg.records import Record, Violation, find_datasets, from_json
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.store.rdf import Quad, write_quads, write_triples
from kg.texts import SourceTexts
from kg.validation import Gate, Intake
from kg.vocabulary import FieldKind, load_vocabulary
from kg.workspace import Workspace
from tests.api.inside import serving_inside
from tests.conftest import HARBOUR, HARBOUR_TEXTS
from tests.generated import seeded
from tests.kg.records.malformed.case import SOUND, Case
from tests.kg.records.malformed.json_lines import JSON_LINES
from tests.kg.records.malformed.tables import TABLES

INVALID = sorted((ontology_folder() / "examples" / "invalid").glob("*.jsonl"))
TOKEN = "steward-token-0123456789"
EVERY = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]
DATASET = "harbour"

Body = dict[str, Any]
Told = set[tuple[str, str, str, str]]
Way = Callable[["Desk", Sequence[Body], Sequence[Body]], httpx.Response]


class Desk:
    """A service with the small dataset and its text, to which a change can be sent on each of its ways."""

    def __init__(self, client: httpx.Client, mapping: RecordMapping, door: Door) -> None:
        self.client, self.mapping, self.door = client, mapping, door
        self.store = EmbeddedStore.in_memory(self.quads(EVERY, DATASET))

    def quads(self, bodies: Sequence[Body], dataset: str) -> list[Quad]:
        """The quads of records, also of such as have no form that JSON may have."""
        graph = self.mapping.graph(dataset)
        return [quad for each in bodies for quad in self.mapping.to_quads(self.record(each), graph)]

    def record(self, body: Body) -> Record:
        record = from_json(body, self.mapping.vocabulary)
        if isinstance(record, Record):
            return record
        values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in body.items()}
        return Record(body["type"], body["id"], values)


def told(violations: Sequence[Mapping[str, Any]]) -> Told:
    return {(each["field"], each["message"], each["value"], each["focus"]) for each in violations}


def told_of_file(violations: Sequence[Violation], mapping: RecordMapping) -> Told:
    return {(each.field, each.message, each.value, mapping.iri(each.focus)) for each in violations}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for path in HARBOUR_TEXTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, texts: Path) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("ways") / "home"
    settings = Settings(
        home=home, data=None, sources=texts, tokens=f"steward:ana:{TOKEN}", workers=1, change_limit=100_000
    )
    with Workspace(settings).repository() as repository:
        load(repository, Workspace(settings).intake(HARBOUR))
    door = Door("", "secret-of-the-commands")
    with serving_inside(create_app(settings, Workspace.repository, door)) as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        answer = client.post("/datasets", json={"name": "examples"})
        assert answer.status_code == 201, answer.text
        yield Desk(client, Workspace(settings).mapping, Door(str(client.base_url), door.secret))
        assert client.get("/datasets").json()["version"] == 2, "nothing that is refused leaves a trace"


def put(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    (body,) = after
    headers = {"if-match": "*"} if before else {"if-none-match": "*"}
    return desk.client.put(f"/{body['id']}", params={"dataset": _dataset(before)}, json=body, headers=headers)


def changes(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    version = desk.client.get("/datasets").json()["version"]
    operations = [
        {"op": "put", "id": str(body["id"]), "record": body, **({"version": version} if before else {})}
        for body in after
    ]
    return desk.client.post("/changes", json={"dataset": _dataset(before), "operations": operations})


def update(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    def data(bodies: Sequence[Body]) -> str:
        graph = desk.mapping.graph(_dataset(before))
        triples = write_triples(desk.quads(bodies, _dataset(before)), "ntriples").decode()
        return f"DATA {{ GRAPH {graph} {{ {triples} }} }}"

    text = f"DELETE {data(before)} ; INSERT {data(after)}"
    return desk.client.post("/sparql", content=text, headers={"content-type": "application/sparql-update"})


def graph_store(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    ids = {body["id"] for body in before}
    bodies = [*(each for each in EVERY if before and each["id"] not in ids), *after]
    quads = desk.quads(bodies, _dataset(before))
    ask = desk.client.put if before else desk.client.post
    graph = {"graph": desk.mapping.graph(_dataset(before)).value}
    headers = {"content-type": "application/n-triples", **({"if-match": "*"} if before else {})}
    return ask("/graphs", params=graph, content=write_triples(quads, "ntriples"), headers=headers)


def validate(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    return desk.client.post("/validate", json=list(after))


def validate_rdf(desk: Desk, before: Sequence[Body], after: Sequence[Body]) -> httpx.Response:
    quads = desk.quads(after, DATASET)
    return desk.client.post("/validate", content=write_quads(quads), headers={"content-type": "application/n-quads"})


RECORDS: Mapping[str, Way] = {"changes": changes, "validate": validate}
RDF: Mapping[str, Way] = {"update": update, "graph store": graph_store, "validate RDF": validate_rdf}


def _dataset(before: Sequence[Body]) -> str:
    return DATASET if before else "examples"


def refusal(answer: httpx.Response) -> list[Body]:
    """The violations that an answer tells of."""
    body = answer.json()
    if "conforms" not in body:
        assert answer.status_code == 422, answer.text
    violations: list[Body] = body["violations"]
    assert violations
    return violations


@pytest.mark.parametrize("path", seeded(INVALID, 6), ids=lambda path: path.stem)
def test_a_record_is_refused_in_the_words_that_files_are(desk: Desk, gate: Gate, path: Path) -> None:
    bodies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    of_file = check(Intake(find_datasets(path), gate.mapping, SourceTexts(None)), gate, desk.store).violations
    is_of_form = any(each.shape == "form" for each in of_file)
    ways = {**RECORDS, **({"put": put} if len(bodies) == 1 else {}), **({} if is_of_form else RDF)}
    for name, way in ways.items():
        violations = refusal(way(desk, (), bodies))
        if is_of_form:
            assert {(each["field"], each["message"]) for each in violations} == {
                (each.field, each.message) for each in of_file
            }, name
        else:
            assert told(violations) == told_of_file(of_file, gate.mapping), name


def rows_of(case: Case) -> Sequence[Body]:
    """The records of a folder that is malformed, the faulty ones included, where all of it can be sent as JSON."""
    bodies: list[Body] = []
    for name, content in {**SOUND, **case.files}.items():
        if not isinstance(content, str):
            return ()
        if name.endswith(".csv"):
            collection = Path(name).stem
            record_class = load_vocabulary().by_collection[collection]
            table = csv.reader(content.splitlines())
            header = next(table, [])
            if name.startswith("two/") or "id" not in header or not set(header) <= {*record_class.columns}:
                return ()
            for row in table:
                cells = dict(zip(header, row, strict=False))
                if len(row) != len(header):
                    return ()
                fields = {name: field for name, field in record_class.fields.items() if cells.get(name)}
                values = {name: cells[name].split(" | ") if each.many else cells[name] for name, each in fields.items()}
                bodies.append({"id": f"{collection}/{cells['id']}", "type": record_class.name, **values})
        elif name.endswith(".jsonl"):
            try:
                bodies += map(json.loads, content.splitlines())
            except ValueError:
                return ()
    is_sent = all(isinstance(each, dict) for each in bodies) and not is_half(bodies)
    return bodies if is_sent else ()


def is_half(bodies: Sequence[Body]) -> bool:
    """Whether a text in them has half a character, which no body in UTF-8 has."""
    return "\\ud" in json.dumps(bodies)


def is_of_a_file(case: Case) -> bool:
    """Whether what is wrong is the spelling of a file, or where in files two records stand, and no record by itself."""
    _, line, field = case.place.split(":")
    is_header = case.place.startswith("one/places.csv") and line == "1"
    return is_header or field == " -" or "already" in case.words


MALFORMED = [case for case in (*TABLES, *JSON_LINES) if not (case.hangs or is_of_a_file(case)) and rows_of(case)]
"""What is wrong with records in files, and can be sent as well."""


@pytest.mark.parametrize("case", MALFORMED, ids=str)
def test_what_is_malformed_in_a_file_is_refused_over_http_as_well(
    desk: Desk, gate: Gate, tmp_path: Path, case: Case
) -> None:
    bodies = rows_of(case)
    of_file = check(Intake(find_datasets(case.make(tmp_path)), gate.mapping, SourceTexts(None)), gate).violations
    for name, way in RECORDS.items():
        violations = refusal(way(desk, (), bodies))
        assert {(each["field"], in_short(each["message"]), each["value"]) for each in violations} == {
            (each.field, in_short(each.message), each.value) for each in of_file
        }, name
    places = {(each.field, each.message) for each in of_file}
    fields = load_vocabulary().classes["Place"].fields
    is_of_literals = all(name in fields and fields[name].kind is FieldKind.LITERAL for name, _ in places)
    if is_of_literals and case in TABLES:
        for name, way in RDF.items():
            assert {(each["field"], each["message"]) for each in refusal(way(desk, (), bodies))} == places, name


def in_short(message: str) -> str:
    """Leave out of a message on an id what is to be written instead: in a table it stands without its collection."""
    return message.partition("is not an id")[1] or message


NEWS, LAB = "documents/harbour-news", "organisations/harbour-lab"
PLACE = {"document": NEWS, "start": 196, "end": 216, "digest": "645da813e6b285ca"}
UNPROVEN: Mapping[str, Body] = {
    "a passage that begins elsewhere": {"id": LAB, "quote": None, "evidence": [{**PLACE, "start": 195}]},
    "a passage that ends nowhere": {"id": LAB, "quote": None, "evidence": [{**PLACE, "end": 99_999}]},
    "a digest of other words": {"id": LAB, "quote": None, "evidence": [{**PLACE, "digest": "0123456789abcdef"}]},
    "a passage of another document": {"id": LAB, "evidence": [{**PLACE, "document": "documents/press-note"}]},
    "a quote from elsewhere": {"id": LAB, "quote": "Dry Dock Trial"},
    "a quote of the whole that is not there": {"id": LAB, "quote": "Wet Dock Trial", "evidence": [{"document": NEWS}]},
    "an evidence beside the shapes": {"id": LAB, "kind": "lab", "evidence": [{**PLACE, "start": 195}]},
    "a document that begins elsewhere": {"id": NEWS, "source_start": 5},
    "a document that begins nowhere": {"id": NEWS, "source_start": 9_999, "source_end": None},
    "a source with the digest of another": {"id": "sources/harbour", "digest": "0" * 64},
    "a source with nearly the name of its text": {"id": "sources/harbour", "label": "Harbour.txt"},
}
"""What is wrong with the evidence of the small dataset, or with what it says of its text."""


def hand_over(desk: Desk, bodies: Sequence[Body], folder: Path) -> Sequence[Violation]:
    """The violations that a load is told of which a command hands over, without texts of its own."""
    path = folder / "harbour.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in bodies), encoding="utf-8")
    asked = LoadRequest(str(path), "", desk.mapping.base_iri, LoadOptions())
    with pytest.raises(Refused) as refused:
        LOAD.hand_over(desk.door, asked, lambda _: None)
    return refused.value.report.violations


@pytest.mark.parametrize("name", UNPROVEN)
def test_evidence_is_held_against_the_texts_on_each_way_in(
    desk: Desk, texts: Path, gate: Gate, tmp_path: Path, name: str
) -> None:
    mutation = UNPROVEN[name]
    (before,) = (each for each in EVERY if each["id"] == mutation["id"])
    after = {field: value for field, value in {**before, **mutation}.items() if value is not None}
    bodies = [after if each is before else each for each in EVERY]
    of_load = hand_over(desk, bodies, tmp_path)
    of_file = check(
        Intake(find_datasets(tmp_path / "harbour.jsonl"), gate.mapping, SourceTexts(texts)), gate
    ).violations
    assert of_load == of_file
    assert any(each.shape == "evidence" for each in of_file)
    for way_name, way in {"put": put, **RECORDS, **RDF}.items():
        violations = refusal(way(desk, [before], [after]))
        assert told(violations) == told_of_file(of_file, gate.mapping), way_name
