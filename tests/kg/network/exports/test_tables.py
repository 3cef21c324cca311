from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import network_of
from tests.kg.network.exports.networks import HOSTILE, Described, described, described_rows, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def read_csv(network: Network) -> Described:
    nodes, edges = (
        list(csv.DictReader(io.StringIO(exported(name, network).decode(), newline=""))) for name in ("nodes.csv", "csv")
    )
    return described_rows(nodes, edges, directed=network.directed)


@pytest.mark.parametrize("directed", [False, True])
def test_the_same_graph_is_read(*, directed: bool) -> None:
    network = sample(directed=directed)
    assert read_csv(network) == described(network)


@given(networks(LABELS))
@settings(max_examples=40)
def test_the_same_graph_is_read_of_any(network: Network) -> None:
    assert read_csv(network) == described(network)


def test_pandas_reads_numbers_as_numbers() -> None:
    network = sample()
    read = {
        name: pd.read_csv(io.BytesIO(exported(name, network)), keep_default_na=False) for name in ("csv", "nodes.csv")
    }
    assert [*read["nodes.csv"]["label"]] == [node.label for node in network.nodes]
    numbers = pd.read_csv(io.BytesIO(exported("csv", network, "degree")))
    award = numbers[numbers["role"] == "award"].iloc[0]
    assert (award["amount_GBP_grant"], award["amount_GBP_grant_over"], award["weight"]) == (1.5, 30_000_000, 3)
    assert award["source_label"] == HOSTILE[0]
    scores = pd.read_csv(io.BytesIO(exported("nodes.csv", network, "degree", divided=True)))
    assert (scores["degree"].max(), scores["community"].min(), scores["community"].dtype.kind) == (13, 1, "i")


def test_duckdb_reads_the_same(tmp_path: Path) -> None:
    network = sample()
    edges, nodes = tmp_path / "edges.csv", tmp_path / "nodes.csv"
    edges.write_bytes(exported("csv", network))
    nodes.write_bytes(exported("nodes.csv", network))
    with duckdb.connect() as connection:
        counts = connection.execute(
            "SELECT count(*), sum(weight), sum(amount_GBP_grant_over) FROM read_csv(?)", [str(edges)]
        ).fetchone()
        labels = connection.execute("SELECT label FROM read_csv(?) ORDER BY id", [str(nodes)]).fetchall()
    assert counts == (15, 18, 60_000_000)
    assert [label for (label,) in labels] == [node.label for node in network.nodes]


def test_the_archive_has_tables_as_its_description_tells() -> None:
    network = sample()
    with zipfile.ZipFile(io.BytesIO(exported("zip", network, "degree", divided=True))) as archive:
        assert archive.testzip() is None
        package = json.loads(archive.read("datapackage.json"))
        tables = {
            each["name"]: list(csv.reader(io.StringIO(archive.read(each["path"]).decode(), newline="")))
            for each in package["resources"]
        }
        assert archive.read("edges.csv") == exported("csv", network)
    for each in package["resources"]:
        assert [field["name"] for field in each["schema"]["fields"]] == tables[each["name"]][0]
    assert (package["network"]["recipe"], package["network"]["version"]) == ("example/1", 7)
    assert package["network"]["coverage"]["edges"] == 15
    header, *rows = tables["amounts"]
    amounts = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(amounts) == 5
    assert {(each["currency"], Decimal(each["value"]), each["joint"], each["doubtful"]) for each in amounts} == {
        ("GBP", Decimal(30000000), "false", "false"),
        ("GBP", Decimal("1.5"), "false", "false"),
        ("KRW", Decimal("7E+9"), "true", "false"),
        ("", Decimal("0.1"), "false", "true"),
    }


def test_a_table_for_spreadsheets_holds_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("excel", sample()).decode("utf-8-sig"), newline="")))
    assert {row["target_label"] for row in rows} >= {f"'{HOSTILE[1]}", f"'{HOSTILE[2]}"}
    rows = list(csv.DictReader(io.StringIO(exported("csv", sample()).decode(), newline="")))
    assert {row["target_label"] for row in rows} >= {HOSTILE[1], HOSTILE[2]}


@pytest.mark.parametrize("name", ["csv", "nodes.csv", "excel"])
def test_an_empty_network_is_a_header(name: str) -> None:
    assert exported(name, network_of()).count(b"\n") == 1
