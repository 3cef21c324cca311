"""A record at an earlier version is what the graph said of it then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Origin, Repository
from kg.changes.past import Past
from kg.mapping import Mapping as RecordMapping
from kg.mapping import record_quads
from kg.records import Record
from kg.store.rdf import NamedNode
from kg.validation import Gate

REPORT = Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
SLUGS = ("one", "one-more", "two")
States = Mapping[str, tuple[str, bool]]
"""By slug of a place: its label, and whether there is a passage for it."""

states = st.dictionaries(st.sampled_from(SLUGS), st.tuples(st.sampled_from("abc"), st.booleans()))


def place(slug: str, label: str, is_cited: bool) -> Record:
    evidence = ("report", "report:4-9:0123456789abcdef") if is_cited else ("report",)
    known = {"confidence": ("stated",), "evidence": evidence}
    return Record("Place", f"places/{slug}", {"label": (label,), "kind": ("city",), **known})


def bring_to(repository: Repository, records: Mapping[str, Record]) -> int:
    mapping = repository.gate.mapping
    graph = mapping.graph("demo")
    with repository.prepare(Origin("ann", "because", "HTTP", "an importer")) as writer:
        for id_ in (REPORT.id, *(f"places/{slug}" for slug in SLUGS)):
            present = set(record_quads(repository.store, NamedNode(mapping.iri(id_)), graph))
            quads = set(mapping.to_quads(records[id_], graph)) if id_ in records else set()
            writer.remove(present - quads)
            writer.add(quads - present)
        change = writer.finish()
    return repository.commit(change)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(history=st.lists(states, min_size=1, max_size=5))
def test_each_version_of_each_record_can_be_had_again(
    mapping: RecordMapping, gate: Gate, history: list[States]
) -> None:
    graph = mapping.graph("demo")
    with TemporaryDirectory() as folder, Repository(Path(folder), gate) as repository:
        versions: dict[int, dict[str, Record]] = {}
        for state in history:
            records = {f"places/{slug}": place(slug, *told) for slug, told in state.items()}
            versions[bring_to(repository, {REPORT.id: REPORT, **records})] = records
        past = Past(repository.journal, repository.store, mapping)
        for version, records in versions.items():
            later = range(version + 1, repository.version + 1)
            for slug in SLUGS:
                assert past.record(mapping.iri(f"places/{slug}"), graph, later) == records.get(f"places/{slug}")


def test_the_journal_says_who_and_why_without_being_read(tmp_path: Path, gate: Gate) -> None:
    with Repository(tmp_path, gate) as repository:
        bring_to(repository, {REPORT.id: REPORT})
        origin = repository.journal.glance(1).origin
        assert (origin.author, origin.reason, origin.source, origin.proposed_by) == (
            "ann",
            "because",
            "HTTP",
            "an importer",
        )
        assert origin == repository.journal.read(1).origin
        assert origin.time.endswith("+00:00")
