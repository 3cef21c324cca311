"""Every question about a network can be asked of a recipe that is posted, and is answered as of a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.api.conftest import assert_problem
from tests.api.described import DOCUMENT

FUNDING = {"name": "funding", "edges": ["Contribution"]}
WISHES: Mapping[str, Mapping[str, Any]] = {
    "": {"top": 5, "measures": "degree", "communities": True},
    "/centrality/{measure}": {"stability": True, "resamples": 20},
    "/communities": {"seed": 3, "resolution": 0.5},
    "/components": {"min_confidence": "stated"},
    "/path": {"from": "Innovate UK", "to": "Eureka", "paths": "k-shortest", "k": 3},
    "/ego/{id}": {"radius": 2},
    "/series": {"from": "2019", "to": "2025"},
    "/compare": {"from": "2019", "to": "2025"},
    "/money": {"by": "recipient"},
    "/summary": {},
    "/bridges": {"top": 3},
    "/concentration": {"weight": "amount", "currency": "GBP"},
    "/similar": {"node": "organisations/innovate-uk"},
    "/suggestions": {"top": 3},
    "/without": {"node": "organisations/innovate-uk", "measure": "degree"},
    "/between": {"one": "Innovate UK", "other": "Eureka"},
}
"""What is asked, by the end of its address; whatever is asked of a view has a line."""


def test_every_question_is_here() -> None:
    asked = {path.partition("{view}")[2] for path in DOCUMENT["paths"] if path.startswith("/network/{view}")}
    assert asked - {"/scores", "/scores/{name}"} == WISHES.keys()
    assert {f"/network{end}" for end in WISHES} == {
        path for path, methods in DOCUMENT["paths"].items() if path.startswith("/network") and "post" in methods
    } - {"/network/{view}/scores"}


def places(end: str) -> tuple[str, str]:
    rest = end.format(measure="pagerank", id="organisations/innovate-uk")
    return f"/network{rest}", f"/network/funding{rest}"


def without_view(body: Any) -> Any:
    """An answer but for what tells of the recipe: how it is called, and how its rules are counted."""
    return {name: each for name, each in body.items() if name not in ("view", "recipe", "digest")}


@pytest.mark.parametrize("end", WISHES)
def test_a_recipe_is_answered_as_the_view_that_it_writes_down(server: httpx.Client, end: str) -> None:
    posted, named = places(end)
    wishes = WISHES[end]
    own, view = server.post(posted, params=wishes, json=FUNDING), server.get(named, params=wishes)
    assert (own.status_code, view.status_code) == (200, 200), own.text
    assert own.headers["content-type"] == view.headers["content-type"] == "application/json"
    assert without_view(own.json()) == without_view(view.json())
    if end != "/money":
        assert own.json()["digest"] == view.json()["digest"]


@pytest.mark.parametrize("end", WISHES)
def test_what_is_wrong_with_a_recipe_is_told_with_its_place(server: httpx.Client, end: str) -> None:
    bad = {**FUNDING, "edges": ["Contribution", {"class": "Participation", "roles": ["king"]}]}
    answer = server.post(places(end)[0], params=WISHES[end], json=bad)
    assert "recipe.edges[1].roles[0]" in assert_problem(answer, 400, "unreadable-input")["detail"]


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{", b'{"name": "x"}', b"[" * 100_000, b'"funding"', b"null"])
def test_what_is_no_recipe_is_a_problem(server: httpx.Client, body: bytes) -> None:
    assert "recipe" in assert_problem(server.post("/network/summary", content=body), 400, "unreadable-input")["detail"]


@pytest.mark.parametrize(
    ("posted", "media_type"),
    [
        ("/network?format=graphml", "application/graphml+xml"),
        ("/network/path.svg?from=Innovate UK&to=Eureka", "image/svg+xml"),
        ("/network/summary.csv", "text/csv"),
        ("/network/centrality/degree.csv", "text/csv"),
        ("/network/series.csv?from=2020&to=2021", "text/csv"),
        ("/network/compare.json?from=2020&to=2021", "application/json"),
    ],
)
def test_it_is_written_in_the_formats_of_the_question(server: httpx.Client, posted: str, media_type: str) -> None:
    answer = server.post(posted, json=FUNDING)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type), answer.text


def test_a_page_has_an_address(server: httpx.Client) -> None:
    """It leads on to other questions about the same view, which an address cannot tell here."""
    page = server.post("/network/communities", json=FUNDING, headers={"accept": "text/html"})
    assert page.status_code == 406
    assert "<h1>" in page.text
    either = server.post("/network/communities", json=FUNDING, headers={"accept": "text/html, */*;q=0.1"})
    assert either.headers["content-type"] == "application/json"


def test_another_recipe_has_another_tag(server: httpx.Client) -> None:
    other = {"name": "parts", "edges": ["Participation"]}
    for posted, wishes in (("/network/summary", {}), ("/network/compare", {"from": "2020", "to": "2021"})):
        first = server.post(posted, params=wishes, json=FUNDING)
        known = {"if-none-match": first.headers["etag"]}
        again = server.post(posted, params=wishes, json=other, headers=known)
        assert (again.status_code, again.json()["view"]) == (200, "parts")


def test_the_addresses_of_questions_take_nothing_but_recipes(server: httpx.Client) -> None:
    for path in ("/network/communities", "/network/path"):
        answer = server.get(path)
        assert_problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "POST"
