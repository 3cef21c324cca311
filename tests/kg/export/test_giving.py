from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from kg.changes import Repository, load
from kg.export.giving import write_360giving
from kg.mapping import Mapping
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
