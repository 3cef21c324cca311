"""What leads upwards goes in no circle: found in any graph, and at the gate whatever a change adds, moves or types."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes import Refused, Repository
from kg.ontology import ontology
from kg.records import Record
from kg.store.rdf import PREFIXES, DefaultGraph, NamedNode, Quad, text_of
from kg.validation.circles import Circles, Step
from kg.validation.gate import screen
from tests.kg.validation.two_datasets import GRAPH, MAPPING, OTHER, STATED, commit, quads

DOCUMENT = Record("Document", "documents/d", {"label": ("D",), "kind": ("article",)})
WITHIN = NamedNode(f"{PREFIXES['ikg']}within")

pairs = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=14)


def circles_of(edges: Iterable[tuple[str, str]]) -> Circles:
    onward: dict[str, list[str]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    return Circles(lambda _, node: onward.get(node, ()))


@given(pairs)
def test_a_step_closes_a_circle_if_there_is_a_way_back(edges: list[tuple[str, str]]) -> None:
    graph = nx.DiGraph(edges)
    for source, target in edges:
        expected = source != target and nx.has_path(graph, target, source)
        assert circles_of(edges).close(Step("r", source, target)) == expected


@given(pairs)
def test_nodes_on_circles_with_each_other_are_told_once_whoever_asks_first(edges: list[tuple[str, str]]) -> None:
    circles = circles_of(edges)
    told = [step for step in (Step("r", *edge) for edge in edges) if circles.close(step)]
    expected = [each for each in nx.strongly_connected_components(nx.DiGraph(edges)) if len(each) > 1]
    assert len(told) == len(expected)
    for step in told:
        way = circles.name(step)
        assert (way[0], way[1], way[-1]) == (step.source, step.target, step.source)
        assert set(pairwise(way)) <= set(edges)
        shortest = nx.shortest_path_length(nx.DiGraph(edges), step.target, step.source)
        assert len(way) == shortest + 2


def test_a_long_way_is_no_circle_and_a_long_circle_is_one() -> None:
    """Neither is walked anew for each step, nor in recursion."""
    size = 20_000
    chain = [(str(each), str(each + 1)) for each in range(size)]
    circles = circles_of(chain)
    assert not any(circles.close(Step("r", *edge)) for edge in chain)
    circles = circles_of([*chain, (str(size), "0")])
    first, *others = [Step("r", *edge) for edge in reversed(chain)]
    assert circles.close(first)
    assert not any(map(circles.close, others))
    assert len(circles.name(first)) == size + 2


MAY_GO_IN_CIRCLES = {
    "addresses": "two programmes may answer to each other",
    "same_fact_as": "of two statements, each says the same as the other",
    "name_of": "the ends are anything that has a record",
    "identifies": "the ends are anything that has a record",
    "subject": "a link may be about a link",
    "object": "a link may be about a link",
}


def said_of_properties(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in ontology().quads:
        if quad.predicate.value == f"https://schema.org/{name}":
            found.setdefault(text_of(quad.subject), set()).add(text_of(quad.object))
    return found


def test_every_property_that_can_lead_back_to_its_own_class_is_decided_upon() -> None:
    """It goes in no circle, or stands in the table above with the reason."""
    domains, ranges = said_of_properties("domainIncludes"), said_of_properties("rangeIncludes")
    in_no_circle = {iri for walked in screen().walked.values() for iri in walked}
    fields = [field for each in MAPPING.vocabulary.classes.values() for field in each.fields.values()]
    circular = {field for field in fields if domains[field.iri] & ranges.get(field.iri, set())}
    assert {field.name for field in circular if field.iri not in in_no_circle} == set(MAY_GO_IN_CIRCLES)
    assert not {field.name for field in circular if field.iri in in_no_circle} & set(MAY_GO_IN_CIRCLES)


def place(slug: str, *within: str) -> Record:
    above = {"within": tuple(sorted(f"places/{each}" for each in within))} if within else {}
    return Record("Place", f"places/{slug}", {"label": (slug,), "kind": ("region",), **above, **STATED})


def body(slug: str) -> Record:
    return Record("Organisation", f"organisations/{slug}", {"label": (slug,), **STATED})


def link(slug: str, one: str, other: str, relation: str = "successor-of") -> Record:
    ends = {"subject": (f"organisations/{one}",), "object": (f"organisations/{other}",)}
    return Record("Link", f"links/{slug}", {**ends, "relation": (relation,), **STATED})


def within(slug: str, above: str, graph: NamedNode | DefaultGraph = GRAPH) -> Quad:
    return Quad(NamedNode(MAPPING.iri(f"places/{slug}")), WITHIN, NamedNode(MAPPING.iri(f"places/{above}")), graph)


def told(repository: Repository, added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> list[tuple[str, str]]:
    """Commit what must be refused, and give field and value of each violation; nothing else may be wrong."""
    version = repository.version
    with pytest.raises(Refused) as refused:
        commit(repository, added, removed)
    assert repository.version == version
    return [(each.field, each.value) for each in refused.value.report.violations]


@pytest.fixture
def graph(repository: Repository) -> Repository:
    """Places: a in b, b in c, d apart."""
    commit(repository, quads(DOCUMENT, place("a", "b"), place("b", "c"), place("c"), place("d")))
    return repository


def test_a_change_that_closes_a_circle_with_what_is_there_is_refused(graph: Repository) -> None:
    assert told(graph, [within("c", "a")]) == [("within", "places/c -> places/a -> places/b -> places/c")]
    assert told(graph, [within("c", "b")]) == [("within", "places/c -> places/b -> places/c")]
    commit(graph, [within("c", "d"), within("a", "c")])


def test_the_circle_may_go_over_records_of_several_datasets_and_over_what_comes_with_it(graph: Repository) -> None:
    more = quads(place("e", "f"), place("f", "a"), graph=OTHER)
    assert told(graph, [*more, within("c", "e")]) == [
        ("within", "places/e -> places/f -> places/a -> places/b -> places/c -> places/e")
    ]
    commit(graph, more)


def test_a_step_that_is_turned_round_is_none(graph: Repository) -> None:
    commit(graph, [within("c", "b")], removed=[within("b", "c")])
    assert told(graph, [within("b", "a")]) == [("within", "places/b -> places/a -> places/b")]
    commit(graph, [within("b", "a")], removed=[within("a", "b")])


def test_a_step_that_another_dataset_also_says_stays(graph: Repository) -> None:
    commit(graph, [within("b", "c", OTHER)])
    assert told(graph, [within("c", "b")], removed=[within("b", "c")]) == [
        ("within", "places/b -> places/c -> places/b")
    ]


def test_two_circles_are_two_faults_and_a_record_before_a_circle_has_none(graph: Repository) -> None:
    more = quads(place("x", "a"), place("p", "q"), place("q", "p"))
    assert told(graph, [*more, within("c", "a")]) == [
        ("within", "places/c -> places/a -> places/b -> places/c"),
        ("within", "places/p -> places/q -> places/p"),
    ]


def test_a_type_can_close_a_circle_of_what_was_free_content(repository: Repository) -> None:
    free = [within("x", "y"), within("y", "x")]
    commit(repository, [*free, *quads(DOCUMENT)])
    assert told(repository, quads(place("x"), place("y"))) == [("within", "places/x -> places/y -> places/x")]


def test_a_long_circle_is_named_by_its_ends(repository: Repository) -> None:
    names = [f"p{number:03}" for number in range(300)]
    chain = [place(one, other) for one, other in zip(names, [*names[1:], names[0]], strict=True)]
    [(field, value)] = told(repository, quads(DOCUMENT, *chain))
    assert field == "within"
    assert value.startswith("places/p000 -> places/p001 -> places/p002 -> places/p003 -> (293 more) -> ")
    assert value.endswith(" -> places/p299 -> places/p000")


def test_links_of_succession_go_in_no_circle_and_others_may(repository: Repository) -> None:
    bodies = [body(each) for each in "abc"]
    commit(repository, quads(DOCUMENT, *bodies, link("one", "a", "b"), link("two", "b", "c")))
    way = "organisations/c -> organisations/a -> organisations/b -> organisations/c"
    assert told(repository, quads(link("three", "c", "a"))) == [("object", way)]
    commit(repository, quads(link("three", "c", "a", "established")))
    commit(repository, quads(link("four", "c", "a", "related-to")))
    assert told(repository, quads(link("five", "a", "c", "established"))) == [
        ("object", "organisations/a -> organisations/c -> organisations/a")
    ]
    commit(repository, quads(link("six", "c", "a")), removed=quads(link("two", "b", "c")))


def test_a_link_that_is_given_another_relation_is_a_new_step(repository: Repository) -> None:
    commit(
        repository, quads(DOCUMENT, body("a"), body("b"), link("one", "a", "b"), link("two", "b", "a", "related-to"))
    )
    added = set(quads(link("two", "b", "a"))) - set(quads(link("two", "b", "a", "related-to")))
    removed = set(quads(link("two", "b", "a", "related-to"))) - set(quads(link("two", "b", "a")))
    assert told(repository, added, removed) == [("object", "organisations/b -> organisations/a -> organisations/b")]
