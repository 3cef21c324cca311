"""What was computed of a version and is published: files beside the graph, and the graph that shows them to queries.

It is in no version of the graph, for it would change with each of them. A publication is one JSON document, which the
next of its name replaces. The graph is made of all of them in a copy of the version that is asked, so it is there for
queries that name it and in nothing else, as that of :mod:`kg.changes.annals` is.
"""

from __future__ import annotations

import json
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any

from kg.changes.copies import Copies
from kg.errors import LimitExceeded, UnknownName
from kg.files import sync
from kg.store import EMBEDDED, Snapshot
from kg.store.rdf import Quad
from kg.store.snapshot import discard_unpinned

MOST, LARGEST = 100, 64
"""How many publications there may be, and the MiB of each."""
_STATES = 2
"""States of what is published of which copies are kept: with the graph that tells of the changes, and without."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}", re.ASCII)
_SUFFIX = ".json"

Publication = Mapping[str, Any]
"""A JSON document with its `name` and the `version` of the graph that it was computed of."""

Teller = Callable[[Publication, int], Iterable[Quad]]
"""Tells of a publication in quads of a graph of its own, as it stands to a version of the graph."""


class Published:
    """The publications in a folder, and copies of versions with them in another. Threads and processes may share it."""

    def __init__(self, folder: Path, copies: Path, graph: str, tell: Teller) -> None:
        self.graph, self.follows_the_graph = graph, False
        self._folder, self._copies, self._tell = folder, copies, tell
        self._made: OrderedDict[str, Copies] = OrderedDict()
        self._making = Lock()

    def publish(self, name: str, publication: Publication) -> None:
        """Put a publication in the place of that of its name, or beside the others.

        Raises LimitExceeded where it is too large, or there are too many, and OSError.
        """
        if not _NAME.fullmatch(name):
            raise UnknownName("publication", name, [])
        text = json.dumps(publication, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        if len(text) > LARGEST << 20:
            raise LimitExceeded("result", f"{LARGEST} MiB", "publication")
        with self._making:
            if name not in self.names() and len(self.names()) >= MOST:
                raise LimitExceeded("result", f"{MOST} publications", "publication")
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f"draft-{token_hex(4)}"
            try:
                draft.write_bytes(text)
                sync(draft)
                draft.rename(self._folder / f"{name}{_SUFFIX}")
                sync(self._folder)
            finally:
                draft.unlink(missing_ok=True)

    def withdraw(self, name: str) -> None:
        """Take one away. Raises UnknownName."""
        with self._making:
            self._demand(name).unlink()
            sync(self._folder)

    def names(self) -> list[str]:
        """Name what is published."""
        names = (each.name.removesuffix(_SUFFIX) for each in self._folder.glob(f"*{_SUFFIX}"))
        return sorted(filter(_NAME.fullmatch, names))

    def read(self, name: str) -> Publication:
        """Read one. Raises UnknownName."""
        try:
            publication: Publication = json.loads(self._demand(name).read_bytes())
        except FileNotFoundError:
            raise UnknownName("publication", name, self.names()) from None
        return publication

    def beside(self, snapshot: Snapshot) -> Snapshot:
        """Pin a copy of a snapshot with them in it, in the place of the snapshot."""
        with self._making, snapshot:
            state = self._state(snapshot.folder.parent)
            copies = self._made.pop(state, None) or Copies(self._copies / token_hex(4))
            self._made[state] = copies
            pinned = copies.pin(snapshot.version, partial(self._make, snapshot))
            while len(self._made) > _STATES:
                _, older = self._made.popitem(last=False)
                for folder in older.folders.values():
                    discard_unpinned(folder)
            return pinned

    def clear(self) -> None:
        """Remove all copies; what is published stays."""
        Copies(self._copies)
        self._made.clear()

    def _demand(self, name: str) -> Path:
        path = self._folder / f"{name}{_SUFFIX}"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise UnknownName("publication", name, self.names())
        return path

    def _state(self, source: Path) -> str:
        """Tell apart what is published, and of what copies are made."""
        digest = sha256(os.fsencode(source))
        for name in self.names():
            stat = (self._folder / f"{name}{_SUFFIX}").stat()
            digest.update(f"{name} {stat.st_ino} {stat.st_mtime_ns} {stat.st_size}\n".encode())
        return digest.hexdigest()

    def _make(self, snapshot: Snapshot, draft: Path) -> None:
        EMBEDDED.copy_snapshot(snapshot.folder, draft)
        store = EMBEDDED.open(draft)
        try:
            store.bulk_add(self._quads(snapshot.version))
            store.flush()
        finally:
            store.close()

    def _quads(self, version: int) -> Iterator[Quad]:
        for name in self.names():
            publication = self.read(name)
            if publication["version"] <= version:
                yield from self._tell(publication, version)
