"""Factories: quads, stores and networks from rows written as in the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kg.mapping import Mapping as RecordMapping
from kg.network import Filters, Network, StoreColumns, find_view, project
from kg.records.model import Record
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad
from kg.vocabulary import load_vocabulary

BASE = "https://example.org/"
Row = Mapping[str, str]


def _quads(*rows: Row, dataset: str = "demo") -> list[Quad]:
    vocabulary = load_vocabulary()
    mapping = RecordMapping(vocabulary, BASE)
    found: list[Quad] = []
    for row in rows:
        collection = row["id"].partition("/")[0]
        values = {name: tuple(text.split("|")) for name, text in row.items() if name != "id"}
        record = Record(vocabulary.by_collection[collection].name, row["id"], values)
        found += mapping.to_quads(record, mapping.graph(dataset))
    return found


@pytest.fixture
def quads() -> Callable[..., list[Quad]]:
    """Map rows (`id` and fields; lists separated by a bar) to quads."""
    return _quads


@pytest.fixture
def network() -> Callable[..., Network]:
    """Project a view of rows, with filters as keywords."""

    def make(view: str, *rows: Row, **filters: str | bool | tuple[str, ...]) -> Network:
        return project(StoreColumns(EmbeddedStore.in_memory(_quads(*rows))), find_view(view), Filters(**filters))  # type: ignore[arg-type]

    return make


@pytest.fixture
def short() -> Callable[[str], str]:
    """Shorten an IRI of the test base to what a test can read."""
    return lambda iri: iri.removeprefix(BASE).rpartition("/")[2]
