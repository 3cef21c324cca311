from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import cast

import pytest

from kg.errors import MalformedQuery, StoreInUse, UnknownName
from kg.store import UNNAMED, EmbeddedStore, QueryDataset
from kg.store.rdf import DefaultGraph, Literal, NamedNode, Quad


def node(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def quad(subject: str, text: str, graph: str = "") -> Quad:
    return Quad(node(subject), node("p"), Literal(text), node(graph) if graph else DefaultGraph())


QUADS = [quad("a", "1", "g"), quad("b", "2", "h"), quad("c", "3")]
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"


def ask(store: EmbeddedStore, query: str, dataset: QueryDataset | None = None) -> str:
    output = io.BytesIO()
    store.query(query, dataset).write(output, "csv")
    return output.getvalue().decode().replace("\r\n", " ").strip()


@pytest.fixture(params=["memory", "disk", "snapshot"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    if request.param == "memory":
        return EmbeddedStore.in_memory(QUADS)
    opened = EmbeddedStore.open(tmp_path / "store")
    opened.apply((), QUADS)
    if request.param == "disk":
        return opened
    opened.flush()
    opened.snapshot(tmp_path / "snapshot")
    opened.close()
    return EmbeddedStore.open_snapshot(tmp_path / "snapshot")


def test_matching(store: EmbeddedStore) -> None:
    assert set(store.quads()) == set(QUADS)
    assert list(store.quads(node("a"))) == [QUADS[0]]
    assert list(store.quads(object_=Literal("2"))) == [QUADS[1]]
    assert list(store.quads(graph=DefaultGraph())) == [QUADS[2]]
    assert list(store.quads(graph=node("g"), predicate=node("q"))) == []
    assert sorted(store.graphs()) == ["https://example.org/g", "https://example.org/h"]
    assert len(store) == 3


def test_the_unnamed_graph_alone_can_be_asked(store: EmbeddedStore) -> None:
    assert ask(store, ALL, QueryDataset(default=(UNNAMED,))) == "o 3"
    assert ask(store, ALL, QueryDataset(default=(UNNAMED, "https://example.org/g"))) == "o 1 3"


def test_a_graph_without_quads_is_gone() -> None:
    store = EmbeddedStore.in_memory(QUADS)
    store.apply(QUADS, [quad("d", "4", "h")])
    assert list(store.graphs()) == ["https://example.org/h"]
    assert ask(store, "SELECT ?g { GRAPH ?g {} }") == "g https://example.org/h"


def test_the_default_graph_is_the_union(store: EmbeddedStore) -> None:
    assert ask(store, ALL) == "o 1 2 3"
    assert ask(store, ALL.replace("{", "FROM <https://example.org/g> {", 1)) == "o 1"
    assert ask(store, "SELECT ?o FROM NAMED <https://example.org/h> { GRAPH ?g { ?s ?p ?o } }") == "o 2"
    assert ask(store, ALL, QueryDataset(default=("https://example.org/h",))) == "o 2"
    assert (
        ask(
            store,
            ALL.replace("{", "FROM <https://example.org/g> {", 1),
            QueryDataset(default=("https://example.org/h",)),
        )
        == "o 2"
    )


def test_the_default_graph_is_the_unnamed_one_if_asked(tmp_path: Path) -> None:
    opened = EmbeddedStore.open(tmp_path, union=False)
    opened.apply((), QUADS)
    assert ask(opened, ALL) == "o 3"


def test_selecting_with_bindings(store: EmbeddedStore) -> None:
    rows = list(store.select("SELECT ?s ?o { ?s ?p ?o }", {"o": Literal("2")}))
    assert [row["s"] for row in rows] == [node("b")]
    assert list(store.select("SELECT ?x { OPTIONAL { ?x a ?y } }")) == [{}]
    with pytest.raises(TypeError):
        list(store.select("ASK {}"))


def test_kinds_of_answers(store: EmbeddedStore) -> None:
    kinds = [store.query(text).kind for text in (ALL, "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:y>")]
    assert kinds == ["solutions", "boolean", "graph", "graph"]
    with pytest.raises(UnknownName):
        store.query(ALL).write(io.BytesIO(), "turtle")
    with pytest.raises(UnknownName):
        store.query("CONSTRUCT WHERE { ?s ?p ?o }").write(io.BytesIO(), "csv")


@pytest.mark.parametrize(
    ("query", "line"), [("SELECT", 1), ("SELECT * {\n\n ?a ?b }", 3), ("ASK { ?a no:b ?c }", 1), ("", 1)]
)
def test_a_malformed_query_says_where(store: EmbeddedStore, query: str, line: int) -> None:
    with pytest.raises(MalformedQuery) as raised:
        store.query(query)
    assert raised.value.line == line
    assert raised.value.column > 0
    assert len(raised.value.reason) <= 210


def test_changing(tmp_path: Path) -> None:
    opened = EmbeddedStore.open(tmp_path / "store")
    opened.bulk_add(iter(QUADS))
    opened.apply([QUADS[0], quad("never", "there")], [QUADS[0], QUADS[1]])
    assert set(opened.quads()) == set(QUADS)
    opened.apply(QUADS[:2], ())
    opened.flush()
    opened.close()
    again = EmbeddedStore.open(tmp_path / "store")
    assert list(again.quads()) == [QUADS[2]]


@pytest.mark.parametrize("use", [lambda store: list(store.quads()), len, lambda store: store.query("ASK {}")])
def test_a_closed_store_says_so(use: Callable[[EmbeddedStore], object]) -> None:
    store = EmbeddedStore.in_memory()
    store.close()
    with pytest.raises(ValueError, match="the store is closed"):
        use(store)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    held = EmbeddedStore.open(tmp_path / "home" / "store")
    with pytest.raises(StoreInUse, match="home is in use"):
        EmbeddedStore.open(tmp_path / "home" / "store")
    held.close()
    EmbeddedStore.open(tmp_path / "home" / "store").close()


MANY = [Quad(NamedNode(f"urn:{each}"), NamedNode("urn:is"), Literal(each), DefaultGraph()) for each in range(100)]


def test_a_reading_that_another_thread_gives_up_neither_ends_the_process_nor_keeps_the_files(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    store.apply((), MANY)
    readings = [cast("Generator[Quad]", store.quads()) for _ in range(3)]
    for reading in readings:
        next(reading)
    for give_up in (readings.pop().close, readings.clear):
        thread = Thread(target=give_up)
        thread.start()
        thread.join()
    assert len(list(store.quads())) == 100, "with this its own thread has let go of them"
    store.close()
    EmbeddedStore.open(tmp_path / "store").close()


def test_few_quads_are_read_before_anybody_sees_them(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    store.apply((), MANY[:5])
    reading = store.quads()
    first = next(reading)
    store.close()
    EmbeddedStore.open(tmp_path / "store").close()
    assert {first, *reading} == set(MANY[:5])


def test_too_few_open_files_are_no_damage(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from kg.errors import StoreFailed; from kg.store import EmbeddedStore\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))\n"
        "try: EmbeddedStore.open(Path(sys.argv[1]))\n"
        "except StoreFailed as error: print(error.lacks_room, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "store"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("True ")
    assert "ulimit -n" in done.stdout


def test_what_is_loaded_at_once_keeps_the_names_of_its_blank_nodes(tmp_path: Path) -> None:
    """Also those that look like it in texts are loaded; the journal knows blank nodes by their names."""
    p, graph = "<https://example.org/p>", "<https://example.org/g>"
    lines = [
        f"_:b1 {p} _:b2 {graph} .\n",
        f'<https://example.org/a> {p} "_:b1" {graph} .\n',
        f"_:b2 {p} _:b1 {graph} .\n",
    ]
    with closing(EmbeddedStore.open(tmp_path / "store")) as store:
        store.bulk_load(io.BytesIO("".join(lines).encode()))
        assert sorted(f"{each} .\n" for each in store.quads()) == sorted(lines)
