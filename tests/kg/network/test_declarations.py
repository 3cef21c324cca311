from __future__ import annotations

import pytest

from kg.errors import UnknownName
from kg.network.declarations import SELF, find_view, load_views, read_views
from kg.ontology import Ontology, ontology
from kg.store.rdf import PREFIXES, read_quads
from kg.vocabulary import load_vocabulary

IKG = PREFIXES["ikg"]


def test_the_views_of_the_ontology() -> None:
    assert {view.name: view.directed for view in load_views().values()} == {
        "affiliation": True,
        "co-funding": False,
        "co-recipients": False,
        "funding": True,
        "involvement": False,
        "partnership": False,
    }


def test_each_view_describes_itself_and_names_its_recipe() -> None:
    for name, view in load_views().items():
        assert view.recipe == f"{name}/2"
        assert view.label
        assert view.description.endswith(".")


def test_funding_follows_the_declared_path_and_carries_money() -> None:
    (contribution,) = find_view("funding").edge_classes
    assert contribution.path == (f"{IKG}funder", f"{IKG}through", f"{IKG}recipient")
    assert contribution.role == f"{IKG}contributionKind"
    assert contribution.amount == f"{IKG}amount"
    assert contribution.currency == f"{IKG}currency"


def test_partnership_counts_only_partnering_roles() -> None:
    view = find_view("partnership")
    assert view.co_participation
    assert view.roles is not None
    names = {role.rpartition("/")[2] for role in view.roles}
    assert {"lead", "partner", "signatory"} <= names
    assert not {"met-with", "announcer", "participant"} & names


def test_involvement_is_every_kind_of_tie() -> None:
    view = find_view("involvement")
    properties = {
        property_.rpartition("#")[2].rpartition("/")[2] for each in view.edge_classes for property_ in each.path
    }
    assert {"participant", "isPartOf", "addresses", "signedAt", "funder", "through", "recipient"} <= properties


def test_a_view_knows_the_roles_of_its_edges() -> None:
    assert {"grant", "Contribution"} <= find_view("funding").role_names
    assert {"lead", "contact", "Post", "isPartOf"} <= find_view("affiliation").role_names
    assert "contact" not in find_view("partnership").role_names


def test_a_property_that_is_an_edge_serves_every_class_that_has_it() -> None:
    classes = {each.record_class.name for each in find_view("affiliation").edge_classes if SELF in each.path}
    assert {"Organisation", "Programme", "Project", "Event"} <= classes


def test_an_unknown_view_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'funding'"):
        find_view("fundings")


def test_a_view_added_to_the_ontology_is_there_without_code() -> None:
    added = f"""
        @prefix ikg: <{IKG}> . @prefix skos: <{PREFIXES["skos"]}> .
        ikg:support-view a ikg:View ; skos:notation "support" ; ikg:projects ikg:Participation ;
            ikg:projection ikg:DirectProjection ; ikg:directed true .
    """
    declared = Ontology([*ontology().quads, *read_quads(added, "turtle")])
    view = read_views(declared, load_vocabulary())["support"]
    assert [each.record_class.name for each in view.edge_classes] == ["Participation"]
    assert view.roles is None
