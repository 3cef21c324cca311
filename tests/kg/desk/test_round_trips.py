"""What goes there and comes back is what it was: files, merges and decisions, backups; on real stores, by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Origin, Repository
from kg.changes.backup import back_up, restore
from kg.characters import settled
from kg.desk import LoadOptions, load
from kg.desk.decide import DecisionRequest, decide
from kg.desk.operations import NEWEST, Operation
from kg.desk.records import RecordEdits
from kg.desk.revert import Reverting
from kg.desk.write_back import export_records
from kg.records.values import fault
from kg.settings import Settings
from kg.store.rdf import Quad
from kg.validation import Gate
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace
from tests.generator import texts
from tests.kg.history.changing import State, bring_to, repository_of, states

_LABEL = load_vocabulary().classes["Place"].fields["label"]
SLUGS = ("busan", "jeju", "ulsan")
FIELDS = ("label", "note", "description")
Texts = Mapping[str, Mapping[str, str]]
"""By slug of a place, the texts of its fields."""

values = texts.map(lambda text: settled(" ".join(text.split()))).filter(lambda text: text and not fault(_LABEL, text))
some_texts = st.dictionaries(st.sampled_from(FIELDS), values)
edits = st.dictionaries(st.sampled_from(SLUGS), some_texts)
endings, quotings = st.sampled_from(["\n", "\r\n"]), st.booleans()


@dataclass
class Files:
    """Places in a table of whatever spelling, and the graph that it is loaded into."""

    folder: Path
    workspace: Workspace
    repository: Repository

    def write(self, places: Texts, ending: str = "\n", *, is_quoted: bool = False) -> None:
        def cell(text: str) -> str:
            doubled = text.replace('"', '""')
            return f'"{doubled}"' if is_quoted or doubled != text or "," in text or text[:1] in "#\ufeff" else text

        rows = [
            [slug, *(told.get(each, slug if each == "label" else "") for each in FIELDS), "city", "stated", "report"]
            for slug, told in places.items()
        ]
        header = ["id", *FIELDS, "kind", "confidence", "evidence", "within"]
        lines = [",".join(header), *(",".join([*map(cell, row), ""]) for row in rows)]
        (self.folder / "places.csv").write_bytes("".join(f"{line}{ending}" for line in lines).encode())

    def load(self) -> int:
        loaded = load(self.repository, self.workspace.intake(self.folder), LoadOptions(force=True))
        assert loaded.conflicts == ()
        return loaded.version

    def edit(self, patches: Mapping[str, Mapping[str, str | None]]) -> None:
        operations = [Operation("patch", f"places/{slug}", patch, NEWEST) for slug, patch in patches.items()]
        with self.repository.prepare(Origin("ana", "edits", "HTTP")) as writer:
            RecordEdits(self.repository, operations, "", 10_000).write(writer)
            change = writer.finish()
        self.repository.commit(change)

    def export(self, folder: Path | None = None) -> None:
        held, mapping = self.repository, self.workspace.mapping
        export_records(folder or self.folder, held.home, held.version, held.store, mapping)

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def quads(self) -> set[Quad]:
        """What the graph says of records."""
        return set(self.repository.store.quads(graph=self.workspace.mapping.graph("demo")))


@contextmanager
def files() -> Iterator[Files]:
    with TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        folder.mkdir()
        (folder / "dataset.yml").write_bytes(b"name:   demo  # by hand\r\ntitle: Places\r\n")
        (folder / "documents.jsonl").write_bytes(
            b'{"type":"Document", "id":"documents/report","label":"Report",  "kind":"report"}\n'
        )
        workspace = Workspace(Settings(home=Path(name) / "home", data=None))
        with workspace.repository() as repository:
            yield Files(folder, workspace, repository)


PLAIN: Texts = {slug: {} for slug in SLUGS}


@settings(max_examples=4)
@given(edits, edits, endings, quotings)
def test_from_files_to_the_graph_and_back_each_byte_is_there(
    places: Texts, changed: Texts, ending: str, is_quoted: bool
) -> None:
    """Also where the graph was edited, and the edit undone, in between."""
    with files() as demo:
        demo.write({**PLAIN, **places}, ending, is_quoted=is_quoted)
        demo.load()
        before, quads = demo.bytes(), demo.quads()
        demo.export()
        assert demo.bytes() == before
        back = {
            slug: {each: places.get(slug, {}).get(each, slug if each == "label" else None) for each in patch}
            for slug, patch in changed.items()
        }
        demo.edit(changed)
        demo.export()
        demo.load()
        after = demo.bytes()
        assert {name for name in after if after[name] != before[name]} <= {"places.csv"}
        demo.edit(back)
        assert demo.quads() == quads
        demo.export()
        demo.load()
        assert demo.quads() == quads
        assert demo.bytes() == before


@settings(max_examples=4)
@given(edits, edits)
def test_edits_of_files_and_of_the_graph_meet_in_either_order(of_file: Texts, of_graph: Texts) -> None:
    """Where they are about different fields; and once they have met, they meet again without any effect."""
    live = {slug: {each: text for each, text in patch.items() if each == "note"} for slug, patch in of_graph.items()}
    filed = {slug: {each: text for each, text in told.items() if each != "note"} for slug, told in of_file.items()}
    outcomes = []
    for edit_first in (True, False):
        with files() as demo:
            demo.write(PLAIN)
            demo.load()
            if edit_first:
                demo.edit(live)
            demo.write({**PLAIN, **filed})
            demo.load()
            if not edit_first:
                demo.edit(live)
            version = demo.load()
            assert demo.load() == version
            outcomes.append(demo.quads())
    assert outcomes[0] == outcomes[1]


@settings(max_examples=5)
@given(states, st.sampled_from(["same", "not-same", "undecided"]))
def test_what_was_decided_and_undone_leaves_no_trace(gate: Gate, state: State, verdict: str) -> None:
    if not {"one", "two"} <= state.places.keys():
        return
    with repository_of(gate) as repository:
        bring_to(repository, state)
        before = set(repository.store.quads())
        decision = DecisionRequest("places/one", "places/two", verdict, "ana", "2026-11-01", "They share a harbour.")
        for _ in range(2):
            with repository.prepare(Origin("ana", "a decision", "HTTP")) as writer:
                decide(decision, repository.store, gate.mapping)(writer)
                change = writer.finish()
            version = repository.commit(change)
            assert set(repository.store.quads()) > before
            with repository.prepare(Origin("ana", "a mistake", "HTTP")) as writer:
                Reverting(repository, version)(writer)
                change = writer.finish()
            repository.commit(change)
            assert set(repository.store.quads()) == before


@settings(max_examples=4)
@given(st.lists(states, min_size=1, max_size=4), st.data())
def test_what_is_backed_up_and_restored_is_the_same_at_each_version(
    gate: Gate, history: list[State], data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        graphs: dict[int, set[Quad]] = {}
        with Repository(folder / "home", gate) as repository:
            for state in history:
                version = bring_to(repository, state)
                graphs[version] = set(repository.store.quads())
                if data.draw(st.booleans()):
                    back_up(folder / "home", folder / "backup")
        position, _ = back_up(folder / "home", folder / "backup")
        chosen = data.draw(st.sampled_from(sorted(graphs)))
        assert restore(folder / "backup", folder / "again", chosen) == (restore_position(folder, chosen, gate), None)
        with Repository(folder / "again", gate) as again:
            assert set(again.store.quads()) == graphs[chosen]
        assert position.version == max(graphs)
        restored = sorted((folder / "again" / "journal").iterdir())
        assert [each.read_bytes() for each in restored] == [
            (folder / "home" / "journal" / each.name).read_bytes() for each in restored
        ]


def restore_position(folder: Path, version: int, gate: Gate) -> object:
    with Repository(folder / "home", gate) as repository:
        return repository.journal.position(version)
