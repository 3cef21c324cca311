"""Rows of change sets as people speak of them: records, and the values of their fields that went and came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Literal

from kg.curated import is_curated
from kg.mapping import Mapping, record_of
from kg.store.rdf import PREFIXES, RDF_TYPE, DefaultGraph, NamedNode, Quad, text_of
from kg.vocabulary import FieldKind, RecordClass

Row = tuple[bool, Quad]
"""Whether a quad is added, or else removed, and the quad."""

Action = Literal["added", "changed", "removed"]

Renames = Map[str, str]
"""From the IRI that a record had to the one that it has."""

REPLACED = NamedNode(f"{PREFIXES['dcterms']}isReplacedBy")
"""Leads from an IRI that a record had to that which it has, in the graph of renames."""

_NOTHING: Renames = {}
_DIGEST = NamedNode(f"{PREFIXES['ikg']}digest")
_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The values of a field that went and those that came, as a record has them; others stayed.

    `field` is the name in the vocabulary, or the IRI of a property that is none of it.
    """

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What happened to a record in a dataset. `record` and `dataset` are IRIs, `type` the class of the record.

    `was` is the IRI that the record had before, empty where that stayed.
    """

    record: str
    dataset: str
    type: str
    action: Action
    fields: tuple[FieldChange, ...]
    was: str = ""


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How many quads a graph that is no dataset gained and lost; `graph` is its IRI, empty for the unnamed one."""

    graph: str
    added: int
    removed: int


def changed_records(
    rows: Iterable[Row], mapping: Mapping, most: int, renames: Renames = _NOTHING
) -> tuple[list[RecordChange], bool]:
    """Say what rows do to records, in the order of the rows; of more than `most` records the first.

    A record that was renamed is one, under its new IRI. Tells as well whether there are more. The rows of one record
    need to stand together only where there are more.
    """
    places: dict[tuple[str, str], list[Row]] = {}
    for is_addition, quad in rows:
        if is_curated(quad, mapping.base_iri):
            record = text_of(record_of(quad))
            place = renames.get(record, record), _name(quad)
            if place not in places and len(places) == most:
                return [_changed(*each, mapping) for each in places.items()], True
            places.setdefault(place, []).append((is_addition, quad))
    return [_changed(*each, mapping) for each in places.items()], False


def renames_in(rows: Iterable[Row], mapping: Mapping) -> Renames:
    """Read from rows which records got which new IRI, also by taking a renaming back."""
    led = [each for each in rows if each[1].predicate == REPLACED and each[1].graph_name == mapping.renames_graph]
    back = {text_of(quad.object): text_of(quad.subject) for is_addition, quad in led if not is_addition}
    return back | {text_of(quad.subject): text_of(quad.object) for is_addition, quad in led if is_addition}


def changed_graphs(rows: Iterable[Row], mapping: Mapping) -> list[GraphChange]:
    """Count what rows do to graphs that are no datasets, by name; those that follow from others are left out."""
    counts = Counter((_name(quad), is_addition) for is_addition, quad in rows if not is_curated(quad, mapping.base_iri))
    names = sorted({name for name, _ in counts if not name.startswith(mapping.derived)})
    return [GraphChange(name, counts[name, True], counts[name, False]) for name in names]


def _name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else text_of(quad.graph_name)


def _changed(place: tuple[str, str], rows: Sequence[Row], mapping: Mapping) -> RecordChange:
    record, dataset = place
    types = {(is_addition, text_of(quad.object)) for is_addition, quad in rows if _makes_record(quad, mapping)}
    record_class = mapping.record_class(type_ for _, type_ in sorted(types, reverse=True))
    begins, ends = (any(each is is_addition for each, _ in types) for is_addition in (True, False))
    action: Action = "changed" if begins is ends else "added" if begins else "removed"
    if record_class is None:
        collection = mapping.reference(record).partition("/")[0]
        record_class = mapping.vocabulary.by_collection.get(collection)
    name = record_class.name if record_class else ""
    former = {text_of(record_of(quad)) for is_addition, quad in rows if not is_addition} - {record}
    fields = tuple(_fields(record_class, rows, mapping))
    return RecordChange(record, dataset, name, action, fields, min(former, default=""))


def _makes_record(quad: Quad, mapping: Mapping) -> bool:
    return (
        quad.predicate == RDF_TYPE
        and "#" not in text_of(quad.subject)
        and text_of(quad.object) in mapping.vocabulary.by_iri
    )


def _fields(record_class: RecordClass | None, rows: Sequence[Row], mapping: Mapping) -> Iterator[FieldChange]:
    by_iri = {each.iri: each for each in record_class.fields.values()} if record_class else {}
    passages = _Passages(rows)
    values: dict[str, tuple[set[str], set[str]]] = {}
    for is_addition, quad in rows:
        field = by_iri.get(quad.predicate.value)
        if "#" in text_of(quad.subject):
            name, value = _EVIDENCE, passages.of(text_of(quad.subject), is_addition)
        elif _makes_record(quad, mapping):
            continue
        elif field is None:
            name, value = quad.predicate.value, text_of(quad.object)
        elif field.kind is FieldKind.EVIDENCE:
            name, value = field.name, passages.of(text_of(quad.object), is_addition)
        else:
            name, value = field.name, mapping.value(field, text_of(quad.object))
        values.setdefault(name, (set(), set()))[is_addition].add(value)
    order = {name: number for number, name in enumerate(record_class.fields if record_class else ())}
    for name in sorted(values, key=lambda name: (order.get(name, len(order)), name)):
        before, after = values[name]
        yield FieldChange(name, tuple(sorted(before - after)), tuple(sorted(after - before)))


class _Passages:
    """The passages that rows speak of, as far as rows tell: the digest may be in none of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._digests = {
            (text_of(quad.subject), is_addition): text_of(quad.object)
            for is_addition, quad in rows
            if quad.predicate == _DIGEST
        }

    def of(self, iri: str, is_addition: bool) -> str:
        """Give the passage that an evidence node stands for before or after."""
        fragment = iri.partition("#")[2] or iri
        digest = self._digests.get((iri, is_addition), "")
        return f"{fragment}:{digest}" if digest else fragment
