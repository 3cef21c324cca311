"""Curating by reading: passages of a document, names that stand for things, ids for what has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.changes import Repository
from kg.citing.coverage import SentenceState
from kg.curating import named, prefilled, proposed_id, reading_of, select, values_of
from kg.desk import load
from kg.desk.drafts import dataset_of
from kg.edition import Edition
from kg.settings import Settings
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS


@pytest.fixture
def workspace_of_harbour(workspace: Workspace) -> Workspace:
    return Workspace(Settings(home=workspace.settings.home, data=HARBOUR, sources=HARBOUR_TEXTS))


@pytest.fixture
def edition(workspace_of_harbour: Workspace, repository: Repository) -> Iterator[Edition]:
    load(repository, workspace_of_harbour.intake(HARBOUR))
    with workspace_of_harbour.edition(repository) as edition:
        yield edition


@pytest.mark.parametrize("slug", ["harbour-news", "press-note"])
def test_a_document_is_read_with_the_passages_of_its_records(
    edition: Edition, workspace_of_harbour: Workspace, slug: str
) -> None:
    document = edition.catalogue.record(edition.mapping.iri(f"documents/{slug}"))
    reading = reading_of(edition, document, workspace_of_harbour.texts)
    pieces = [piece for line in reading.lines for each in line for piece in each.pieces]
    for piece in pieces:
        assert reading.text[piece.start : piece.end] == piece.words
    assert {number for piece in pieces for number in piece.passages} == set(range(len(reading.passages)))
    for passage in reading.passages:
        assert select(reading.text, slug, passage.start, passage.end).digest == passage.digest
    assert reading.count(SentenceState.NOBODY) <= sum(reading.count(each) for each in SentenceState)


def test_a_passage_is_read_with_the_names_of_the_graph(edition: Edition) -> None:
    words = "Harbour Lab is a partner of the Dry Dock Trial."
    selected = select(f" {words} ", "harbour-news", 0, 99)
    assert (selected.start, selected.words) == (1, words)
    outcome = prefilled(edition, "Participation", selected)
    assert outcome.values["participant"] == ("organisations/harbour-lab",)
    assert outcome.values["activity"] == ("projects/dry-dock-trial",)
    assert outcome.values["evidence"] == (selected.evidence,)


def test_what_is_typed_stands_for_what_it_names(edition: Edition) -> None:
    typed = [
        ("funder", "Seahaven Council (organisations/seahaven-council)"),
        ("funder", "harbour lab"),
        ("funder", "  "),
        ("recipient", "organisations/quay-works"),
        ("recipient", "Nobody Ltd"),
        ("through", named(edition, "programmes/green-shipping")),
        ("note", " one\r\ntwo\u00a0three "),
        ("unheard", "of"),
    ]
    assert values_of(edition, "Contribution", typed) == {
        "funder": ("organisations/seahaven-council", "organisations/harbour-lab"),
        "recipient": ("organisations/quay-works", "Nobody Ltd"),
        "through": ("programmes/green-shipping",),
        "note": ("one\ntwo three",),
    }


def test_a_new_record_gets_an_id_that_is_free(edition: Edition) -> None:
    assert proposed_id(edition, "Organisation", {"label": ("Harbour Lab",)}) == "organisations/harbour-lab-2"
    parts = {"participant": ("organisations/quay-works",), "role": ("lead",), "activity": ("projects/dry-dock-trial",)}
    assert proposed_id(edition, "Participation", parts) == "participations/quay-works-lead-dry-dock-trial"
    assert proposed_id(edition, "Organisation", {}) == ""


def test_the_dataset_of_a_record_is_told(edition: Edition) -> None:
    assert dataset_of(edition.store, edition.mapping, edition.mapping.iri("places/seahaven")) == "harbour"
    assert dataset_of(edition.store, edition.mapping, edition.mapping.iri("places/nowhere")) == ""
