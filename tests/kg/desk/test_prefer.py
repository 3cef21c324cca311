"""Preferring a claim: after the edits, the rule prefers it, whatever the claims said of themselves before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from kg.catalogue import Catalogue
from kg.changes import Origin, Repository
from kg.claims import read
from kg.desk.operations import NEWEST
from kg.desk.prefer import preferring
from kg.desk.records import RecordEdits
from kg.records import Record

SURE = ("stated", "implied", "ambiguous")


def records(confidences: tuple[str, ...]) -> Iterator[Record]:
    yield Record("Document", "documents/minutes", {"label": ("Minutes",), "kind": ("report",)})
    told = {"confidence": ("stated",), "evidence": ("minutes",)}
    for slug in ("fund", "firm"):
        yield Record("Organisation", f"organisations/{slug}", {"label": (slug.title(),), "kind": ("company",), **told})
    parties = {"funder": ("organisations/fund",), "recipient": ("organisations/firm",), "kind": ("grant",)}
    for number, confidence in enumerate(confidences, 1):
        money = {"amount": (str(number * 1000),), "currency": ("GBP",), "bound": ("exact",)}
        own = {"label": (f"Grant {number}",), "confidence": (confidence,), "evidence": ("minutes",)}
        yield Record("Contribution", f"contributions/{number}", {**parties, **money, **own})


@pytest.mark.parametrize("confidences", [*product(SURE, repeat=2)], ids=" and ".join)
@pytest.mark.parametrize("chosen", ["contributions/1", "contributions/2"])
def test_the_chosen_claim_is_preferred_and_no_value_changes(
    repository: Repository, confidences: tuple[str, ...], chosen: str
) -> None:
    mapping = repository.gate.mapping
    with repository.prepare(Origin("ann", "because")) as writer:
        for each in records(confidences):
            writer.add(mapping.to_quads(each, mapping.graph("demo")))
        change = writer.finish()
    repository.commit(change)
    catalogue = Catalogue(lambda: repository.store, mapping, repository.version)
    (conflict,) = read(catalogue)
    operations = preferring(catalogue, conflict, chosen, NEWEST)
    assert (operations == []) == (conflict.preferred == chosen)
    edits = RecordEdits(repository, operations, "", 1000)
    with repository.prepare(Origin("bo", "better")) as writer:
        edits.write(writer)
        change = writer.finish()
    if operations:
        repository.commit(change)
    later = Catalogue(lambda: repository.store, mapping, repository.version)
    (settled,) = read(later)
    assert settled.preferred == chosen
    assert settled.reason.startswith("confidence")
    assert [each.value for each in settled.claims] == [each.value for each in conflict.claims]
    assert preferring(later, settled, chosen, NEWEST) == []
    assert preferring(later, settled, "contributions/none", NEWEST) == []
    catalogue.close()
    later.close()
