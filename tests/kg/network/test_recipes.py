"""Recipes that users write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kg.errors import UnreadableInput
from kg.network import Network, StoreColumns, find_view, parse_recipe, project
from kg.network.declarations import read_views
from kg.network.recipes import read_recipe
from kg.ontology import Ontology, ontology
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad, read_quads
from kg.vocabulary import load_vocabulary

Short = Callable[[str], str]

ROWS = (
    {"id": "organisations/a", "label": "A", "located_in": "places/town", "confidence": "stated"},
    {"id": "people/c", "label": "C", "confidence": "stated"},
    {"id": "places/town", "label": "Town", "confidence": "stated"},
    {
        "id": "participations/1",
        "participant": "organisations/a",
        "activity": "events/e",
        "role": "lead",
        "confidence": "implied",
    },
    {
        "id": "participations/2",
        "participant": "people/c",
        "activity": "events/e",
        "role": "partner",
        "confidence": "stated",
    },
    {"id": "events/e", "label": "E", "places": "places/town", "confidence": "stated"},
)


@pytest.fixture
def projected(quads: Callable[..., list[Quad]]) -> Callable[[dict[str, Any]], Network]:
    columns = StoreColumns(EmbeddedStore.in_memory(quads(*ROWS)))
    return lambda recipe: project(columns, read_recipe({"name": "own", **recipe}))


def links(found: Network, short: Short) -> set[str]:
    return {f"{short(each.source)}-{short(each.target)}:{each.role}" for each in found.edges}


@pytest.mark.parametrize(
    ("recipe", "edges"),
    [
        ({"edges": ["Participation"]}, {"a-e:lead", "c-e:partner"}),
        ({"edges": ["located_in"]}, {"a-town:locatedIn"}),
        ({"edges": [{"class": "Participation", "roles": ["lead"]}, "located_in"]}, {"a-e:lead", "a-town:locatedIn"}),
        ({"edges": [{"class": "Participation", "path": ["activity", "participant"]}]}, {"e-a:lead", "e-c:partner"}),
        ({"edges": [{"class": "Event", "path": ["@id", "places"]}]}, {"e-town:Event"}),
        ({"edges": ["Participation", "located_in"], "places": False}, {"a-e:lead", "c-e:partner"}),
        ({"edges": ["Participation"], "people": False}, {"a-e:lead"}),
        ({"edges": ["Participation", "located_in"], "types": ["Organisation", "Place"]}, {"a-town:locatedIn"}),
        ({"edges": ["Participation"], "projection": "co-participation"}, {"a-c:co-participation"}),
        ({"edges": ["Participation"], "options": {"min_confidence": "stated"}}, {"c-e:partner"}),
        ({"edges": ["Participation"], "options": {"exclude_roles": ["lead"]}}, {"c-e:partner"}),
    ],
)
def test_a_recipe_says_what_is_linked(
    projected: Callable[[dict[str, Any]], Network], short: Short, recipe: dict[str, Any], edges: set[str]
) -> None:
    assert links(projected(recipe), short) == edges


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ([], "recipe: is no object"),
        ({}, "recipe: name is no text"),
        ({"name": "Own network", "edges": ["Participation"]}, "lower-case words"),
        ({"name": "own"}, "recipe: edges has 0 entries"),
        (
            {"name": "own", "edges": ["Participation"], "direction": "out"},
            "no key 'direction'",
        ),
        ({"name": "own", "edges": ["Partcipation"]}, r"recipe.edges\[0\]: .*Did you mean 'Participation'"),
        ({"name": "own", "edges": ["Organisation"]}, "Organisation has no path of its own. Give one, of @id,"),
        (
            {"name": "own", "edges": ["located_in", {"class": "Participation", "roles": ["leed"]}]},
            r"edges\[1\].roles\[0\]",
        ),
        (
            {"name": "own", "edges": [{"class": "Contribution", "path": ["funder", "recipent"]}]},
            r"path\[1\]: .*'recipient'",
        ),
        ({"name": "own", "edges": [{"class": "Contribution", "path": ["funder", "amount"]}]}, r"path\[1\]"),
        ({"name": "own", "edges": [{"class": "Contribution", "path": ["funder", "funder"]}]}, "two different fields"),
        ({"name": "own", "edges": [{"class": "Event", "path": ["places", "@id"]}]}, "can only be the first"),
        ({"name": "own", "edges": [7]}, r"recipe.edges\[0\]: is no object"),
        ({"name": "own", "edges": ["Participation"], "types": ["organisation"]}, r"types\[0\]: .*'Organisation'"),
        ({"name": "own", "edges": ["Participation"], "places": "no"}, "places is neither true nor false"),
        ({"name": "own", "edges": ["Participation"], "projection": "both"}, "no projection 'both'"),
        ({"name": "own", "edges": ["Participation"], "options": {"weigth": "facts"}}, "recipe.options: .*'weight'"),
        ({"name": "own", "edges": ["Participation"], "options": {"since": 2018}}, "since is not a text"),
        (
            {"name": "own", "edges": ["Participation"], "options": {"since": "soon"}},
            "recipe.options: 'soon' is not a date",
        ),
        ({"name": "own", "edges": ["Participation"], "options": {"roles": "lead"}}, "roles is not a list"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_told_with_its_place_and_remedy(recipe: Any, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        read_recipe(recipe)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        parse_recipe(text)


def test_the_digest_is_of_what_a_recipe_does_and_not_of_its_words() -> None:
    edges = {"edges": ["Participation", "located_in"]}
    own = read_recipe({"name": "own", **edges}).digest
    assert read_recipe({"name": "other", "label": "Other", "description": "It is.", **edges}).digest == own
    for more in (
        {"edges": ["Participation"]},
        {"edges": [{"class": "Participation", "roles": ["lead"]}, "located_in"]},
        {"directed": False},
        {"projection": "co-participation"},
        {"types": ["Place"]},
        {"members": False},
        {"options": {"undated": "drop"}},
    ):
        assert read_recipe({"name": "own", **edges, **more}).digest != own
    assert own == "05c66d33f984d70c1482b9ee085b72c975e2dcf012ae6f4a70d3c9fd4553bf8f"


def test_a_recipe_says_the_same_as_the_view_that_is_declared_so() -> None:
    assert read_recipe({"name": "own", "edges": ["Contribution"]}).digest == find_view("funding").digest


def test_options_of_a_recipe_count_unless_the_call_says_otherwise(
    projected: Callable[[dict[str, Any]], Network],
) -> None:
    found = projected({"edges": ["Participation"], "options": {"min_confidence": "stated", "members": "separate"}})
    assert found.options == {"min_confidence": "stated", "members": "separate"}
    assert found.left_out == {"below_confidence": 1}


def test_a_recipe_can_be_declared_in_turtle() -> None:
    text = """
        @prefix ikg: <https://w3id.org/innovation-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix org: <http://www.w3.org/ns/org#> .
        <urn:firms> a ikg:View ; skos:notation "firms" ; ikg:projects <urn:back> ; ikg:directed true ;
            ikg:nodeType org:Organization, ikg:Event ; ikg:options "{\\"since\\": \\"2018\\"}"^^rdf:JSON .
        <urn:back> a ikg:Tie ; ikg:tieOf ikg:Participation ; ikg:edgePath ( ikg:activity ikg:participant ) .
    """
    views = read_views(Ontology((*ontology().quads, *read_quads(text.encode(), "turtle"))), load_vocabulary())
    same = {
        "edges": [{"class": "Participation", "path": ["activity", "participant"]}],
        "types": ["Organisation", "Event"],
        "members": False,
        "options": {"since": "2018"},
    }
    assert views["firms"].digest == read_recipe({"name": "own", **same}).digest
