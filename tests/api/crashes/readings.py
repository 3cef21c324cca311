"""What a service answers of lists, searches and facts, held against a plain recomputation of the whole graph."""

from __future__ import annotations

from collections import Counter
from random import Random

import httpx

from kg.catalogue import Selection
from kg.mapping import Mapping
from kg.store import Store
from tests.api.conftest import path_of
from tests.kg.catalogue.histories import COLLECTIONS, SEARCHES, selections, unknown
from tests.plain import PlainCatalogue


def hold(client: httpx.Client, graph: Store, mapping: Mapping, chance: Random) -> None:
    """Ask for some of all there is to ask for: filters, orders, words, pages, things with what points at them."""
    plain = PlainCatalogue(graph, mapping)
    for collection in (*COLLECTIONS, "funders"):
        for selection in selections(chance, mapping, collection):
            path = f"/{collection}?{_parameters(selection, chance.choice((3, 7, 500)))}"
            if strangers := unknown(graph, mapping, collection, selection):
                answer = client.get(path)
                assert answer.status_code == 400, path
                assert strangers[0] in answer.json()["detail"], path
            else:
                assert turned(client, path) == plain.iris(collection, selection), path
    for search in chance.sample([each for each in SEARCHES if each], 4):
        path = f"/search?{httpx.QueryParams(q=search, limit=chance.choice((5, 500)))}"
        assert turned(client, path) == [hit.iri for hit in plain.found(search)], path
    for collection in COLLECTIONS:
        iris = plain.iris(collection, Selection())
        for iri in chance.sample(iris, min(2, len(iris))):
            facts = Counter[tuple[str, str]]()
            for group in client.get(path_of(iri), params={"with": "facts"}).raise_for_status().json()["facts"]:
                facts[group["collection"], group["field"]] += group["total"]
            assert facts == plain.pointing_at(iri), iri


def _parameters(selection: Selection, limit: int) -> httpx.QueryParams:
    asked = {"q": selection.search, "sort": selection.sort, "known_by": selection.known_by}
    filters = [(name, value) for name, values in selection.filters.items() for value in values]
    return httpx.QueryParams(
        [*filters, *((name, value) for name, value in asked.items() if value), ("limit", str(limit))]
    )


def turned(client: httpx.Client, path: str) -> list[str]:
    """The IRIs of a list, page by page."""
    iris, cursor = list[str](), ""
    while True:
        address = httpx.URL(path).copy_merge_params({"cursor": cursor} if cursor else {})
        page = client.get(address).raise_for_status().json()
        iris += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            assert page["total"] == len(iris), path
            return iris
