"""What only many records together tell: loose ends and repetitions, and what a record accepts."""

from __future__ import annotations

import pytest

from kg.records import Record, Violation
from kg.records.report import NOTICE, WARNING
from kg.validation.plausibility import CHECKS, by_check
from tests.kg.validation.plausibility.articles import MAPPING, found, judge, record

BIRMINGHAM = record("places/birmingham", label="Birmingham", kind="city")
HERE = record("organisations/here", label="Here", located_in="places/birmingham")
MOU = record("agreements/mou", label="Memorandum", kind="memorandum-of-understanding")
GRANT = {
    "label": "A grant",
    "kind": "grant",
    "funder": "organisations/a",
    "recipient": "organisations/b",
    "amount": "5000",
    "when": "2025",
}


def named(id_: str, label: str, **fields: str) -> Record:
    return record(id_, label=label, **fields)


def party(id_: str, activity: str = "agreements/mou", **fields: str) -> Record:
    usual = {"participant": "organisations/a", "role": "signatory", "activity": activity}
    return record(f"participations/{id_}", **{**usual, **fields})


WRONG: list[tuple[str, str, list[Record]]] = [
    # the check, the record, all records
    ("without-parties", "agreements/mou", [MOU]),
    ("without-parties", "agreements/mou", [MOU, party("p", "projects/mou")]),
    ("without-parties", "agreements/mou", [MOU, party("p", "agreements/other")]),
    ("without-parties", "agreements/mou", [MOU, record("links/l", subject="agreements/mou", object="places/x")]),
    ("without-parties", "agreements/other", [MOU, party("p"), record("agreements/other", label="Other")]),
    ("unused", "places/birmingham", [BIRMINGHAM]),
    ("unreferred", "people/p", [record("people/p", label="P"), record("names/n", name_of="people/p", name="Pp")]),
    ("unreferred", "groups/g", [record("groups/g", label="Some firms", located_in="places/birmingham"), BIRMINGHAM]),
    ("unreferred", "people/q", [record("people/q", label="Q"), record("posts/p", label="P", held_by="people/p")]),
    ("unused", "sources/s", [record("sources/s", label="s.txt"), record("documents/d", label="D")]),
    ("unreferred", "groups/g", [record("groups/g", label="G"), record("identifiers/i", identifies="groups/g")]),
    ("unused", "places/a", [named("places/a", "A"), record("identifiers/i", identifies="places/a")]),
    ("unused", "places/a", [named("places/a", "A", within="places/b"), record("names/n", name_of="places/a")]),
    ("unused", "documents/d", [record("documents/d", label="D"), record("organisations/o", evidence="e")]),
    ("unreferred", "people/p", [record("people/p", label="P"), party("p", participant="people/q")]),
    ("unused", "documents/d", [record("documents/d", label="D", source="sources/s")]),
    ("same-label", "organisations/b", [named("organisations/a", "Quay Ltd"), named("organisations/b", "quay  ltd")]),
    ("same-label", "organisations/b", [named("organisations/a", "울산"), named("organisations/b", "울산")]),
    ("same-label", "people/b", [named("people/a", "Jo Tide"), named("people/b", "JO TIDE")]),
    ("same-label", "places/b", [named("places/a", "Ulsan", kind="city"), named("places/b", "Ulsan", kind="city")]),
    ("same-label", "events/b", [named("events/a", "Week", when="2025"), named("events/b", "Week", when="2025")]),
    ("same-label", "documents/b", [named("documents/a", "News"), named("documents/b", "Ｎews")]),
    ("same-content", "contributions/b", [record("contributions/a", **GRANT), record("contributions/b", **GRANT)]),
    (
        "same-content",
        "contributions/b",
        [record("contributions/a", **GRANT), record("contributions/b", **{**GRANT, "label": "Other", "note": "x"})],
    ),
    ("same-content", "participations/b", [party("a", label="One"), party("b", label="Two")]),
    ("same-content", "participations/b", [party("a"), party("b", confidence="implied")]),
    (
        "same-content",
        "outcomes/b",
        [record(f"outcomes/{id_}", metric="jobs", value="22", about="places/x", when="2025") for id_ in "ab"],
    ),
]  # fmt: skip

RIGHT: list[list[Record]] = [
    [MOU, party("p")],
    [MOU, party("p"), record("participations/q", participant="places/ulsan", activity="agreements/mou")],
    [BIRMINGHAM, HERE],
    [record("people/p", label="P"), record("posts/mayor", label="Mayor", held_by="people/p")],
    [record("groups/g", label="Partners", count="21")],
    [record("groups/g", label="Two", includes="places/birmingham"), BIRMINGHAM],
    [record("documents/d", label="D"), record("organisations/o", label="O", evidence="d:0-4:0123456789abcdef")],
    [record("documents/d", label="D"), record("names/n", name_of="organisations/o", name="O", evidence="d")],
    [
        record("sources/s", label="s.txt"),
        record("documents/d", label="D", source="sources/s"),
        party("p", evidence="d"),
    ],
    [named("organisations/a", "Quay Works"), named("organisations/b", "Quay Works Ltd")],
    [
        named("organisations/a", "Quay Works"),
        named("organisations/b", "Quay Works"),
        record("decisions/d", first="organisations/b", second="organisations/a", verdict="not-same"),
    ],
    [named("organisations/a", "Midlands"), named("programmes/a", "Midlands"), named("projects/a", "Midlands")],
    [named("events/a", "Week", when="2024"), named("events/b", "Week", when="2025")],
    [named("programmes/a", "Catapult", kind="fund"), named("programmes/b", "Catapult", kind="programme")],
    [record("contributions/a", **GRANT), record("contributions/b", **{**GRANT, "when": "2026"})],
    [record("contributions/a", **GRANT), record("contributions/b", **GRANT, same_fact_as="contributions/a")],
    [record("contributions/a", **GRANT), record("contributions/b", **GRANT, part_of="contributions/a")],
    [record(f"contributions/{id_}", label=id_, amount="5000", kind="grant", when="2025") for id_ in "ab"],
    [party("a", when="2024"), party("b", when="2025")],
    [record(f"outcomes/{id_}", metric="jobs", value="22", about="places/x") for id_ in "ab"],
]
"""Without Birmingham, whom somebody refers to."""


def of_these(violations: tuple[Violation, ...]) -> list[tuple[str, str]]:
    return [(each.shape, MAPPING.reference(each.focus)) for each in violations if each.shape != "single-source"]


@pytest.mark.parametrize(("check", "id_", "records"), WRONG)
def test_a_slip_is_found(check: str, id_: str, records: list[Record]) -> None:
    assert (check, id_) in of_these(judge(records))


@pytest.mark.parametrize("records", RIGHT)
def test_what_is_right_is_silent(records: list[Record]) -> None:
    assert of_these(judge(records)) == []


def test_two_datasets_may_each_describe_a_thing() -> None:
    assert found(judge([named("organisations/a", "A"), named("organisations/b", "A")])) == ["same-label"]


def test_of_those_that_are_alike_the_first_id_is_named_whatever_the_order() -> None:
    triplets = [named(f"organisations/{id_}", "Quay") for id_ in "cab"]
    for records in (triplets, triplets[::-1]):
        findings = judge(records)
        assert {MAPPING.reference(each.focus) for each in findings} == {"organisations/b", "organisations/c"}
        assert all(each.message.startswith("organisations/a ") for each in findings)


def test_the_message_names_the_other() -> None:
    (finding,) = judge([named("organisations/a", "Quay"), named("organisations/b", "QUAY")])
    assert finding.message.startswith("organisations/a has the same label")
    assert (finding.line, finding.field, finding.severity) == (3, "label", WARNING)


@pytest.mark.parametrize(
    ("evidence", "findings"),
    [
        (["a:0-4:0123456789abcdef", "a:9-14:0123456789abcdef"], ["single-source"]),
        (["a"], ["single-source"]),
        (["a:0-4:0123456789abcdef", "b"], []),
        ([], []),
    ],
)
def test_a_claim_of_one_document_is_a_notice(evidence: list[str], findings: list[str]) -> None:
    claim = record("contributions/c", evidence=evidence) if evidence else record("contributions/c")
    assert found(judge([claim])) == findings
    assert found(judge([record("organisations/o", **({"evidence": evidence} if evidence else {}))])) == []


def test_what_a_record_accepts_is_a_notice_that_gives_the_reason() -> None:
    reason = "the company and its fund have one name"
    twins = [named("organisations/a", "A"), named("organisations/b", "A", accepted=f"same-label: {reason}")]
    (finding,) = judge(twins)
    assert (finding.shape, finding.severity) == ("same-label", NOTICE)
    assert finding.message.endswith(f"; accepted: {reason}")


def test_a_record_accepts_nothing_but_what_it_names() -> None:
    twins = [named("organisations/a", "A"), named("organisations/b", "A", accepted="unused: it is new")]
    assert [each.severity for each in judge(twins)] == [WARNING]
    (finding,) = judge([named("organisations/b", "A", accepted="same-lable: a slip")])
    assert (finding.shape, finding.field, finding.value) == ("accepted-unknown", "accepted", "same-lable: a slip")
    assert "same-label" in finding.message


def test_warnings_are_sorted_by_check() -> None:
    twins = [named("places/a", "A"), named("places/b", "A"), MOU]
    sorted_ = by_check(judge(twins))
    assert {id_: len(each) for id_, each in sorted_.items()} == {"without-parties": 1, "unused": 2, "same-label": 1}
    assert list(sorted_) == [each for each in CHECKS if each in sorted_]
