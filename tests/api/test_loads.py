"""Loads over HTTP: what was refused is shown to those who may write, with the place of each fault."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from kg.changes import Refused
from kg.desk import load
from kg.settings import Settings
from kg.tokens import Identity, TokenFile
from kg.workspace import Workspace
from tests.api.conftest import ALL_TOKENS, BASE, TOKENS, assert_problem
from tests.api.inside import serving_inside
from tests.api.test_models import hold
from tests.kg.desk.loading import REPORT, bring, place

PAGE = {"accept": "text/html"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A steward, at a service into whose home a load was accepted, and one refused."""
    settings = Settings(home=tmp_path / "home", data=None, sources=None, tokens=ALL_TOKENS)
    workspace, folder = Workspace(settings), tmp_path / "two"
    with workspace.repository() as repository:
        bring(workspace, repository, folder, [REPORT, place("ulsan")])
        table = folder / "places.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("stated", "<b>sure</b>"), encoding="utf-8")
        with pytest.raises(Refused):
            load(repository, workspace.intake(folder))
    shutil.rmtree(folder)
    with serving_inside(create_app(settings)) as client:
        client.headers["authorization"] = f"Bearer {TOKENS['steward']}"
        yield client


def test_what_was_refused_is_listed_and_each_number_opens_its_list(client: httpx.Client) -> None:
    answer = client.get("/review/loads")
    hold(answer.content, "LoadsTold")
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)
    refused, accepted = answer.json()["items"]
    assert (refused["outcome"], refused["version"], refused["findings"]["violations"]) == ("refused", None, 1)
    assert (accepted["outcome"], accepted["version"], accepted["records"]) == ("accepted", 1, 2)
    table = list(csv.DictReader(io.StringIO(client.get("/review/loads.csv").text)))
    assert [each["id"] for each in table] == [refused["id"], "1"]
    page = client.get("/review/loads", headers=PAGE).text
    assert f'/review/loads/{refused["id"]}?level=violation">1 violation</a>' in page
    one = client.get(f"/review/loads/{refused['id']}", params={"level": "violation"})
    hold(one.content, "LoadFindings")
    (finding,) = one.json()["items"]
    assert (finding["file"], finding["line"], finding["field"]) == ("two/places.csv", 2, "confidence")
    page = client.get(f"/review/loads/{refused['id']}", headers=PAGE).text
    for told in ("two/places.csv", "row 2", "is not a term", "&lt;b&gt;sure"):
        assert told in page
    (row,) = csv.DictReader(io.StringIO(client.get(f"/review/loads/{refused['id']}.csv").text))
    assert (row["file"], row["line"], row["field"]) == ("two/places.csv", "2", "confidence")
    assert client.get(f"/review/loads/{refused['id']}", params={"level": "warning"}).json()["items"] == []
    assert "받아들임" in client.get("/review/loads", headers={**PAGE, "accept-language": "ko"}).text
    assert client.get("/review/loads", params={"outcome": "refused"}).json()["items"] == [refused]
    assert client.get("/review/loads", params={"dataset": "three"}).json()["items"] == []
    assert_problem(client.get("/review/loads/20990101T000000-00000000"), 404, "unknown-name")
    assert_problem(client.get("/review/loads", params={"outcome": "lost"}), 400, "bad-request")


def test_what_comes_over_http_and_is_refused_is_kept_but_no_slip_in_one_record(client: httpx.Client) -> None:
    graph = {"graph": f"{BASE}datasets/two"}
    bad = f"<{BASE}places/x> a <https://w3id.org/innovation-kg/ontology#Place> ."
    answer = client.post("/graphs", params=graph, content=bad, headers={"content-type": "text/turtle"})
    assert answer.status_code == 422
    records = [{"id": f"places/p{number}", "type": "Place", "label": "P"} for number in range(12)]
    operations = [{"op": "put", "id": each["id"], "record": each} for each in records]
    assert client.post("/changes", json={"operations": operations, "reason": "Many"}).status_code == 422
    assert client.put("/places/one", json={"label": "One"}).status_code == 422
    refused = client.get("/review/loads", params={"outcome": "refused"}).json()["items"]
    assert [(each["source"], each["author"]) for each in refused] == [
        ("HTTP", "the steward"),
        ("graph store", "the steward"),
        ("file", "kg load"),
    ]
    assert (refused[0]["reason"], refused[0]["records"]) == ("Many", 12)
    page = client.get(refused[0]["links"]["self"], headers=PAGE).text
    assert "record 12 of what was sent" in page
    assert client.get("/ready").json()["version"] == 1


def test_what_was_refused_is_for_those_who_may_write(client: httpx.Client) -> None:
    (refused, accepted) = client.get("/review/loads").json()["items"]
    for token in ("nobody", TOKENS["reader"]):
        shown = {"authorization": f"Bearer {token}"}
        assert client.get("/review/loads", headers=shown).json()["items"] == [{**accepted, "findings": None}]
        assert client.get("/review/loads/1", headers=shown).json()["items"] == []
        assert_problem(client.get(f"/review/loads/{refused['id']}", headers=shown), 404, "unknown-name")
    page = client.get("/review/loads", headers={**PAGE, "authorization": ""}).text
    assert "/sign-in?next=/review/loads" in page
    assert refused["id"] not in page


def test_who_may_write_to_one_dataset_sees_what_was_refused_of_it(client: httpx.Client, tmp_path: Path) -> None:
    for name, number in (("two", 2), ("three", 1)):
        token = TokenFile(tmp_path / "home").add(Identity("steward", f"Bo of {name}", (name,)))
        items = client.get("/review/loads", headers={"authorization": f"Bearer {token}"}).json()["items"]
        assert len(items) == number
