"""Random histories: records, names that labels are derived from, and free content, version by version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from kg.changes import Origin, Repository
from kg.mapping import Mapping as RecordMapping
from kg.mapping import record_quads
from kg.query import rows_of
from kg.records import Record
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate

REPORT = Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
SLUGS = ("one", "one-more", "two")
NODE = NamedNode("urn:a")
STATED = {"confidence": ("stated",), "evidence": ("report",)}


@dataclass(frozen=True)
class State:
    """By slug of a place its label and whether a passage tells of it; by slug of a name of a place, the name."""

    places: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    free: frozenset[str] = frozenset()

    def records(self) -> Iterator[Record]:
        yield REPORT
        for slug, (label, is_cited) in self.places.items():
            yield place(slug, label, is_cited=is_cited)
            if slug in self.names:
                values = {
                    "name_of": (f"places/{slug}",),
                    "name": (self.names[slug],),
                    "kind": ("description",),
                    **STATED,
                }
                yield Record("Name", f"names/{slug}", values)

    def quads(self, mapping: RecordMapping) -> set[Quad]:
        graph = mapping.graph("demo")
        records = {quad for record in self.records() for quad in mapping.to_quads(record, graph)}
        return records | {Quad(NODE, NODE, Literal(each), NODE) for each in self.free}


def place(slug: str, label: str, *, is_cited: bool = False) -> Record:
    evidence = ("report", "report:4-9:0123456789abcdef") if is_cited else ("report",)
    values = {"label": (label,), "kind": ("city",), "confidence": ("stated",), "evidence": evidence}
    return Record("Place", f"places/{slug}", values)


states = st.builds(
    State,
    st.dictionaries(st.sampled_from(SLUGS), st.tuples(st.sampled_from("abc"), st.booleans())),
    st.dictionaries(st.sampled_from(SLUGS), st.sampled_from("xyz")),
    st.frozensets(st.sampled_from("pq")),
)


def derived(quad: Quad, mapping: RecordMapping) -> bool:
    return str(quad.graph_name).startswith(f"<{mapping.derived}")


def bring_to(repository: Repository, state: State, author: str = "ann", source: str = "HTTP") -> int:
    """Make the graph what a state says, and give the version."""
    mapping = repository.gate.mapping
    present = {quad for quad in repository.store.quads() if not derived(quad, mapping)}
    wanted = state.quads(mapping)
    with repository.prepare(Origin(author, "because", source)) as writer:
        rows = [*rows_of(present - wanted, are_additions=False), *rows_of(wanted - present, are_additions=True)]
        writer.write_rows(b"".join(map(bytes, sorted(rows))))
        change = writer.finish()
    return repository.commit(change)


@contextmanager
def repository_of(gate: Gate) -> Iterator[Repository]:
    with TemporaryDirectory() as folder, Repository(Path(folder) / "home", gate) as repository:
        yield repository


def quads_of(record: Record, mapping: RecordMapping, repository: Repository) -> set[Quad]:
    return set(record_quads(repository.store, NamedNode(mapping.iri(record.id)), mapping.graph("demo")))
