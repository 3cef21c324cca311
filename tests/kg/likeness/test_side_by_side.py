"""Two records side by side: what is equal and what differs, whom both know, and who decided what on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.catalogue import Catalogue
from kg.changes import Origin, Repository
from kg.errors import UnknownIri
from kg.likeness import decision_on, decisions_about, side_by_side
from kg.likeness.side_by_side import MOST, FieldPair
from kg.records import Record

ONE, OTHER, THIRD = (f"organisations/{each}" for each in ("one", "other", "third"))


def records() -> Iterator[Record]:
    told = {"confidence": ("stated",), "evidence": ("minutes",)}

    def record(type_: str, id_: str, **fields: str) -> Record:
        return Record(type_, id_, {**{name: (value,) for name, value in fields.items()}, **told})

    yield Record("Document", "documents/minutes", {"label": ("Minutes",), "kind": ("report",)})
    for id_ in (ONE, OTHER, THIRD):
        more = {"description": "A body"} if id_ == ONE else {}
        yield record("Organisation", id_, label=id_.rpartition("/")[2].title(), kind="company", **more)
    yield record("Name", "names/uno", name="Uno", name_of=ONE, kind="short-name")
    for number in range(MOST + 1):
        yield record("Programme", f"programmes/{number}", label=f"Programme {number}", kind="programme")
        part = {"role": "partner", "activity": f"programmes/{number}"}
        yield record("Participation", f"participations/one-{number:02}", participant=ONE, **part)
    yield record("Participation", "participations/other", participant=OTHER, role="partner", activity="programmes/0")
    for first, second, verdict in ((OTHER, ONE, "same"), (OTHER, THIRD, "undecided")):
        slugs = "-and-".join(sorted(each.rpartition("/")[2] for each in (first, second)))
        decided = {"author": ("ann",), "decided": ("2026-11-26",), "reason": ("Seen",)}
        pair = {"first": (first,), "second": (second,), "verdict": (verdict,)}
        yield Record("Decision", f"decisions/{slugs}", {**pair, **decided})


@pytest.fixture
def catalogue(repository: Repository) -> Iterator[Catalogue]:
    mapping = repository.gate.mapping
    with repository.prepare(Origin("ann", "because")) as writer:
        for each in records():
            writer.add(mapping.to_quads(each, mapping.graph("demo")))
        change = writer.finish()
    repository.commit(change)
    catalogue = Catalogue(lambda: repository.store, mapping, repository.version)
    yield catalogue
    catalogue.close()


def test_fields_are_equal_or_differ_or_one_alone_tells_them(catalogue: Catalogue) -> None:
    compared = side_by_side(catalogue, ONE, OTHER)
    assert {each.name: each.relation for each in compared.fields} == {
        "label": "differing",
        "description": "one-sided",
        "kind": "equal",
        "confidence": "equal",
        "names": "one-sided",
    }
    assert FieldPair("names", ["Uno"], []) in compared.fields
    assert compared.evidence == (("minutes",), ("minutes",))
    with pytest.raises(UnknownIri):
        side_by_side(catalogue, ONE, "organisations/nobody")


def test_whom_both_know_stands_apart_and_of_very_many_the_first_are_read(catalogue: Catalogue) -> None:
    compared = side_by_side(catalogue, ONE, OTHER)
    assert compared.both == ["programmes/0"]
    assert len(compared.neighbours[0]) == MOST - 1
    assert compared.neighbours[1] == []
    assert compared.truncated
    assert not side_by_side(catalogue, OTHER, THIRD).truncated


def test_a_decision_is_found_in_either_order_and_with_what_is_one(catalogue: Catalogue) -> None:
    for pair in ((ONE, OTHER), (OTHER, ONE)):
        decision = decision_on(catalogue, *pair)
        assert decision is not None
        assert decision.id == "decisions/one-and-other"
    assert decision_on(catalogue, ONE, THIRD) is None
    both = ["decisions/one-and-other", "decisions/other-and-third"]
    assert [each.id for each in decisions_about(catalogue, OTHER)] == both
    assert [each.id for each in decisions_about(catalogue, THIRD)] == both[1:]
    assert [each.id for each in decisions_about(catalogue, ONE)] == both  # it is one with the other
