from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.network import Amount, Network
from kg.network.examples import network_from, network_of
from kg.network.exports import parquet
from tests.kg.network.exports.networks import Described, described, described_rows, edge, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def read_rows(network: Network) -> Described:
    nodes, edges = (
        pq.read_table(io.BytesIO(exported(name, network))).to_pylist() for name in ("nodes.parquet", "parquet")
    )
    plain = [{**row, "amounts": _figures(row["amounts"])} for row in edges]
    texts = [{**row, "when": " ".join(row["when"]), "records": " ".join(row["records"])} for row in plain]
    return described_rows(nodes, texts, directed=network.directed)


def _figures(amounts: list[dict[str, Any]]) -> str:
    return "; ".join(
        " ".join(
            filter(
                None,
                (
                    each["bound"],
                    each["currency"],
                    f"{each['value'].normalize():f}",
                    each["kind"],
                    "joint" * each["joint"],
                    "doubtful" * each["doubtful"],
                ),
            )
        )
        for each in amounts
    )


def normalised(network: Network) -> Described:
    """Describe a network whose figures have no zeros at the end, as decimal numbers of one scale have not."""
    edges = [
        replace(each, amounts=tuple(replace(amount, value=amount.value.normalize()) for amount in each.amounts))
        for each in network.edges
    ]
    return described(network_from(network.nodes, edges, directed=network.directed))


@pytest.mark.parametrize("directed", [False, True])
def test_the_same_graph_is_read(*, directed: bool) -> None:
    network = sample(directed=directed)
    assert read_rows(network) == normalised(network)


@given(networks(LABELS))
@settings(max_examples=25)
def test_the_same_graph_is_read_of_any(network: Network) -> None:
    assert read_rows(network) == normalised(network)


def test_what_is_told_of_all_is_in_the_metadata() -> None:
    for name in ("parquet", "nodes.parquet"):
        metadata = pq.read_schema(io.BytesIO(exported(name, sample()))).metadata
        told = json.loads(metadata[b"network"])
        assert (told["recipe"], told["version"], told["coverage"]["edges"]) == ("example/1", 7, 15)


def test_duckdb_and_pandas_read_typed_columns(tmp_path: Path) -> None:
    file = tmp_path / "edges.parquet"
    file.write_bytes(exported("parquet", sample()))
    with duckdb.connect() as connection:
        wished = "sum(amount_GBP_grant), sum(weight), len(any_value(records))"
        question = f"SELECT {wished} FROM read_parquet(?) WHERE role = 'award'"
        assert connection.execute(question, [str(file)]).fetchone() == (Decimal("1.5"), 3, 3)
        [(currencies,)] = connection.execute(
            "SELECT [each.currency for each in amounts] FROM read_parquet(?) WHERE role = 'award'", [str(file)]
        ).fetchall()
        assert currencies == ["GBP", "GBP", "KRW", ""]
    file.write_bytes(exported("nodes.parquet", sample(), "degree", divided=True))
    frame = pd.read_parquet(file)
    assert (frame["degree"].dtype.kind, frame["community"].dtype.kind, len(frame)) == ("f", "i", 14)


def _of(value: Decimal) -> Network:
    amount = Amount("GBP", "grant", value, "exact", False, False, ())
    return network_from(network_of("ab").nodes, [edge("a", "b", "grant", 1, (), [amount])], directed=True)


@pytest.mark.parametrize("text", ["1E+37", "1E-30", "123456789012345678901234567890.123456789"])
def test_figures_of_many_digits_are_exact(text: str) -> None:
    [row] = pq.read_table(io.BytesIO(exported("parquet", _of(Decimal(text))))).to_pylist()
    assert row["amount_GBP_grant"] == Decimal(text)


def test_figures_of_too_many_digits_are_refused() -> None:
    with pytest.raises(KgError, match="more digits than Parquet holds"):
        exported("parquet", _of(Decimal("1E+99")))


def test_an_installation_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet, "import_module", absent)
    with pytest.raises(KgError, match="pyarrow, which is not installed") as refusal:
        exported("parquet", sample())
    assert "pip install" in refusal.value.fix
