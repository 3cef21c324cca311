"""What comes back from the engine is what was judged: a literal stays, gets another spelling, or is refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from kg.errors import UnreadableInput
from kg.mapping import Mapping
from kg.ontology import ontology
from kg.records import Row, find_datasets, read_rows
from kg.store.literals import as_stored
from kg.store.rdf import graph_quads, read_quads
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR
from tests.generated import sizes
from tests.generator import ecosystem

XSD = "http://www.w3.org/2001/XMLSchema#"
WHOLE = (
    *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
)


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def came_back(term: ox.Literal) -> ox.Literal:
    """Store a literal, and read it again."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), term))
    (found,) = (quad.object for quad in store)
    assert isinstance(found, ox.Literal)
    return found


@pytest.mark.parametrize(
    ("datatype", "text", "spelling"),
    [
        *(("integer", text, spelling) for text, spelling in (("5", "5"), ("05", "5"), ("+1", "1"), ("-0", "0"))),
        *(("decimal", text, spelling) for text, spelling in (("1.0", "1"), ("01.10", "1.1"), (".5", "0.5"))),
        *(("double", text, spelling) for text, spelling in (("1.5E1", "15"), ("+INF", "INF"))),
        ("float", "16777217", "16777216"),
        ("boolean", "1", "true"),
        ("dateTime", "2020-02-28T24:00:00.0+00:00", "2020-02-29T00:00:00Z"),
        ("date", "2020-02-29-00:00", "2020-02-29Z"),
        ("duration", "P24M", "P2Y"),
        ("dayTimeDuration", "PT24H", "P1D"),
        # what is none of its datatype stays, and so does what is too large to be held by value
        *((each, "five", "five") for each in (*WHOLE, "integer", "decimal", "double", "duration")),
        ("integer", "9" * 40, "9" * 40),
        ("unsignedLong", "18446744073709551615", "18446744073709551615"),
        ("decimal", "0.1234567890123456789", "0.1234567890123456789"),
        ("boolean", "TRUE", "TRUE"),
        ("dateTime", "2021-02-29T00:00:00Z", "2021-02-29T00:00:00Z"),
        ("gYear", "2020Z", "2020Z"),
        ("string", "05", "05"),
        ("anyURI", "HTTP://A/", "HTTP://A/"),
        ("hexBinary", "0a", "0a"),
    ],
)
def test_one_value_has_one_spelling(datatype: str, text: str, spelling: str) -> None:
    assert as_stored(literal(text, datatype)) == literal(spelling, datatype) == came_back(literal(text, datatype))


@pytest.mark.parametrize("datatype", WHOLE)
@pytest.mark.parametrize("text", ["5", "-300", "007"])
def test_whole_numbers_of_other_datatypes_are_refused(datatype: str, text: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        as_stored(literal(text, datatype))
    assert refused.value.message == f'"{text}"^^xsd:{datatype} would come back as "{int(text)}"^^xsd:integer'
    assert refused.value.fix == "Write xsd:integer, or a text."


@pytest.mark.parametrize(
    ("datatype", "text", "reason"),
    [
        ("dateTimeStamp", "2020-01-01T00:00:00Z", 'as "2020-01-01T00:00:00Z"^^xsd:dateTime'),
        ("dateTimeStamp", "2020-01-01T00:00:00", 'as "2020-01-01T00:00:00"^^xsd:dateTime'),
        ("float", "nan", 'is no xsd:float, and would come back as "NaN"'),
        ("double", "-NaN", "is no xsd:double"),
        ("double", "infinity", "is no xsd:double"),
        ("double", "-Inf", "is no xsd:double"),
        ("duration", "P1DT", "is no xsd:duration"),
        ("duration", "PT1.S", "is no xsd:duration"),
        ("yearMonthDuration", "P12MT", "is no xsd:yearMonthDuration"),
        ("dayTimeDuration", "PT.5S", "is no xsd:dayTimeDuration"),
    ],
)
def test_what_would_become_valid_or_of_another_datatype_is_refused(datatype: str, text: str, reason: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        as_stored(literal(text, datatype))
    assert reason in refused.value.message


TYPICAL = {
    **dict.fromkeys(("integer", "int", "negativeInteger"), ("05", "+5", "-0", "9223372036854775807")),
    "decimal": ("1.0", "+.5", "5.", "0.123456789012345678"),
    **dict.fromkeys(("double", "float"), ("1e5", "INF", "NaN", "infinity", "1.5E-3", "3.4e38")),
    "boolean": ("true", "0"),
    **dict.fromkeys(("dateTime", "dateTimeStamp"), ("2020-01-31T24:00:00.00+00:00", "2020-02-29T23:59:59.500Z")),
    "date": ("2020-02-29+00:00", "12020-12-31-13:59"),
    "time": ("24:00:00.0Z", "12:30:00.500+00:00"),
    **{f"g{each}": ("2020-01+00:00", "--01+00:00", "---31-00:00") for each in ("Year", "YearMonth", "Month", "Day")},
    "gMonthDay": ("--02-29Z", "--01-31+00:00"),
    "duration": ("P1Y2M3DT4H5M6.50S", "-P12M", "PT0S", "PT3600S"),
    "yearMonthDuration": ("P12M", "-P1Y14M"),
    "dayTimeDuration": ("PT24H", "P1DT3600S", "-PT0.50S"),
    "string": ("05", "1.0"),
}


@pytest.mark.parametrize("texts", sizes(60, 5_000))
@pytest.mark.parametrize("datatype", TYPICAL)
def test_whatever_is_written_is_kept_or_refused(datatype: str, texts: int) -> None:
    """The datatype comes back, and the term as it was foretold; nothing is respelt twice."""
    chance = Random(datatype)
    for _ in range(texts):
        text = list(chance.choice(TYPICAL[datatype]))
        for _ in range(chance.randint(0, 3)):
            text[(at := chance.randint(0, len(text))) : at + chance.randint(0, 1)] = chance.choice(
                "0123456789+-.eEINFnaPTYMDHSZ: "
            )
        term = literal("".join(text), datatype)
        try:
            found = as_stored(term)
        except UnreadableInput:
            assert came_back(term) != term
            continue
        assert isinstance(found, ox.Literal)
        assert found == came_back(term) == as_stored(found)
        assert found.datatype == term.datatype


def test_the_tag_of_a_language_is_written_small() -> None:
    for text in ('"a"@en-GB', '"a"@EN-gb'):
        (quad,) = read_quads(f"<urn:s> <urn:p> {text} .", "ntriples")
        assert (
            as_stored(quad.object) == ox.Literal("a", language="en-gb") == came_back(ox.Literal("a", language="EN-GB"))
        )


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "nquads", "trig"])
def test_a_document_names_the_quad(format_name: str) -> None:
    data = f'<urn:s> <urn:p> "a" .\n<urn:s> <urn:p> "5"^^<{XSD}int> .'
    with pytest.raises(UnreadableInput, match=f'^Quad 2 of the {format_name}: "5"\\^\\^xsd:int would come back'):
        list(graph_quads(data.encode(), format_name, "urn:x:", ox.NamedNode("urn:g")))


def test_a_literal_in_a_triple_term_is_kept_as_well() -> None:
    data = f'<urn:s> <urn:p> <<( <urn:a> <urn:b> "05"^^<{XSD}integer> )>> .'
    (quad,) = graph_quads(data.encode(), "ntriples", "urn:x:", ox.NamedNode("urn:g"))
    assert isinstance(quad.object, ox.Triple)
    assert quad.object.object == ox.Literal(5)


def test_records_and_the_ontology_are_written_as_they_are_kept(shipped: Path) -> None:
    mapping = Mapping(load_vocabulary(), "https://example.org/")
    datasets = [each for path in (HARBOUR, shipped) for each in find_datasets(path)]
    rows = (row for each in datasets for row in read_rows(each, mapping.vocabulary) if isinstance(row, Row))
    records = [*(row.record for row in rows), *ecosystem(200)]
    quads = [quad for each in records for quad in mapping.to_quads(each, mapping.graph("demo"))]
    assert [quad for quad in (*quads, *ontology().quads) if as_stored(quad.object) != quad.object] == []
