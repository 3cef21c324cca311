"""Ecosystems of a known number of triples, loaded once and kept in `.bench/`.

`python -m benchmarks.data [SIZE ...]` makes them beforehand. A prepared ecosystem is never written to again: who
writes takes a copy, in which the files of the engine are hard links.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, serialize

from benchmarks import ecosystem
from kg.desk import load
from kg.records import Report
from kg.settings import Settings
from kg.workspace import Workspace

ROOT = Path(__file__).parent.parent
BENCH = ROOT / ".bench"
SIZES = {"10k": 500, "100k": 7_595, "1M": 77_690, "10M": 778_630}
"""Records that give as many triples, the ontology included."""


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """A prepared ecosystem: its size by name, and the folder that holds its home and what peers made of it."""

    size: str
    folder: Path

    @property
    def records(self) -> int:
        """How many records it was made of."""
        return SIZES[self.size]

    @property
    def snapshot(self) -> Path:
        """The frozen store, to be opened for reading only."""
        return self.folder / "home" / "snapshots" / "1"

    @property
    def journal(self) -> Path:
        """The folder of what was ever written."""
        return self.folder / "home" / "journal"

    @property
    def index(self) -> Path:
        """The folder of the index of lists, where it was made with one."""
        return self.folder / "home" / "index"

    @property
    def triples(self) -> int:
        """How many triples the union of its graphs has."""
        return int(json.loads((self.folder / "about.json").read_text(encoding="ascii"))["triples"])

    def home(self, target: Path) -> Path:
        """Copy the home to `target`, where a service may write."""
        shutil.copytree(self.snapshot, target / "store", copy_function=_link)
        shutil.copytree(self.journal, target / "journal", copy_function=_link)
        if self.index.is_dir():
            shutil.copytree(self.index, target / "index")
        return target

    def export(self, *, graphs: bool) -> Path:
        """Give its quads as N-Quads, or its triples as N-Triples; written when first asked for."""
        path = self.folder / ("quads.nq" if graphs else "triples.nt")
        if not path.exists():
            draft = path.with_suffix(".draft")
            quads = Store.read_only(str(self.snapshot)).quads_for_pattern(None, None, None)
            with draft.open("wb") as file:
                if graphs:
                    serialize(quads, file, RdfFormat.N_QUADS)
                else:
                    serialize((quad.triple for quad in quads), file, RdfFormat.N_TRIPLES)
            draft.rename(path)
        return path


def prepare(size: str) -> Ecosystem:
    """Find the ecosystem of this size, or generate and load it in the place of an outdated one."""
    folder = BENCH / "data" / f"{size}-{_digest()}"
    if not folder.is_dir():
        for stale in folder.parent.glob(f"{size}-*"):
            shutil.rmtree(stale)
        draft = BENCH / "data" / f"draft-{size}"
        shutil.rmtree(draft, ignore_errors=True)
        triples = load_ungated(ecosystem.write_ecosystem(draft / "records", SIZES[size]), draft / "home")
        shutil.rmtree(draft / "records")
        (draft / "about.json").write_text(json.dumps({"triples": triples}), encoding="ascii")
        draft.rename(folder)
    return Ecosystem(size, folder)


def load_ungated(records: Path, home: Path) -> int:
    """Load without the gate, which would pass them all and take long; give the number of triples."""
    workspace = Workspace(Settings(home=home, data=records))
    workspace.gate.check = lambda *_, **__: Report()  # type: ignore[method-assign]
    with workspace.repository() as repository:
        load(repository, workspace.intake())
        repository.snapshot().release()
        return len(repository.store)


def _digest() -> str:
    """Digest what the triples come from: the generator and the ontology."""
    files = [Path(ecosystem.__file__), *sorted((ROOT / "ontology").glob("*.*"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def _link(source: str, target: str) -> str:
    """Link what the engine and the journal never change, copy the rest."""
    if source.endswith((".sst", ".rdfp")):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target


if __name__ == "__main__":
    for each in sys.argv[1:] or SIZES:
        made = prepare(each)
        print(json.dumps({"size": each, "triples": made.triples, "folder": str(made.folder.relative_to(ROOT))}))
