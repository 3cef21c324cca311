"""Where the quads live. The only package that imports the engine."""

from kg.store.embedded import EmbeddedStore
from kg.store.protocol import UNNAMED, Answer, Dataset, Store

__all__ = ["UNNAMED", "Answer", "Dataset", "EmbeddedStore", "Store"]
