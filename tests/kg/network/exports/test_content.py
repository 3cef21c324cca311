from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import networkx as nx
import pyarrow.parquet as pq
import pytest

from kg.errors import UnknownName
from kg.network import EXPORTS, Network, content_of, edge_body, node_body
from kg.network.examples import network_of
from tests.kg.network.exports.networks import exported, sample


def test_everything_an_answer_shows_has_a_column() -> None:
    content = content_of(sample(), 7)
    assert {key for node in sample().nodes for key in node_body(node)} <= {*content.node_columns}
    assert {key for edge in sample().edges for key in edge_body(edge)} <= {*content.edge_columns}


def test_scores_and_communities_are_columns_where_they_are_asked_for() -> None:
    content = content_of(sample(), 7, ["degree", "closeness"], divided=True)
    assert [*content.node_columns][-3:] == ["degree", "closeness", "community"]
    rows = list(content.nodes())
    assert rows[0]["degree"] == 13
    assert {type(row["community"]) for row in rows} == {int}
    with pytest.raises(UnknownName):
        content_of(sample(), 7, ["fame"])


@pytest.mark.parametrize("name", EXPORTS)
def test_files_carry_no_date_and_are_the_same_every_time(name: str) -> None:
    assert exported(name, sample()) == exported(name, sample())
    assert str(date.today().year).encode() not in exported(name, network_of("ab"))


def test_files_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "from hashlib import sha256; from kg.network import EXPORTS; "
        "from tests.kg.network.exports.networks import exported, sample; "
        "print([sha256(exported(name, sample(), 'degree', divided=True)).hexdigest() for name in EXPORTS])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_money_that_weighs_is_a_number_in_each_format(network: Callable[..., Network]) -> None:
    ends = {"kind": "grant", "currency": "GBP", "recipient": "organisations/firm"}
    rows = [
        {"id": "contributions/a", "funder": "organisations/ukri", "amount": "30000000"} | ends,
        {"id": "contributions/b", "funder": "organisations/dsit", "amount": "1234567.89"} | ends,
    ]
    weighed = network("funding", {"id": "organisations/firm", "label": "Firm"}, *rows, weight="amount")
    weights = {Decimal("1234567.89"), Decimal(30000000)}
    assert {edge.weighs for edge in weighed.edges} == weights
    table = csv.DictReader(io.StringIO(exported("csv", weighed).decode(), newline=""))
    assert {Decimal(row["weight"]) for row in table} == weights
    assert {*pq.read_table(io.BytesIO(exported("parquet", weighed)))["weight"].to_pylist()} == weights
    graph = nx.read_gexf(io.BytesIO(exported("gexf", weighed)))
    assert {Decimal(str(data["weight"])) for *_, data in graph.edges(data=True)} == weights
    graph = nx.read_pajek(io.BytesIO(exported("net", weighed)))
    assert {Decimal(str(data["weight"])) for *_, data in graph.edges(data=True)} == weights
    picture = exported("svg", weighed).decode()
    assert "lines as wide as there is money" in picture
    assert "GBP 30,000,000" in picture
