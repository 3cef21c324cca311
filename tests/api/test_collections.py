"""Lists: filter, search, sort, pages; derived collections; single entities."""

from __future__ import annotations

import csv
import io
import unicodedata
from base64 import urlsafe_b64encode
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem, everything

DOCUMENT = """<{base}documents/spelling> a <http://xmlns.com/foaf/0.1/Document> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Spelling" ;
  <{base}ontology#documentKind> <{base}ontology/document-kinds/article> ; <http://xmlns.com/foaf/0.1/page> <{url}> .
"""


def slugs(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"].rpartition("/")[2] for item in answer.json()["items"]]


def test_a_list_has_items_total_next_and_version(server: httpx.Client) -> None:
    body = server.get("/organisations", params={"limit": 2}).json()
    assert list(body) == ["items", "total", "next", "version", "labels"]
    assert len(body["items"]) == 2
    assert body["total"] == 31
    assert body["version"] == 1
    for item in body["items"]:
        assert item["id"].startswith(f"{BASE}organisations/")
        assert item["type"] == "Organisation"
        assert item["evidence"][0]["document"].startswith(f"{BASE}documents/")
        assert len(item["evidence"][0]["digest"]) == 16


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/organisations", "label", "Innovate UK"),  # a text
        ("/organisations", "kind", "university"),  # a term
        ("/organisations", "located_in", "places/south-korea"),  # a reference, one of many
        ("/contributions", "funder", f"{BASE}organisations/innovate-uk"),  # a reference as an IRI
        ("/contributions", "amount", "1800000"),  # a decimal
        ("/contributions", "amount", "1800000.00"),  # the same number spelt in another way
        ("/documents", "published", "2019-07-05"),  # a date
        ("/sources", "length", "7426"),  # an integer
        ("/projects", "sectors", "aerospace"),  # a term, one of many
    ],
)
def test_every_kind_of_field_is_a_filter(server: httpx.Client, path: str, field: str, value: str) -> None:
    def holds(item: dict[str, Any]) -> bool:
        given = item.get(field, [])
        texts = [str(each) for each in (given if isinstance(given, list) else [given])]
        short = value.removesuffix(".00")
        return any(text in (short, f"{BASE}{short}") for text in texts)

    found = everything(server, path, **{field: value})
    assert found == [item for item in everything(server, path) if holds(item)]
    assert found or field == "amount"


def test_a_number_is_found_by_its_value(server: httpx.Client) -> None:
    item = next(each for each in everything(server, "/contributions") if "amount" in each)
    same = [server.get("/contributions", params={"amount": f"{item['amount']}{tail}"}) for tail in ("", ".0", ".000")]
    assert len({each.text for each in same}) == 1
    assert item in same[0].json()["items"]


def test_a_name_where_an_id_belongs_is_refused_with_the_id(server: httpx.Client) -> None:
    for name, known in (
        ("UK-Republic of Korea Innovation Twins", "programmes/uk-republic-of-korea-innovation-twins"),
        ("Wayra UK", "organisations/wayra-uk"),
    ):
        answer = server.get("/contributions", params={"recipient": name})
        assert answer.status_code == 400
        assert f"{name!r} is not a reference" in answer.json()["detail"]
        assert known in answer.json()["detail"]
    answer = server.get("/contributions", params={"recipient": "zzz qqq"})
    assert answer.json()["detail"].endswith("or a full IRI")


def test_repeated_values_are_or_and_different_fields_are_and(server: httpx.Client) -> None:
    both = slugs(server.get("/organisations", params=[("kind", "university"), ("kind", "company")]))
    one = slugs(server.get("/organisations", params={"kind": "university"}))
    other = slugs(server.get("/organisations", params={"kind": "company"}))
    assert sorted(both) == sorted(one + other)
    assert one
    assert other
    here = slugs(server.get("/organisations", params={"kind": "university", "located_in": "places/south-korea"}))
    assert set(here) <= set(one)
    assert slugs(server.get("/organisations", params={"kind": "company", "label": "Innovate UK"})) == []


@pytest.mark.parametrize("value", ["a b", "<x>", "{}"])
def test_a_filter_that_can_be_no_value_is_refused(server: httpx.Client, value: str) -> None:
    assert_problem(server.get("/organisations", params={"kind": value}), 400, "bad-request")


@pytest.mark.parametrize("field", ["bogus", "evidences", "type", "\x00", "organisations/x", "korea"])
@pytest.mark.parametrize("how", ["filter", "sort"])
def test_an_unknown_field_is_refused_with_those_there_are(server: httpx.Client, field: str, how: str) -> None:
    parameters = {field: "x"} if how == "filter" else {"sort": field}
    body = assert_problem(server.get("/organisations", params=parameters), 400, "bad-request")
    assert "field of organisations" in body["detail"]
    assert "'evidence'." not in body["detail"].partition("evidence'")[2]


@pytest.mark.parametrize("query", ["q=%C7%D1", "q=%FF", "label=caf%E9", "%C7=1"])
@pytest.mark.parametrize("path", ["/search", "/organisations", "/network/partnership", "/graphs", "/datasets"])
def test_parameters_that_are_no_utf_8_are_refused(server: httpx.Client, path: str, query: str) -> None:
    """With a replacement character in their place, they would find nothing, or name another graph."""
    body = assert_problem(server.get(f"{path}?{query}"), 400, "bad-request")
    assert body["detail"] == "The parameters are not UTF-8"


def test_an_address_may_be_composed_or_not(writable: httpx.Client) -> None:
    """Ids of records are ASCII, and what they refer to is composed; who looks for it may decompose it."""
    url = "https://example.org/울산/Gŵyl"
    graph, turtle = {"graph": f"{BASE}datasets/spelling"}, DOCUMENT.format(base=BASE, url=url)
    answer = writable.put("/graphs", params=graph, content=turtle.encode(), headers={"content-type": "text/turtle"})
    assert answer.is_success, answer.text
    for form in ("NFC", "NFD"):
        (found,) = writable.get("/documents", params={"url": unicodedata.normalize(form, url)}).json()["items"]
        assert (found["id"], found["url"]) == (f"{BASE}documents/spelling", url)
    assert writable.delete("/graphs", params=graph).is_success
    unknown = unicodedata.normalize("NFD", "서울")
    for path in (f"/places/{unknown}", f"/network/affiliation/ego/places/{unknown}"):
        assert unicodedata.normalize("NFC", unknown) in assert_problem(writable.get(path), 404, "unknown-iri")["detail"]


def test_sorting_is_by_value_and_leaves_the_empty_for_last(server: httpx.Client) -> None:
    items = server.get("/contributions", params={"sort": "amount"}).json()["items"]
    amounts = [Decimal(str(each["amount"])) for each in items if "amount" in each]
    assert amounts == sorted(amounts)
    assert len(amounts) > 5
    assert all("amount" not in each for each in items[len(amounts) :])
    falling = server.get("/contributions", params={"sort": "-amount"}).json()["items"]
    assert [Decimal(str(each["amount"])) for each in falling if "amount" in each] == amounts[::-1]


def test_the_largest_number_comes_first_when_descending(server: httpx.Client) -> None:
    items = server.get("/contributions", params={"sort": "-amount"}).json()["items"]
    assert "amount" in items[0]


@pytest.mark.parametrize("sort", ["", "-label", "id", "-kind", "amount", "-amount"])
@pytest.mark.parametrize("size", [1, 4, 7])
def test_the_pages_are_the_whole_list(server: httpx.Client, sort: str, size: int) -> None:
    whole = server.get("/contributions", params={"sort": sort}).json()
    assert whole["next"] is None
    paged = everything(server, "/contributions", sort=sort, limit=size)
    assert paged == whole["items"]
    assert len(paged) == whole["total"]


def test_pages_keep_the_filter_and_their_link_says_next(server: httpx.Client) -> None:
    url = "/names?kind=acronym&kind=full-name&limit=3&sort=-name"
    whole = server.get(url.replace("limit=3", "limit=1000")).json()["items"]
    items: list[dict[str, Any]] = []
    pages = 0
    answer = server.get(url)
    while True:
        pages += 1
        items += answer.json()["items"]
        if "next" not in answer.links:
            break
        assert answer.json()["next"]
        answer = server.get(answer.links["next"]["url"])
    assert pages > 1
    assert items == whole
    assert answer.json()["next"] is None


def test_the_link_to_the_next_page_keeps_the_format(server: httpx.Client) -> None:
    answer = server.get("/places.csv", params={"limit": 2})
    following = server.get(answer.links["next"]["url"])
    assert following.headers["content-type"].startswith("text/csv")
    assert following.text != answer.text


def test_pages_have_a_size_and_a_cap(limited: httpx.Client) -> None:
    assert len(limited.get("/organisations").json()["items"]) == 3
    assert len(limited.get("/organisations", params={"limit": 1000}).json()["items"]) == 7
    assert len(limited.get("/organisations", params={"limit": 10**30}).json()["items"]) == 7
    assert len(everything(limited, "/organisations")) == 31


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "", "9" * 5000])
def test_a_bad_limit_is_refused(server: httpx.Client, limit: str) -> None:
    body = assert_problem(server.get("/places", params={"limit": limit}), 400, "bad-request")
    assert body["detail"].startswith("limit: ")


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "W10", "e30", "bnVsbA", "ÿ", "WzEsMl0", "A" * 4001, "WyJ4IiwiYSIsImIiXQ", "\0", "٣"),
        *(urlsafe_b64encode(each).decode() for each in (b'[1e999,"a","b"]', b'["a",1e999,"a","b"]', b"[" * 20_000)),
    ],
)
def test_a_bad_cursor_is_refused(server: httpx.Client, cursor: str) -> None:
    body = assert_problem(server.get("/places", params={"cursor": cursor}), 400, "bad-request")
    assert "cursor" in body["detail"]


@pytest.mark.parametrize("path", ["/organisation", "/orgs.json", "/Places", "/favicon.ico"])
def test_an_unknown_collection_is_refused_with_a_hint(server: httpx.Client, path: str) -> None:
    body = assert_problem(server.get(path), 404, "unknown-name")
    assert "collection" in body["detail"]


def test_funders_are_the_organisations_that_fund(server: httpx.Client) -> None:
    funders = {each for item in everything(server, "/contributions") for each in item.get("funder", [])}
    listed = everything(server, "/funders")
    organisations = everything(server, "/organisations")
    assert {item["id"] for item in listed} == {item["id"] for item in organisations if item["id"] in funders}
    assert len(listed) > 3
    assert {item["type"] for item in listed} == {"Organisation"}
    assert everything(server, "/funders", kind="company") == [each for each in listed if each.get("kind") == "company"]


def test_a_funder_is_found_where_it_is_an_organisation(server: httpx.Client) -> None:
    answer = server.get("/funders/innovate-uk.ttl")
    assert answer.status_code == 307
    assert answer.next_request is not None
    assert str(answer.next_request.url) == str(server.base_url.join("/organisations/innovate-uk.ttl"))
    followed = server.get("/funders/innovate-uk", follow_redirects=True)
    assert followed.json() == server.get("/organisations/innovate-uk").json()


def test_an_entity_has_its_fields_and_its_evidence(server: httpx.Client) -> None:
    body = server.get("/contributions/dsit-innovate-uk-fund-innovation-twins-and-diatomic").json()
    assert body["type"] == "Contribution"
    assert body["kind"] == "funding"
    assert (body["confidence"], body["stated_fields"]) == ("implied", ["funder", "kind"])
    assert f"{BASE}organisations/innovate-uk" in body["funder"]
    [first, *_] = body["evidence"]
    assert first["id"] == f"{body['id']}#{first['document'].rpartition('/')[2]}:{first['start']}-{first['end']}"
    assert first["type"] == "Evidence"


@pytest.mark.parametrize(
    "path", ["/organisations/nobody", "/places/innovate-uk", "/places/nowhere.ttl", "/places/a%20b", "/places/%7Bx%7D"]
)
def test_an_unknown_entity_is_not_found(server: httpx.Client, path: str) -> None:
    assert_problem(server.get(path), 404, "unknown-iri")


@pytest.mark.parametrize("parameter", ["versions=1", "kind=grant", "labl=x"])
def test_a_parameter_that_an_entity_has_not_is_refused(server: httpx.Client, parameter: str) -> None:
    assert_problem(server.get(f"/organisations/innovate-uk?{parameter}"), 400, "bad-request")


@pytest.mark.parametrize(
    "path",
    [
        "/organisations.csv",
        "/organisations/innovate-uk.csv",
        "/network/funding.csv",
        "/network/funding/centrality/degree.csv",
    ],
)
def test_a_table_for_a_spreadsheet_tells_its_encoding_and_says_the_same(server: httpx.Client, path: str) -> None:
    plain, marked = server.get(path), server.get(path, params={"excel": True})
    assert marked.content.startswith(b"\xef\xbb\xbf")
    assert not plain.content.startswith(b"\xef\xbb\xbf")
    rows = [list(csv.reader(io.StringIO(text))) for text in (plain.text, marked.content.decode("utf-8-sig"))]
    assert rows[0] == rows[1]
    assert plain.headers["etag"] != marked.headers["etag"]
    refused = server.get(path.replace(".csv", ""), params={"excel": True})
    assert_problem(refused, 400, "unreadable-input")


def test_a_list_of_what_could_be_known_by_a_date(server: httpx.Client) -> None:
    """The report on the mission to Korea is of July 2019; the other articles have no year, and leave nothing out."""
    whole = {each["id"]: each for each in everything(server, "/contributions")}
    earlier = {each["id"] for each in everything(server, "/contributions", known_by="2019-06")}
    later = [each for iri, each in whole.items() if iri not in earlier]
    assert later
    assert all({"korea-expert-mission"} == documents_of(each) for each in later)
    assert all({"korea-expert-mission"} != documents_of(whole[iri]) for iri in earlier)
    assert {each["id"] for each in everything(server, "/contributions", known_by="2019-07")} == whole.keys()
    assert_problem(server.get("/contributions", params={"known_by": "July"}), 400, "unreadable-input")


def documents_of(item: dict[str, Any]) -> set[str]:
    return {each["document"].rpartition("/")[2] for each in item["evidence"]}


@pytest.mark.parametrize("name", ["}", "a b", "\\u0000", "=cmd|'/C", " ", "nobody", "%zz", "한 글", "x" * 3_000])
@pytest.mark.parametrize("path", ["/contributions", "/contributions.csv", "/search", "/places"])
def test_a_dataset_that_there_is_not_is_told_whatever_its_name(server: httpx.Client, path: str, name: str) -> None:
    body = assert_problem(server.get(path, params={"q": "ulsan", "dataset": name}), 404, "unknown-name")
    assert "There is no dataset" in body["detail"]
