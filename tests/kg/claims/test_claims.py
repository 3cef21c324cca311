"""What contradicts what, which claim is preferred and why, whatever the order of the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claims import Conflict, Witnesses, find, read
from kg.claims.agreement import apart
from kg.records import Record, find_datasets, read_rows
from kg.records.model import Row
from kg.vocabulary import load_vocabulary
from tests.conftest import SHIPPED
from tests.kg.catalogue.catalogues import catalogue

VOCABULARY = load_vocabulary()


def record(id_: str, **fields: str) -> Record:
    """A record of the collection in its id; several values stand with | between them."""
    class_ = VOCABULARY.by_collection[id_.partition("/")[0]].name
    values = {name: tuple(sorted(value.split(" | "))) for name, value in fields.items() if value}
    return Record(class_, id_, {"confidence": ("stated",), **values})


def money(slug: str, amount: str = "", **fields: str) -> Record:
    parties = {"funder": "organisations/fund", "recipient": "organisations/firm", "kind": "grant", "currency": "GBP"}
    return record(f"contributions/{slug}", amount=amount, **{**parties, **fields})


def result(slug: str, value: str = "", **fields: str) -> Record:
    told = {"metric": "jobs created", "attributed_to": "programmes/harbour", "as_of": "2025"}
    return record(f"outcomes/{slug}", value=value, **{**told, **fields})


def body(slug: str, **fields: str) -> Record:
    return record(f"organisations/{slug}", **{"label": slug, "kind": "company", **fields})


def number(slug: str, value: str, body_: str = "organisations/a", scheme: str = "GB-COH", **fields: str) -> Record:
    return record(f"identifiers/{slug}", identifies=body_, scheme=scheme, value=value, **fields)


def decision(first: str, second: str, verdict: str = "same") -> Record:
    slug = f"{first}-{second}".replace("/", "-")
    return record(f"decisions/{slug}", first=first, second=second, verdict=verdict)


def conflicts(*records: Record) -> list[Conflict]:
    return find(Witnesses.of(records, VOCABULARY))


def in_short(found: Iterable[Conflict]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(each.kind, each.field, tuple(claim.value for claim in each.claims)) for each in found}


A, B, C = "organisations/a", "organisations/b", "organisations/c"
LINKED = {"same_fact_as": "contributions/a"}
ONE = decision(A, B)

ARE: list[tuple[list[Record], set[tuple[str, str, tuple[str, ...]]]]] = [
    # records that say that they are the same fact
    (
        [money("a", "3000000"), money("b", "2500000", **LINKED)],
        {("same-fact", "amount", ("3000000 GBP", "2500000 GBP"))},
    ),
    (
        [money("a", "3", when="2024"), money("b", "3", when="2025-03", **LINKED)],
        {("same-fact", "when", ("2024", "2025-03"))},
    ),
    ([money("a", "3"), money("b", "4", currency="KRW", **LINKED)], {("same-fact", "currency", ("GBP", "KRW"))}),
    ([money("a", "3"), money("b", "3", kind="award", **LINKED)], {("same-fact", "kind", ("grant", "award"))}),
    (
        [money("a", "3000000", bound="over"), money("b", "30000000", **LINKED)],
        {("same-fact", "amount", ("over 3000000 GBP", "30000000 GBP"))},
    ),
    (
        [result("a", "5"), result("b", "6", as_of="2024", same_fact_as="outcomes/a")],
        {("same-fact", "value", ("5", "6"))},
    ),
    # contributions between the same parties at the same time
    ([money("a", "3", when="2024"), money("b", "4", when="2024-05")], {("same-payment", "amount", ("3 GBP", "4 GBP"))}),
    ([money("a", "3"), money("b", "4")], {("same-payment", "amount", ("3 GBP", "4 GBP"))}),
    (
        [money("a", "3", funder=A), money("b", "4", funder=B), ONE],
        {("same-payment", "amount", ("3 GBP", "4 GBP"))},
    ),
    (
        [money("a", "3", financial_year="2024-25"), money("b", "4", financial_year="2024-25")],
        {("same-payment", "amount", ("3 GBP", "4 GBP"))},
    ),
    # outcomes of one metric
    ([result("a", "5"), result("b", "6")], {("same-outcome", "value", ("5", "6"))}),
    ([result("a", "5"), result("b", "6", metric="Jobs  created")], {("same-outcome", "value", ("5", "6"))}),
    ([result("a", "5", bound="about"), result("b", "9")], {("same-outcome", "value", ("about 5", "9"))}),
    # records that were decided to be one
    ([body("a"), body("b", kind="university"), ONE], {("same-thing", "kind", ("company", "university"))}),
    (
        [
            body("a", homepage="https://a.example"),
            body("b"),
            body("c", homepage="https://c.example"),
            ONE,
            decision(B, C),
        ],
        {("same-thing", "homepage", ("https://a.example", "https://c.example"))},
    ),
    (
        [body("a", governs="places/x"), body("b", governs="places/y"), ONE],
        {("same-thing", "governs", ("places/x", "places/y"))},
    ),
    # identifiers of one scheme
    ([number("a", "03ysstz10"), number("b", "00rxf7n07")], {("same-scheme", "value", ("03ysstz10", "00rxf7n07"))}),
    ([number("a", "1"), number("b", "2", B), ONE], {("same-scheme", "value", ("1", "2"))}),
    ([number("a", "1"), number("b", "2"), number("c", "1")], {("same-scheme", "value", ("1", "2", "1"))}),
]

ARE_NOT: list[list[Record]] = [
    # one fact, and nothing that contradicts
    [money("a", "3000000", bound="over"), money("b", "3200000", **LINKED)],
    [money("a", "3", when="2025"), money("b", "3.0", when="2025-03", **LINKED)],
    [money("a", "3"), money("b", currency="", **LINKED)],
    # other parties, times, kinds, or parts of one whole
    [money("a", "3", when="2024"), money("b", "4", when="2025")],
    [money("a", "3"), money("b", "4", recipient="organisations/other")],
    [money("a", "3"), money("b", "4", kind="award")],
    [
        money("a", "3"),
        money("b", "9", part_of="contributions/c"),
        money("c", "12", kind="award"),
        money("a", "3", part_of="contributions/c"),
    ],
    [money("a", "3"), money("b", "9", part_of="contributions/a")],
    [money("a", "3"), money("b", "9"), decision("contributions/a", "contributions/b", "not-same")],
    [money("a", "3", modality="planned"), money("b", "4", modality="done")],
    [money("a", "3"), money("b", "4", when="2025")],
    # another measure, or another day
    [result("a", "5"), result("b", "6", as_of="2024")],
    [result("a", "5"), result("b", "6", metric="jobs kept")],
    [result("a", "5"), result("b", "6", attributed_to="programmes/other")],
    [result("a", "50", bound="about"), result("b", "52")],
    # one thing, in its own words
    [body("a"), body("b", label="Another name", description="Other words"), ONE],
    [body("a", homepage="https://a.example"), body("b", homepage="https://b.example")],
    [body("a", kind="company"), body("b", kind="university"), decision(A, B, "undecided")],
    [record("posts/a", organisation=A), record("posts/b", organisation=B), ONE, decision("posts/a", "posts/b")],
    # one number, other schemes, other bodies
    [number("a", "1"), number("b", "1")],
    [number("a", "1"), number("b", "2", scheme="XI-ROR")],
    [number("a", "1"), number("b", "2", B)],
]


@pytest.mark.parametrize(("records", "expected"), ARE)
def test_claims_that_cannot_all_be_right_are_a_conflict(
    records: list[Record], expected: set[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert in_short(conflicts(*records)) == expected


@pytest.mark.parametrize("records", ARE_NOT)
def test_what_may_all_be_right_is_none(records: list[Record]) -> None:
    assert conflicts(*records) == []


def test_each_contradiction_is_told_once() -> None:
    (conflict,) = conflicts(money("a", "3"), money("b", "4", **LINKED), decision("contributions/a", "contributions/b"))
    assert conflict.kind == "same-fact"
    assert conflict.about == ("organisations/fund", "organisations/firm")


def test_very_many_claims_on_one_fact_are_one_conflict() -> None:
    first, *others = (money(f"{each:03}", "3", when=f"2000/{2001 + each}") for each in range(250))
    linked = [replace(each, values={**each.values, "same_fact_as": (first.id,)}) for each in others]
    assert conflicts(first, *linked) == []
    (conflict,) = conflicts(replace(first, values={**first.values, "amount": ("4",)}), *linked)
    assert len(conflict.claims) == 250


def document(slug: str, kind: str, published: str = "") -> Record:
    return record(f"documents/{slug}", kind=kind, published=published)


DOCUMENTS = (
    document("register", "registry-entry", "2020"),
    document("grants", "grant-publication", "2021-05"),
    document("page", "programme-page", "2024"),
    document("press", "article", "2025-03"),
    document("older-press", "article", "2024"),
    document("vague-press", "article", "2025"),
    document("undated-press", "article"),
)


@pytest.mark.parametrize(
    ("first", "second", "preferred", "reason"),
    [
        ({"confidence": "stated"}, {"confidence": "implied"}, "a", "confidence: stated over implied"),
        ({"implied_fields": "amount"}, {"confidence": "stated"}, "b", "confidence: stated over implied"),
        (
            {"confidence": "ambiguous", "stated_fields": "amount"},
            {"confidence": "implied"},
            "a",
            "confidence: stated over implied",
        ),
        (
            {"confidence": "implied", "evidence": "register"},
            {"evidence": "press"},
            "b",
            "confidence: stated over implied",
        ),
        ({"evidence": "press"}, {"evidence": "register"}, "b", "directness of the source: registry-entry over article"),
        (
            {"evidence": "page"},
            {"evidence": "grants"},
            "b",
            "directness of the source: grant-publication over programme-page",
        ),
        ({"evidence": "page"}, {"evidence": "press"}, "a", "directness of the source: programme-page over article"),
        ({"evidence": "grants"}, {"evidence": "register"}, "a", "date of the source: 2021-05 over 2020"),
        ({"evidence": "press"}, {"evidence": "older-press"}, "a", "date of the source: 2025-03 over 2024"),
        ({"evidence": "press | vague-press"}, {"evidence": "press"}, "a", "evidence: 2 passages over 1 passage"),
        ({"evidence": "press"}, {"evidence": "vague-press"}, "", ""),
        ({"evidence": "press"}, {"evidence": "undated-press"}, "", ""),
        ({}, {}, "", ""),
    ],
)
def test_the_rule_prefers_one_and_says_why(
    first: dict[str, str], second: dict[str, str], preferred: str, reason: str
) -> None:
    (conflict,) = conflicts(money("a", "3", **first), money("b", "4", **second), *DOCUMENTS)
    assert conflict.preferred == (f"contributions/{preferred}" if preferred else "")
    assert conflict.reason == reason
    assert len(conflict.claims) == 2


def test_claims_that_say_the_same_stand_together() -> None:
    records = [
        money(slug, amount, evidence=f"{slug}:0-4:ab381e5e1ca6049f")
        for slug, amount in (("a", "4"), ("b", "3"), ("c", "3"))
    ]
    (conflict,) = conflicts(*records)
    assert (conflict.preferred, conflict.reason) == ("contributions/b", "evidence: 2 passages over 1 passage")


EVERY = [
    *(
        money(slug, amount, evidence=evidence, when=when)
        for slug, amount, evidence, when in (
            ("a", "3", "press", "2024"),
            ("b", "4", "register", "2024-05"),
            ("c", "5", "page", "2024/2025"),
            ("d", "3", "grants", "2025"),
        )
    ),
    money("e", "7", same_fact_as="contributions/a | contributions/f"),
    money("f", "8", when="2020"),
    *(result(slug, value) for slug, value in (("a", "5"), ("b", "6"), ("c", "5"))),
    *(number(slug, value, body_) for slug, value, body_ in (("a", "1", A), ("b", "2", B), ("c", "3", C))),
    body("a", homepage="https://a.example"),
    body("b", kind="university"),
    body("c", homepage="https://c.example"),
    ONE,
    decision(B, C),
    *DOCUMENTS,
]


@given(st.permutations(EVERY))
def test_the_order_of_the_records_changes_nothing(records: list[Record]) -> None:
    found = conflicts(*records)
    assert found == conflicts(*EVERY)
    assert {each.kind for each in found} == {"same-fact", "same-payment", "same-outcome", "same-thing", "same-scheme"}


def test_a_graph_has_the_conflicts_of_its_records() -> None:
    assert read(catalogue(EVERY)) == conflicts(*EVERY)
    assert read(catalogue([body("a")])) == []


def test_times_of_other_forms_are_compared_by_what_they_allow() -> None:
    assert apart("[2019, 2020]", "2021")
    assert apart("2025-04/..", "2025-03")
    assert not apart("../2024", "2023")
    assert not apart("202X", "2025-06")
    assert not apart("2025-21", "2025-11")


def test_the_shipped_records_are_read() -> None:
    rows = (row for each in find_datasets(SHIPPED) for row in read_rows(each, VOCABULARY))
    found = conflicts(*(row.record for row in rows if isinstance(row, Row)))
    assert all(len(each.claims) > 1 for each in found)
