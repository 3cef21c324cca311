"""What was decided to be one is read as one, and each record by itself where that is asked for or taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from kg.store.rdf import read_quads
from tests.api.conftest import ALL_TOKENS, BASE, authorised, serving
from tests.api.test_models import hold

STATED = {"confidence": "stated", "evidence": ["canal-news"]}
RECORDS: Mapping[str, Mapping[str, Any]] = {
    "documents/canal-news": {"label": "Canal news", "kind": "article"},
    "documents/other-news": {"label": "Other news", "kind": "article"},
    "places/ashmoor": {"label": "Ashmoor", "kind": "city", **STATED},
    "organisations/city": {"label": "Ashmoor City Council", "kind": "local-authority", **STATED},
    "organisations/council": {
        "label": "Council of Ashmoor",
        "located_in": ["places/ashmoor"],
        "confidence": "stated",
        "evidence": ["other-news"],
    },
    "organisations/boats": {"label": "Linden Boatworks", **STATED},
    "organisations/town": {"label": "Ashmoor Town Hall", **STATED},
    "programmes/canals": {"label": "Canals", "kind": "programme", **STATED},
    **{
        f"participations/{each}": {
            "participant": f"organisations/{each}",
            "role": "partner",
            "activity": "programmes/canals",
            **STATED,
        }
        for each in ("city", "council", "boats", "town")
    },
}
CITY, COUNCIL, TOWN = (f"{BASE}organisations/{each}" for each in ("city", "council", "town"))
READINGS = (
    "/organisations",
    "/organisations?sort=-label&limit=2",
    "/organisations?q=ashmoor",
    "/organisations?located_in=places/ashmoor",
    "/participations?participant=organisations/city",
    "/participations?participant=organisations/council",
    "/search?q=council",
    "/search?q=ashmoor&limit=1",
    "/organisations/city",
    "/organisations/council",
    "/organisations/council?with=facts",
    "/organisations/city.ttl",
    "/organisations/council.jsonld",
    "/organisations/city.csv",
    "/network/partnership",
    "/network/partnership/ego/organisations/city",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("canonical") / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        assert client.post("/datasets", json={"name": "mine", "title": "Mine"}).status_code == 201
        types = {each.rpartition("/")[2]: name for name, each in _types(client).items()}
        for id_, record in RECORDS.items():
            body = {"type": types[id_.partition("/")[0]], **record}
            answer = client.put(f"/{id_}", json=body, headers={"if-none-match": "*"})
            assert answer.is_success, answer.text
        yield client


def _types(client: httpx.Client) -> dict[str, str]:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    names = [name.removesuffix("Record") for name in schemas if name.endswith("Record") and name != "EvidenceRecord"]
    return {name: schemas[f"{name}Record"]["description"].split()[3].rstrip(",") for name in names}


@pytest.fixture
def apart(client: httpx.Client) -> Iterator[dict[str, str]]:
    """Every reading as it was, without its version; the decisions of a test are deleted after it."""
    yield readings(client)
    for each in client.get("/decisions").json()["items"]:
        undo(client, each["id"])


def undo(client: httpx.Client, iri: str) -> None:
    assert client.delete(f"/{iri.removeprefix(BASE)}", headers={"if-match": "*"}).status_code == 204


def decide(client: httpx.Client, first: str, second: str, verdict: str = "same", **more: str) -> None:
    body = {
        "type": "Decision",
        "first": f"organisations/{first}",
        "second": f"organisations/{second}",
        "verdict": verdict,
        "author": "ana",
        "decided": "2026-11-26",
        "reason": "r",
        **more,
    }
    path = f"/decisions/{first}-{second}"
    is_new = client.get(path).status_code == 404
    answer = client.put(path, json=body, headers={"if-none-match": "*"} if is_new else {"if-match": "*"})
    assert answer.is_success, answer.text


def reading(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    text = answer.text
    if answer.headers.get("content-type", "").startswith("application/json"):
        body = answer.json()
        body.pop("version", None)
        text = json.dumps(body)
    return f"{answer.status_code} {answer.headers.get('location', '')} {text}"


def readings(client: httpx.Client, more: str = "") -> dict[str, str]:
    return {path: reading(client, f"{path}{more and ('&' if '?' in path else '?') + more}") for path in READINGS}


def test_undoing_a_decision_restores_every_answer(client: httpx.Client, apart: dict[str, str]) -> None:
    decide(client, "council", "city", canonical="organisations/city")
    together = readings(client)
    assert all(together[path] != apart[path] for path in READINGS if "csv" not in path)
    undo(client, f"{BASE}decisions/council-city")
    assert readings(client) == apart
    decide(client, "council", "city", canonical="organisations/city")
    assert readings(client) == together
    decide(client, "council", "city", "not-same")
    again = readings(client)
    assert {path for path in READINGS if again[path] != apart[path]} == {"/organisations/council?with=facts"}
    assert again["/organisations/council?with=facts"].count("decisions/council-city") > 0


def test_separate_members_undo_it_for_a_reading(client: httpx.Client, apart: dict[str, str]) -> None:
    decide(client, "council", "city", canonical="organisations/city")
    separate = readings(client, "members=separate")
    for path in READINGS:
        if "limit" not in path and "facts" not in path:  # their cursors and facts tell that they were asked for so
            assert separate[path].replace('"options": {"members": "separate"}', '"options": {}') == apart[path], path


def test_the_address_of_a_member_leads_to_the_canonical_one(client: httpx.Client, apart: dict[str, str]) -> None:
    assert apart
    decide(client, "council", "city", canonical="organisations/city")
    for suffix in ("", ".ttl", ".csv", ".json?with=facts&limit=3", "?expand=located_in"):
        answer = client.get(f"/organisations/council{suffix}")
        assert (answer.status_code, answer.headers["location"]) == (
            307,
            f"{client.base_url}/organisations/city{suffix}",
        )
    decide(client, "town", "council", canonical="organisations/town", decided="2026-12-01")
    assert client.get("/organisations/city").headers["location"] == f"{client.base_url}/organisations/town"


def test_the_canonical_entity_has_what_all_members_tell(client: httpx.Client, apart: dict[str, str]) -> None:
    assert apart
    before = client.get("/organisations/city")
    decide(client, "council", "city", canonical="organisations/city")
    answer = client.get("/organisations/city")
    hold(answer.content, "OrganisationAnswer")
    body = answer.json()
    (member,) = body["members"]
    assert (member["id"], member["label"]) == (COUNCIL, "Council of Ashmoor")
    assert client.get(member["links"]["self"]).json()["id"] == COUNCIL
    assert body["merged"]["label"] == [
        {"value": "Ashmoor City Council", "from": [CITY]},
        {"value": "Council of Ashmoor", "from": [COUNCIL]},
    ]
    assert body["merged"]["confidence"] == [{"value": "stated", "from": [CITY, COUNCIL]}]
    assert body["merged"]["located_in"] == [{"value": f"{BASE}places/ashmoor", "from": [COUNCIL]}]
    assert body["labels"][f"{BASE}places/ashmoor"] == "Ashmoor"
    assert {name: body[name] for name in before.json() if name != "labels"} == {
        name: value for name, value in before.json().items() if name != "labels"
    }
    assert answer.headers["etag"] != before.headers["etag"]


def test_it_is_put_back_as_it_was_read(client: httpx.Client, apart: dict[str, str]) -> None:
    assert apart
    decide(client, "council", "city", canonical="organisations/city")
    read = client.get("/organisations/city")
    headers = {"if-match": read.headers["etag"]}
    answer = client.put("/organisations/city", json=read.json(), headers=headers)
    assert (answer.status_code, answer.json()) == (200, read.json())
    assert answer.headers["kg-version"] == read.headers["kg-version"]
    assert client.get("/organisations/council?members=separate").json()["located_in"] == [f"{BASE}places/ashmoor"]


@pytest.mark.parametrize(("suffix", "format_"), [("ttl", "turtle"), ("nt", "ntriples"), ("rdf", "rdfxml")])
def test_as_rdf_it_has_the_statements_of_all(
    client: httpx.Client, apart: dict[str, str], suffix: str, format_: str
) -> None:
    def said(slug: str) -> set[str]:
        answer = client.get(f"/organisations/{slug}.{suffix}?members=separate")
        return {str(quad) for quad in read_quads(answer.content, format_)}

    assert apart
    decide(client, "council", "city", canonical="organisations/city")
    whole = {str(quad) for quad in read_quads(client.get(f"/organisations/city.{suffix}").content, format_)}
    (same,) = whole - said("city") - said("council")
    assert same == f"<{COUNCIL}> <http://www.w3.org/2002/07/owl#sameAs> <{CITY}>"
    assert said("city") | said("council") < whole
    nodes = client.get("/organisations/city.jsonld").json()["@graph"]
    assert [each["id"] for each in nodes] == [CITY, COUNCIL]
    assert nodes[1]["http://www.w3.org/2002/07/owl#sameAs"] == {"id": CITY}


def test_what_points_at_any_member_points_at_the_thing(client: httpx.Client, apart: dict[str, str]) -> None:
    assert apart
    decide(client, "council", "city", canonical="organisations/city")
    decide(client, "council", "town")
    groups = client.get("/organisations/city?with=facts").json()["facts"]
    (parts,) = (each for each in groups if each["collection"] == "participations")
    ids = {each["id"].rpartition("/")[2] for each in parts["items"]}
    assert (ids, parts["total"]) == ({"city", "council", "town"}, 3)
    assert client.get(parts["links"]["self"]).json()["total"] == 3
    (alone,) = (
        each
        for each in client.get("/organisations/council?with=facts&members=separate").json()["facts"]
        if each["collection"] == "participations"
    )
    assert (alone["total"], client.get(alone["links"]["self"]).json()["total"]) == (1, 1)


def test_a_page_says_what_else_it_is_described_as(client: httpx.Client, apart: dict[str, str]) -> None:
    def page(path: str) -> str:
        return client.get(path, headers={"accept": "text/html"}).text

    assert apart
    assert "Also described as" not in page("/organisations/city")
    decide(client, "council", "city", canonical="organisations/city")
    shown = page("/organisations/city").partition("Also described as")[2]
    assert '<a href="/organisations/council?members=separate">Council of Ashmoor</a>' in shown
    assert ">Ashmoor</a>" in shown
    assert "Also described as" not in page("/organisations/council?members=separate")


def test_a_list_has_a_thing_once_if_any_of_its_records_passes(client: httpx.Client, apart: dict[str, str]) -> None:
    def ids(path: str) -> list[str]:
        body = client.get(path).json()
        assert body["total"] == len(body["items"])
        return [each["id"] for each in body["items"]]

    assert apart
    everybody = ids("/organisations")
    decide(client, "council", "city", canonical="organisations/city")
    decide(client, "council", "town")
    assert ids("/organisations") == [each for each in everybody if each not in (COUNCIL, TOWN)]
    assert ids("/organisations?members=separate") == everybody
    assert ids("/organisations?located_in=places/ashmoor") == [CITY]
    assert ids("/organisations?located_in=places/ashmoor&members=separate") == [COUNCIL]
    assert ids("/organisations?q=council+of&kind=local-authority") == [CITY]
    assert ids("/organisations?q=town+hall") == [CITY]
    for each in ("city", "council", "town"):
        parts = ids(f"/participations?participant=organisations/{each}")
        assert {part.rpartition("/")[2] for part in parts} == {"city", "council", "town"}
        (alone,) = ids(f"/participations?participant=organisations/{each}&members=separate")
        assert alone.endswith(each)


def test_a_search_finds_a_thing_once_by_the_best_of_its_names(client: httpx.Client, apart: dict[str, str]) -> None:
    def hits(query: str) -> list[tuple[str, str]]:
        found, cursor, total = list[tuple[str, str]](), "", 0
        while True:
            body = client.get("/search", params={"q": query, "limit": 1, "cursor": cursor}).json()
            found += [(each["id"], each["match"]) for each in body["items"]]
            cursor, total = body["next"], body["total"]
            if not cursor:
                assert total == len(found)
                return found

    assert apart
    assert len(hits("ashmoor")) == 4
    decide(client, "council", "city", canonical="organisations/city")
    decide(client, "council", "town")
    assert hits("council of ashmoor") == [(CITY, "Council of Ashmoor")]
    assert hits("town") == [(CITY, "Ashmoor Town Hall")]
    assert [iri for iri, _ in hits("ashmoor")] == [f"{BASE}places/ashmoor", CITY]
    separate = client.get("/search?q=ashmoor&members=separate").json()
    assert (separate["total"], len(separate["items"])) == (4, 4)
