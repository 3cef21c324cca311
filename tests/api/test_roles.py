"""What each role may do: a steward of some datasets keeps to them on every way in, and refusals are told of."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.http.refusals import Refusals
from kg.cli.load import load_path
from kg.settings import BASE_IRI, Settings
from kg.tokens import FILE_NAME, Identity, TokenFile
from kg.workspace import Workspace
from tests.api.conftest import TOKENS, assert_problem
from tests.api.inside import serving_inside
from tests.conftest import HARBOUR, ROOT

OWN, OTHER = f"{BASE_IRI}datasets/harbour", f"{BASE_IRI}datasets/elsewhere"
PLACE = f"<{BASE_IRI}places/seahaven>"
NOTES = count()
TURTLE = {"content-type": "text/turtle"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles") / "home"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles") / "access.log"


@pytest.fixture(scope="module")
def service(home: Path, log: Path) -> Iterator[httpx.Client]:
    """A service that holds a dataset, and knows one steward by the settings."""
    settings = Settings(
        home=home, data=HARBOUR, tokens=f"steward:set:{TOKENS['steward']}", access_log=str(log), workers=1
    )
    with Workspace(settings).repository() as repository:
        load_path(Workspace(settings), repository, HARBOUR)
    with serving_inside(create_app(settings)) as client:
        yield client


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
def scoped(home: Path) -> dict[str, str]:
    """The header of a steward of one dataset."""
    return bearer(TokenFile(home).add(Identity("steward", "hana", ("harbour",))))


def insert(graph: str) -> str:
    """Add what is not there yet: a change that changes nothing is refused to nobody."""
    note = f"'note {next(NOTES)}'"
    target = f"GRAPH <{graph}> {{ {PLACE} skos:note {note} }}" if graph else f"<urn:a> <urn:b> {note}"
    return f"INSERT DATA {{ {target} }}"


def attempts(client: httpx.Client, graph: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Try to write to a graph by an update that adds and one that removes, and by the graph store."""
    address = f"/graphs?graph={graph}" if graph else "/graphs?default"
    yield client.post("/sparql", data={"update": insert(graph)}, headers=headers)
    yield client.post(address, content=f"{PLACE} <{BASE_IRI}x> 'y {next(NOTES)}' .", headers={**headers, **TURTLE})
    where = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    yield client.post("/sparql", data={"update": f"DELETE {{ {where} }} WHERE {{ {where} }}"}, headers=headers)


@pytest.mark.parametrize("graph", [OTHER, "urn:example:free", f"{BASE_IRI}graphs/notes", ""])
def test_a_steward_of_a_dataset_keeps_to_it(service: httpx.Client, scoped: dict[str, str], graph: str) -> None:
    """Neither the graph of another dataset, nor free content; to remove what others wrote counts as well."""
    set_up = [each.status_code for each in attempts(service, graph, bearer(TOKENS["steward"]))][:2]
    assert max(set_up) < 300
    service.post("/sparql", data={"update": insert(graph)}, headers=bearer(TOKENS["steward"]))
    before = service.get("/ready").json()["version"]
    for answer in attempts(service, graph, scoped):
        body = assert_problem(answer, 403, "forbidden")
        assert "hana may write to the datasets harbour alone" in body["detail"]
        assert (graph or "DEFAULT") in body["detail"]
    assert service.get("/ready").json()["version"] == before


def test_in_its_own_dataset_it_writes(service: httpx.Client, scoped: dict[str, str]) -> None:
    done = service.post("/sparql", data={"update": insert(OWN)}, headers=scoped)
    assert done.status_code == 204, done.text
    mixed = f"{insert(OWN)} ; {insert('urn:example:free')}"
    assert_problem(service.post("/sparql", data={"update": mixed}, headers=scoped), 403, "forbidden")


def test_a_token_counts_as_soon_as_it_is_made_and_until_it_is_revoked(service: httpx.Client, home: Path) -> None:
    secret = TokenFile(home).add(Identity("admin", "ada"))

    def write() -> int:
        return service.post("/sparql", data={"update": insert("urn:example:free")}, headers=bearer(secret)).status_code

    assert write() == 204
    TokenFile(home).revoke("ada")
    assert write() == 401
    again = TokenFile(home).add(Identity("reader", "ada"))
    answer = service.post("/sparql", data={"update": insert("urn:example:free")}, headers=bearer(again))
    assert_problem(answer, 403, "forbidden")
    TokenFile(home).revoke("ada")


def test_a_name_of_the_settings_cannot_be_taken(service: httpx.Client, home: Path) -> None:
    """Who is called like somebody of the settings in the file would write under that name."""
    secret = TokenFile(home).add(Identity("admin", "set"))
    answer = service.post("/sparql", data={"update": insert("urn:example:free")}, headers=bearer(secret))
    assert_problem(answer, 401, "unauthorised")
    TokenFile(home).revoke("set")


def test_a_file_that_is_damaged_lets_nobody_in_but_those_of_the_settings(service: httpx.Client, home: Path) -> None:
    secret = TokenFile(home).add(Identity("admin", "eve"))
    whole = (home / FILE_NAME).read_text()
    (home / FILE_NAME).write_text(whole[:-5])
    statuses = [
        service.post("/sparql", data={"update": insert("urn:example:free")}, headers=bearer(each)).status_code
        for each in (secret, TOKENS["steward"])
    ]
    assert statuses == [401, 204]
    (home / FILE_NAME).write_text(whole)
    TokenFile(home).revoke("eve")


def test_each_refusal_is_logged_with_who_and_what_and_counted(
    service: httpx.Client, scoped: dict[str, str], caplog: pytest.LogCaptureFixture, log: Path
) -> None:
    def counts() -> dict[str, float]:
        text = service.get("/metrics").text
        return {
            status: float(count) for status, count in re.findall(r'kg_refusals_total\{status="(\d+)"\} (\S+)', text)
        }

    before = counts()
    with caplog.at_level(logging.WARNING, "kg.access"):
        service.put("/graphs?graph=urn:example:mine", content="", headers={**scoped, **TURTLE})
        service.post("/graphs?graph=urn:example:free", content="<a:a> <a:b> 1 .", headers={**scoped, **TURTLE})
        service.delete("/graphs?graph=urn:example:free", headers=bearer("nobody's secret at all"))
    lines = [record.getMessage() for record in caplog.records if record.name == "kg.access"]
    assert any(line.startswith("refused: hana at 127.0.0.1, POST /graphs: hana may write to") for line in lines)
    assert any(line.startswith("refused: nobody known at 127.0.0.1, DELETE /graphs: Writing needs") for line in lines)
    assert not [line for line in lines if "secret at all" in line]
    after = counts()
    assert after["401"] == before.get("401", 0) + 1
    assert after["403"] >= before.get("403", 0) + 1
    assert '"who": "hana"' in log.read_text()


def test_refusals_without_end_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    refusals = Refusals(lambda: now)
    with caplog.at_level(logging.WARNING, "kg.access"):
        for _ in range(1000):
            refusals.note("nobody known at 10.0.0.1", "POST /sparql", "no token")
        assert len(caplog.records) == 60
        now = 61.0
        refusals.note("ana at 10.0.0.2", "POST /sparql", "no right")
    assert [each.getMessage() for each in caplog.records[60:]] == [
        "940 more requests were refused",
        "refused: ana at 10.0.0.2, POST /sparql: no right",
    ]


def test_no_route_says_by_itself_where_a_change_comes_from() -> None:
    """What somebody may write to travels with the origin: `origin_of` makes it, and nobody can forget it."""
    routes = sorted((ROOT / "api" / "routes").glob("*.py"))
    assert [path.name for path in routes if re.search(r"\bOrigin\(", path.read_text(encoding="utf-8"))] == []
    assert len(routes) > 5


def test_reading_may_need_a_token(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", data=None, readers="token", workers=1)
    reader = bearer(TokenFile(settings.home).add(Identity("reader", "rita")))
    with serving_inside(create_app(settings)) as client:
        for path in ("/", "/organisations", "/sparql?query=ASK%7B%7D", "/metrics", "/openapi.json", "/nothing"):
            body = assert_problem(client.get(path), 401, "unauthorised")
            assert "Reading needs a bearer token" in body["detail"]
            assert client.get(path, headers=reader).status_code in (200, 404)
            assert_problem(client.get(path, headers=bearer("kg_guessed")), 401, "unauthorised")
        assert client.get("/health").status_code == client.get("/ready").status_code == 200


def test_edits_of_records_keep_to_a_dataset_as_well(service: httpx.Client, scoped: dict[str, str]) -> None:
    place = {
        "label": "Roletown",
        "kind": "city",
        "confidence": "stated",
        "evidence": [{"document": "documents/register"}],
    }
    everywhere = bearer(TOKENS["steward"])
    assert service.post("/datasets", json={"name": "elsewhere"}, headers=everywhere).status_code == 201
    assert service.post("/places?dataset=harbour", json=place, headers=scoped).status_code == 201
    assert_problem(service.post("/places?dataset=elsewhere", json=place, headers=scoped), 403, "forbidden")
    assert_problem(service.post("/datasets", json={"name": "more"}, headers=scoped), 403, "forbidden")
    made = service.post("/places?dataset=elsewhere", json=place, headers=everywhere)
    theirs = httpx.URL(made.headers["location"]).path
    for answer in (
        service.patch(theirs, json={"note": "x"}, headers={**scoped, "if-match": "*"}),
        service.delete(theirs, headers={**scoped, "if-match": "*"}),
    ):
        assert_problem(answer, 403, "forbidden")
    assert "note" not in service.get(theirs).json()
