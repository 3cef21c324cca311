"""Paths over HTTP and in the shell: which can be asked for, what they rest on, what is told where there is none."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from kg.network import EXPORTS
from kg.texts import digest, full_digest
from tests.api.conftest import ALL_TOKENS, assert_problem, authorised, copy_of, serving
from tests.conftest import RunKg

ENDS = {"from": "Ulsan Technopark", "to": "WMCA"}


def ask(server: httpx.Client, view: str = "involvement", **wishes: Any) -> Any:
    answer = server.get(f"/network/{view}/path", params=ENDS | wishes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def labels(body: Any) -> list[list[str]]:
    return [[node["label"] for node in path["nodes"]] for path in body["paths"]]


def test_names_and_acronyms_find_their_nodes(server: httpx.Client) -> None:
    body = ask(server)
    assert {(way[0], way[-1]) for way in labels(body)} == {("Ulsan Technopark", "West Midlands Combined Authority")}
    assert (body["choice"], body["truncated"], {path["length"] for path in body["paths"]}) == ("shortest", False, {3})


def test_every_step_has_its_records_and_passages(server: httpx.Client) -> None:
    for path in ask(server)["paths"]:
        for edge in path["edges"]:
            assert edge["records"]
            assert [each["id"] for each in edge["passages"]] == edge["evidence"] != []
            for each in edge["passages"]:
                assert each["label"]
                assert bool(each["words"]) != bool(each["withheld"])


def test_the_k_shortest_go_on_where_the_shortest_end(server: httpx.Client) -> None:
    body = ask(server, paths="k-shortest", k=5)
    lengths = [path["length"] for path in body["paths"]]
    assert lengths == sorted(lengths)
    assert len(lengths) == 5
    assert body["truncated"]
    assert labels(body)[:2] == labels(ask(server))
    assert lengths[-1] > 3
    simple = ask(server, paths="simple", length=lengths[-1] - 1, limit=100)
    assert labels(simple) == [
        way for way in labels(ask(server, paths="k-shortest", k=100)) if len(way) < lengths[-1] + 1
    ]


def test_many_facts_make_two_near(server: httpx.Client) -> None:
    body = ask(server, view="involvement", paths="k-shortest", k=3, weighted=True)
    for path in body["paths"]:
        assert float(Fraction(path["exact_distance"])) == path["distance"]


def test_no_path_is_an_answer_that_tells_what_comes_near(server: httpx.Client) -> None:
    body = ask(server, view="partnership", **{"from": "WMG", "to": "Hyundai Motors"})
    assert body["paths"] == []
    near = body["misses"]
    assert (near["from"]["node"]["label"], near["from"]["piece_size"]) == ("Warwick Manufacturing Group", 2)
    assert [node["label"] for node in near["from"]["best_linked"]] == [
        "Transport for West Midlands",
        "Warwick Manufacturing Group",
    ]
    assert near["to"]["piece_size"] == 5
    length = ask(server, **{"from": "WMG", "to": "Hyundai Motors"})["paths"][0]["length"]
    assert near["elsewhere"] == [{"view": "involvement", "filtered": False, "length": length}]


def test_filters_that_part_two_are_told(server: httpx.Client) -> None:
    body = ask(server, types="Organisation,Project", **{"from": "WMG", "to": "Midlands Aerospace Alliance"})
    assert body["paths"] == []
    assert body["misses"]["elsewhere"] == [{"view": "involvement", "filtered": False, "length": 4}]


@pytest.mark.parametrize(
    ("wishes", "status"),
    [
        ({"paths": "longest"}, 400),
        ({"paths": "simple"}, 400),
        ({"length": "3"}, 400),
        ({"k": "3"}, 400),
        ({"paths": "simple", "length": "3", "weighted": "true"}, 400),
        ({"paths": "simple", "length": "99"}, 400),
        ({"from": "Nobody at all"}, 404),
        ({"format": "bmp"}, 406),
    ],
)
def test_what_makes_no_sense_is_refused(server: httpx.Client, wishes: dict[str, str], status: int) -> None:
    answer = server.get("/network/involvement/path", params=ENDS | wishes)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("name", [*EXPORTS])
def test_what_paths_lead_through_is_a_file(server: httpx.Client, name: str) -> None:
    if name == "excel":
        return
    suffixed = server.get(f"/network/involvement/path.{name}", params=ENDS)
    assert suffixed.status_code == 200, suffixed.text
    assert suffixed.content == server.get("/network/involvement/path", params=ENDS | {"format": name}).content
    assert suffixed.headers["content-type"].partition(";")[0] == EXPORTS[name].media_type


def test_a_picture_of_paths_has_their_steps_alone(server: httpx.Client) -> None:
    picture = ElementTree.fromstring(server.get("/network/involvement/path.svg", params=ENDS).content)
    bold = [each.text for each in picture.iter() if each.get("font-weight") == "bold"]
    assert {"Ulsan Technopark", "West Midlands Combined", "Authority"} <= {*bold}
    steps = {frozenset((edge["source"], edge["target"])) for path in ask(server)["paths"] for edge in path["edges"]}
    assert len([each for each in picture.iter() if each.get("class") == "line"]) - 1 == len(steps)


def test_a_page_shows_the_passages(server: httpx.Client) -> None:
    page = server.get("/network/involvement/path", params=ENDS, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "Ulsan Technopark" in page.text
    nothing = server.get(
        "/network/partnership/path", params={"from": "WMG", "to": "Hyundai Motors"}, headers={"accept": "text/html"}
    )
    assert "hangs together with 2 nodes" in nothing.text


def test_in_the_shell(kg: RunKg, loaded: Path, server: httpx.Client) -> None:
    home = copy_of(loaded, "network-paths")
    line = (
        "--home",
        home,
        "network",
        "involvement",
        "path",
        "Ulsan Technopark",
        "WMCA",
        "--paths",
        "k-shortest",
        "-k",
        "3",
    )
    done = kg(*line, "--format", "json")
    assert done.code == 0, done.err
    assert json.loads(done.out) == ask(server, paths="k-shortest", k=3)
    told = kg(*line, "--format", "table")
    assert "3 ways of 3 to" in told.err
    assert "and there are more" in told.err
    assert "(article):" in told.out
    missed = kg("--home", home, "network", "partnership", "path", "WMG", "Hyundai Motors", "--format", "table")
    assert "no way" in missed.err
    assert "Warwick Manufacturing Group hangs together with 2 nodes" in missed.out
    assert "in involvement without filters they are" in missed.out
    refused = kg("--home", home, "network", "involvement", "path", "WMG", "ETRI", "-k", "3")
    assert refused.code == 2


def test_unknown_ends_are_problems(server: httpx.Client) -> None:
    assert_problem(server.get("/network/involvement/path", params=ENDS | {"to": "Nobody"}), 404, "unknown-iri")


TEXT = "The <b>Harbour Lab</b> joins Pier. Another sentence."


@pytest.fixture
def shown(kg: RunKg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Load two that take part in one thing, told by an open text and by one that is reserved; give the home."""
    dataset, texts = tmp_path / "data" / "demo", tmp_path / "texts"
    dataset.mkdir(parents=True)
    texts.mkdir()
    (dataset / "dataset.yml").write_text("name: demo\ntitle: Demo\n", encoding="utf-8")
    records: list[dict[str, Any]] = []
    for name, licence in (("open", "https://creativecommons.org/licenses/by/4.0/"), ("reserved", "")):
        (texts / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        source = {"label": f"{name}.txt", "digest": full_digest(TEXT), "length": len(TEXT)}
        records.append({"id": f"sources/{name}", "type": "Source", **source})
        document = {"label": name, "kind": "article", "source": f"sources/{name}"}
        records.append(
            {"id": f"documents/{name}", "type": "Document", **document, **({"licence": licence} if licence else {})}
        )
    evidence = {"evidence": [f"{name}:4-22:{digest(TEXT[4:22])}" for name in ("open", "reserved")]}
    stated = {**evidence, "confidence": "stated"}
    records.append({"id": "programmes/pier", "type": "Programme", "label": "Pier", **stated})
    for name in ("harbour", "lab"):
        organisation = {"id": f"organisations/{name}", "type": "Organisation", "label": name.title(), **stated}
        part = {"participant": organisation["id"], "activity": "programmes/pier", "role": "partner"}
        records += [organisation, {"id": f"participations/{name}", "type": "Participation", **part, **stated}]
    for collection in {str(each["id"]).partition("/")[0] for each in records}:
        lines = [json.dumps(each) for each in records if str(each["id"]).startswith(f"{collection}/")]
        (dataset / f"{collection}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("KG_SOURCES", str(texts))
    loaded = kg("--home", tmp_path / "home", "load", tmp_path / "data")
    assert loaded.code == 0, loaded.err
    return tmp_path


def test_the_words_behind_a_step_are_shown_where_they_may_be(kg: RunKg, shown: Path) -> None:
    line = ("--home", shown / "home", "network", "involvement", "path", "Harbour", "Lab")
    done = kg(*line, "--format", "json")
    assert done.code == 0, done.err
    [path] = json.loads(done.out)["paths"]
    assert path["length"] == 2
    for edge in path["edges"]:
        words = {each["label"]: (each["words"], each["withheld"]) for each in edge["passages"]}
        assert words["open"] == (TEXT[4:22], "")
        assert words["reserved"] == (None, "the document has no licence that allows it")
        assert {(each["start"], each["end"]) for each in edge["passages"]} == {(4, 22)}
    table = kg(*line, "--format", "table")
    assert "partner: open: “<b>Harbour Lab</b>”" in table.out
    assert "partner: reserved: reserved:4-22 (the document has no licence that allows it)" in table.out


def test_words_change_with_the_texts_at_hand(shown: Path) -> None:
    """Without a new version, and so they are neither kept in memory nor, at an address that lasts, for ever."""
    texts = shown / "texts" / "open.txt"
    passage = f"open:4-22:{digest(TEXT[4:22])}".rpartition(":")[0]
    path = "/network/involvement/path?from=Harbour&to=Lab"
    paths = (path, f"/participations/lab/evidence/{passage}", "/quality")
    with serving(shown / "home", KG_SOURCES=str(texts.parent), KG_TOKENS=ALL_TOKENS) as client:
        before = [client.get(each) for each in paths]
        known = [{"if-none-match": each.headers["etag"]} for each in before]
        assert all(each.headers["etag"].startswith('W/"1-') for each in before)
        assert [each.headers["kg-version"] for each in before] == ["1"] * 3
        for each, tag in zip(paths, known, strict=True):
            assert client.get(each, headers=tag).status_code == 304
        texts.rename(texts.with_name("elsewhere.txt"))
        after = [client.get(each, headers=tag) for each, tag in zip(paths, known, strict=True)]
        assert [each.status_code for each in after] == [200] * 3
        assert all(one.content != other.content for one, other in zip(before, after, strict=True))
        texts.with_name("elsewhere.txt").rename(texts)
        assert [client.get(each).content for each in paths] == [each.content for each in before]
        update = {"update": "INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:b> 1 } }"}
        assert client.post("/sparql", data=update, headers=authorised()).is_success
        for each, lasts in ((path, False), ("/network/involvement?top=1", True)):
            assert ("content-location" in client.get(f"{each}&version=1").headers) == lasts


def test_a_page_shows_every_way_step_by_step(server: httpx.Client) -> None:
    asked = {"from": "WMCA", "to": "Ulsan Technopark"}
    paths = server.get("/network/involvement/path", params=asked).json()["paths"]
    assert len(paths) > 1
    page = server.get("/network/involvement/path", params=asked, headers={"accept": "text/html"}).text
    assert page.count('<li class="step">') == sum(path["length"] for path in paths)
