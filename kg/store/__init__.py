"""Where the quads live. The only package that imports the engine."""

from kg.store.embedded import EmbeddedStore
from kg.store.engine import EMBEDDED, Engine, open_engine
from kg.store.protocol import UNNAMED, Answer, Content, Quads, Queryable, QueryDataset, Store, WritableStore
from kg.store.snapshot import Snapshot

__all__ = [
    "EMBEDDED",
    "UNNAMED",
    "Answer",
    "Content",
    "EmbeddedStore",
    "Engine",
    "Quads",
    "QueryDataset",
    "Queryable",
    "Snapshot",
    "Store",
    "WritableStore",
    "open_engine",
]
