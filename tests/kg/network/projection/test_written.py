"""Edges are written once for all answers about a network, and read as if each answer wrote its own."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from kg.mapping import Mapping
from kg.network import Filters, Network, StoreColumns, ego, find_view, largest, project
from kg.network.bodies import write_network
from kg.network.projection.written import _KEPT, Written
from kg.store import EmbeddedStore
from tests.generator import ecosystem


@pytest.fixture(scope="module")
def columns(mapping: Mapping) -> StoreColumns:
    quads = (quad for record in ecosystem(300) for quad in mapping.to_quads(record, mapping.graph("demo")))
    return StoreColumns(EmbeddedStore.in_memory(quads))


def written(network: Network) -> bytes:
    output = io.BytesIO()
    write_network(1, network, output)
    return output.getvalue()


@pytest.mark.parametrize("view", ["funding", "partnership", "involvement"])
@pytest.mark.parametrize("filters", [Filters(), Filters(directed=False, min_confidence="stated")], ids=("all", "some"))
def test_parts_of_one_network_are_written_as_each_would_be_alone(
    columns: StoreColumns, view: str, filters: Filters
) -> None:
    network = project(columns, find_view(view), filters)
    hubs = [node.iri for node in largest(network, 4).nodes]
    near = ego(network, hubs[3], 2)
    for part in (
        largest(network, 30),
        network,
        ego(network, hubs[0]),
        near,
        largest(near, 12, 20),
        largest(network, 9),
    ):
        assert written(part) == written(replace(part))  # which is no part of another


def test_what_is_written_goes_with_its_network(columns: StoreColumns) -> None:
    network = project(columns, find_view("partnership"))
    written(largest(network, 12))
    gc.collect()
    many = len(_KEPT)
    del network
    gc.collect()
    assert len(_KEPT) == many - 1


class _Writer:
    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, numbers: Sequence[int]) -> Iterable[bytes]:
        self.asked.append([*numbers])
        return [b"%04d" % number for number in numbers]


def test_only_what_is_not_there_is_written() -> None:
    written, write = Written(room=100), _Writer()
    assert written.of([3, 1], write) == [b"0003", b"0001"]
    assert written.of([1, 2, 3], write) == [b"0001", b"0002", b"0003"]
    assert write.asked == [[3, 1], [2]]


def test_what_has_no_room_is_given_and_not_kept() -> None:
    written, write = Written(room=8), _Writer()
    assert written.of([1, 2], write) == [b"0001", b"0002"]
    assert written.of([1, 3], write) == [b"0001", b"0003"]  # there was no room beside the others
    assert written.of([4, 5, 6], write) == [b"0004", b"0005", b"0006"]  # never has room
    assert written.of([3, 1], write) == [b"0003", b"0001"]
    assert write.asked == [[1, 2], [3], [4, 5, 6], [1]]
