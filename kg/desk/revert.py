"""Undoing a version: a new change whose rows are the reverse of those of the old one.

What follows from others is left to follow, and what `kg load` alone writes stays as it is. Where a later version went
on from what would be undone, nothing is undone, and that version is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from kg.changes import ChangeWriter, Journal, Refused, Repository
from kg.errors import ChangeConflict, LimitExceeded
from kg.mapping import Mapping
from kg.ontology import ONTOLOGY_IRI
from kg.query import rows_of
from kg.store.rdf import NamedNode, Quad


class Reverting:
    """Writes down the reverse of one version."""

    def __init__(self, repository: Repository, version: int, most: int = 0) -> None:
        """The change is to have `most` quads at most, 0 for any number."""
        self.version = version
        self._repository, self._most = repository, most
        self._mapping: Mapping = repository.gate.mapping
        self._journal: Journal = repository.journal

    def __call__(self, writer: ChangeWriter) -> None:
        """Write it. Raises ChangeConflict, LimitExceeded, UnknownName and JournalDamaged."""
        change, store = self._journal.read(self.version), self._repository.store
        if 0 < self._most < change.added + change.removed:
            raise LimitExceeded.of_size(self._most)
        rows = [(is_addition, quad) for is_addition, quad in change.rows() if self._is_ours(quad)]
        if moved := {quad for is_addition, quad in rows if store.holds(quad) is not is_addition}:
            versions = self._that_name(moved)
            message = f"Version {self.version} cannot be reverted: later versions changed what it had changed"
            raise ChangeConflict(
                f"{message}: {_listed(versions)}", "Revert those first. Nothing was changed.", versions
            )
        undone = rows_of((quad for is_addition, quad in rows if is_addition), are_additions=False)
        restored = rows_of((quad for is_addition, quad in rows if not is_addition), are_additions=True)
        writer.write_rows(b"".join(map(bytes, sorted([*undone, *restored]))))

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Name the later versions because of which the gate refuses the change that is committed inside.

        Raises ChangeConflict; and Refused where it is none of those.
        """
        try:
            yield
        except Refused as refused:
            touched = {each.focus for each in refused.report.violations}
            versions = self._that_touch(touched)
            if not versions:
                raise
            reasons = "; ".join(f"{each.focus}: {each.message}" for each in refused.report.violations[:3])
            message = f"Version {self.version} cannot be reverted: later versions depend on it: {_listed(versions)}"
            raise ChangeConflict(
                f"{message} ({reasons})", "Revert those first. Nothing was changed.", versions
            ) from None

    def _is_ours(self, quad: Quad) -> bool:
        """Tell what is reverted from what follows by itself or is written by loads alone."""
        graph = quad.graph_name
        if not isinstance(graph, NamedNode):
            return True
        of_loads = graph.value in (ONTOLOGY_IRI, self._mapping.datasets_graph.value)
        return not (of_loads or graph.value.startswith(self._mapping.derived))

    def _later(self) -> Iterable[int]:
        return range(self.version + 1, self._repository.version + 1)

    def _that_name(self, quads: Collection[Quad]) -> list[int]:
        """List the later versions that name one of the quads."""
        changes = ((each, self._journal.glance(each)) for each in self._later())
        return [version for version, change in changes if any(quad in quads for _, quad in change.rows())]

    def _that_touch(self, records: Collection[str]) -> list[int]:
        """List the later versions that touched one of the records, by IRI."""
        changes = ((each, self._journal.glance(each)) for each in self._later())
        return [version for version, change in changes if any(subject in records for subject, _ in change.subjects())]


def _listed(versions: Collection[int]) -> str:
    return ", ".join(map(str, versions)) or "the store spells a value in another way"
