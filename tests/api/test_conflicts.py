"""Conflicts over HTTP and on the command line: all claims with what speaks for them, page by page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from kg.changes import Origin, Repository
from kg.mapping import Mapping
from kg.records import Dataset, Record
from kg.settings import Settings
from kg.validation import Gate
from kg.vocabulary import load_vocabulary
from tests.api.conftest import BASE, assert_problem
from tests.api.inside import serving_inside
from tests.api.test_models import hold
from tests.conftest import RunKg


def _records() -> dict[str, list[Record]]:
    """Two datasets that tell of one grant; the register of the one, and the press of the other."""

    def record(type_: str, id_: str, **fields: str) -> Record:
        return Record(type_, id_, {name: (value,) for name, value in {"confidence": "stated", **fields}.items()})

    def body(slug: str, document: str) -> Record:
        return record("Organisation", f"organisations/{slug}", label=slug.title(), kind="company", evidence=document)

    def grant(slug: str, amount: str, document: str) -> Record:
        parties = {"funder": "organisations/fund", "recipient": "organisations/firm", "kind": "grant"}
        money = {"label": f"Grant of the {document}", "amount": amount, "currency": "GBP", "bound": "exact"}
        return record("Contribution", f"contributions/{slug}", **parties, **money, evidence=document)

    def number(slug: str, value: str) -> Record:
        about = {"identifies": "organisations/firm", "scheme": "XI-ROR", "value": value}
        return record("Identifier", f"identifiers/{slug}", **about, evidence="register")

    return {
        "registers": [
            Record("Document", "documents/register", {"label": ("Register",), "kind": ("registry-entry",)}),
            *(body(slug, "register") for slug in ("fund", "firm")),
            grant("registered", "2750000", "register"),
            number("one", "03ysstz10"),
            number("two", "00rxf7n07"),
        ],
        "press": [
            Record("Document", "documents/press", {"label": ("Press",), "kind": ("article",)}),
            grant("printed", "3000000", "press"),
            record("Agreement", "agreements/pact", label="Pact", kind="contract", evidence="press"),
        ],
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("conflicts") / "home"
    mapping = Mapping(load_vocabulary(), BASE)
    with Repository(home, Gate(mapping)) as repository:
        for dataset, records in _records().items():
            with repository.prepare(Origin("ann", "because")) as writer:
                writer.add(mapping.describe(Dataset(dataset, Path(dataset), dataset.title())))
                for each in records:
                    writer.add(mapping.to_quads(each, mapping.graph(dataset)))
                change = writer.finish()
            repository.commit(change)
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with serving_inside(create_app(Settings(home=home))) as client:
        yield client


def test_both_claims_stand_side_by_side_and_one_is_preferred(client: httpx.Client) -> None:
    answer = client.get("/conflicts", params={"kind": "same-payment"})
    hold(answer.content, "Conflicts")
    assert answer.headers["kg-version"] == str(answer.json()["version"])
    (conflict,) = answer.json()["items"]
    assert [each["label"] for each in conflict["about"]] == ["Fund", "Firm"]
    assert {each["value"]: each["datasets"] for each in conflict["claims"]} == {
        "2750000 GBP": ["registers"],
        "3000000 GBP": ["press"],
    }
    assert [each["evidence"] for each in conflict["claims"]] == [["press"], ["register"]]
    assert conflict["preferred"] == f"{BASE}contributions/registered"
    assert conflict["reason"] == "directness of the source: registry-entry over article"
    for each in (*conflict["about"], *conflict["claims"]):
        assert client.get(each["links"]["self"]).json()["label"] == each["label"]


def test_where_the_rule_does_not_decide_none_is_preferred(client: httpx.Client) -> None:
    (conflict,) = client.get("/conflicts", params={"kind": "same-scheme"}).json()["items"]
    assert (conflict["preferred"], conflict["reason"]) == (None, None)
    assert not any(each["preferred"] for each in conflict["claims"])
    page = client.get("/conflicts", headers={"accept": "text/html"}).text
    assert "None is preferred." in page
    assert '<p class="claimed">2,750,000 GBP <span class="badge good">' in page


def test_pages_follow_each_other(client: httpx.Client) -> None:
    whole = client.get("/conflicts").json()
    assert (whole["total"], whole["next"]) == (2, None)
    first = client.get("/conflicts", params={"limit": "1"}).json()
    second = client.get(first["next"]).json()
    assert [*first["items"], *second["items"]] == whole["items"]
    assert second["next"] is None


def test_the_command_and_the_table_say_the_same(client: httpx.Client, home: Path, kg: RunKg) -> None:
    table = client.get("/conflicts", headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(table.splitlines()))
    assert [each["conflict"] for each in rows] == ["1", "1", "2", "2"]
    assert [each["preferred"] for each in rows] == ["no", "yes", "no", "no"]
    told = json.loads(kg("conflicts", "--home", home, "--format", "json").out)
    assert [claim["record"] for each in told["items"] for claim in each["claims"]] == [
        each["record"].removeprefix(BASE) for each in rows
    ]
    assert kg("conflicts", "--home", home, "--format", "csv").out == table
    second = client.get("/conflicts", params={"after": "1"}, headers={"accept": "text/csv"}).text
    assert second.splitlines()[1:] == table.splitlines()[3:]
    text = kg("conflicts", "--home", home, "--limit", "1")
    assert "* 2750000 GBP  contributions/registered (registers, stated, register)" in text.out
    assert "1 more" in text.err


def test_what_cannot_be_asked_is_refused(client: httpx.Client) -> None:
    assert_problem(client.get("/conflicts", params={"kind": "quarrel"}), 400, "bad-request")
    assert_problem(client.get("/conflicts", params={"limit": "0"}), 400, "bad-request")
    assert_problem(client.get("/conflicts", headers={"accept": "text/turtle"}), 406, "not-acceptable")


def test_quality_counts_them_and_lists_what_is_hardly_plausible(client: httpx.Client) -> None:
    body = client.get("/quality").json()
    assert body["conflicts"] == client.get("/conflicts").json()["total"] > 0
    assert body["duplicates"] == client.get("/duplicates").json()["total"]
    assert body["warnings"]
    for each in body["warnings"]:
        page = client.get(each["links"]["self"], params={"limit": 1}).json()
        assert page["total"] == each["total"] > 0
        (item,) = page["items"]
        assert item["message"]
        assert client.get(item["links"]["self"]).status_code == 200
        assert (page["next"] is None) == (each["total"] == 1)
