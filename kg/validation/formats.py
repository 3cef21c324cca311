"""A report written down: for people, for editors and pipelines, and as a SHACL report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from kg.ontology import ONTOLOGY_IRI
from kg.records import Report, Violation
from kg.records.report import NOTICE, VIOLATION, WARNING
from kg.store.rdf import (
    PREFIXES,
    RDF_TYPE,
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Term,
    write_triples,
)
from kg.validation.plausibility import CHECKS

_SH = PREFIXES["sh"]
_SARIF_LEVELS = {VIOLATION: "error", WARNING: "warning", NOTICE: "note"}
_CHECKS = f"{ONTOLOGY_IRI}/checks/"
_COMMENT = NamedNode(f"{PREFIXES['rdfs']}comment")


def _text(report: Report) -> str:
    return "\n".join(str(each) for each in report.down_to(NOTICE))


def _json(report: Report) -> str:
    body = {
        "conforms": report.conforms,
        "records": report.records,
        "violations": [asdict(each) for each in report.violations],
        "warnings": [asdict(each) for each in report.warnings],
        "notices": list(report.remarks),
        "unverified": [asdict(each) for each in report.unverified],
    }
    return json.dumps(body, indent=2, ensure_ascii=False)


def _sarif(report: Report) -> str:
    """SARIF 2.1.0 (OASIS 2020), which code hosts and editors show at the line."""
    violations = report.down_to(NOTICE)
    rules: list[dict[str, Any]] = [
        {"id": shape} | ({"shortDescription": {"text": CHECKS[shape].sentence}} if shape in CHECKS else {})
        for shape in sorted({each.shape for each in violations})
    ]
    remarks = [{"level": "note", "message": {"text": each}} for each in report.remarks]
    run = {
        "tool": {"driver": {"name": "kg check", "rules": rules}},
        "results": [_sarif_result(each) for each in violations],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": remarks}],
    }
    body = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(body, indent=2, ensure_ascii=False)


def _sarif_result(violation: Violation) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": violation.file}, "region": {"startLine": max(violation.line, 1)}}
    return {
        "ruleId": violation.shape,
        "level": _SARIF_LEVELS[violation.severity],
        "message": {"text": f"{violation.field}: {violation.message} (found: {violation.value})"},
        "locations": [{"physicalLocation": place}],
    }


def _turtle(report: Report) -> str:
    """A SHACL validation report (W3C 2017, section 3.6), with what was not checked as comments."""
    node = BlankNode("report")
    quads = [
        _quad(node, RDF_TYPE, NamedNode(f"{_SH}ValidationReport")),
        _quad(node, _sh("conforms"), Literal(report.conforms)),
        *(_quad(node, _COMMENT, Literal(each)) for each in report.remarks),
    ]
    for number, each in enumerate(report.down_to(NOTICE)):
        result = BlankNode(f"result{number}")
        quads.append(_quad(node, _sh("result"), result))
        quads += [_quad(result, predicate, term) for predicate, term in _turtle_result(each)]
    return write_triples(quads, "turtle").decode().rstrip()


def _turtle_result(violation: Violation) -> list[tuple[NamedNode, Term]]:
    message = f"{violation.file}:{violation.line}: {violation.message}" if violation.file else violation.message
    statements: list[tuple[NamedNode, Term]] = [
        (RDF_TYPE, _sh("ValidationResult")),
        (_sh("resultMessage"), Literal(message)),
        (_sh("resultSeverity"), _sh(violation.severity)),
    ]
    for name, iri in (
        ("focusNode", violation.focus),
        ("resultPath", violation.path),
        ("sourceShape", violation.shape),
    ):
        statements += [(_sh(name), NamedNode(iri))] if "://" in iri else []
    if violation.shape in CHECKS:
        statements.append((_sh("sourceShape"), NamedNode(f"{_CHECKS}{violation.shape}")))
    return statements + ([(_sh("value"), Literal(violation.value))] if violation.value else [])


def _sh(name: str) -> NamedNode:
    return NamedNode(f"{_SH}{name}")


def _quad(subject: BlankNode, predicate: NamedNode, term: Term) -> Quad:
    return Quad(subject, predicate, term, DefaultGraph())


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "turtle": _turtle,
}
