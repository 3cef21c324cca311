"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): how an update comes, and what it is answered.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, assert_problem, authorised, serving
from tests.conformance.sparql_protocol.asking import (
    ENCODED,
    FORM,
    G1,
    MARK,
    MARKED,
    QUERY,
    UPDATE,
    assert_done,
    assert_refused,
    direct,
    form,
    is_marked,
    url,
    values,
)

# 2.2 update operation


def test_an_update_comes_by_url_encoded_post(store: httpx.Client) -> None:
    """2.2.1: parameters within the body [update_post_form]; 2.2.4: 2XX."""
    answer = direct(store, f"update={quote_plus(MARK)}", FORM)
    assert 200 <= answer.status_code < 300
    assert is_marked(store)
    assert_done(direct(store, "update=CLEAR+ALL", FORM))
    assert not is_marked(store)


def test_an_update_comes_by_direct_post(store: httpx.Client) -> None:
    """2.2.2: the update unencoded, and nothing else, as the body [update_post_direct]; 2.2.4: 2XX."""
    assert 200 <= direct(store, MARK, UPDATE).status_code < 300
    assert is_marked(store)
    assert_done(direct(store, "CLEAR ALL", f"{UPDATE}; charset=utf-8"))
    assert not is_marked(store)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_an_update_must_not_come_by_another_method(store: httpx.Client, method: str) -> None:
    """2.2: the operation MUST be invoked using POST [bad_update_get]."""
    answer = store.request(method, url(("update", MARK)))
    assert 400 <= answer.status_code < 500
    body = store.request(method, "/sparql", content=MARK, headers={"content-type": UPDATE})
    assert method in ("GET", "HEAD") or 400 <= body.status_code < 500
    assert not is_marked(store)


def test_a_request_must_have_exactly_one_update(store: httpx.Client) -> None:
    """2.2: clients MUST include exactly one update request string [bad_multiple_updates]."""
    assert_refused(form(store, ("update", MARK), ("update", "CLEAR DEFAULT")))
    assert_refused(form(store, ("update", MARK), ("update", MARK)))
    assert not is_marked(store)


@pytest.mark.parametrize("extra", ["query", "update"])
def test_a_direct_update_must_have_no_other_beside_it(store: httpx.Client, extra: str) -> None:
    """2.2: exactly one update; 2.2.2: a direct POST has only the names of graphs in the URI."""
    assert_refused(direct(store, MARK, UPDATE, url((extra, "INSERT DATA { <urn:other> <urn:is> 1 }"))))
    assert not is_marked(store)


def test_an_update_of_a_form_is_in_its_body(store: httpx.Client) -> None:
    """2.2.1: parameters are within the body; the table of 2.2 gives none in the URI."""
    assert_refused(form(store, url=url(("update", MARK))))
    assert_refused(form(store, ("using-graph-uri", G1), url=url(("update", MARK))))
    assert not is_marked(store)


@pytest.mark.parametrize("given", ["text/plain", "application/json", QUERY, "multipart/form-data; boundary=x", FORM])
def test_an_update_of_another_content_type_is_refused(store: httpx.Client, given: str) -> None:
    """2.2.2: the content type MUST be application/sparql-update [bad_update_wrong_media_type]."""
    assert_refused(direct(store, MARK, given))
    assert not is_marked(store)


@pytest.mark.parametrize("body", [f"update={quote(MARK)}", MARK])
def test_an_update_without_content_type_is_refused(store: httpx.Client, body: str) -> None:
    """2.2.1, 2.2.2: a content type MUST be set [bad_update_missing_form_type]."""
    assert_refused(direct(store, body, ""))
    assert not is_marked(store)


@pytest.mark.parametrize("body", [MARK.encode("utf-16"), MARK.encode("utf-16-le"), MARK.encode()], ids=ENCODED)
def test_an_update_in_another_charset_is_refused(store: httpx.Client, body: bytes) -> None:
    """2.2.2, by the protocol tests of the working group [bad_update_non_utf8]."""
    assert_refused(direct(store, body, f"{UPDATE}; charset=UTF-16"))
    assert not is_marked(store)


def test_an_update_that_is_no_utf8_is_refused(store: httpx.Client) -> None:
    """2.2.1 and 2.2.2; 2.2.5."""
    assert_refused(direct(store, b"INSERT DATA { <urn:mark> <urn:is> '\xff' }", UPDATE))
    assert_refused(direct(store, f"update={quote(MARK)}%23%FF", FORM))
    assert not is_marked(store)


@pytest.mark.parametrize("text", ["CLEAR XYZ", "nonsense", "ASK {}", f"{MARK} {MARK}", f"{MARK} ; CLEAR", f"{MARK} }}"])
def test_an_update_that_is_none_is_answered_400(store: httpx.Client, text: str) -> None:
    """2.2.5: 400 if it is not a legal sequence of characters of the grammar [bad_update_syntax]."""
    for answer in (form(store, ("update", text)), direct(store, text, UPDATE)):
        assert_problem(answer, 400, "malformed-query")
    assert not is_marked(store)


@pytest.mark.parametrize("text", ["", " \n", "# nothing", "PREFIX e: <urn:e:>", "BASE <urn:e:>", f"{MARK} ;"])
def test_an_empty_update_is_legal(store: httpx.Client, text: str) -> None:
    """2.2.5: only what the grammar does not allow is a fault; SPARQL 1.1 Query, rule 29: Update may be empty."""
    assert_done(direct(store, text, UPDATE))
    assert_done(form(store, ("update", text)))


def test_a_prologue_may_stand_before_each_operation(store: httpx.Client) -> None:
    """2.2.5; SPARQL 1.1 Query, rule 29: each operation of a request may have its own prologue."""
    more = "PREFIX e: <urn:> INSERT DATA { e:mark e:is 'again' }"
    assert_done(direct(store, f"{MARK} ; {more}", UPDATE))
    assert values(direct(store, MARKED)) == ["again", "set"]


def test_an_update_that_fails_leaves_nothing(store: httpx.Client) -> None:
    """2.2.5; SPARQL 1.1 Update, 2.2: a request SHOULD be treated atomically."""
    answer = direct(store, f"{MARK} ; LOAD <http://127.0.0.1:9/>", UPDATE)
    assert answer.is_error
    assert answer.json()["type"].endswith("/query-failed")
    assert not is_marked(store)


def test_an_update_is_answered_whatever_is_accepted(store: httpx.Client) -> None:
    """2.2.4: the body is implementation-defined, and there is none; 3.2.1 accepts text/plain."""
    headers = {"content-type": UPDATE, "accept": "text/plain"}
    assert_done(store.post("/sparql", content=MARK, headers=headers))
    assert is_marked(store)


def test_an_update_is_kept(tmp_path: Path) -> None:
    """2.2.4: a success says that the update is done, which a later run of the service must know."""
    home = tmp_path / "home"
    for is_first in (True, False):
        with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_DEFAULT_GRAPH="unnamed") as client:
            client.headers.update(authorised())
            if is_first:
                assert_done(direct(client, MARK, UPDATE))
            assert is_marked(client)
