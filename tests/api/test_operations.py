"""Health, readiness and the index of everything."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem


def test_the_process_is_alive_and_ready(server: httpx.Client, empty: httpx.Client) -> None:
    assert server.get("/health").json() == {"status": "ok"}
    assert server.get("/ready").json() == {"status": "ready", "version": 1}
    assert empty.get("/ready").json() == {"status": "ready", "version": 0}


def test_the_index_leads_everywhere(server: httpx.Client) -> None:
    index = server.get("/").json()
    assert index["version"] == 1
    assert index["base"] == BASE
    links = [*index["collections"].values(), *index["networks"].values()]
    links += [index[name] for name in ("sparql", "ontology", "shapes", "context", "void", "openapi")]
    for link in [*links, f"{index['search']}korea"]:
        assert link.startswith(str(server.base_url))
        assert server.get(link).status_code == 200, link
    for measure in index["measures"]:
        assert server.get(f"{index['networks']['funding']}/centrality/{measure}").status_code == 200
    assert server.post(index["validate"], json=[]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/organisations/a/b", "/network/partnership/way.csv/x", "/network/partnership/centrality", "/void/x/y"]
)
def test_where_nothing_is_the_answer_says_where_to_look(server: httpx.Client, path: str) -> None:
    detail = assert_problem(server.get(path), 404, "unknown-name")["detail"]
    assert detail.startswith(f"There is nothing at {path}. ")
    assert "/openapi.json" in detail


def test_links_follow_the_name_by_which_the_service_is_called(server: httpx.Client) -> None:
    index = server.get("/", headers={"host": "graph.example.org"}).json()
    assert index["sparql"] == "http://graph.example.org/sparql"
