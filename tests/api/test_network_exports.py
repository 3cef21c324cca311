"""Networks as files, over HTTP and in the shell: the worker that is confined can write each of them."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import httpx
import networkx as nx
import pyarrow.parquet as pq
import pytest

from kg.network import EXPORTS
from kg.network.drawing import STYLE
from tests.api.conftest import copy_of
from tests.conftest import RunKg

VIEW = "funding"


def _lines(data: bytes) -> int:
    return data.count(b"\n") - 1


def _zip(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _lines(archive.read("edges.csv"))


COUNT: Mapping[str, Callable[[bytes], int]] = {
    "csv": _lines,
    "nodes.csv": _lines,
    "zip": _zip,
    "parquet": lambda data: pq.read_table(io.BytesIO(data)).num_rows,
    "nodes.parquet": lambda data: pq.read_table(io.BytesIO(data)).num_rows,
    "gexf": lambda data: nx.read_gexf(io.BytesIO(data)).number_of_edges(),
    "graphml": lambda data: nx.read_graphml(io.BytesIO(data)).number_of_edges(),
    "node-link.json": lambda data: nx.node_link_graph(json.loads(data), edges="edges").number_of_edges(),
    "cyjs": lambda data: nx.cytoscape_graph(json.loads(data)).number_of_edges(),
    "net": lambda data: nx.read_pajek(io.BytesIO(data)).number_of_edges(),
    "svg": lambda data: "".join(ElementTree.fromstring(data).itertext()).count("→"),
}
"""How many edges, or nodes, each file has."""


def test_each_format_is_counted() -> None:
    assert COUNT.keys() == EXPORTS.keys() - {"excel"}


@pytest.mark.parametrize("name", COUNT)
def test_over_http(server: httpx.Client, name: str) -> None:
    body = server.get(f"/network/{VIEW}").json()
    wishes = {"measures": "degree,betweenness", "communities": "true"}
    answer = server.get(f"/network/{VIEW}.{name}", params=wishes)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == EXPORTS[name].media_type
    assert COUNT[name](answer.content) == len(body["nodes" if name.startswith("nodes") else "edges"])
    assert server.get(f"/network/{VIEW}", params={**wishes, "format": name}).content == answer.content
    for word in (b"betweenness", b"community"):
        assert word in answer.content or name in ("csv", "net", "zip", "parquet")


def test_scores_and_communities_in_json(server: httpx.Client) -> None:
    nodes = server.get(f"/network/{VIEW}?measures=degree&communities=true&top=3").json()["nodes"]
    scores = {each["id"]: each["score"] for each in server.get(f"/network/{VIEW}/centrality/degree").json()["scores"]}
    assert [node["scores"] for node in nodes] == [{"degree": scores[node["id"]]} for node in nodes]
    assert {type(node["community"]) for node in nodes} == {int}
    assert server.get(f"/network/{VIEW}?measures=fame").status_code == 404


def test_a_neighbourhood_has_files_too(server: httpx.Client) -> None:
    path = f"/network/{VIEW}/ego/organisations/innovate-uk"
    assert _lines(server.get(f"{path}?format=csv").content) == len(server.get(path).json()["edges"])
    picture = server.get(f"{path}?format=svg")
    assert 'font-weight="bold">Innovate UK<' in picture.text


def test_a_picture_may_have_its_style_and_nothing_else(server: httpx.Client) -> None:
    policy = server.get(f"/network/{VIEW}.svg").headers["content-security-policy"]
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def test_in_the_shell(kg: RunKg, loaded: Path, server: httpx.Client) -> None:
    home = copy_of(loaded, "network-files")
    picture = kg("--home", home, "network", VIEW, "--format", "svg", "--measure", "degree")
    assert picture.code == 0, picture.err
    assert picture.out == server.get(f"/network/{VIEW}.svg?measures=degree").text
    refused = kg("--home", home, "network", VIEW, "--format", "table", "--communities")
    assert refused.code == 2
    assert "for JSON and files" in refused.err
