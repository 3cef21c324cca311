"""What the service answers about networks after an edit is what it answers of that version when it is an old one.

The newest version is followed from what was asked before; an old one is read from the store, from the beginning.
"""

from __future__ import annotations

import httpx

from tests.api.conftest import path_of
from tests.api.networks import VIEWS

_QUESTIONS = ("/network/{}", "/network/{}/centrality/degree", "/network/{}?types=Organisation&min_confidence=implied")


def answers(server: httpx.Client, version: int | None = None) -> dict[str, bytes]:
    """Ask about all views, as they are at a version or now."""
    wished = {} if version is None else {"version": version}
    addresses = [httpx.URL(question.format(view)) for view in VIEWS for question in _QUESTIONS]
    replies = {str(each): server.get(each.copy_merge_params(wished)) for each in addresses}
    assert {reply.status_code for reply in replies.values()} == {200}
    return {address: reply.content for address, reply in replies.items()}


def edit(server: httpx.Client, method: str, record: str, fields: dict[str, str] | None) -> None:
    """Change a record, whatever it says now."""
    answer = server.request(method, record, json=fields, headers={"If-Match": server.get(record).headers["ETag"]})
    assert answer.is_success, answer.text


def test_answers_after_each_edit_are_those_of_that_version(writable: httpx.Client) -> None:
    first, second, third = (path_of(each["id"]) for each in writable.get("/participations?limit=3").json()["items"])
    gift = path_of(writable.get("/contributions?limit=1").json()["items"][0]["id"])
    body = path_of(writable.get(first).json()["participant"])
    answers(writable)
    by_version = {}
    for method, record, fields in (
        ("PATCH", first, {"note": "Looked at again"}),
        ("PATCH", second, {"role": "lead"}),
        ("PATCH", gift, {"confidence": "ambiguous"}),
        ("PATCH", body, {"label": "Another name"}),
        ("DELETE", third, None),
    ):
        edit(writable, method, record, fields)
        version = writable.get("/network/funding").json()["version"]
        by_version[version] = answers(writable)
    assert len(by_version) == 5
    for version, bodies in by_version.items():
        assert answers(writable, version) == bodies
