"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): what a query may be sent as.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.sparql_protocol.asking import ENCODED, FORM, QUERY, assert_refused, direct, truth, values

# 2.1.2 and 2.1.3: content types


@pytest.mark.parametrize(
    "given", [FORM, f"{FORM}; charset=UTF-8", f"{FORM};charset=utf-8", FORM.upper(), f'{FORM}; charset="utf-8"']
)
def test_the_content_type_of_a_form_may_have_parameters(store: httpx.Client, given: str) -> None:
    """2.1.2; RFC 9110, 8.3.1: types are case-insensitive, and parameters may follow."""
    assert truth(direct(store, "query=ASK+%7B%7D", given)) is True


@pytest.mark.parametrize(
    "given", [QUERY, f"{QUERY}; charset=UTF-8", f"{QUERY};charset=utf-8", QUERY.upper(), f'{QUERY} ; charset="UTF-8"']
)
def test_the_content_type_of_a_direct_query_may_have_parameters(store: httpx.Client, given: str) -> None:
    """2.1.3; RFC 9110, 8.3.1: types are case-insensitive, and parameters may follow."""
    assert values(direct(store, "SELECT ('é' AS ?x) {}", given)) == ["é"]


@pytest.mark.parametrize(
    "given",
    ["text/plain", "application/json", "multipart/form-data; boundary=x", f"x{QUERY}", f"{QUERY}+xml", "sparql-query"],
)
def test_a_post_of_another_content_type_is_refused(store: httpx.Client, given: str) -> None:
    """2.1.2 and 2.1.3: the content type MUST be one of two [bad_query_wrong_media_type]."""
    assert_refused(direct(store, "ASK {}", given))


@pytest.mark.parametrize("body", ["query=ASK%20%7B%7D", "ASK {}"])
def test_a_post_without_content_type_is_refused(store: httpx.Client, body: str) -> None:
    """2.1.2, 2.1.3: a content type MUST be set [bad_query_missing_form_type, bad_query_missing_direct_type]."""
    assert_refused(direct(store, body, ""))


def test_a_form_is_no_direct_query_nor_the_reverse(store: httpx.Client) -> None:
    """2.1.2 and 2.1.3: the content type says how the body is to be read."""
    assert_refused(direct(store, "query=ASK%20%7B%7D", QUERY))
    assert_refused(direct(store, "ASK {}", FORM))


@pytest.mark.parametrize("body", ["ASK {}".encode("utf-16"), "ASK {}".encode("utf-16-be"), b"ASK {}"], ids=ENCODED)
def test_a_direct_query_in_another_charset_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.1.3: UTF-8 is the only valid charset [bad_query_non_utf8]."""
    assert_refused(direct(store, body, f"{QUERY}; charset=UTF-16"))


def test_a_direct_query_is_not_misread_in_another_charset(store: httpx.Client) -> None:
    """2.1.3: UTF-8 is the only valid charset; these octets are two characters in Latin 1, and one in UTF-8."""
    assert_refused(direct(store, "SELECT ('Ã©' AS ?x) {}".encode("latin-1"), f"{QUERY}; charset=ISO-8859-1"))


@pytest.mark.parametrize("body", [b"ASK { ?s ?p '\xff' }", b"ASK {} # \xc3\x28", b"ASK {} # \xed\xa0\x80"])
def test_a_direct_query_that_is_no_utf8_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.1.3: UTF-8 is the only valid charset."""
    assert_refused(direct(store, body))
