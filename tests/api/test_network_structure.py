"""Figures, cuts, concentration, likeness, suggestions and what-if, over HTTP and in the shell."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import copy_of
from tests.conftest import RunKg

ROOT = "/network/partnership"
CPC = "organisations/connected-places-catapult"
WAYS = {
    "between?one=West Midlands&other=South Korea": "between 'West Midlands' 'South Korea'",
    "between?one=Innovate UK&other=places/south-korea&stability=true&top=2": (
        "between 'Innovate UK' places/south-korea --stability --top 2"
    ),
    "summary": "summary",
    "bridges?top=3": "bridges --top 3",
    "concentration?top=3": "concentration --top 3",
    f"similar?node={CPC}&by=cosine&top=2": f"similar {CPC} --similarity cosine --top 2",
    f"similar?node={CPC}&other=Wayra UK": f"similar {CPC} 'Wayra UK'",
    "suggestions?top=2": "suggest --top 2",
    "suggestions?node=KTN": "suggest KTN",
    f"without?node={CPC}&node=Innovate UK&measure=degree": f"without {CPC} 'Innovate UK' --ranks degree",
}


def ask(server: httpx.Client, question: str) -> Any:
    answer = server.get(f"{ROOT}/{question}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def short(node: Any) -> str:
    return str(node["id"]).rpartition("/")[2]


def test_what_falls_apart_without_it_is_what_it_cuts_off(server: httpx.Client) -> None:
    found = ask(server, "bridges")
    first = found["cut_nodes"][0]
    assert (short(first), first["parts"], first["cut_off"]) == ("connected-places-catapult", 2, 2)
    left = ask(server, f"without?node={first['id']}")
    assert [[part["size"] for part in parts] for parts in left["parts"]] == [[2, 2]]
    assert left["after"]["components"] == left["before"]["components"] + 1
    assert {short(each) for each in left["losing"]} >= {"wayra-uk", "hyundai-motors"}
    assert all(each["edges"] for each in found["bridges"])
    assert found["total_bridges"] == len(found["bridges"])


def test_figures_are_those_of_the_network(server: httpx.Client) -> None:
    network = ask(server, "centrality/degree")
    figures = {each["name"]: each["value"] for each in ask(server, "summary")["figures"]}
    assert figures["nodes"] == len(network["scores"])
    assert figures["pairs"] == sum(each["score"] for each in network["scores"]) / 2
    assert figures["components"] == network["coverage"]["components"]


def test_suggestions_come_with_the_reason(server: httpx.Client) -> None:
    for each in ask(server, "suggestions")["suggestions"]:
        assert each["shared"] == len(each["shared_neighbours"]) > 0
        ego = ask(server, f"ego/{each['source']['id']}")
        neighbours = {node["id"] for node in ego["nodes"]}
        assert each["target"]["id"] not in neighbours
        assert {node["id"] for node in each["shared_neighbours"]} <= neighbours


def test_concentration_of_the_money_givers(server: httpx.Client) -> None:
    out, into = server.get("/network/funding/concentration").json()["concentration"]
    assert (out["of"], into["of"]) == ("out-strength", "in-strength")
    assert out["total"] == into["total"] > 0
    assert 0 < out["herfindahl"] <= 1
    assert out["largest"][0]["share"] == out["top_shares"]["1"]


@pytest.mark.parametrize("question", WAYS)
def test_each_is_a_table_as_well(server: httpx.Client, question: str) -> None:
    path, _, options = question.partition("?")
    table = server.get(f"{ROOT}/{path}.csv?{options}")
    assert table.headers["content-type"].startswith("text/csv")
    rows = [*csv.reader(io.StringIO(table.text))]
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1 or path == "between"  # where nothing is
    excel = server.get(f"{ROOT}/{path}.csv?{options}&excel=true")
    assert excel.content.startswith(b"\xef\xbb\xbf")


@pytest.fixture(scope="module")
def home(loaded: Path) -> Path:
    return copy_of(loaded, "network-structure")


@pytest.mark.parametrize("question", WAYS)
def test_the_shell_gives_the_same(server: httpx.Client, kg: RunKg, home: Path, question: str) -> None:
    arguments = shlex.split(f"network partnership {WAYS[question]}")
    done = kg("--home", home, *arguments, "--format", "json")
    assert done.code == 0, done.err
    assert json.loads(done.out) == ask(server, question)


def test_the_shell_shows_tables(kg: RunKg, home: Path) -> None:
    for question in list(WAYS.values())[::2]:
        done = kg("--home", home, *shlex.split(f"network partnership {question}"), "--format", "table")
        assert done.code == 0, done.err
        assert "partnership/" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("similar", "similar A [B]: it takes 1 to 2 nodes, and 0 are given"),
        ("suggest A B", "suggest [A]: it takes 0 to 1 nodes, and 2 are given"),
        ("without", "without A...: it takes at least 1 node, and 0 are given"),
        ("summary A", "summary: it takes no node, and 1 is given"),
        ("summary --ranks degree", "--ranks has no effect here; it is for without"),
    ],
)
def test_the_shell_says_what_is_wrong(kg: RunKg, home: Path, arguments: str, told: str) -> None:
    done = kg("--home", home, *shlex.split(f"network partnership {arguments}"))
    assert done.code == 2
    assert told in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("similar", 400),
        ("similar?node=nobody-of-that-name", 404),
        (f"similar?node={CPC}&by=hamming", 400),
        ("without", 400),
        (f"without?node={CPC}&measure=bigness", 404),
        ("bridges?top=0", 400),
        ("summary.gexf", 406),
    ],
)
def test_what_cannot_be_asked_is_refused(server: httpx.Client, question: str, status: int) -> None:
    answer = server.get(f"{ROOT}/{question}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_is_answered_of_an_empty_graph(empty: httpx.Client) -> None:
    for path in ("summary", "bridges", "concentration", "suggestions"):
        assert empty.get(f"{ROOT}/{path}").status_code == 200


def test_who_bridges_two_regions(server: httpx.Client) -> None:
    found = server.get("/network/involvement/between", params={"one": "West Midlands", "other": "South Korea"}).json()
    assert (found["pairs"], found["linked_pairs"]) == (108, 60)
    assert [(short(each), round(each["score"], 2)) for each in found["bridges"][:5]] == [
        ("innovate-uk", 46.83),
        ("global-expert-mission-south-korea", 45.5),
        ("diatomic", 24.25),
        ("uk-republic-of-korea-innovation-twins", 24.25),
        ("west-midlands-uccei-mou", 18.5),
    ]
    assert all(edge["records"] for each in found["bridges"][:3] for edge in each["way"]["edges"])


def test_a_place_that_is_no_node_tells_what_lies_in_it(server: httpx.Client) -> None:
    missed = server.get("/network/involvement/path", params={"from": "West Midlands", "to": "Ulsan"})
    assert missed.status_code == 404
    assert "'Ulsan Technopark'" in missed.json()["detail"]
    apart = server.get("/network/involvement/path", params={"from": "West Midlands", "to": "South Korea"}).json()
    assert "west-midlands-combined-authority" in map(short, apart["misses"]["from"]["inside"])
