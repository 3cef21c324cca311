"""Where the quads live. The only package that imports the engine."""

from kg.store.embedded import EmbeddedStore
from kg.store.protocol import UNNAMED, Answer, Dataset, Quads, Store
from kg.store.snapshot import Snapshot

__all__ = ["UNNAMED", "Answer", "Dataset", "EmbeddedStore", "Quads", "Snapshot", "Store"]
