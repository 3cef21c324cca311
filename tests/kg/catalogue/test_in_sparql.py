"""A list and its query give the same, and each count of a facet is the length of the list that it leads to."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kg.catalogue import DATASET, LINKED_TYPES, SEPARATE, Catalogue, Facet, Selection
from kg.curated import CANONICAL
from kg.errors import KgError
from kg.mapping import Mapping
from kg.records import Record
from kg.store import EmbeddedStore
from kg.store.rdf import NamedNode, Quad
from tests.kg.catalogue.catalogues import MAPPING, catalogue
from tests.kg.catalogue.histories import COLLECTIONS, History, selections, unknown

_MOST = 5


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    history = History(tmp_path_factory.mktemp("history"), Mapping(catalogue(()).mapping.vocabulary, BASE), 5)
    for _ in range(40):
        history.change()
    return history


BASE = "https://w3id.org/innovation-kg/"


def opened(history: History) -> Catalogue:
    index = history.index.read(history.position.version)
    return Catalogue(lambda: history.store, history.mapping, history.position.version, index)


def asked(store: EmbeddedStore, query: str) -> list[str]:
    output = io.BytesIO()
    store.query(query).write(output, "json")
    (name,) = json.loads(output.getvalue())["head"]["vars"]
    return sorted(each[name]["value"] for each in json.loads(output.getvalue())["results"]["bindings"])


def listed(catalogue: Catalogue, collection: str, selection: Selection) -> list[str]:
    return sorted(catalogue.page(collection, replace(selection, limit=1000)).iris)


def some(history: History, collection: str) -> Iterator[Selection]:
    for _ in range(4):
        for selection in selections(history.chance, history.mapping, collection):
            if not unknown(history.store, history.mapping, collection, selection):
                yield replace(selection, known_by="", cursor="")


@pytest.mark.parametrize("collection", [*COLLECTIONS, "funders"])
def test_the_query_of_a_list_gives_the_same(history: History, collection: str) -> None:
    with_catalogue = opened(history)
    for selection in [Selection(), *some(history, collection)]:
        query = with_catalogue.in_sparql(collection, selection)
        assert asked(history.store, query) == listed(with_catalogue, collection, selection), query
    with_catalogue.close()


MORE = (
    Selection({"kind": ("company", "university", "")}),
    Selection({"located_in": ("any",)}),
    Selection({"kind": ("any",), "located_in": ("",)}),
    Selection({"evidence": ("documents/d1", "documents/d2")}),
    Selection({"evidence": ("",)}, search="harbour"),
    Selection({"evidence": ("any", "")}),
    Selection(datasets=("demo",)),
    Selection(datasets=("other", "demo"), search="울산"),
    Selection(search='say "{0}" \\w (a|b'),
    Selection(search="harbuor"),
    Selection(members=SEPARATE, search="lab"),
)


@pytest.mark.parametrize("selection", MORE, ids=str)
@pytest.mark.parametrize("type_", ["Organisation", ""])
def test_the_query_of_a_search_gives_the_same(history: History, type_: str, selection: Selection) -> None:
    with_catalogue = opened(history)
    if type_ or not {"kind", "located_in"} & {*selection.filters}:
        findings = with_catalogue.look_up(type_, replace(selection, limit=1000))
        assert len(findings.hits) == findings.total
        query = with_catalogue.search_in_sparql(type_, selection)
        assert asked(history.store, query) == sorted(hit.iri for hit in findings.hits), query
    with_catalogue.close()


@pytest.mark.parametrize(
    "ranges", [{"amount": ("2", "1000")}, {"amount": ("", "9")}, {"when": ("2019", "2020")}], ids=str
)
def test_the_query_of_a_range_gives_the_same(history: History, ranges: dict[str, tuple[str, str]]) -> None:
    with_catalogue = opened(history)
    selection = Selection(ranges=ranges)
    items = listed(with_catalogue, "contributions", selection)
    assert items
    assert asked(history.store, with_catalogue.in_sparql("contributions", selection)) == items
    with_catalogue.close()


@pytest.mark.parametrize("years", [("2020",), ("2020", "2018"), ("unsure",), ("",), ("2018", ""), ("any",), ("1066",)])
def test_the_query_of_a_year_gives_the_same(history: History, years: tuple[str, ...]) -> None:
    with_catalogue = opened(history)
    selection = Selection({"when_year": years})
    items = listed(with_catalogue, "contributions", selection)
    assert bool(items) == (years != ("1066",))
    assert asked(history.store, with_catalogue.in_sparql("contributions", selection)) == items
    with_catalogue.close()


def test_a_record_is_counted_in_the_year_that_its_date_certainly_lies_in(history: History) -> None:
    with_catalogue = opened(history)
    years = {"2018": "2018", "2019-05": "2019", "2020": "2020", "2020-11-03": "2020", "": ""}
    dates = [record.one("when") for record in with_catalogue.records("Contribution")]
    expected = Counter(years.get(each, "unsure") for each in dates)
    (facet,) = (each for each in with_catalogue.facets("contributions", Selection(), 9) if each.field == "when_year")
    assert {each.value: each.total for each in facet.values} == dict(expected)
    assert {*expected} >= {"2018", "2020", "unsure", ""}
    with pytest.raises(KgError, match="when_year: '20' is no year"):
        listed(with_catalogue, "contributions", Selection({"when_year": ("20",)}))
    with_catalogue.close()


def test_what_was_known_cannot_be_said(history: History) -> None:
    with pytest.raises(KgError, match="cannot be said in SPARQL"):
        opened(history).in_sparql("contributions", Selection(known_by="2019"))


def led_to(facet: Facet, value: str, selection: Selection) -> Selection:
    if facet.field == DATASET:
        return replace(selection, datasets=(value,))
    return replace(selection, filters={**selection.filters, facet.field: (value,)})


@pytest.mark.parametrize("collection", [*COLLECTIONS, "funders"])
def test_each_count_of_a_facet_is_the_length_of_its_list(history: History, collection: str) -> None:
    with_catalogue = opened(history)
    counted = 0
    for selection in [Selection(), *some(history, collection)]:
        for facet in with_catalogue.facets(collection, selection, _MOST):
            for each in facet.values:
                total = with_catalogue.page(collection, led_to(facet, each.value, selection)).total
                assert each.total == total, (facet.field, each, selection)
                counted += 1
            others = [
                each.total for each in facet.values if each.value not in ("", *selection.filters.get(facet.field, ()))
            ]
            assert others == sorted(others, reverse=True)
            assert len(others) <= _MOST
    assert counted
    with_catalogue.close()


def test_a_facet_of_more_values_has_the_most_frequent(history: History) -> None:
    with_catalogue = opened(history)
    every, first = (
        {each.field: each for each in with_catalogue.facets("contributions", Selection(), most)} for most in (1000, 2)
    )
    for field, facet in first.items():
        totals = sorted((each.total for each in every[field].values if each.value), reverse=True)
        assert [each.total for each in facet.values if each.value] == totals[:2]
        assert facet.more == (len(totals) > 2)
        assert not every[field].more
    with_catalogue.close()


def test_the_values_of_all_facets_are_read_once(history: History) -> None:
    with_catalogue, statements = opened(history), list[str]()
    for collection in COLLECTIONS:
        with_catalogue.facets(collection, Selection(), _MOST)
    with_catalogue._open()._connection.set_trace_callback(statements.append)
    for collection in COLLECTIONS:
        with_catalogue.facets(collection, Selection(search="harbour"), _MOST)
    assert statements
    assert not [each for each in statements if each.startswith("SELECT key, numbers")]
    with_catalogue.close()


@pytest.mark.parametrize("show", LINKED_TYPES)
@pytest.mark.parametrize("found", ["Organisation", "Contribution", "Place", ""])
def test_what_is_linked_is_what_its_query_gives(history: History, found: str, show: str) -> None:
    with_catalogue = opened(history)
    selections_ = [Selection(search=""), Selection(search="harbour"), Selection({"evidence": ("documents/d1",)})]
    for selection in selections_:
        findings = with_catalogue.look_up(found, replace(selection, limit=1000), show)
        query = with_catalogue.search_in_sparql(found, selection, show)
        assert asked(history.store, query) == sorted(hit.iri for hit in findings.hits), query
        if found != show:
            totals = {each.type: each.total for each in with_catalogue.linked(found, selection)}
            assert totals.get(show, 0) == findings.total
    with_catalogue.close()


def organisation(slug: str, **fields: str) -> Record:
    return Record("Organisation", f"organisations/{slug}", {name: (text,) for name, text in fields.items()})


@pytest.mark.parametrize("search", ["DSIT", "IUK", "UKRI", "URI", "CP"])
def test_a_search_for_initials_is_what_its_query_gives(search: str) -> None:
    names = (
        "Department for Science, Innovation and Technology",
        "the Innovate (UK)",
        "UK Research and Innovation",
        "Unusual Research in Kent",
        "DSI trust",
        "Catapult of Places",
        "Catapult Places Ltd",
        "A Catapult of Places",
    )
    records = [organisation(f"o{number}", label=name) for number, name in enumerate(names)]
    store = EmbeddedStore.in_memory(
        [quad for each in records for quad in MAPPING.to_quads(each, MAPPING.graph("demo"))]
    )
    with_catalogue, selection = Catalogue(lambda: store, MAPPING, 1), Selection(search=search)
    (item,) = (each.iri for each in with_catalogue.look_up("Organisation", selection).hits)
    assert asked(store, with_catalogue.search_in_sparql("Organisation", selection)) == [item]
    with_catalogue.close()


def test_what_was_decided_to_be_one_counts_once_in_facets_links_and_queries() -> None:
    records = [
        organisation("ashmoor", label="Ashmoor", kind="company", located_in="places/east"),
        organisation("ashmoor-ltd", label="Moor Limited", kind="university", located_in="places/west"),
        organisation("other", label="Other", kind="company", located_in="places/west"),
        Record("Place", "places/east", {"label": ("East",)}),
        Record("Place", "places/west", {"label": ("West",)}),
        Record("Contribution", "contributions/one", {"funder": ("organisations/ashmoor-ltd",), "currency": ("GBP",)}),
        Record("Contribution", "contributions/two", {"funder": ("organisations/ashmoor",), "currency": ("GBP",)}),
        Record("Contribution", "contributions/three", {"funder": ("organisations/other",), "currency": ("GBP",)}),
    ]
    store = EmbeddedStore.in_memory(
        [quad for each in records for quad in MAPPING.to_quads(each, MAPPING.graph("demo"))]
    )
    one, other = (NamedNode(MAPPING.iri(f"organisations/{each}")) for each in ("ashmoor", "ashmoor-ltd"))
    store.apply((), [Quad(other, CANONICAL, one, NamedNode(f"{MAPPING.derived}same"))])
    united = Catalogue(lambda: store, MAPPING, 1)
    kinds = {each.value: each.total for each in united.facets("organisations", Selection(), 9)[0].values}
    assert kinds == {"company": 2, "university": 1}
    (funders,) = (each for each in united.facets("contributions", Selection(), 9) if each.field == "funder")
    assert [(each.value, each.total) for each in funders.values] == [
        ("organisations/ashmoor", 2),
        ("organisations/other", 1),
    ]
    for selection in (Selection(), Selection({"kind": ("university",)}), Selection(search="moor limited")):
        items = [each.iri for each in united.look_up("Organisation", selection).hits]
        assert asked(store, united.search_in_sparql("Organisation", selection)) == sorted(items)
        linked = [each.iri for each in united.look_up("Organisation", selection, "Contribution").hits]
        assert asked(store, united.search_in_sparql("Organisation", selection, "Contribution")) == sorted(linked)
        assert len(linked) == (3 if selection == Selection() else 2)
