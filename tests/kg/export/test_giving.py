from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from kg.changes import Repository
from kg.desk import load
from kg.export.giving import write_360giving
from kg.mapping import Mapping
from kg.records import Record
from kg.store import EmbeddedStore
from kg.store.rdf import Quad
from kg.workspace import Workspace
from tests.conftest import HARBOUR, ROOT

SCHEMAS = ROOT.parent / "shared" / "data" / "360giving"


@pytest.fixture
def package(workspace: Workspace, repository: Repository, mapping: Mapping) -> dict[str, Any]:
    load(repository, workspace.intake(HARBOUR))
    output = io.BytesIO()
    assert write_360giving(repository.store, mapping, output).startswith("1 of 2 contributions exported; 1 do not")
    read: dict[str, Any] = json.loads(output.getvalue())
    return read


def test_a_grant(package: dict[str, Any], mapping: Mapping) -> None:
    (grant,) = package["grants"]
    assert grant["amountAwarded"] == 1250000.5
    assert (grant["currency"], grant["awardDate"]) == ("GBP", "2025-03-03")
    assert grant["fundingOrganization"] == [{"id": "360G-innovationkg-seahaven-council", "name": "Seahaven Council"}]
    assert grant["recipientOrganization"] == [{"id": "GB-COH-01234567", "name": "Quay Works Ltd"}]
    assert grant["dataSource"] == mapping.iri("contributions/first-grant")
    assert grant["description"] == "First grant"


def test_it_is_what_the_standard_asks_for(package: dict[str, Any]) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas of the 360Giving standard are not here")
    schema = json.loads((SCHEMAS / "360-giving-schema.json").read_text(encoding="utf-8"))
    formats = FormatChecker()
    formats.checks("date-time")(lambda value: "T" in str(value))
    for grant in package["grants"]:
        assert [error.message for error in Draft4Validator(schema, format_checker=formats).iter_errors(grant)] == []
    whole = json.loads((SCHEMAS / "360-giving-package-schema.json").read_text(encoding="utf-8"))
    assert "grants" in whole["required"] or "grants" in whole["properties"]


def test_the_shipped_dataset_makes_up_no_grant(
    workspace: Workspace, repository: Repository, shipped: Path, mapping: Mapping
) -> None:
    load(repository, workspace.intake(shipped))
    output = io.BytesIO()
    write_360giving(repository.store, mapping, output)
    for grant in json.loads(output.getvalue())["grants"]:
        assert len(grant["awardDate"]) == 10


GRANT = {
    "kind": "grant",
    "funder": "organisations/fund",
    "recipient": "organisations/lab",
    "amount": "1000000",
    "currency": "GBP",
    "when": "2025-03-03",
}


class Counting(EmbeddedStore):
    """Counts how often it is read."""

    reads = 0

    def quads(self, *pattern: Any, **named: Any) -> Iterator[Quad]:
        self.reads += 1
        return super().quads(*pattern, **named)


def store_of(mapping: Mapping, *rows: dict[str, str]) -> Counting:
    quads: list[Quad] = []
    for row in rows:
        name = mapping.vocabulary.by_collection[row["id"].partition("/")[0]].name
        record = Record(name, row["id"], {field: (value,) for field, value in row.items() if field != "id"})
        quads += mapping.to_quads(record, mapping.graph("demo"))
    store = Counting.in_memory(quads)
    assert isinstance(store, Counting)
    return store


def exported(mapping: Mapping, *rows: dict[str, str]) -> tuple[list[dict[str, Any]], str]:
    output = io.BytesIO()
    told = write_360giving(store_of(mapping, *rows), mapping, output)
    return json.loads(output.getvalue())["grants"], told


def test_a_fact_that_two_tell_is_one_grant(mapping: Mapping) -> None:
    rows = [
        {"id": "contributions/a", "same_fact_as": "contributions/b", **GRANT},
        {"id": "contributions/b", **GRANT},
        {"id": "contributions/c", "same_fact_as": "contributions/a", **GRANT, "when": "2025"},
    ]
    grants, told = exported(mapping, *rows)
    assert [grant["id"] for grant in grants] == ["360G-innovationkg-a"]
    assert told == "1 of 3 contributions exported; 2 tell what another tells"


def test_of_repeats_the_one_that_is_complete_is_exported(mapping: Mapping) -> None:
    vague = {"id": "contributions/a", "same_fact_as": "contributions/b", **GRANT, "bound": "over"}
    grants, _ = exported(mapping, vague, {"id": "contributions/b", **GRANT})
    assert [grant["id"] for grant in grants] == ["360G-innovationkg-b"]


def test_a_part_is_not_exported_beside_its_whole_and_is_without_it(mapping: Mapping) -> None:
    part = {"id": "contributions/part", "part_of": "contributions/whole", **GRANT, "amount": "400000"}
    whole = {"id": "contributions/whole", **GRANT}
    grants, told = exported(mapping, part, whole)
    assert [grant["amountAwarded"] for grant in grants] == [1000000]
    assert told == "1 of 2 contributions exported; 1 are parts of others"
    grants, _ = exported(mapping, part, {**whole, "when": "2025"})
    assert [grant["amountAwarded"] for grant in grants] == [400000]


def test_a_plan_is_no_award(mapping: Mapping) -> None:
    assert exported(mapping, {"id": "contributions/a", **GRANT, "modality": "planned"}) == (
        [],
        "0 of 1 contributions exported; 1 are only planned",
    )


def test_the_identifier_does_not_depend_on_the_order_of_rows(mapping: Mapping) -> None:
    said = [("XI-ROR", "03ysstz10"), ("GB-COH", "01234567"), ("GB-CHC", "279417")]
    rows = [
        {"id": f"identifiers/{place}", "identifies": "organisations/lab", "scheme": scheme, "value": value}
        for place, (scheme, value) in enumerate(said)
    ]
    for wanted, some in (("GB-CHC-279417", rows), ("GB-COH-01234567", rows[:2]), ("XI-ROR-03ysstz10", rows[:1])):
        for ordered in (some, some[::-1]):
            grants, _ = exported(mapping, {"id": "contributions/a", **GRANT}, *ordered)
            assert grants[0]["recipientOrganization"][0]["id"] == wanted


def test_what_is_the_same_has_the_identifiers_of_both_and_no_prefix_is_doubled(mapping: Mapping) -> None:
    rows = [
        {"id": "links/l", "subject": "organisations/lab", "relation": "same-as", "object": "organisations/laboratory"},
        {
            "id": "identifiers/a",
            "identifies": "organisations/laboratory",
            "scheme": "GB-COH",
            "value": "GB-COH-01234567",
        },
    ]
    grants, _ = exported(mapping, {"id": "contributions/a", **GRANT}, *rows)
    assert grants[0]["recipientOrganization"][0]["id"] == "GB-COH-01234567"


def test_twice_the_grants_take_twice_the_reading(mapping: Mapping) -> None:
    def reads(many: int) -> int:
        rows = [
            row
            for n in range(many)
            for row in (
                {"id": f"organisations/o{n}", "label": f"Body {n}"},
                {"id": f"identifiers/i{n}", "identifies": f"organisations/o{n}", "scheme": "XI-ROR", "value": f"{n}"},
                {"id": f"contributions/c{n}", **GRANT, "recipient": f"organisations/o{n}"},
            )
        ]
        store = store_of(mapping, *rows)
        write_360giving(store, mapping, io.BytesIO())
        return store.reads

    assert reads(80) <= 2.1 * reads(40)
