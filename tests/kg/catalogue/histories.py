"""Graphs that change at random, and the index that follows them, held against a plain recomputation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kg.catalogue import DERIVED, Catalogue, CatalogueFollower, Selection, entity
from kg.changes.change_set import ChangeSet, Origin, apply
from kg.changes.followers import Followers
from kg.changes.journal import Journal
from kg.changes.position import START
from kg.curated import Curated
from kg.errors import KgError, UnknownIri, UnreadableInput
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import EmbeddedStore, Quads
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad
from kg.vocabulary import FieldKind
from tests.kg.changes.homes import append
from tests.plain import PlainCatalogue

WORDS = (
    "port",
    "Harbour",
    "lab",
    "sea",
    "seaport",
    "연구",
    "연구소",
    "울산",
    "R&D",
    "Café",
    "of",
    "a-b",
    "university",
    "x",
)
KINDS = ("company", "university", "cluster")
_LABEL = NamedNode(f"{PREFIXES['skos']}prefLabel")
DATES = ("2018", "2019-05", "2020", "2020-11-03", "202X", "2018/2021", "../2019", "XXXX-04-02")
AMOUNTS = ("0", "5", "-2.5", "10", "9", "250000", "1250000.5", "100000000000000000000")
SEARCHES = (
    *WORDS,
    "har",
    "arbou",
    "harbor",
    "port lab",
    "lab of",
    "r&d",
    "&",
    "seeport",
    "universty of",
    "1",
    "u",
    "연",
    "",
)


class History:
    """A journal, the store it makes, and the follower in `folder`, all in step unless somebody falls behind."""

    def __init__(self, folder: Path, mapping: Mapping, seed: int) -> None:
        self.folder, self.mapping, self.chance = folder, mapping, Random(seed)
        self.journal, self.store = Journal(folder / "journal"), EmbeddedStore.in_memory()
        self.position = START
        self.start()

    def start(self) -> None:
        """Begin to follow, as a service does when it starts."""
        self.index = CatalogueFollower(self.folder / "index", self.mapping)
        self.followers = Followers([self.index], self.journal)
        self.followers.catch_up(self.position, self.store)

    def change(self, *, followed: bool = True) -> None:
        """Make one more version, with or without telling the follower."""
        removed, added = set[Quad](), set[Quad]()
        for _ in range(self.chance.choice((1, 1, 2, 5, 12))):
            removed |= set(self._some_record())
            if self.chance.random() < 0.8:
                added |= {each for each in self._new_quads() if not any(self.store.quads(*each))}
        with self.journal.prepare(Origin("ann", "because")) as writer:
            writer.remove(sorted(removed - added, key=str))
            writer.add(sorted(added, key=str))
            change = writer.finish()
        happened = append(self.journal, change, self.position)
        self.take(happened, followed=followed)

    def take(self, change: ChangeSet, *, followed: bool) -> None:
        apply(change, self.store)
        self.position = change.position
        if followed:
            self.followers.tell([change], self.store)

    def _some_record(self) -> Iterator[Quad]:
        """All, or a part, of what is said of a record that there may be."""
        quads = [*record_quads(self.store, NamedNode(self.mapping.iri(self._id(self.chance.choice(COLLECTIONS)))))]
        return iter(quads if self.chance.random() < 0.7 else quads[: len(quads) // 2])

    def _new_quads(self) -> list[Quad]:
        kind = self.chance.choice(COLLECTIONS)
        record = Record(_MAKERS[kind], self._id(kind), {name: values for name, values in self._values(kind) if values})
        graph = self.mapping.graph(self.chance.choice(("demo", "demo", "demo", "other")))
        quads = self.mapping.to_quads(record, graph)
        match self.chance.randrange(12):
            case 0:  # a record without a class
                return quads[1:]
            case 1:  # free content, which is in no list
                return [Quad(each.subject, each.predicate, each.object, NamedNode("urn:free")) for each in quads]
            case 2:  # as SPARQL may write it
                label = Literal(self._text(), language="ko")
                return [*quads, Quad(quads[0].subject, _LABEL, label, graph)]
            case _:
                return quads

    def _id(self, kind: str) -> str:
        return f"{kind}/{kind[0]}{self.chance.randrange(40)}"

    def _text(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.choice((1, 1, 2, 2, 3))))

    def _values(self, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Values of the fields that a kind of record has, each of which it may have or not."""
        chance = self.chance

        def some(*values: str) -> tuple[str, ...]:
            return (chance.choice(values),) if chance.random() < 0.8 else ()

        places = tuple(f"{chance.randrange(300)}-{300 + chance.randrange(300)}" for _ in range(chance.randrange(3)))
        documents = {f"d{chance.randrange(6)}:{place}:0123456789abcdef" for place in places}
        yield "evidence", tuple(sorted(documents))
        if kind not in ("names", "identifiers"):
            yield "label", (self._text(),)
        if kind == "organisations":
            yield "kind", some(*KINDS)
            yield "located_in", some(self._id("places"))
        if kind == "contributions":
            yield "amount", some(*AMOUNTS)
            yield "currency", some("GBP", "KRW")
            yield "funder", tuple(sorted({self._id("organisations") for _ in range(chance.randrange(3))}))
            yield "recipient", some(self._id("organisations"))
            yield "when", some(*DATES)
            yield "as_of", some("", "2019", "2021-05") if chance.random() < 0.3 else ()
        if kind == "names":
            yield "name", (self._text(),)
            yield "name_of", some(self._id("organisations"), self._id("places"))
        if kind == "identifiers":
            yield "value", (f"{chance.randrange(10**6):06}",)
            yield "identifies", some(self._id("organisations"))
        if kind == "documents":
            yield "published", some("2018", "2019-06", "2020-01-02", "2021")


_MAKERS = {
    "organisations": "Organisation",
    "contributions": "Contribution",
    "names": "Name",
    "identifiers": "Identifier",
    "documents": "Document",
    "places": "Place",
}
"""Collections and their classes."""

COLLECTIONS = sorted(_MAKERS)


def agrees(history: History, index: bool = True) -> None:
    """Hold what the catalogue says of the newest version against a plain recomputation."""
    database = history.index.read(history.position.version)
    assert (database is not None) == index
    catalogue = Catalogue(lambda: history.store, history.mapping, history.position.version, database)
    plain, chance = PlainCatalogue(history.store, history.mapping), history.chance
    try:
        for collection in (*_MAKERS, "funders"):
            for selection in selections(chance, history.mapping, collection):
                if unknown_ := unknown(history.store, history.mapping, collection, selection):
                    with pytest.raises(KgError, match=f"there is no '{unknown_[0]}' here"):
                        catalogue.page(collection, selection)
                    continue
                wanted = plain.iris(collection, selection)
                assert turned(catalogue, collection, selection, chance.choice((1, 3, 7, 1000))) == wanted
                assert catalogue.page(collection, selection).total == len(wanted), selection
        for search in chance.sample(SEARCHES, 5):
            assert catalogue.found(search) == plain.found(search), search
            assert catalogue.find(search).total == len(plain.found(search))
        for kind in _MAKERS:
            iri = history.mapping.iri(f"{kind}/{kind[0]}{chance.randrange(40)}")
            same_record(history, catalogue, iri)
            groups = {(each.collection, each.field): each.total for each in catalogue.pointing_at(iri)}
            assert groups == plain.pointing_at(iri)
    finally:
        catalogue.close()


def same_record(history: History, catalogue: Catalogue, iri: str) -> None:
    """Hold a record against what the mapping makes of its quads."""
    quads = catalogue.quads([iri])
    try:
        record = history.mapping.from_quads(quads)
    except UnreadableInput:
        try:
            catalogue.record(iri)
        except UnknownIri:
            return
        raise AssertionError(f"{iri} is no record") from None
    assert catalogue.record(iri) == record
    assert catalogue.type_of(iri) == record.type
    (item,) = catalogue.items([iri])
    body = json.loads(item.at(""))
    assert body == entity(record, body["label"], history.mapping)
    assert body["label"] == record.one("label") or not record.one("label")


def turned(catalogue: Catalogue, collection: str, selection: Selection, limit: int) -> list[str]:
    """Turn all pages of a list."""
    iris, cursor = list[str](), ""
    while True:
        page = catalogue.page(
            collection,
            Selection(selection.filters, selection.search, selection.sort, cursor, limit, selection.known_by),
        )
        iris += page.iris
        cursor = page.next
        if not cursor:
            return iris


def unknown(store: Quads, mapping: Mapping, collection: str, selection: Selection) -> list[str]:
    """List what a selection refers to that is no record here, nor referred to by any of the collection."""
    record_class = mapping.vocabulary.by_collection[DERIVED.get(collection, (collection,))[0]]
    records, plain = Curated(store, mapping.base_iri), PlainCatalogue(store, mapping)
    return [
        value
        for name, values in selection.filters.items()
        for value in values
        if value and record_class.fields[name].kind is FieldKind.REFERENCE
        if not any(records.quads(NamedNode(mapping.iri(value))))
        if not plain.iris(collection, Selection({name: (value,)}))
    ]


def selections(chance: Random, mapping: Mapping, collection: str) -> Iterator[Selection]:
    """Make up what may be asked of a list."""
    filters = {
        "organisations": {
            "kind": (*KINDS, ""),
            "label": WORDS,
            "located_in": tuple(f"places/p{n}" for n in range(9)),
        },
        "contributions": {
            "currency": ("GBP", "KRW", ""),
            "amount": (*AMOUNTS, ""),
            "funder": tuple(f"organisations/o{number}" for number in range(40)),
            "when": ("2018", "2019-05", "2020-11-03", "2018/2021", ""),
        },
    }.get(collection, {})
    fields = mapping.vocabulary.by_collection.get(collection)
    sorts = ["", "-id", "id", *(("amount", "-amount", "when", "-when") if collection == "contributions" else ())]
    sorts += ["label", "-label"] if fields and "label" in fields.fields else []
    for _ in range(2):
        names = chance.sample(sorted(filters), chance.randrange(len(filters) + 1))
        asked = {name: tuple(chance.sample(filters[name], chance.choice((1, 1, 2)))) for name in names}
        search = chance.choice(("", "", *SEARCHES))
        yield Selection(asked, search, chance.choice(sorts), known_by=chance.choice(("", "", "2019", "2020-03")))
