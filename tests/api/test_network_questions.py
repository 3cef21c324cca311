"""Questions about the networks of the shipped dataset, each one call over HTTP, one line in the shell or a notebook."""

from __future__ import annotations

import json
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

import kg
from kg.cli.networks import WAYS as IN_SHELL
from kg.network import MEASURES
from kg.notebook import Graph, Net
from kg.notebook.source import WAYS as IN_NOTEBOOK
from tests.api.conftest import copy_of
from tests.api.described import DOCUMENT
from tests.conftest import RunKg
from tests.generated import seeded

Answer = Sequence[Any]
FIGURE = ("bound", "currency", "value", "kind")
QUESTIONS: list[Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "competency" / "network_questions.toml").read_text(encoding="utf-8")
)["question"]


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def ends(body: Mapping[str, Any], edge: Mapping[str, Any]) -> str:
    pair = short(edge["source"]), short(edge["target"])
    return " > ".join(pair) if body.get("directed") else " - ".join(sorted(pair))


def edges(body: Mapping[str, Any]) -> Answer:
    return sorted(f"{ends(body, each)}: {each['role']}" for each in body["edges"])


def amounts(body: Mapping[str, Any]) -> Answer:
    return sorted(
        " ".join([f"{ends(body, edge)}:", *(str(each[key]) for key in FIGURE), *["joint"] * each["joint"]])
        for edge in body["edges"]
        for each in edge["amounts"]
    )


def nodes(body: Mapping[str, Any]) -> Answer:
    return sorted(short(each["id"]) for each in body["nodes"])


def paths(body: Mapping[str, Any]) -> Answer:
    return sorted(" - ".join(short(node["id"]) for node in path["nodes"]) for path in body["paths"])


def components(body: Mapping[str, Any]) -> Answer:
    pieces = [sorted(map(short, piece)) for piece in body["components"]]
    return sorted(pieces, key=lambda piece: (-len(piece), piece))


def scores(body: Mapping[str, Any]) -> Answer:
    return [f"{short(each['id'])} {each['score']:g}" for each in body["scores"]]


def sums(body: Mapping[str, Any]) -> Answer:
    return sorted(
        f"{' + '.join(short(one['id']) for one in each['who']) or '(nobody told)'}: "
        f"{each['currency']} {each['low']}{'' if each['high'] == each['low'] else ' or more'} {each['kind']}"
        for each in body["groups"]
    )


GIVE: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "edges": edges,
    "amounts": amounts,
    "nodes": nodes,
    "paths": paths,
    "components": components,
    "smaller components": lambda body: components(body)[1:],
    "scores": scores,
    "sums": sums,
}


def expected(question: Mapping[str, Any]) -> Answer:
    """Give the answer in the order of what is taken from one: as it is written for ranks, and sorted for the rest."""
    answer: Answer = question["answer"]
    if question["give"] == "scores":
        return answer
    if question["give"].endswith("components"):
        return sorted(map(sorted, answer), key=lambda piece: (-len(piece), piece))
    return sorted(answer)


def test_there_are_many_and_each_is_another() -> None:
    assert len(QUESTIONS) >= 60
    for key in ("ask", "http", "shell", "notebook"):
        repeated = len(QUESTIONS) - len({(each[key], each["give"]) for each in QUESTIONS})
        assert repeated == 0, key


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["ask"])
def test_over_http(server: httpx.Client, question: Mapping[str, Any]) -> None:
    answer = server.get(question["http"])
    assert answer.status_code == 200, answer.text
    assert GIVE[question["give"]](answer.json()) == expected(question), question["why"]


@pytest.fixture(scope="module")
def home(loaded: Path) -> Path:
    return copy_of(loaded, "network-calls")


@pytest.mark.parametrize("question", seeded(QUESTIONS, 16), ids=lambda question: question["ask"])
def test_in_the_shell(kg: RunKg, home: Path, question: Mapping[str, Any]) -> None:
    program, *arguments = shlex.split(question["shell"])
    assert program == "kg"
    done = kg("--home", home, *arguments, "--format", "json")
    assert done.code == 0, done.err
    assert GIVE[question["give"]](json.loads(done.out)) == expected(question), question["why"]


@pytest.fixture(scope="module")
def graph(server: httpx.Client) -> Iterator[Graph]:
    with kg.open(str(server.base_url)) as graph:
        yield graph


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["ask"])
def test_in_a_notebook(graph: Graph, question: Mapping[str, Any]) -> None:
    answer = eval(question["notebook"], {"graph": graph})  # lines of our own
    assert GIVE[question["give"]](answer.body) == expected(question), question["why"]


def test_what_can_be_asked_can_be_asked_in_each_way() -> None:
    """A kind of question that one way has, over HTTP, in the shell or in a notebook, the others have too."""
    over_http = {path.partition("{view}/")[2].split("/")[0] for path in DOCUMENT["paths"] if "{view}/" in path} - {
        "scores"
    }
    in_shell = {"centrality" if name in MEASURES else name for name in IN_SHELL} - {""}
    assert {{"suggest": "suggestions"}.get(name, name) for name in in_shell} == over_http
    of_notebook = {name: way.path.split("/")[1] for name, way in IN_NOTEBOOK.items() if way.path}
    assert {*of_notebook.values()} == over_http
    assert all(hasattr(Net, name) for name in {*of_notebook} - {"stability"})  # which rank(stability=True) asks
