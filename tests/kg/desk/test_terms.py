"""A dataset brings its own terms: they stand in records, count as what they narrow, and are refused elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Selection
from kg.changes import Origin, Refused, Repository
from kg.desk import check, load
from kg.errors import UnknownField
from kg.export import read_all
from kg.export.formats import EXPORTS
from kg.records import Record, Report, Violation, from_json, to_json
from kg.store import EMBEDDED
from kg.store.rdf import NamedNode, Quad, read_quads
from kg.terms import BROADER
from kg.workspace import Workspace
from tests.conftest import RunKg
from tests.generator import write_dataset
from tests.kg.desk.loading import bring

COMMON = {"confidence": ("stated",), "evidence": ("report",)}
ID = attrgetter("id")
REPORT = Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})


def term(name: str, broader: str) -> Record:
    values = {"label": name.title(), "broader": broader, "definition": f"A {name}."}
    return Record("Term", f"terms/{name}", {field: (value,) for field, value in values.items()})


def body(name: str, kind: str) -> Record:
    return Record("Organisation", f"organisations/{name}", {"label": (name.title(),), "kind": (kind,), **COMMON})


HUB, HARBOUR = term("hub", "organisation-kinds/innovation-centre"), term("harbour-hub", "hub")
RECORDS = (REPORT, HUB, HARBOUR, body("dock", "harbour-hub"), body("mill", "hub"), body("firm", "company"))


@pytest.fixture
def told(workspace: Workspace, tmp_path: Path) -> Callable[..., list[tuple[str, int, str, str]]]:
    """What `kg check` says of records: file, line, field, and the end of the message."""

    def violations(*records: Record) -> list[tuple[str, int, str, str]]:
        write_dataset(tmp_path / "told", iter(records))
        report = check(workspace.intake(tmp_path / "told"), workspace.gate)
        return [(Path(each.file).name, each.line, each.field, each.message) for each in report.violations]

    return violations


def refused(repository: Repository, workspace: Workspace, folder: Path, *records: Record) -> Report:
    with pytest.raises(Refused) as refusal:
        bring(workspace, repository, folder, records)
    return refusal.value.report


def test_terms_come_in_with_the_records_that_name_them_and_go_round(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    bring(workspace, repository, tmp_path / "data", RECORDS)
    assert sorted(read_all(repository.store, workspace.mapping), key=ID) == sorted(RECORDS, key=ID)
    iri = workspace.mapping.iri("terms/harbour-hub")
    assert list(repository.store.quads(None, None, NamedNode(iri)))
    assert bring(workspace, repository, tmp_path / "data").tally.unchanged == len(RECORDS)


def test_a_table_of_terms_is_read_like_any_other(workspace: Workspace, tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", iter(RECORDS))
    header, *rows = (tmp_path / "data" / "terms.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("id,label,broader,definition,")
    assert rows[0].startswith("harbour-hub,Harbour-Hub,hub,A harbour-hub.") or rows[0].startswith("hub,")
    assert check(workspace.intake(tmp_path / "data"), workspace.gate).conforms


@pytest.mark.parametrize(
    ("records", "file", "field", "words"),
    [
        ((term("hub", "roles/leed"),), "terms.csv", "broader", "Did you mean 'roles/lead'?"),
        ((term("hub", "hab"), term("hab-2", "roles/lead")), "terms.csv", "broader", "Did you mean 'hab-2'?"),
        ((term("hub", "bounds/exact"),), "terms.csv", "broader", "one term that can be narrowed"),
        ((term("hub", "hub"),), "terms.csv", "broader", "leads back to the term itself"),
        ((term("lead", "roles/partner"),), "terms.csv", "id", "lead is a term of roles already"),
        ((HUB, body("a", "hubb")), "organisations.csv", "kind", "Did you mean 'hub'?"),
        ((term("chair", "roles/lead"), body("a", "chair")), "organisations.csv", "kind", "chair narrows roles/lead"),
        ((body("a", "hub"),), "organisations.csv", "kind", "kg ref organisation-kinds"),
    ],
)
def test_what_cannot_stand_is_told_once_with_what_to_do(
    told: Callable[..., list[tuple[str, int, str, str]]],
    records: tuple[Record, ...],
    file: str,
    field: str,
    words: str,
) -> None:
    (violation,) = told(REPORT, *records)
    assert violation[:3] == (file, 2, field)
    assert words in violation[3]


def test_a_circle_is_told_once_however_many_records_name_its_terms(
    told: Callable[..., list[tuple[str, int, str, str]]],
) -> None:
    circle = (term("one", "two"), term("two", "three"), term("three", "one"))
    (violation,) = told(REPORT, *circle, body("a", "one"), body("b", "three"))
    assert violation[0] == "terms.csv"
    assert "leads back to the term itself" in violation[3]


def test_a_term_in_use_stays(workspace: Workspace, repository: Repository, tmp_path: Path) -> None:
    bring(workspace, repository, tmp_path / "data", RECORDS)
    without = [each for each in RECORDS if each != HARBOUR]
    (violation,) = refused(repository, workspace, tmp_path / "data", *without).violations
    assert (Path(violation.file).name, violation.line, violation.value) == ("organisations.csv", 2, "harbour-hub")
    assert "terms/harbour-hub is removed by the same change" in violation.message
    without = [each for each in RECORDS if each.id not in ("terms/harbour-hub", "organisations/dock")]
    assert bring(workspace, repository, tmp_path / "data", without).tally.removed == 2


@pytest.mark.parametrize("moved", ["hub", "harbour-hub"])
def test_a_term_that_moves_away_takes_no_record_with_it(
    workspace: Workspace, repository: Repository, tmp_path: Path, moved: str
) -> None:
    """Also where it is not the term that the record names, but one above."""
    bring(workspace, repository, tmp_path / "data", RECORDS)
    terms = {"hub": term("hub", "roles/host"), "harbour-hub": term("harbour-hub", "roles/host")}
    records = [terms[moved] if each.id == f"terms/{moved}" else each for each in RECORDS]
    violations = refused(repository, workspace, tmp_path / "data", *records).violations
    assert {each.focus.rpartition("/")[2] for each in violations} == {"dock", *(["mill"] if moved == "hub" else [])}
    assert all("narrows roles/host, which cannot stand here" in each.message for each in violations)


def test_the_id_of_another_dataset_is_taken(workspace: Workspace, repository: Repository, tmp_path: Path) -> None:
    write_dataset(tmp_path / "data" / "one", iter([REPORT, HUB]))
    write_dataset(tmp_path / "data" / "two", iter([term("hub", "roles/lead")]))
    (violation,) = check(workspace.intake(tmp_path / "data"), workspace.gate).violations
    assert (Path(violation.file).parent.name, violation.field) == ("two", "id")
    assert "stands in" in violation.message
    load(repository, workspace.intake(tmp_path / "data" / "one"))
    report = check(workspace.intake(tmp_path / "data" / "two"), workspace.gate, repository.store)
    (taken,) = (each for each in report.violations if each.field == "id")
    assert "another dataset of the graph has this id" in taken.message


def test_rdf_names_a_term_of_a_dataset_by_its_own_iri(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    bring(workspace, repository, tmp_path / "data", RECORDS)
    mapping = workspace.mapping
    field = mapping.vocabulary.classes["Organisation"].fields["kind"]
    firm, graph = NamedNode(mapping.iri("organisations/firm")), mapping.graph("data")

    def told_of(kind: str) -> list[Violation]:
        with repository.prepare(Origin("ann", "another kind")) as writer:
            writer.remove(repository.store.quads(firm, NamedNode(field.iri)))
            writer.add([Quad(firm, NamedNode(field.iri), NamedNode(kind), graph)])
            change = writer.finish()
        try:
            repository.rehearse(change)
        except Refused as refusal:
            return list(refusal.report.violations)
        return []

    own = mapping.iri("terms/hub")
    assert told_of(own) == []
    (violation,) = told_of(f"{field.scheme}hub")
    assert f"write <{own}>" in violation.message


def test_lists_find_the_narrower_by_the_broader(workspace: Workspace, repository: Repository, tmp_path: Path) -> None:
    bring(workspace, repository, tmp_path / "data", RECORDS)
    catalogue = Catalogue(lambda: repository.store, workspace.mapping, repository.version)

    def listed(collection: str, **filters: str) -> list[str]:
        selection = Selection({name: (value,) for name, value in filters.items()})
        return [workspace.mapping.reference(each) for each in catalogue.page(collection, selection).iris]

    both = ["organisations/dock", "organisations/mill"]
    assert listed("organisations", kind="innovation-centre") == both
    assert listed("organisations", kind="hub") == both
    assert listed("organisations", kind="harbour-hub") == both[:1]
    assert listed("organisations", kind=workspace.mapping.iri("terms/harbour-hub")) == both[:1]
    assert listed("terms", broader="organisation-kinds/innovation-centre") == ["terms/harbour-hub", "terms/hub"]
    assert listed("terms", broader="hub") == ["terms/harbour-hub"]
    with pytest.raises(UnknownField, match="Did you mean 'harbour-hub'"):
        listed("organisations", kind="harbor-hub")
    assert {record.slug: ours.rpartition("/")[2] for record, ours in catalogue.own_terms()} == {
        "hub": "innovation-centre",
        "harbour-hub": "innovation-centre",
    }


def test_json_ld_says_which_term_is_meant(workspace: Workspace, repository: Repository, tmp_path: Path) -> None:
    bring(workspace, repository, tmp_path / "data", RECORDS)
    with (tmp_path / "all.jsonld").open("wb") as output:
        EXPORTS["jsonld"](repository.store, workspace.mapping, output)
    quads = list(read_quads((tmp_path / "all.jsonld").read_bytes(), "jsonld"))
    named = {quad.object for quad in quads if quad.predicate == BROADER}
    ours = "https://w3id.org/innovation-kg/ontology/organisation-kinds/innovation-centre"
    assert named == {NamedNode(workspace.mapping.iri("terms/hub")), NamedNode(ours)}


def test_json_takes_a_term_by_its_name_or_its_iri(workspace: Workspace) -> None:
    mapping = workspace.mapping
    record = body("dock", "harbour-hub")
    short = to_json(record, mapping.vocabulary.classes["Organisation"], mapping.iri)
    long = to_json(record, mapping.vocabulary.classes["Organisation"], mapping.iri, is_jsonld=True)
    assert (short["kind"], long["kind"]) == ("harbour-hub", mapping.iri("terms/harbour-hub"))
    for each in (short, long):
        assert from_json(json.loads(json.dumps(each)), mapping.vocabulary, mapping.reference) == record
    field = mapping.vocabulary.classes["Organisation"].fields["kind"]
    ours = {**long, "kind": f"{field.scheme}company"}
    assert from_json(ours, mapping.vocabulary, mapping.reference) == body("dock", "company")


def test_a_grant_by_another_name_is_a_grant(workspace: Workspace, tmp_path: Path) -> None:
    values = {"amount": "100", "currency": "GBP", "when": "2025-03-01", "funder": "organisations/mill"}
    grant = {name: (value,) for name, value in values.items()}
    money = [
        Record("Contribution", f"contributions/{name}", {**COMMON, **grant, "recipient": (to,), "kind": (kind,)})
        for name, to, kind in (("a", "organisations/dock", "voucher"), ("b", "organisations/firm", "pledge"))
    ]
    kinds = [term("voucher", "contribution-kinds/grant"), term("pledge", "contribution-kinds/planned-investment")]
    graph = workspace.mapping.graph("data")
    quads = [quad for each in (*RECORDS, *money, *kinds) for quad in workspace.mapping.to_quads(each, graph)]
    with (tmp_path / "grants.json").open("wb") as output:
        EXPORTS["360giving"](EMBEDDED.in_memory(quads), workspace.mapping, output)
    grants = json.loads((tmp_path / "grants.json").read_bytes())["grants"]
    assert [each["id"].rpartition("-")[2] for each in grants] == ["a"]


def test_the_command_line_knows_the_terms_of_your_datasets(
    kg: RunKg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_dataset(tmp_path / "records" / "one", iter(RECORDS))
    monkeypatch.setenv("KG_DATA", str(tmp_path / "records"))
    assert "harbour-hub\tnarrower than organisation-kinds/innovation-centre" in kg("ref", "organisation-kinds").out
    assert "A harbour-hub." in kg("ref", "Harbour-Hub").out
    assert "harbour-hub" not in kg("ref", "roles").out
    assert "Did you mean 'harbour-hub'?" in kg("ref", "harbor-hub").err
    assert "roles/partner\tterm of roles" in kg("ref", "ontology").out
    assert "bounds/exact" not in kg("ref", "ontology").out
