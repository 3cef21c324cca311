"""Every format in which the graph leaves: records, RDF, networks and grant publications."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO

from kg.errors import KgError
from kg.export.giving import write_360giving
from kg.export.records import read_all
from kg.mapping import Mapping, read_records
from kg.records import dataset_text, to_json, write_table
from kg.store import Store
from kg.store.rdf import NamedNode, copy_quads

Export = Callable[[Store, Mapping, IO[bytes]], str]


def write_records(store: Store, mapping: Mapping, folder: Path, names: Collection[str] | None = None) -> int:
    """Write each dataset as a folder of tables in `folder`, ready for `kg load`; return how many records.

    With `names`, only those. Raises KgError where there are no records at all.
    """
    count = 0
    for dataset in mapping.described(store):
        if names is not None and dataset.name not in names:
            continue
        own = folder / dataset.name
        own.mkdir(parents=True, exist_ok=True)
        (own / "dataset.yml").write_text(dataset_text(dataset), encoding="utf-8")
        count += _write_tables(store, mapping, mapping.graph(dataset.name), own)
    if not count and names is None:
        raise KgError("The graph holds no records", "Run `kg load` first.")
    return count


def _write_tables(store: Store, mapping: Mapping, graph: NamedNode, folder: Path) -> int:
    count = 0
    for record_class in mapping.vocabulary.classes.values():
        records = list(read_records(store, mapping, record_class, graph))
        if records:
            with (folder / f"{record_class.collection}.csv").open("w", encoding="utf-8", newline="") as file:
                count += write_table(records, record_class, file)
    return count


def _rdf(format_name: str) -> Export:
    """Write every quad in the order of the engine, which depends on what it holds and not on how it came there."""

    def write(store: Store, mapping: Mapping, output: IO[bytes]) -> str:  # noqa: ARG001
        copy_quads(store.quads(), output, format_name)
        return ""

    return write


def _jsonld(store: Store, mapping: Mapping, output: IO[bytes]) -> str:
    """One JSON-LD document in the shape of the REST bodies, with our context inside."""
    context = [mapping.vocabulary.context, {"@base": mapping.base_iri}]
    output.write(b'{"@context": ' + json.dumps(context).encode() + b',\n"@graph": [')
    separator = b"\n"
    for record in read_all(store, mapping):
        body = to_json(record, mapping.vocabulary.classes[record.type], mapping.iri, is_jsonld=True)
        output.write(separator + json.dumps(body, ensure_ascii=False).encode())
        separator = b",\n"
    output.write(b"\n]}\n")
    return ""


EXPORTS: dict[str, Export] = {
    "nquads": _rdf("nquads"),
    "trig": _rdf("trig"),
    "turtle": _rdf("turtle"),
    "jsonld": _jsonld,
    "360giving": write_360giving,
}
