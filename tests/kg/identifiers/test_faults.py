"""What spreadsheets, web pages and keyboards make of identifiers: each is told, with the original where it can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import Scheme, fault, load_schemes

SPOILT = [
    ("GB-COH", "1234567", "01234567", "a spreadsheet takes leading zeros"),
    ("GB-COH", "1234", "00001234", "leading zeros"),
    ("GB-COH", "SC42386", "SC042386", "leading zeros"),
    ("GB-COH", "1234567.0", "01234567", "decimal number"),
    ("GB-COH", "01 234 567", "01234567", "separators"),
    ("GB-COH", "sc042386", "SC042386", "capitals"),
    ("GB-COH", "\u200e01234567", "01234567", "invisible character came with it (U+200E)"),
    ("GB-COH", "0123\u200b4567\ufeff", "01234567", "(U+200B, U+FEFF)"),
    ("GB-COH", "０１２３４５６７", "01234567", "full-width"),
    ("GB-COH", '="01234567"', "01234567", "quotation marks"),
    ("GB-COH", "'01234567", "01234567", "quotation marks"),
    ("GB-COH", "GB-COH-01234567", "01234567", "the code of the scheme"),
    ("GB-COH", "GB-COH-GB-COH-01234567", "01234567", "the code of the scheme"),
    ("GB-COH", "gb-coh 1234567", "01234567", "leading zeros"),
    (
        "GB-COH",
        "https://find-and-update.company-information.service.gov.uk/company/01234567/officers",
        "01234567",
        "address",
    ),
    ("GB-COH", "O1234567", "01234567", "a letter stands for a digit"),
    ("GB-CHC", "01090095", "1090095", "leading zeros that the register does not write"),
    ("GB-CHC", "279,417", "279417", "separators"),
    ("GB-SC", "42386", None, ""),
    ("GB-HESA", "177", "0177", "leading zeros"),
    ("GB-UKPRN", "UKPRN: 10000346", "10000346", "the code of the scheme"),
    ("KR-BRN", "1248100998", "124-81-00998", "separators of the register"),
    ("KR-BRN", "124 81 00998", "124-81-00998", ""),
    ("KR-BRN", "124-81-00989", None, "check digits are wrong"),
    ("KR-CR", "1301110006246", "130111-0006246", "separators of the register"),
    ("XI-ROR", "https://ror.org/03ysstz10", "03ysstz10", "address"),
    ("XI-ROR", "ror.org/03YSSTZ10", "03ysstz10", "capitals"),
    ("XI-ROR", "03ysstz01", None, "check digits are wrong"),
    ("XI-LEI", "7245 00PM K2A2 M1SQ Q228", "724500PMK2A2M1SQQ228", "separators"),
    ("XI-LEI", "724500PMK2A2M1SQQ229", None, "check digits are wrong"),
    ("XI-WIKIDATA", "http://www.wikidata.org/entity/Q42", "Q42", "address"),
    ("XI-WIKIDATA", "wikidata:Q42", "Q42", "the code of the scheme"),
    ("XI-WIKIDATA", "42", None, ""),
    ("XI-DUNS", "24218344", "024218344", "leading zeros"),
    ("XI-GRID", "GRID.17063.33", "grid.17063.33", "capitals"),
    ("ISNI", "0000 0001 2103 2683", "0000000121032683", "separators"),
    ("ISNI", "121032683", "0000000121032683", "leading zeros"),
    ("ORCID", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097", "address"),
    ("ORCID", "0000‐0002‐1825‐0097", "0000-0002-1825-0097", ""),
    ("DOI", "https://doi.org/10.5281/zenodo.1234567", "10.5281/zenodo.1234567", "address"),
    ("DOI", "doi:10.5281/zenodo.1234567", "10.5281/zenodo.1234567", "the code of the scheme"),
    ("FR-SIRENE", "FR-SIRENE-123456789", "123456789", "the code of the scheme"),
    ("FR-SIRENE", "123\u200f456789", "123456789", "(U+200F)"),
]


@pytest.mark.parametrize(("scheme", "spoilt", "original", "reason"), SPOILT)
def test_the_original_is_suggested(scheme: str, spoilt: str, original: str | None, reason: str) -> None:
    found = fault(scheme, spoilt)
    assert found is not None
    assert found.field == "value"
    assert found.message.startswith(scheme)
    assert reason.casefold() in found.message.casefold()
    assert (f"was this {original}?" in found.message) is (original is not None)
    assert original is None or fault(scheme, original) is None


_INSTEAD = [
    *("1.24E+09", "1,24E+09", "1E+9", "#N/A", "#REF!", "#NAME?", "########", "TRUE"),
    *("n/a", "NaN", "none", "null", "TBC", "unknown", "-", "?", "0", "00000000", "xxxx"),
]


@pytest.mark.parametrize("scheme", ["GB-COH", "XI-ROR", "GB-COA", "FR-SIRENE"])
@pytest.mark.parametrize(
    "instead",
    _INSTEAD,
)
def test_what_a_spreadsheet_writes_instead_is_told(scheme: str, instead: str) -> None:
    found = fault(scheme, instead)
    assert found is not None
    assert found.field == "value"
    assert scheme in found.message
    assert "was this" not in found.message


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("GB-CHO", "GB-COH"),
        ("BG-COH", "GB-COH"),
        ("gb-coh", "GB-COH"),
        ("GB COH", "GB-COH"),
        ("GB_COH", "GB-COH"),
        ("UK-COH", "GB-COH"),
        ("COH", "GB-COH"),
        ("Companies House", "GB-COH"),
        ("GB-COH\u200e", "GB-COH"),
        ("ROR", "XI-ROR"),
        ("xi-ror", "XI-ROR"),
        ("XI-LEl", "XI-LEI"),
        ("KR-BNR", "KR-BRN"),
        ("DUNS", "XI-DUNS"),
        ("XI-ISNI", "ISNI"),
    ],
)
def test_a_code_that_is_none_is_told_with_the_nearest(code: str, meant: str) -> None:
    found = fault(code, "01234567")
    assert found is not None
    assert found.field == "scheme"
    assert f"did you mean {meant} (" in found.message


@pytest.mark.parametrize("code", ["GB-XYZZY", "register", "x", "", "1", "FR SIRENE", "É", "a" * 100_000])
def test_a_code_that_is_near_to_none_is_told(code: str) -> None:
    found = fault(code, "01234567")
    assert found is not None
    assert found.field == "scheme"
    assert len(found.message) < 300


@pytest.mark.parametrize(
    ("code", "identifier"),
    [("FR-SIRENE", "123456789"), ("DE-CR", "HRB 93148 B"), ("NL-KVK", "41160054"), ("US-EIN", "13-1685039")],
)
def test_a_register_of_another_country_is_taken_at_its_word(code: str, identifier: str) -> None:
    assert fault(code, identifier) is None


@given(code=st.sampled_from([*load_schemes(), "FR-SIRENE", "GB-CHO"]) | st.text(max_size=12), identifier=st.text())
def test_any_text_gets_an_answer(code: str, identifier: str) -> None:
    found = fault(code, identifier)
    assert found is None or found.message


@given(
    scheme=st.sampled_from([each for each in load_schemes().values() if each.examples]),
    spoil=st.sampled_from(
        ["{}.0", "\u200e{}", "\u202a{}\u202c", "'{}", '="{}"', "https://example.org/x/{}", "{code}-{}"]
    ),
    pick=st.integers(0, 1),
)
def test_whatever_happens_to_an_example_it_is_told(scheme: Scheme, spoil: str, pick: int) -> None:
    example = scheme.examples[pick % len(scheme.examples)]
    spoilt = spoil.format(example, code=scheme.code)
    found = fault(scheme.code, spoilt)
    assert found is not None or scheme.pattern.fullmatch(spoilt)
    assert found is None or fault(scheme.code, example) is None


@pytest.mark.parametrize("scheme", ["GB-COH", "GB-COA", "DOI", "XI-PB", "FR-SIRENE"])
@pytest.mark.parametrize("part", ["1", "a-", "a_", "10.1/", " ", "GB-COH-", "/", "０", "\u200e"])
def test_a_long_text_is_told_as_fast_as_a_short_one(scheme: str, part: str) -> None:
    """A pattern that goes back over its own steps would not come to an end here."""
    fault(scheme, part * 200_000 + "!")
