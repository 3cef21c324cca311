from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kg.changes import Repository
from kg.desk import load
from kg.errors import KgError
from kg.export import EXPORTS, read_all, write_records
from kg.mapping import Mapping
from kg.store import EmbeddedStore, Store
from kg.store.rdf import DefaultGraph, Quad, read_quads
from kg.workspace import Workspace
from tests.conftest import HARBOUR


@pytest.fixture(params=["shipped", "harbour"])
def loaded(request: pytest.FixtureRequest, workspace: Workspace, repository: Repository, shipped: Path) -> Store:
    load(repository, workspace.intake(shipped if request.param == "shipped" else HARBOUR))
    return repository.store


def export(store: Store, mapping: Mapping, name: str) -> bytes:
    output = io.BytesIO()
    EXPORTS[name](store, mapping, output)
    return output.getvalue()


def plain(quads: list[Quad]) -> set[Quad]:
    return {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads}


def test_records_are_loaded_again_to_the_same_graph(
    loaded: Store, repository: Repository, workspace: Workspace, mapping: Mapping, tmp_path: Path
) -> None:
    (graph,) = [iri for iri in loaded.graphs() if "/datasets/" in iri]
    folder = tmp_path / graph.rpartition("/")[2]
    count = write_records(loaded, mapping, folder)
    assert count == len(list(read_all(loaded, mapping)))
    again = load(repository, workspace.intake(folder))
    assert (again.version, again.tally.unchanged) == (1, count)


def test_json_ld_says_what_the_records_say(loaded: Store, mapping: Mapping) -> None:
    (graph,) = [mapping.graph(iri.rpartition("/")[2]) for iri in loaded.graphs() if "/datasets/" in iri]
    read = list(read_quads(export(loaded, mapping, "jsonld"), "jsonld"))
    assert len(read) > 100
    assert set(read) == plain(list(loaded.quads(graph=graph)))


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_rdf_with_graphs_is_the_whole_store(loaded: Store, mapping: Mapping, name: str) -> None:
    assert set(read_quads(export(loaded, mapping, name), name)) == set(loaded.quads())
    assert export(loaded, mapping, name) == export(loaded, mapping, name)


def test_turtle_is_the_whole_store_without_graphs(loaded: Store, mapping: Mapping) -> None:
    assert set(read_quads(export(loaded, mapping, "turtle"), "turtle")) == plain(list(loaded.quads()))


def test_nothing_to_write(mapping: Mapping, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="Run `kg load` first"):
        write_records(EmbeddedStore.in_memory(), mapping, tmp_path)
    assert json.loads(export(EmbeddedStore.in_memory(), mapping, "jsonld"))["@graph"] == []
