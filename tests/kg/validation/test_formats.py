from __future__ import annotations

import json

import pytest

from kg.records import Report, Unverified, Violation
from kg.store.rdf import read_quads
from kg.validation.formats import FORMATS

TOLD = Violation(
    "a.csv", 3, "label", 'say "x"', "울산\n", "https://example.org/a", "https://example.org/p", "https://example.org/s"
)
UNREAD = Unverified("nobody has it", 2, 1, ("a", "b"))
REPORT = Report((TOLD, Violation("b.csv", 1, "-", "no header", shape="form")), ("a note",), 5, (UNREAD,))
REMARKS = ["a note", "2 citations and 1 quote were not verified, because nobody has it: a, b"]


@pytest.mark.parametrize("report", [REPORT, Report()])
def test_json_says_it_all(report: Report) -> None:
    body = json.loads(FORMATS["json"](report))
    assert (body["conforms"], body["records"]) == (report.conforms, report.records)
    assert [Violation(**each) for each in body["violations"]] == list(report.violations)
    assert body["notices"] == (REMARKS if report is REPORT else [])
    assert [Unverified(**{**each, "documents": tuple(each["documents"])}) for each in body["unverified"]] == list(
        report.unverified
    )


def test_sarif_points_at_the_line() -> None:
    (run,) = json.loads(FORMATS["sarif"](REPORT))["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {result["ruleId"] for result in run["results"]}
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a.csv"}, "region": {"startLine": 3}}
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    (invocation,) = run["invocations"]
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == REMARKS


def test_turtle_is_a_shacl_report() -> None:
    quads = list(read_quads(FORMATS["turtle"](REPORT), "turtle"))
    said = [(quad.predicate.value.rpartition("#")[2], str(quad.object)) for quad in quads]
    assert sum(name == "result" for name, _ in said) == 2
    assert ("focusNode", "<https://example.org/a>") in said
    assert any(name == "resultMessage" and "a.csv:3" in text for name, text in said)
    assert [text.strip('"') for name, text in said if name == "comment"] == REMARKS
    assert len(list(read_quads(FORMATS["turtle"](Report()), "turtle"))) == 2


def test_text_has_one_line_for_each() -> None:
    assert FORMATS["text"](Report()) == ""
    assert FORMATS["text"](REPORT).startswith('a.csv:3: label: say "x" (found: 울산')
