"""Records are told from free content."""

from __future__ import annotations

import pytest

from kg.curated import Curated
from kg.store import EmbeddedStore
from kg.store.rdf import read_quads

BASE = "https://example.org/kg/"


@pytest.mark.parametrize(
    ("statement", "is_of_record"),
    [
        (f"<{BASE}places/a> a <urn:b> <{BASE}datasets/d> .", True),
        (f"<{BASE}places/a#text:1-2> a <urn:b> <{BASE}datasets/d> .", True),
        (f"<{BASE}places/a> a <urn:b> .", False),
        (f"<{BASE}places/a> a <urn:b> <{BASE}datasets> .", False),
        (f"<{BASE}places/a> a <urn:b> <{BASE}graphs/d> .", False),
        (f"<{BASE}places/a> a <urn:b> <https://example.org/datasets/d> .", False),
        (f"<https://example.org/places/a> a <urn:b> <{BASE}datasets/d> .", False),
        (f"_:a a <urn:b> <{BASE}datasets/d> .", False),
        (f"<{BASE}places/a> a <urn:b> _:g .", False),
    ],
)
def test_a_record_is_in_the_graph_of_a_dataset_and_under_the_base(statement: str, is_of_record: bool) -> None:
    quads = list(read_quads(statement.replace(" a ", " <urn:a> "), "nquads"))
    curated = Curated(EmbeddedStore.in_memory(quads), BASE)
    assert list(curated.quads()) == quads * is_of_record
    assert list(curated.quads(predicate=quads[0].predicate)) == quads * is_of_record
