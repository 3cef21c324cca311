"""The engine: the one place that knows how stores are opened, copied and made in memory."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.settings import BASE_IRI, Settings
from kg.store.embedded import EmbeddedStore
from kg.store.protocol import Store, WritableStore
from kg.store.rdf import Quad
from kg.store.scratch import Overlay, Scratch


@dataclass(frozen=True, slots=True)
class Engine:
    """How the quads of a home are kept: the default graph is the union of all or the unnamed one.

    IRIs in queries are relative to `base`.
    """

    union: bool = True
    base: str = BASE_IRI

    @classmethod
    def from_text(cls, text: str) -> Engine:
        """Take in what :meth:`to_text` gave.

        >>> Engine.from_text(Engine(union=False).to_text())
        Engine(union=False, base='https://w3id.org/innovation-kg/')
        """
        return cls(**json.loads(text))

    def to_text(self) -> str:
        """Make it ready to travel to another process."""
        return json.dumps(asdict(self))

    def open(self, directory: Path) -> WritableStore:
        """Open a store for writing, made if absent. Raises StoreInUse, StoreFailed."""
        return EmbeddedStore.open(directory, union=self.union)

    def open_snapshot(self, directory: Path) -> Store:
        """Open a snapshot for reading. Raises StoreFailed. Never give it the directory of a live store."""
        return EmbeddedStore.open_snapshot(directory, union=self.union, base=self.base)

    def open_scratch(self, directory: Path) -> Scratch:
        """Open a snapshot to try an update on, which spoils it. Raises StoreFailed."""
        return Scratch.open(directory, union=self.union)

    def scratch_of(self, store: Store, *, may_spoil: bool) -> Scratch:
        """Give what an update is tried on: a store in memory itself, which that spoils, or what leaves it as it is."""
        if not isinstance(store, EmbeddedStore):
            raise TypeError("updates are tried on stores of this engine")
        return (Scratch if may_spoil else Overlay)(store.opened, union=self.union)

    def in_memory(self, quads: Iterable[Quad] = ()) -> WritableStore:
        """Make a store that is gone with the process."""
        return EmbeddedStore.in_memory(quads, union=self.union, base=self.base)

    def copy_snapshot(self, source: Path, target: Path) -> None:
        """Copy the folder of a snapshot, so that the copy can be opened for writing. Raises OSError."""
        shutil.copytree(source, target, copy_function=_link_or_copy)


EMBEDDED = Engine()
"""The engine as it is where nobody chose anything."""


def open_engine(settings: Settings) -> Engine:
    """Give the engine that the settings choose."""
    return Engine(union=settings.default_graph == "union", base=settings.base_iri)


def _link_or_copy(source: str, target: str) -> str:
    """Link the files of quads, which the embedded engine never changes; copy the rest."""
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target
