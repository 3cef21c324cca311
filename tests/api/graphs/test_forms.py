"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): several documents in one form."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import assert_problem
from tests.api.graphs.sending import NAMED, read


def test_a_form_is_one_change(store: httpx.Client) -> None:
    before = int(store.delete("/graphs?default").headers["kg-version"])
    files = [
        ("one", ("a.ttl", b"_:b <urn:n> 1 .", "application/octet-stream")),
        ("two", ("b.NT", b'_:b <urn:n> "2" .\n', "text/plain")),
        ("two", ("c", b'{"@id": "_:b", "urn:n": 3}', "application/ld+json; charset=utf-8")),
    ]
    answer = store.post(NAMED, files=files)
    assert (answer.status_code, answer.headers["kg-version"]) == (201, str(before + 1))
    assert len({quad.subject for quad in read(store)}) == 3
    assert store.put(NAMED, files=files[:1]).status_code == 204
    assert len(read(store)) == 1


@pytest.mark.parametrize(
    ("part", "status", "kind"),
    [
        (("bad.ttl", b"<urn:a> .", "text/turtle"), 400, "unreadable-input"),
        (("bad.html", b"<p>", "text/html"), 415, "unsupported-media-type"),
        (("bad.ttl", b"<urn:a> <urn:b> 1 .", "text/turtle; charset=latin-1"), 415, "unsupported-media-type"),
        (("bad.doc", b"<urn:a> <urn:b> 1 .", "application/octet-stream"), 400, "bad-request"),
        ((None, b"<urn:a> <urn:b> 1 .", "text/turtle"), 400, "bad-request"),
    ],
)
def test_a_faulty_part_is_named_and_nothing_changes(
    store: httpx.Client, part: tuple[str | None, bytes, str], status: int, kind: str
) -> None:
    files: list[tuple[str, tuple[str | None, bytes, str]]] = [
        ("good", ("good.ttl", b"<urn:a> <urn:b> 1 .", "text/turtle")),
        ("bad", part),
    ]
    body = assert_problem(store.post(NAMED, files=files), status, kind)
    assert "bad" in body["detail"]
    assert_problem(store.get(NAMED), 404, "unknown-iri")


def test_a_form_that_is_none_is_refused(store: httpx.Client) -> None:
    good = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n<urn:a> <urn:b> 1 .\r\n'
    second = good.replace(b'"a', b'"b')
    for content in (good, good + second, b"", b"--x--\r\n", b"<urn:a> <urn:b> 1 ."):
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
            answer = store.put(NAMED, content=content, headers={"content-type": kind})
            assert_problem(answer, 400, "bad-request")
    headers = {"content-type": 'multipart/form-data; boundary="x"'}
    assert store.put(NAMED, content=good + second + b"--x--\r\n", headers=headers).status_code == 201
    many = [(f"f{number}", (f"{number}.ttl", b"", "text/turtle")) for number in range(101)]
    assert_problem(store.post(NAMED, files=many), 400, "bad-request")


def test_a_form_is_within_the_limit_of_bodies(limited: httpx.Client, writable: httpx.Client) -> None:
    files = {"a": ("a.ttl", b"#" * (11 << 20), "text/turtle")}
    assert_problem(writable.post(NAMED, files=files), 413, "too-large")
