"""What bears a name has it as `skos:altLabel`, after any change, in a graph that is written with the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Origin, Refused, Repository
from kg.mapping import Mapping as RecordMapping
from kg.mapping import record_quads
from kg.records import Record
from kg.store.rdf import ALT_LABEL, PREFIXES, Literal, NamedNode, Quad, text_of

SURE = {"confidence": ("stated",), "evidence": ("report",)}
BODIES = ("organisations/a", "organisations/b")
BASIS = [
    Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)}),
    *(Record("Organisation", each, {"label": (each[-1],), **SURE}) for each in BODIES),
]

Names = Mapping[str, tuple[str, str, str]]
"""The slug of each name record, with the name, its language, and what bears it."""


def name_record(slug: str, name: str, language: str, bearer: str) -> Record:
    told = {"language": (language,)} if language else {}
    return Record(
        "Name", f"names/{slug}", {"name": (name,), "name_of": (bearer,), "kind": ("acronym",), **told, **SURE}
    )


class Curator:
    """Brings the graph from one set of names to the next, in one change each."""

    def __init__(self, repository: Repository, mapping: RecordMapping) -> None:
        self.repository, self.mapping = repository, mapping
        self.change((True, quad) for each in BASIS for quad in self.quads(each))

    def quads(self, record: Record) -> list[Quad]:
        return self.mapping.to_quads(record, self.mapping.graph("demo"))

    def change(self, rows: Iterable[tuple[bool, Quad]]) -> None:
        """Commit rows, of which those of one record stand together."""
        with self.repository.prepare(Origin("ann", "because")) as writer:
            for is_addition, quad in rows:
                (writer.add if is_addition else writer.remove)([quad])
            change = writer.finish()
        self.repository.commit(change)

    def bring_to(self, names: Names) -> None:
        graph = self.mapping.graph("demo")
        wanted = {slug: set(self.quads(name_record(slug, *told))) for slug, told in names.items()}
        rows = list[tuple[bool, Quad]]()
        for slug in ("one", "two", "three"):
            node = NamedNode(self.mapping.iri(f"names/{slug}"))
            present = set(record_quads(self.repository.store, node, graph))
            rows += [(False, quad) for quad in present - wanted.get(slug, set())]
            rows += [(True, quad) for quad in wanted.get(slug, set()) - present]
        self.change(rows)

    def alt_labels(self) -> set[tuple[str, str, str]]:
        found = list(self.repository.store.quads(None, ALT_LABEL))
        assert {quad.graph_name for quad in found} <= {self.mapping.names_graph}
        return {
            (quad.object.value, quad.object.language or "", self.mapping.reference(text_of(quad.subject)))
            for quad in found
            if isinstance(quad.object, Literal)
        }


@pytest.fixture
def curator(repository: Repository, mapping: RecordMapping) -> Curator:
    return Curator(repository, mapping)


def test_a_name_is_a_label_of_its_bearer_in_its_language(curator: Curator) -> None:
    told = {"one": ("AB", "", BODIES[0]), "two": ("가나", "ko", BODIES[0]), "three": ("AB", "en", BODIES[1])}
    curator.bring_to(told)
    assert curator.alt_labels() == set(told.values())
    rows = curator.repository.store.select('SELECT ?o WHERE { ?o skos:altLabel "가나"@ko }')
    assert [text_of(row["o"]) for row in rows] == [curator.mapping.iri(BODIES[0])]


def test_a_name_that_two_records_give_goes_with_the_last(curator: Curator) -> None:
    same = ("AB", "en", BODIES[0])
    curator.bring_to({"one": same, "two": same})
    curator.bring_to({"two": same})
    assert curator.alt_labels() == {same}
    curator.bring_to({})
    assert curator.alt_labels() == set()


def test_a_name_can_change_and_go_to_another(curator: Curator) -> None:
    curator.bring_to({"one": ("AB", "en", BODIES[0]), "two": ("AB", "en", BODIES[0])})
    curator.bring_to({"one": ("AB", "en", BODIES[1]), "two": ("AC", "en", BODIES[0])})
    assert curator.alt_labels() == {("AB", "en", BODIES[1]), ("AC", "en", BODIES[0])}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["one", "two", "three"]),
            st.tuples(st.sampled_from(["AB", "한"]), st.sampled_from(["", "en", "ko"]), st.sampled_from(BODIES)),
        ),
        max_size=4,
    )
)
def test_after_any_changes_the_labels_are_those_of_the_names(curator: Curator, history: list[Names]) -> None:
    for names in history:
        curator.bring_to(names)
        assert curator.alt_labels() == set(names.values())


def test_a_name_can_go_from_one_dataset_to_another(curator: Curator) -> None:
    told = ("AB", "en", BODIES[0])
    curator.bring_to({"one": told})
    before = curator.quads(name_record("one", *told))
    after = curator.mapping.to_quads(name_record("one", "AC", "en", BODIES[0]), curator.mapping.graph("other"))
    curator.change([*((False, quad) for quad in before), *((True, quad) for quad in after)])
    assert curator.alt_labels() == {("AC", "en", BODIES[0])}


def test_a_name_outside_the_datasets_gives_none(curator: Curator) -> None:
    graph = NamedNode("https://example.org/mine")
    record = name_record("one", "AB", "en", BODIES[0])
    curator.change((True, quad) for quad in curator.mapping.to_quads(record, graph))
    assert curator.alt_labels() == set()


def test_a_label_by_hand_is_refused_in_a_dataset_and_free_elsewhere(curator: Curator) -> None:
    bearer = NamedNode(curator.mapping.iri(BODIES[0]))
    mine = Quad(bearer, ALT_LABEL, Literal("AB"), NamedNode("https://example.org/mine"))
    curator.change([(True, mine)])
    with pytest.raises(Refused) as refused:
        curator.change([(True, Quad(bearer, ALT_LABEL, Literal("AB"), curator.mapping.graph("demo")))])
    (violation,) = refused.value.report.violations
    assert (violation.focus, violation.value) == (bearer.value, "AB")
    assert "write one (names/...)" in violation.message
    assert list(curator.repository.store.quads(None, ALT_LABEL)) == [mine]


def test_what_is_refused_leaves_the_labels_alone(curator: Curator) -> None:
    told = ("AB", "en", BODIES[0])
    curator.bring_to({"one": told})
    with pytest.raises(Refused):
        curator.bring_to({"one": ("AC", "en", "organisations/nobody")})
    assert curator.alt_labels() == {told}


def test_the_journal_has_them(curator: Curator) -> None:
    curator.bring_to({"one": ("AB", "en", BODIES[0])})
    change = curator.repository.journal.read(curator.repository.version)
    assert [quad.predicate for _, quad in change.rows()][-1] == ALT_LABEL
    assert change.added == len(list(change.additions()))


def test_a_home_from_before_gets_all_of_them_with_its_next_change(curator: Curator) -> None:
    curator.bring_to({"one": ("AB", "en", BODIES[0]), "two": ("AC", "en", BODIES[1])})
    everything = list(curator.repository.store.quads(graph=curator.mapping.names_graph))
    curator.repository.store.apply(everything, ())
    curator.change([(True, Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c"), NamedNode("urn:g")))])
    assert curator.alt_labels() == {("AB", "en", BODIES[0]), ("AC", "en", BODIES[1])}


def test_what_is_no_record_of_a_name_gives_none(curator: Curator) -> None:
    node, graph = NamedNode("https://example.org/label"), NamedNode("https://example.org/thesaurus")
    bearer = NamedNode(curator.mapping.iri(BODIES[0]))
    curator.change(
        [
            (True, Quad(node, NamedNode(f"{PREFIXES['skosxl']}literalForm"), Literal("AB", language="en"), graph)),
            (True, Quad(node, NamedNode(f"{PREFIXES['ikg']}nameOf"), bearer, graph)),
        ]
    )
    assert curator.alt_labels() == set()
