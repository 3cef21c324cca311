from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from kg.errors import UnknownName
from kg.network import EXPORTS, content_of, edge_body, node_body
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


@pytest.mark.parametrize("name", EXPORTS)
def test_files_do_not_depend_on_the_hash_seed(name: str) -> None:
    program = (
        "import sys; from tests.kg.network.exports.networks import exported, sample; "
        f"sys.stdout.buffer.write(exported({name!r}, sample(), 'degree', divided=True))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
