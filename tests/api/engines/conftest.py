"""The same service over the embedded engine and over those of an operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, authorised, copy_of, serving
from tests.engines import NAMES, running_engine
from tests.shared import new_folder
from tests.waiting import eventually

UPDATE, QUERY = "application/sparql-update", "application/sparql-query"


@pytest.fixture(
    scope="session", params=("embedded", *NAMES, pytest.param("fuseki, by its union", marks=pytest.mark.long))
)
def over(request: pytest.FixtureRequest, loaded: Path) -> Iterator[httpx.Client]:
    """A client, with a token, of a server that holds the shipped dataset, over one engine after the other."""
    home = copy_of(loaded, "over")
    if request.param == "embedded":
        with authorised_client(home) as client:
            yield client
        return
    name, _, by_its_union = request.param.partition(", ")
    union = {"KG_STORE_UNION": "urn:x-arq:UnionGraph"} if by_its_union else {}
    with (
        running_engine(name, new_folder("engine")) as engine,
        authorised_client(home, {**engine.settings, **union}) as client,
    ):
        yield client


@contextmanager
def authorised_client(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[httpx.Client]:
    """A client, with a token, of a server over a home."""
    with serving(home, KG_TOKENS=ALL_TOKENS, **(settings or {})) as client:
        client.headers.update(authorised())
        yield client


def ask(client: httpx.Client, query: str, accept: str = "text/tab-separated-values", **graphs: str) -> httpx.Response:
    """Ask a query, and give the answer, which must be one."""
    answer = client.post("/sparql", data={"query": query, **graphs}, headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


def rows(client: httpx.Client, query: str, **graphs: str) -> list[str]:
    """The solutions of a query, in the order of their texts."""
    return sorted(ask(client, query, **graphs).text.splitlines()[1:])


def write(client: httpx.Client, update: str) -> int:
    """Have an update done, and give the version that it made."""
    answer = client.post("/sparql", content=update, headers={"content-type": UPDATE})
    assert answer.status_code == 204, answer.text
    return int(answer.headers["kg-version"])


def caught_up(client: httpx.Client) -> int:
    """Wait until the engine holds the newest version, and give that."""

    def newest() -> list[int]:
        said = client.get("/ready").json()
        is_newest = said.get("engine") == {"version": said.get("version"), "trouble": ""}
        return [said["version"]] if is_newest else []

    return eventually(newest, "the engine has caught up")[0]
