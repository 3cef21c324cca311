"""Deleting a record from its form: asked first, refused in words, done with a reason, undone."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.api.conftest import authorised
from tests.api.test_curate_pages import harbour, hidden, published, record, stranger, version_of
from tests.api.test_pages import Reader

__all__ = ["harbour", "stranger"]


def _fields(page: httpx.Response) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="(version|dataset)" value="([^"]*)"', page.text)
    return dict(inputs)


def _new(client: httpx.Client, label: str) -> str:
    fields = {"label": label, "kind": "city", "confidence": "stated", "evidence": "register"}
    return published(client, "places/new", **fields).headers["location"].rpartition("/curate/")[2].partition("?")[0]


def test_a_record_is_deleted_with_a_reason_and_comes_back(harbour: httpx.Client) -> None:
    id_ = _new(harbour, "Quay of a day")
    page = harbour.get(f"/curate/{id_}/delete")
    told = Reader(page.text).text
    assert "No record refers to it" in told
    assert "<del>Quay of a day</del>" in page.text
    done = harbour.post(f"/curate/{id_}/delete", data={**_fields(page), "reason": "There is no such quay"})
    version = version_of(harbour)
    assert done.status_code == 303
    assert done.headers["location"].endswith(f"/curate?deleted={version}")
    assert harbour.get(f"/{id_}").status_code == 404
    assert record(harbour, f"/changes/{version}")["reason"] == "There is no such quay"
    start = harbour.get(done.headers["location"])
    assert f"Quay of a day was deleted in version {version}" in Reader(start.text).text
    undone = harbour.post(f"/curate/undo/{version}", data={"record": id_})
    assert undone.headers["location"].startswith(f"{harbour.base_url}/curate/{id_}?undone=")
    assert record(harbour, f"/{id_}")["label"] == "Quay of a day"
    why = record(harbour, f"/changes/{version + 1}")["reason"]
    assert why == f"Reverts version {version}: It was deleted by mistake"


def test_what_others_refer_to_stays_and_who_they_are_is_told(harbour: httpx.Client) -> None:
    before = version_of(harbour)
    page = harbour.get("/curate/organisations/quay-works/delete")
    assert page.status_code == 200
    refers, _, _ = page.text.partition("What would go")
    assert re.search(r'href="/curate/contributions/first-grant">[^<]+</a> <small>as recipient', refers)
    assert "is removed by the same change" in refers
    assert "kg ref" not in page.text
    assert "Delete it" not in page.text  # for it would be in vain
    refused = harbour.post(
        "/curate/organisations/quay-works/delete", data={"version": str(before), "reason": "It is gone"}
    )
    assert refused.status_code == 422
    assert "It cannot be deleted as the graph is now" in Reader(refused.text).text
    assert version_of(harbour) == before


def test_what_somebody_has_changed_meanwhile_is_looked_at_once_more(harbour: httpx.Client) -> None:
    id_ = _new(harbour, "Quay of two")
    page = harbour.get(f"/curate/{id_}/delete")
    form = harbour.get(f"/curate/{id_}")
    values = {"label": "Quay of three", "kind": "city", "confidence": "stated", "evidence": "register"}
    assert published(harbour, id_, **{**hidden(form), **values}).status_code == 303
    again = harbour.post(f"/curate/{id_}/delete", data={**_fields(page), "reason": "There is no such quay"})
    assert again.status_code == 412
    assert "Others have changed the same" in Reader(again.text).text
    assert 'value="There is no such quay"' in again.text
    done = harbour.post(f"/curate/{id_}/delete", data={**_fields(again), "reason": "There is no such quay"})
    assert done.status_code == 303


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001])
def test_without_a_reason_nothing_goes(harbour: httpx.Client, reason: str) -> None:
    before = version_of(harbour)
    data = {"version": str(before), "reason": reason}
    assert harbour.post("/curate/organisations/quay-works/delete", data=data).status_code in (400, 422)
    assert version_of(harbour) == before


def test_who_may_not_write_is_told_so(stranger: httpx.Client) -> None:
    asked = stranger.get("/curate/organisations/quay-works/delete")
    assert asked.status_code == 303
    assert "/sign-in?next=" in asked.headers["location"]
    data = {"version": "1", "reason": "x"}
    path = "/curate/organisations/quay-works/delete"
    assert stranger.get(path, headers=authorised("reader")).status_code == 403
    assert stranger.post(path, data=data, headers=authorised("reader")).status_code == 403
    assert stranger.post(path, data=data).status_code == 401


@pytest.mark.parametrize("path", ["/curate/places/none/delete", "/curate/nothings/a/delete", "/curate?deleted=999999"])
def test_what_is_not_there_is_not_deleted(harbour: httpx.Client, path: str) -> None:
    assert harbour.get(path).status_code == 404


@pytest.fixture(scope="module")
def shared_record(harbour: httpx.Client) -> str:
    """The id of a record that two datasets tell of."""
    id_ = _new(harbour, "Quay of both")
    body = {"name": "second", "title": "A second", "licence": "https://creativecommons.org/licenses/by/4.0/"}
    assert harbour.post("/datasets", json=body).status_code == 201
    base = record(harbour, f"/{id_}")["id"].removesuffix(id_)
    update = f"""INSERT {{ GRAPH <{base}datasets/second> {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }}
        FILTER(STRSTARTS(STR(?s), "{base}{id_}") && STRSTARTS(STR(?g), "{base}datasets/")) }}"""
    assert harbour.post("/sparql", data={"update": update}).status_code in (200, 204)
    return id_


def test_what_each_dataset_says_is_edited_by_itself_beside_the_others(
    harbour: httpx.Client, shared_record: str
) -> None:
    first = harbour.get(f"/curate/{shared_record}")
    own = hidden(first)["change.dataset"]
    assert own != "second"
    assert "second says the same" in Reader(first.text).text
    form = harbour.get(f"/curate/{shared_record}", params={"dataset": "second"})
    assert hidden(form)["change.dataset"] == "second"
    values = {"label": "Quay of both", "kind": "city", "confidence": "stated", "evidence": "register"}
    done = published(harbour, shared_record, **{**hidden(form), **values, "description": "A quay in two lists"})
    assert done.status_code == 303
    assert done.headers["location"].endswith("&dataset=second")
    beside = harbour.get(f"/curate/{shared_record}", params={"dataset": own})
    described = 'aria-describedby="help-description faults-description"'
    assert f'name="description" rows="2" {described}></textarea>' in beside.text
    assert "second says: A quay in two lists" in " ".join(Reader(beside.text).text.split())
    unknown = harbour.get(f"/curate/{shared_record}", params={"dataset": "third"})
    assert unknown.status_code == 400
    assert "second" in unknown.text


def rows(page: httpx.Response) -> list[str]:
    """The rows of the tables of a page, each as a line."""
    cut = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in cut]


def test_what_two_datasets_share_is_changed_in_both_at_once(harbour: httpx.Client, shared_record: str) -> None:
    form = harbour.get(f"/curate/{shared_record}", params={"dataset": "second"})
    own = hidden(harbour.get(f"/curate/{shared_record}"))["change.dataset"]
    assert "change it there as well: " + own in Reader(form.text).text
    values = {"label": "Quay of all", "kind": "city", "confidence": "stated", "evidence": "register"}
    kept = {"description": "A quay in two lists"}
    alone = harbour.post(f"/curate/{shared_record}", data={**hidden(form), **values, **kept, "action": "preview"})
    assert alone.status_code == 422
    told = " ".join(Reader(alone.text).text.split())
    assert "nothing can be changed in second alone there" in told
    assert f"{own} label Quay of both" in rows(alone)
    chosen = {**hidden(form), **values, **kept, "change.datasets": "all"}
    preview = harbour.post(f"/curate/{shared_record}", data={**chosen, "action": "preview"})
    told = " ".join(Reader(preview.text).text.split())
    assert "They said the same, and are changed with it." in told
    assert f"{own} label Quay of both Quay of all" in rows(preview)
    done = published(harbour, shared_record, **chosen)
    assert done.status_code == 303
    for dataset in (own, "second"):
        page = harbour.get(f"/curate/{shared_record}", params={"dataset": dataset})
        assert 'value="Quay of all"' in page.text
    version = version_of(harbour)
    harbour.post(f"/curate/undo/{version}", data={"record": shared_record})
    assert "second says the same" in Reader(harbour.get(f"/curate/{shared_record}").text).text


def test_one_of_several_values_is_changed_in_one_dataset_alone(harbour: httpx.Client, shared_record: str) -> None:
    own = hidden(harbour.get(f"/curate/{shared_record}"))["change.dataset"]
    form = harbour.get(f"/curate/{shared_record}", params={"dataset": "second"})
    values = {"label": "Quay of both", "kind": "city", "confidence": "stated", "evidence": "harbour-news"}
    sent = {**hidden(form), **values, "description": "A quay in two lists"}
    preview = harbour.post(f"/curate/{shared_record}", data={**sent, "action": "preview"})
    told = " ".join(Reader(preview.text).text.split())
    assert "They still say what second says no longer" in told
    assert f"{own} evidence register" in rows(preview)
    assert published(harbour, shared_record, **sent).status_code == 303
    both = harbour.get(f"/{shared_record}", headers={"accept": "application/json"}).json()["evidence"]
    assert sorted(each["document"].rpartition("/")[2] for each in both) == ["harbour-news", "register"]
    follows = {**hidden(harbour.get(f"/curate/{shared_record}")), **values, "change.datasets": "all"}
    assert published(harbour, shared_record, **follows).status_code == 303


def test_what_one_dataset_says_is_deleted_and_the_other_stays(harbour: httpx.Client, shared_record: str) -> None:
    path = f"/curate/{shared_record}/delete"
    page = harbour.get(path, params={"dataset": "second"})
    assert "Only what second says is deleted" in Reader(page.text).text
    done = harbour.post(path, data={**_fields(page), "reason": "Said once"})
    assert done.status_code == 303
    assert harbour.get(f"/{shared_record}").status_code == 200
    assert "says the same" not in Reader(harbour.get(f"/curate/{shared_record}").text).text
