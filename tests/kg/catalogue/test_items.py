"""Entities as clients get them, made ready with the index."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kg.catalogue import Catalogue, Name, Selection
from kg.errors import UnknownIri
from kg.mapping import Mapping
from kg.records import Record
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.store.rdf import Quad
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)
ROOT = "http://127.0.0.1:8000/"
PASSAGE = "gazette:12-40:64eb9be804ae0856"


def of_store(quads: list[Quad]) -> Catalogue:
    store = EmbeddedStore.in_memory(quads)
    return Catalogue(lambda: store, MAPPING, 1)


def of_index(quads: list[Quad]) -> Catalogue:
    catalogue = of_store(quads)
    catalogue.page("organisations", Selection())  # which makes an index
    return catalogue


@pytest.fixture(params=[of_store, of_index])
def make(request: pytest.FixtureRequest) -> Callable[..., Catalogue]:
    def catalogue(*records: Record) -> Catalogue:
        made: Catalogue = request.param([each for one in records for each in MAPPING.to_quads(one, MAPPING.graph("d"))])
        return made

    return catalogue


def iri(reference: str) -> str:
    return MAPPING.iri(reference)


def test_an_item_is_the_entity_with_its_addresses(make: Callable[..., Catalogue]) -> None:
    values = {
        "recipient": ("organisations/zeta", "organisations/alpha"),
        "funder": ("organisations/alpha", "https://example.org/elsewhere"),
        "amount": ("2400000",),
        "evidence": (PASSAGE,),
    }
    (item,) = make(Record("Contribution", "contributions/c", values)).items([iri("contributions/c")])
    body = json.loads(item.at(ROOT))
    assert [*body][:5] == ["id", "type", "label", "evidence", "links"]
    assert (body["label"], body["amount"]) == ("c", 2400000)
    assert body["links"] == {"self": f"{ROOT}contributions/c"}
    assert body["evidence"][0]["links"] == {"self": f"{ROOT}contributions/c/evidence/gazette:12-40"}
    referred = ["organisations/alpha", "organisations/zeta", "documents/gazette"]
    assert sorted(item.references) == sorted(map(iri, referred)), "each once, and those of ours alone"


@pytest.mark.parametrize(
    "label", ['{"self":"x"}', '"links":{"self":"organisations/x"}', "\\u0000{\\", 'ends in {"', "항만 연구소", "\u2028"]
)
def test_no_text_is_taken_for_an_address(make: Callable[..., Catalogue], label: str) -> None:
    record = Record("Organisation", "organisations/o", {"label": (label,), "note": ('{"self":"',)})
    (item,) = make(record).items([iri("organisations/o")])
    for root in (ROOT, 'http://odd"\\host/'):
        body = json.loads(item.at(root))
        assert (body["label"], body["note"]) == (label, '{"self":"')
        assert body["links"] == {"self": f"{root}organisations/o"}


def test_items_come_in_the_order_that_is_asked_for(make: Callable[..., Catalogue]) -> None:
    slugs = [f"o{number}" for number in range(1200)]
    catalogue = make(*(Record("Organisation", f"organisations/{slug}", {"label": (slug,)}) for slug in slugs))
    wanted = [iri(f"organisations/{slug}") for slug in reversed(slugs)]
    assert [json.loads(item.json)["id"] for item in catalogue.items(wanted)] == wanted
    assert [*catalogue.names(wanted)] == wanted
    with pytest.raises(UnknownIri):
        catalogue.items([wanted[0], iri("organisations/nobody")])


def test_what_things_are_called(make: Callable[..., Catalogue]) -> None:
    catalogue = make(
        Record("Organisation", "organisations/o", {"label": ("Harbour Lab",)}),
        Record("Participation", "participations/p", {"organisation": ("organisations/not-told",)}),
    )
    names = {
        iri("participations/p"): Name("Participation", "p"),
        "https://example.org/some-thing": Name("", "some thing"),
        iri("organisations/o"): Name("Organisation", "Harbour Lab"),
        iri("organisations/not-told"): Name("", "not told"),
    }
    assert [*catalogue.names(names).items()] == [*names.items()]
    assert catalogue.names([]) == {}
