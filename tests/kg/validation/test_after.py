"""What one dataset removes, another may still say."""

from __future__ import annotations

from kg.changes import Origin, Repository
from kg.mapping import Mapping
from kg.records import Record

DOCUMENT = Record("Document", "documents/d", {"label": ("D",), "kind": ("article",)})
PLACE = Record(
    "Place",
    "places/p",
    {"label": ("P",), "kind": ("city",), "confidence": ("stated",), "evidence": ("d",)},
)


def test_a_record_that_another_graph_describes_too_is_still_there(repository: Repository, mapping: Mapping) -> None:
    one, two = mapping.graph("one"), mapping.graph("two")
    with repository.prepare(Origin("ann", "both")) as writer:
        writer.add([*mapping.to_quads(DOCUMENT, one), *mapping.to_quads(PLACE, one)])
        writer.add(mapping.to_quads(DOCUMENT, two))
        repository.commit(writer.finish())
    with repository.prepare(Origin("ann", "one of them")) as writer:
        writer.remove(mapping.to_quads(DOCUMENT, two))
        change = writer.finish()
    assert repository.commit(change) == 2
