"""What is suggested as one, and why: names in two scripts, identifiers, decisions; and the same after any change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.desk.decide import DecisionRequest, decide
from kg.errors import UnknownField, UnknownIri
from kg.likeness import KeptLikeness, Likeness, Suggestion, SuggestionWishes
from kg.records import Record
from kg.settings import Settings
from kg.workspace import Workspace

SURE = {"confidence": ("stated",), "evidence": ("register",)}
REGISTER = Record("Document", "documents/register", {"label": ("Register",), "kind": ("registry-entry",)})
ULSAN = Record("Place", "places/ulsan", {"label": ("Ulsan",), "kind": ("city",), **SURE})
BUSAN = Record("Place", "places/busan", {"label": ("Busan",), "kind": ("city",), **SURE})
NAMES = {
    "seahaven": "Seahaven Manufacturing Group",
    "seahaven-ltd": "The Seahaven Manufacturng Group Ltd",
    "ulsan-tp": "Ulsan Technopark",
    "utp": "울산테크노파크",
    "university-of-ulsan": "University of Ulsan",
    "university-of-busan": "University of Busan",
    "uou": "울산대학교",
    "korea-trade": "Korea Trade Investment Promotion Agency",
    "ktipa": "KTIPA",
    "harbour-1": "Harbour Works 1",
    "harbour-2": "Harbour Works 2",
    "siemens": "Siemens",
    "jimenseu": "지멘스",
}


def organisation(slug: str, label: str, *places: str) -> Record:
    located = {"located_in": places} if places else {}
    return Record("Organisation", f"organisations/{slug}", {"label": (label,), "kind": ("company",), **located, **SURE})


class Curation:
    """A graph on disk, and what is suggested of it."""

    def __init__(self, workspace: Workspace, repository: Repository) -> None:
        self.workspace, self.repository, self.kept = workspace, repository, KeptLikeness()

    def write(self, *records: Record) -> None:
        mapping = self.workspace.mapping
        with self.repository.prepare(Origin("ann", "because")) as writer:
            for each in records:
                writer.add(mapping.to_quads(each, mapping.graph("demo")))
            change = writer.finish()
        self.repository.commit(change)

    def decide(self, first: str, second: str, verdict: str) -> None:
        ids = f"organisations/{first}", f"organisations/{second}"
        decision = DecisionRequest(*ids, verdict, "Ann", "2026-11-26", "They told us")
        with self.repository.prepare(Origin("ann", "because")) as writer:
            decide(decision, self.repository.store, self.workspace.mapping)(writer)
            change = writer.finish()
        self.repository.commit(change)

    def suggestions(self, **wishes: str | float) -> list[Suggestion]:
        """Ask what was kept, and hold it against what is made anew."""
        asked = replace(SuggestionWishes(), **wishes)  # type: ignore[arg-type]
        with self.workspace.edition(self.repository) as edition:
            pairs = self.kept.suggestions(edition.catalogue, asked)
            anew = Likeness(edition.catalogue).suggestions(asked)
        assert {(each.first, each.second) for each in pairs} == {(each.first, each.second) for each in anew}
        return pairs

    def pairs(self, **wishes: str | float) -> set[tuple[str, str]]:
        return {(each.first.partition("/")[2], each.second.partition("/")[2]) for each in self.suggestions(**wishes)}


@pytest.fixture
def curation(tmp_path: Path) -> Iterator[Curation]:
    workspace = Workspace(Settings(home=tmp_path / "home", data=None))
    with workspace.repository() as repository:
        curation = Curation(workspace, repository)
        curation.write(REGISTER, ULSAN, BUSAN, *(organisation(*each) for each in NAMES.items()))
        yield curation


def test_slips_legal_forms_and_scripts_are_seen_through_and_other_bodies_are_told_apart(curation: Curation) -> None:
    assert curation.pairs() == {("seahaven", "seahaven-ltd"), ("ulsan-tp", "utp"), ("university-of-ulsan", "uou")}


def test_each_suggestion_says_why_and_how_to_decide(curation: Curation) -> None:
    best = {each.first: each for each in curation.suggestions()}["organisations/ulsan-tp"]
    assert best.score.in_words == ["Ulsan Technopark and 울산테크노파크 are the same name in two scripts"]
    assert best.score.features == {"names": 1.0}
    assert best.command.startswith("kg decide organisations/ulsan-tp organisations/utp same")


def test_an_acronym_counts_with_what_else_speaks_for_it(curation: Curation) -> None:
    pair = ("korea-trade", "ktipa")
    assert pair not in curation.pairs()
    assert pair in curation.pairs(least=0.7)


def test_one_number_makes_two_a_pair_whatever_they_are_called(curation: Curation) -> None:
    def number(slug: str, of: str) -> Record:
        values = {"identifies": (f"organisations/{of}",), "scheme": ("GB-COH",), "value": ("01234567",), **SURE}
        return Record("Identifier", f"identifiers/{slug}", values)

    ends = {"subject": ("organisations/siemens",), "object": ("organisations/harbour-1",)}
    maybe = Record("Link", "links/l", {**ends, "relation": ("possibly-same-as",), **SURE})
    assert not curation.pairs(of="organisations/siemens")
    curation.write(number("a", "siemens"), number("b", "harbour-1"), maybe)
    (pair,) = curation.suggestions(of="organisations/siemens")
    assert (pair.first, pair.second) == ("organisations/harbour-1", "organisations/siemens")
    assert "both have GB-COH 01234567" in pair.score.in_words


def test_a_name_record_is_another_name_until_it_is_gone(curation: Curation) -> None:
    values = {"name": ("University of Ulsan",), "name_of": ("organisations/siemens",), "kind": ("former-name",), **SURE}
    name = Record("Name", "names/n", values)
    curation.suggestions()
    curation.write(name)
    assert ("siemens", "university-of-ulsan") in curation.pairs()
    mapping = curation.workspace.mapping
    with curation.repository.prepare(Origin("ann", "because")) as writer:
        writer.remove(mapping.to_quads(name, mapping.graph("demo")))
        change = writer.finish()
    curation.repository.commit(change)
    assert not curation.pairs(of="organisations/siemens")


def test_places_and_kinship_count(curation: Curation) -> None:
    curation.write(
        organisation("works-a", "Quayside Tool Works", "places/ulsan"),
        organisation("works-b", "Quayside Tools Works", "places/ulsan"),
        organisation("works-c", "Quayside Toole Works", "places/busan"),
    )
    scores = {(each.first[-1], each.second[-1]): each.score for each in curation.suggestions(least=0.5)}
    assert scores["a", "b"].total > scores["a", "c"].total
    assert "both in places/ulsan" in scores["a", "b"].in_words
    assert "in different places" in scores["a", "c"].in_words


def test_nothing_is_suggested_that_was_decided_also_over_others(curation: Curation) -> None:
    curation.write(organisation("seahaven-3", "Seahaven Manufacturing Group plc"))
    assert len(curation.pairs(of="organisations/seahaven-3")) == 2
    curation.decide("seahaven", "seahaven-ltd", "same")
    assert len(curation.pairs(of="organisations/seahaven-3")) == 2
    assert ("seahaven", "seahaven-ltd") not in curation.pairs()
    curation.decide("seahaven-3", "seahaven", "not-same")
    assert not curation.pairs(of="organisations/seahaven-3")
    curation.decide("seahaven", "seahaven-3", "undecided")
    left = [bool(each.decision) for each in curation.suggestions(least=0.5)]
    assert (left[0], left[-1], left) == (False, True, sorted(left))
    (left_open,) = [each for each in curation.suggestions(of="organisations/seahaven-3") if each.decision]
    assert left_open.decision == "decisions/seahaven-and-seahaven-3-908f047f"


def test_decisions_on_others_of_the_same_names_have_ids_of_their_own() -> None:
    pairs = [
        ("organisations/a", "organisations/b"),
        ("programmes/a", "programmes/b"),
        ("organisations/a-and-b", "organisations/c"),
        ("organisations/a", "organisations/b-and-c"),
    ]
    told = ("same", "Ann", "2026-11-26", "They told us")
    ids = [DecisionRequest(first, second, *told).record.id for first, second in pairs]
    assert len({*ids}) == len(pairs)
    assert ids == [DecisionRequest(second, first, *told).record.id for first, second in pairs]


def test_a_class_or_record_that_is_not_there_is_refused(curation: Curation) -> None:
    with pytest.raises(UnknownField, match="Organisation"):
        curation.suggestions(class_name="organisations")
    with pytest.raises(UnknownIri):
        curation.suggestions(of="organisations/nobody")


def test_a_record_that_goes_takes_its_pairs_with_it(curation: Curation) -> None:
    assert curation.pairs(of="organisations/utp")
    mapping = curation.workspace.mapping
    with curation.repository.prepare(Origin("ann", "because")) as writer:
        writer.remove(mapping.to_quads(organisation("utp", NAMES["utp"]), mapping.graph("demo")))
        change = writer.finish()
    curation.repository.commit(change)
    assert "utp" not in {end for pair in curation.pairs() for end in pair}
