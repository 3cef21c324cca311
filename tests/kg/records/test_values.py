from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from kg.records.tables import split_cell
from kg.records.values import canonical, fault, is_slug
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, load_vocabulary
from tests.generator import decimals, durations, integers

FIELDS = load_vocabulary().classes
AMOUNT = FIELDS["Contribution"].fields["amount"]
FUNDER, THROUGH, SECTORS, EVIDENCE = (
    FIELDS["Contribution"].fields[name] for name in ("funder", "through", "sectors", "evidence")
)
COUNT = FIELDS["Group"].fields["count"]
DURATION = FIELDS["Programme"].fields["duration"]


@pytest.mark.parametrize(
    ("field", "text", "instead"),
    [
        (FUNDER, "organisations/a, places/b", "write organisations/a | places/b"),
        (FUNDER, "organisations/a;places/b;people/c", "write organisations/a | places/b | people/c"),
        (SECTORS, "robotics,\nmaritime", "write robotics | maritime"),
        (EVIDENCE, "news:0-4:0123456789abcdef; news", "write news:0-4:0123456789abcdef | news"),
        (FUNDER, "organisations/a, B & Co", "is not a reference"),
        (THROUGH, "programmes/a, programmes/b", "is not a reference"),
    ],
)
def test_several_values_separated_otherwise_are_told_how(field: Field, text: str, instead: str) -> None:
    assert instead in fault(field, text)


@given(decimals)
def test_a_decimal_keeps_its_value(text: str) -> None:
    assert Decimal(canonical(AMOUNT, text)) == Decimal(text)
    assert canonical(AMOUNT, canonical(AMOUNT, text)) == canonical(AMOUNT, text)


@given(integers)
def test_an_integer_keeps_its_value(text: str) -> None:
    assert canonical(COUNT, text) == str(int(text))


@given(durations)
def test_a_canonical_duration_stays(text: str) -> None:
    assert canonical(DURATION, canonical(DURATION, text)) == canonical(DURATION, text)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("P24M", "P2Y"),
        ("P0D", "PT0S"),
        ("PT36H", "P1DT12H"),
        ("PT90M", "PT1H30M"),
        ("PT1.50S", "PT1.5S"),
        ("P400D", "P400D"),
    ],
)
def test_durations(text: str, spelling: str) -> None:
    assert canonical(DURATION, text) == spelling


@pytest.mark.parametrize("text", ["1,000", "n/a", "1e6", "", ".", "+", "１２", "1.2.3", "P", "PT", "P1Y2", "words"])
def test_what_is_no_number_is_left_for_the_shapes(text: str) -> None:
    assert canonical(AMOUNT, text) == canonical(DURATION, text) == text
    assert fault(AMOUNT, text) == ""


@pytest.mark.parametrize("text", ["", "A", "a_b", "-a", "a-", "a--b", "é", "a b", "a/b", "a\n", "１"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


LABEL = FIELDS["Organisation"].fields["label"]


@pytest.mark.parametrize(
    "field", [LABEL, AMOUNT, FIELDS["Organisation"].fields["homepage"]], ids=lambda field: field.name
)
def test_an_unfit_character_is_named_with_its_place_in_every_kind_of_field(field: Field) -> None:
    assert fault(field, "Ulsan \u202eytic").startswith("has U+202E RIGHT-TO-LEFT OVERRIDE at position 7, which turns")
    assert "save the file as UTF-8" in fault(field, b"caf\xe9".decode(errors="surrogateescape"))


def test_text_is_settled() -> None:
    assert canonical(LABEL, "Cafe\u0301\u00a0Seoul\r\n") == "Café Seoul\n"
    assert fault(LABEL, canonical(LABEL, "10\u202f000 £")) == ""


def test_a_column_that_is_named_in_a_cell_is_one_of_its_table_and_has_one_spelling() -> None:
    field = FIELDS["Contribution"].fields["implied_fields"]
    assert fault(field, "recipient") == ""
    assert "did you mean 'recipient'?" in fault(field, "recipients")
    assert "use one of: label, description" in fault(field, "signed_at")
    assert canonical(field, f"{PREFIXES['ikg']}partOfAmount") == "part_of"
    assert split_cell(field, "through | recipient|through") == ("recipient", "through")


def test_the_same_name_is_another_property_in_another_table() -> None:
    found = {name: dict(FIELDS[name].fields["stated_fields"].siblings)["kind"] for name in ("Place", "Project")}
    assert found == {"Place": f"{PREFIXES['ikg']}placeKind", "Project": f"{PREFIXES['ikg']}projectKind"}
