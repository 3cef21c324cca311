"""Every error is the same again in another process, is of a kind that the ontology describes, and has a status."""

from __future__ import annotations

import pytest

import kg.cli.main  # noqa: F401  all errors of the library
from api.http.incoming import UnreadableParameters
from api.http.problems import STATUSES
from kg import errors
from kg.changes import Refused
from kg.desk.load import RemovesMuch
from kg.desk.operations import FieldConflict, IsThere, NotRead, OtherHistory, Overtaken, UnknownDataset
from kg.desk.write_back import EditedApart
from kg.errors import KgError
from kg.files import UnreadableFile
from kg.notebook.remote import Refusal
from kg.query.frames import HEADER, fault, read_fault
from kg.records import Record, Report, Violation
from kg.reference import concepts
from kg.remote import NotAllowed, Unreachable
from kg.texts import Contradicted, NotAtHand

REPORT = Report((Violation("a.csv", 2, "label", "is missing", "", "places/a", "shape"),))
RECORD = Record("Document", "documents/minutes")
EXAMPLES = [
    KgError("It is wrong", "Mend it."),
    KgError("It is wrong"),
    errors.UnreadableInput("The csv does not parse", "Save it anew."),
    errors.UnknownName("view", "fundng", ["funding", "partnership"]),
    errors.UnknownName("view", "x", []),
    errors.UnknownField("field", "labl", ["label"]),
    errors.UnknownIri("https://example.org/a"),
    errors.UnknownIri("https://example.org/a", ["places/ab"]),
    errors.RemovedIri("https://example.org/a", 7),
    errors.UnknownNode("a"),
    errors.UnknownNode("a", ["ab", "ac"]),
    errors.UnknownNode("a", ["ab"], inside=["b"]),
    errors.PlaysNoPart("Tide", "https://example.org/a", "Tide", "funding", ["funding", "partnership"], ["Moor"]),
    errors.AmbiguousName("Tide", ["https://example.org/a", "https://example.org/b"]),
    errors.MalformedQuery("no variable", 1, 8),
    errors.MalformedQuery("no variable"),
    *(errors.LimitExceeded(limit, "5 units", "query") for limit in ("time", "memory", "result", "size")),
    errors.LimitExceeded.of_size(100_000),
    errors.NetworkTooLarge("partnership", "300,000", 250_000, "one programme has 800 partners", "affiliation"),
    errors.QueryFailed("it is too deep"),
    errors.Unavailable("too many wait"),
    errors.StoreFailed("no space left", lacks_room=True),
    errors.TooManyRequests(64),
    errors.Forbidden("The graph is written by `kg load` alone"),
    errors.JournalDamaged("journal/0000000001.rdfp", "it ends too early"),
    errors.StoreInUse(".kg"),
    errors.EngineFailed("it does not answer"),
    errors.EngineRefused("it is read-only"),
    errors.EngineMoved("7 of one", "8 of another"),
    NotAllowed("SERVICE", "https://example.org/sparql"),
    Unreachable("https://example.org/sparql does not answer"),
    UnreadableFile("a.csv", "is a folder", "Give a file.", 3),
    UnreadableParameters("The parameters are not UTF-8"),
    Refused(REPORT),
    RemovesMuch(REPORT),
    NotAtHand(RECORD, "no folder is given"),
    Contradicted(RECORD, "source_end", "the text has only 9 characters", "Cite anew."),
    errors.ChangeConflict("Version 3 cannot be reverted", "Revert those first.", [4, 5]),
    EditedApart(REPORT),
    Overtaken([FieldConflict("https://example.org/a", "label", ("a",), ("b",), ("c",), "ana", 7)]),
    IsThere("https://example.org/a"),
    NotRead("https://example.org/a"),
    OtherHistory(9, 7),
    UnknownDataset("dataset", "tows", ["towns"]),
]


def subclasses(of: type[KgError]) -> set[type[KgError]]:
    return {of}.union(*(subclasses(each) for each in of.__subclasses__()))


def test_none_is_forgotten_here() -> None:
    ours = {each for each in subclasses(KgError) if each.__module__.startswith(("kg.", "api."))} - {
        Refusal
    }  # that of another service
    ours = {each for each in ours if not each.__name__.startswith("_")}  # those go no further than their module
    assert ours == set(map(type, EXAMPLES))


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_it_is_of_a_kind_that_is_described_and_has_a_status(error: KgError) -> None:
    assert error.kind in {each.name for each in concepts("problems")}
    assert error.kind in STATUSES
    assert not {"type", "title", "status", "detail", "headers"} & error.details().keys()


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_it_says_the_same_in_another_process(error: KgError) -> None:
    again = read_fault(fault(error)[HEADER.size :])
    assert isinstance(again, KgError)
    assert isinstance(error, type(again))
    assert (str(again), again.message, again.fix) == (str(error), error.message, error.fix)


@pytest.mark.parametrize("error", [each for each in EXAMPLES if type(each).__module__ == "kg.errors"], ids=repr)
def test_those_of_any_worker_keep_their_kind_and_what_programs_read(error: KgError) -> None:
    again = read_fault(fault(error)[HEADER.size :])
    assert isinstance(again, KgError)
    never = (errors.ChangeConflict, errors.TooManyRequests, errors.Forbidden, errors.JournalDamaged, errors.StoreInUse)
    if not isinstance(error, never):
        assert (type(again), again.kind, again.details()) == (type(error), error.kind, error.details())
