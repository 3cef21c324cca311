"""What the report says beyond the message of the shape, at every way in alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import check, load
from kg.mapping import Mapping
from kg.records import Record, Report
from kg.settings import Settings
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, Literal, NamedNode, Quad, Term
from kg.workspace import Workspace
from tests.generator import write_dataset

REPORT = Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
COMMON = {"confidence": ("stated",), "evidence": ("report",)}
BODY = Record("Organisation", "organisations/harbour-trust", {"label": ("Trust",), "kind": ("company",), **COMMON})
PLACE = Record("Place", "places/ulsan", {"label": ("Ulsan",), "kind": ("city",), **COMMON})
MONEY = Record("Contribution", "contributions/m", {"kind": ("grant",), "currency": ("GBP",), **COMMON})
XSD = PREFIXES["xsd"]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    folder = tmp_path_factory.mktemp("advice")
    workspace = Workspace(Settings(home=folder / "home", data=None))
    write_dataset(folder / "one", iter([REPORT, BODY, PLACE]))
    with workspace.repository() as repository:
        load(repository, workspace.intake(folder / "one"))
        yield repository


def refused(graph: Repository, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> Report:
    with graph.prepare(Origin("ann", "a try")) as writer:
        writer.remove(remove)
        writer.add(add)
        change = writer.finish()
    with pytest.raises(Refused) as told:
        graph.rehearse(change)
    return told.value.report


def typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=NamedNode(f"{XSD}{name}"))


@pytest.mark.parametrize(
    ("field", "terms", "advice"),
    [
        ("amount", [typed("5", "integer")], 'It has the datatype xsd:integer; write "5"^^xsd:decimal.'),
        ("amount", [typed("5.5", "double")], 'It has the datatype xsd:double; write "5.5"^^xsd:decimal.'),
        ("amount", [Literal("1,000")], 'It has the datatype xsd:string; write "…"^^xsd:decimal.'),
        ("when", [typed("2025", "gYear")], 'It has the datatype xsd:gYear; write "2025"^^edtf:EDTF.'),
        (
            "label",
            [Literal("돈", language="ko")],
            "It has the language tag @ko; write it as plain text, without a tag.",
        ),
        (
            "description",
            [Literal("a", language="en"), Literal("b", language="ko")],
            "write it as plain text, without a tag.",
        ),
        ("note", [NamedNode("https://example.org/x")], "<https://example.org/x> is an IRI; write plain text."),
        (
            "funder",
            [Literal("organisations/harbour-trust")],
            "write <https://w3id.org/innovation-kg/organisations/harbour-",
        ),
        ("funder", [BlankNode("b")], "A blank node names no record; give it an IRI."),
        ("kind", [Literal("award")], "write <https://w3id.org/innovation-kg/ontology/contribution-kinds/award>."),
    ],
)
def test_how_it_is_really_written(
    graph: Repository, mapping: Mapping, field: str, terms: list[Term], advice: str
) -> None:
    known = mapping.vocabulary.classes["Contribution"].fields[field]
    rest = Record(MONEY.type, MONEY.id, {name: value for name, value in MONEY.values.items() if name != field})
    quads = mapping.to_quads(rest, mapping.graph("try"))
    quads += [Quad(quads[0].subject, NamedNode(known.iri), term, quads[0].graph_name) for term in terms]
    messages = {each.message for each in refused(graph, quads).violations if each.field == field}
    assert messages
    assert all(advice in message for message in messages), messages


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("funder", "organisations/harbor-trust", "did you mean 'organisations/harbour-trust'?"),
        ("funder", "organisations/trust-harbour", "There is no organisations/trust-harbour."),
        ("funder", "organisations/ulsan", "There is no organisations/ulsan; did you mean 'places/ulsan'?"),
        ("funder", "organisation/harbour-trust", "did you mean 'organisations/harbour-trust'?"),
        ("funder", "organisations/zzz", "There is no organisations/zzz."),
        ("evidence", "reprot", "There is no documents/reprot; did you mean 'documents/report'?"),
        ("kind", "grannt", "Did you mean 'grant'?"),
        ("confidence", "statd", "Did you mean 'stated'?"),
    ],
)
def test_what_was_meant(graph: Repository, mapping: Mapping, field: str, value: str, advice: str) -> None:
    record = Record(MONEY.type, MONEY.id, {**MONEY.values, field: (value,)})
    (violation,) = refused(graph, mapping.to_quads(record, mapping.graph("try"))).violations
    assert violation.message.endswith(advice)
    assert violation.field == field


@pytest.mark.parametrize("value", ["organisations/harbour-trust", "places/ulsan", "https://example.org/elsewhere"])
def test_where_there_is_nothing_to_add_nothing_is(graph: Repository, mapping: Mapping, value: str) -> None:
    record = Record(MONEY.type, MONEY.id, {**MONEY.values, "through": (value,)})
    (violation,) = refused(graph, mapping.to_quads(record, mapping.graph("try"))).violations
    assert violation.message.endswith("(programmes/... or projects/...).")


@pytest.mark.parametrize("value", [Literal("x"), Literal("x", language="en"), BlankNode("b")])
def test_a_term_that_narrows_what_is_no_term(graph: Repository, mapping: Mapping, value: Term) -> None:
    dataset = mapping.graph("try")
    term, broader = NamedNode(mapping.iri("terms/x")), NamedNode(f"{PREFIXES['skos']}broader")
    kind = Quad(term, RDF_TYPE, NamedNode(f"{PREFIXES['skos']}Concept"), dataset)
    report = refused(graph, [kind, *(Quad(term, broader, each, dataset) for each in (value, NamedNode("urn:x")))])
    assert {each.field for each in report.violations} >= {"broader"}


def test_what_the_same_change_removes(graph: Repository, mapping: Mapping) -> None:
    record = Record(MONEY.type, MONEY.id, {**MONEY.values, "funder": (BODY.id,)})
    gone = mapping.to_quads(BODY, mapping.graph("one"))
    (violation,) = refused(graph, mapping.to_quads(record, mapping.graph("try")), gone).violations
    said = "organisations/harbour-trust is removed by the same change: keep it, or mend this record as well."
    assert violation.message.endswith(said)
    gone = mapping.to_quads(REPORT, mapping.graph("one"))
    orphans = refused(graph, (), gone).violations
    assert {each.focus.removeprefix(mapping.base_iri) for each in orphans} == {BODY.id, PLACE.id}
    assert all("documents/report is removed by the same change" in each.message for each in orphans)


def test_a_near_id_is_looked_for_so_many_times_only(
    graph: Repository, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.validation.advice._SUGGESTIONS", 2)
    quads: list[Quad] = []
    for n in range(5):
        values = {**MONEY.values, "funder": (f"organisations/harbour-trust-{n}",)}
        quads += mapping.to_quads(Record(MONEY.type, f"contributions/m{n}", values), mapping.graph("try"))
    said = [
        each.message.endswith("did you mean 'organisations/harbour-trust'?")
        for each in refused(graph, quads).violations
    ]
    assert said == [True, True, False, False, False]


def test_a_check_of_files_says_the_same(graph: Repository, workspace: Workspace, tmp_path: Path) -> None:
    place = Record("Place", "places/busan", {**PLACE.values, "within": ("places/ulsann",), "kind": ("citty",)})
    write_dataset(tmp_path / "two", iter([place]))
    report = check(workspace.intake(tmp_path / "two"), workspace.gate, graph.store)
    assert {each.field: each.message.rpartition("you mean ")[2] for each in report.violations} == {
        "kind": "'city'?",
        "within": "'places/ulsan'?",
    }
