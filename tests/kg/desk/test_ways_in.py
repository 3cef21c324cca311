"""What does not conform is refused in the same words on each way in: files, edits of records, and RDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kg.changes import ChangeWriter, Origin, Refused, Repository
from kg.desk import check
from kg.desk.datasets import described
from kg.desk.operations import Operation
from kg.desk.records import RecordEdits
from kg.ontology import ontology_folder
from kg.records import Dataset, Record, Report, Violation, find_datasets, from_json
from kg.texts import SourceTexts
from kg.validation import Gate, Intake

INVALID = sorted((ontology_folder() / "examples" / "invalid").glob("*.jsonl"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[Repository]:
    """A graph with a dataset and without records: what is rehearsed in it leaves no trace."""
    with Repository(tmp_path_factory.mktemp("ways") / "home", gate) as repository:
        with repository.prepare(Origin("ana", "a dataset", "HTTP")) as writer:
            described(repository, Dataset("examples", Path("examples")))(writer)
            change = writer.finish()
        repository.commit(change)
        yield repository


def told(violations: Sequence[Violation]) -> set[tuple[str, str, str, str]]:
    return {(each.field, each.message, each.value, each.focus) for each in violations}


def refused_as_edits(repository: Repository, bodies: Sequence[dict[str, object]]) -> Sequence[Violation]:
    edits = RecordEdits(repository, [Operation("put", str(body["id"]), body) for body in bodies], "", 10_000)
    return edits.locate(refusal(repository, edits.write)).violations


def refusal(repository: Repository, compute: Callable[[ChangeWriter], None]) -> Report:
    """The report of a change that is refused."""
    try:
        with repository.prepare(Origin("ana", "edits", "HTTP")) as writer:
            compute(writer)
            change = writer.finish()
        repository.rehearse(change)
    except Refused as refused:
        return refused.report
    raise AssertionError("it is taken")


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_refusal_has_the_same_words_on_each_way_in(repository: Repository, gate: Gate, path: Path) -> None:
    bodies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    of_file = check(Intake(find_datasets(path), gate.mapping, SourceTexts(None)), gate).violations
    of_edits = refused_as_edits(repository, bodies)
    if any(each.shape == "form" for each in of_file):
        assert {(each.line, each.field, each.message) for each in of_edits} == {
            (each.line, each.field, each.message) for each in of_file
        }
        return
    assert told(of_edits) == told(of_file)
    assert {each.line for each in of_edits} == {each.line for each in of_file}
    records = [from_json(body, gate.mapping.vocabulary) for body in bodies]
    graph = gate.mapping.graph("examples")
    quads = [quad for each in records if isinstance(each, Record) for quad in gate.mapping.to_quads(each, graph)]
    assert told(refusal(repository, lambda writer: writer.add(quads)).violations) == told(of_file)
