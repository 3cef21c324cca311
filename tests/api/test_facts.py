"""Fewer round trips: labels of references, references in full, all that points at a thing, evidence by itself."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.texts import digest, full_digest
from kg.vocabulary import FieldKind, load_vocabulary
from tests.api.conftest import BASE, ROOT, assert_problem, environment, everything, path_of, serving
from tests.api.test_models import hold
from tests.shared import nursery

CLASSES = load_vocabulary().classes
THINGS = ["organisations/innovate-uk", "places/south-korea", "documents/korea-expert-mission", "people/adam-tickell"]


def references(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field of an entity that refers to something, with the IRI."""
    for name, field in CLASSES[item["type"]].fields.items():
        if field.kind is FieldKind.REFERENCE and name in item:
            yield from ((name, iri) for iri in (item[name] if field.many else [item[name]]))
    yield from ((("evidence", iri)) for iri in {each["document"] for each in item["evidence"]})


@pytest.fixture(scope="module")
def everybody(server: httpx.Client) -> dict[str, dict[str, Any]]:
    """All entities by their IRIs."""
    lists = (everything(server, f"/{each.collection}", limit=500) for each in CLASSES.values())
    return {item["id"]: item for items in lists for item in items}


def test_what_is_referred_to_has_its_label(server: httpx.Client, everybody: dict[str, dict[str, Any]]) -> None:
    for path in ("/participations", "/contributions", "/places"):
        page = server.get(path, params={"limit": 100}).json()
        referred = {iri for item in page["items"] for _, iri in references(item)}
        assert page["labels"] == {iri: everybody[iri]["label"] for iri in referred if iri in everybody}


@pytest.mark.parametrize(("path", "field"), [("/contributions", "funder"), ("/participations", "activity")])
def test_references_are_given_in_full(
    server: httpx.Client, everybody: dict[str, dict[str, Any]], path: str, field: str
) -> None:
    page = server.get(path, params={"expand": field, "limit": 20}).json()
    wanted = {iri for item in page["items"] for name, iri in references(item) if name == field}
    assert page["expanded"] == {iri: everybody[iri] for iri in wanted}
    hold(httpx.Response(200, json=page).content, f"{page['items'][0]['type']}List")
    for item in page["items"][:3]:
        one = server.get(path_of(item["id"]), params={"expand": field}).json()
        assert set(one["expanded"]) == {iri for name, iri in references(item) if name == field}
        hold(httpx.Response(200, json=one).content, f"{item['type']}Answer")


@pytest.mark.parametrize("thing", THINGS)
def test_facts_are_all_that_points_at_a_thing(
    server: httpx.Client, everybody: dict[str, dict[str, Any]], thing: str
) -> None:
    answer = server.get(f"/{thing}", params={"with": "facts", "limit": 3})
    body = answer.json()
    hold(answer.content, f"{body['type']}Answer")
    assert {name: value for name, value in body.items() if name not in ("facts", "labels")} == everybody[body["id"]]
    expected = Counter(
        (item["type"], name) for item in everybody.values() for name, iri in references(item) if iri == body["id"]
    )
    found: Counter[tuple[str, str]] = Counter()
    for group in body["facts"]:
        assert 0 < len(group["items"]) <= 3
        found[group["items"][0]["type"], group["field"]] += group["total"]
        assert (group["next"] is None) == (group["total"] <= 3)
        whole = server.get(httpx.URL(group["links"]["self"]).copy_merge_params({"limit": 500})).json()
        assert (whole["total"], whole["items"][:3]) == (group["total"], group["items"])
    assert found == expected
    assert sum(found.values()) > 0


def test_facts_are_grouped_by_role_and_turned_page_by_page(server: httpx.Client) -> None:
    body = server.get("/organisations/innovate-uk", params={"with": "facts", "limit": 1}).json()
    roles = {group["role"] for group in body["facts"] if group["collection"] == "participations"}
    assert len(roles) > 1
    for group in body["facts"]:
        items = [*group["items"]]
        cursor = group["next"]
        while cursor:
            address = httpx.URL(group["links"]["self"]).copy_merge_params({"cursor": cursor, "limit": 1})
            page = server.get(address).json()
            items += page["items"]
            cursor = page["next"]
        assert len({each["id"] for each in items}) == group["total"]
        if group["role"]:
            assert all(group["role"] in (each.get("role"), each.get("kind")) for each in items)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/contributions?expand=amount", "funder"),
        ("/contributions?expand=founder", "funder"),
        ("/contributions.csv?expand=funder", "JSON"),
        ("/places/busan.ttl?with=facts", "JSON"),
        ("/places/busan?with=everything", "facts"),
        ("/places/busan?with=facts&limit=0", "limit"),
        ("/places/busan?wiht=facts", "with"),
    ],
)
def test_a_wish_without_effect_is_refused(server: httpx.Client, path: str, told: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_evidence_answers_at_its_address(server: httpx.Client) -> None:
    item = server.get("/contributions/5g-challenge-2-4m").json()
    evidence = item["evidence"][0]
    answer = server.get(evidence["links"]["self"])
    hold(answer.content, "CitedEvidence")
    body = answer.json()
    assert {name: body[name] for name in evidence} == evidence
    assert (body["record"], body["passage"]) == (item["id"], None)
    assert "licence" in body["withheld"]
    whole = evidence["id"].removeprefix(BASE).replace("#", "%23")
    redirected = server.get(f"/{whole}", follow_redirects=True)
    assert redirected.json() == body
    for wrong in ("nothing:1-2", "korea-expert-mission:1-2", "%00", "korea-expert-mission"):
        assert_problem(server.get(f"/contributions/5g-challenge-2-4m/evidence/{wrong}"), 404, "unknown-iri")
    assert_problem(server.get("/contributions/none/evidence/korea-expert-mission:1-2"), 404, "unknown-iri")


TEXT = "The <b>&</b> gives the harbour 5 pounds. More is not known."
OPEN = "https://creativecommons.org/licenses/by/4.0/"
LICENCES = {"open": OPEN, "reserved": "https://example.org/all-rights-reserved", "silent": "", "lost": OPEN}
"""The licence of each document; that of which the text is lost is open as well."""


_SENTENCES = {
    "no licence that allows it": "The document states no licence that allows its words to be shown.",
    "no file of the name of its source": "The text is not at hand on this service.",
}
"""What a page says of why words are withheld."""


def write(folder: Path) -> dict[str, str]:
    """A dataset with one place that four documents tell of, and the settings to serve it with."""
    dataset, texts = folder / "data" / "harbour", folder / "texts"
    dataset.mkdir(parents=True)
    texts.mkdir()
    (dataset / "dataset.yml").write_text("name: harbour\ntitle: Harbour\n", encoding="utf-8")
    stated = {"confidence": "stated"}
    records: dict[str, list[dict[str, Any]]] = {"sources": [], "documents": [], "places": []}
    for name, licence in LICENCES.items():
        if name != "lost":
            (texts / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        source = {"label": f"{name}.txt", "digest": full_digest(TEXT), "length": len(TEXT)}
        records["sources"].append({"id": f"sources/{name}", "type": "Source", **source})
        document = {"label": name, "kind": "article", "source": f"sources/{name}", "url": f"https://example.org/{name}"}
        document |= {"licence": licence} if licence else {}
        document |= {"publisher": "organisations/press", "published": "2019-07"} if name == "reserved" else {}
        records["documents"].append({"id": f"documents/{name}", "type": "Document", **document})
    evidence = [f"{name}:4-12:{digest(TEXT[4:12])}" for name in LICENCES]
    place = {"label": "Harbour", "kind": "site", "evidence": evidence, **stated}
    records["places"].append({"id": "places/harbour", "type": "Place", **place})
    press = {"label": "Harbour Press", "kind": "company", "evidence": evidence[:1], **stated}
    records["organisations"] = [{"id": "organisations/press", "type": "Organisation", **press}]
    for name, lines in records.items():
        (dataset / f"{name}.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    return {"KG_DATA": str(folder / "data"), "KG_SOURCES": str(texts), "KG_WORKERS": "1"}


def test_a_passage_is_shown_where_its_licence_and_the_operator_allow(tmp_path: Path) -> None:
    settings = write(tmp_path)
    subprocess.run([nursery() / "kg", "load"], cwd=ROOT, env=environment(tmp_path / "home", **settings), check=True)
    with serving(tmp_path / "home", **settings) as client:
        for name, passage, withheld in (
            ("open", "<b>&</b>", ""),
            ("reserved", None, "no licence that allows it"),
            ("silent", None, "no licence that allows it"),
            ("lost", None, "no file of the name of its source"),
        ):
            answer = client.get(f"/places/harbour/evidence/{name}:4-12")
            hold(answer.content, "CitedEvidence")
            body = answer.json()
            assert (body["passage"], body["original"]) == (passage, f"https://example.org/{name}")
            assert withheld in body["withheld"]
            assert (body["withheld"] == "") == (passage is not None)
            page = client.get(answer.request.url, headers={"accept": "text/html"}).text
            assert ("<mark>&lt;b&gt;&amp;&lt;/b&gt;</mark>" in page) == (passage is not None)
            assert f'<a href="https://example.org/{name}">' in page
            assert _SENTENCES.get(withheld, "") in page
            assert (body["publisher"], body["published"]) == (
                (f"{BASE}organisations/press", "2019-07") if name == "reserved" else (None, None)
            )
            for told in ("Harbour Press", "July 2019") if name == "reserved" else ("not stated", "no date is told"):
                assert told in page
            for way in (body["digest"], f"{name}.txt", "KG_SOURCES", "kg check", "docs/source-texts.md"):
                assert way in page
