"""One number, one body: within a change and against the graph, whatever the change adds, moves or takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Refused, Repository
from kg.changes.trial import try_quads
from kg.curated import Curated
from kg.desk import check, load
from kg.records import Record, find_datasets, write_json_lines
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, NamedNode, Quad, text_of
from kg.store.statements import Statement, statement_of
from kg.texts import SourceTexts
from kg.validation import Gate, Intake
from kg.validation.after import After
from kg.validation.identifiers import FOLLOWED, sharing
from tests.kg.validation.two_datasets import GRAPH, MAPPING, OTHER, STATED, commit, quads
from tests.waiting import PATIENCE

SHAPE = f"{PREFIXES['shape']}Identifier-of-one-body"
DOCUMENT = Record("Document", "documents/d", {"label": ("D",), "kind": ("article",)})


def body(slug: str, type_: str = "Organisation") -> Record:
    kind = "company" if type_ == "Organisation" else "strand"
    collection = MAPPING.vocabulary.classes[type_].collection
    return Record(type_, f"{collection}/{slug}", {"label": (slug,), "kind": (kind,), **STATED})


def identifier(slug: str, of: str, value: str = "01234567", scheme: str = "GB-COH") -> Record:
    said = {"identifies": (of,), "scheme": (scheme,), "value": (value,), **STATED}
    return Record("Identifier", f"identifiers/{slug}", said)


def link(relation: str, one: str = "organisations/a", other: str = "organisations/b") -> Record:
    return Record("Link", "links/l", {"subject": (one,), "object": (other,), "relation": (relation,), **STATED})


A, B, C = body("a"), body("b"), body("c")
OF_A, OF_B = identifier("x", A.id), identifier("y", B.id)


def told(repository: Repository, added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> list[tuple[str, str]]:
    """Commit what must be refused, and give focus and shape of each violation."""
    with pytest.raises(Refused) as refused:
        commit(repository, added, removed)
    violations = refused.value.report.violations
    assert {each.field for each in violations} == {"value"}
    return [(MAPPING.reference(each.focus), each.shape) for each in violations]


@pytest.fixture
def graph(repository: Repository) -> Repository:
    """A graph in which the number is that of one body."""
    commit(repository, quads(DOCUMENT, A, B, C, OF_A))
    return repository


def test_within_one_change_the_later_is_told(repository: Repository) -> None:
    assert told(repository, quads(DOCUMENT, A, B, OF_A, OF_B)) == [(OF_B.id, SHAPE)]
    third = identifier("z", C.id)
    assert told(repository, quads(DOCUMENT, A, B, C, OF_B, third, OF_A)) == [(OF_A.id, SHAPE), (third.id, SHAPE)]


def test_against_the_graph(graph: Repository) -> None:
    assert told(graph, quads(OF_B)) == [(OF_B.id, SHAPE)]
    assert told(graph, quads(OF_B, graph=OTHER)) == [(OF_B.id, SHAPE)]


def test_the_message_names_scheme_number_and_both_bodies(graph: Repository) -> None:
    with pytest.raises(Refused) as refused:
        commit(graph, quads(OF_B))
    (violation,) = refused.value.report.violations
    for part in ("GB-COH 01234567", "organisations/a already", "organisations/b", "possibly-same-as"):
        assert part in violation.message


def test_two_sources_may_say_the_same_of_one_body(graph: Repository) -> None:
    commit(graph, quads(identifier("again", A.id), graph=OTHER))


def test_another_number_another_scheme_another_kind_of_thing_are_no_contradiction(graph: Repository) -> None:
    programme = body("p", "Programme")
    commit(graph, quads(identifier("y", B.id, "07654321")))
    commit(graph, quads(identifier("z", B.id, "01234567", "FR-SIRENE")))
    commit(graph, quads(programme, identifier("p", programme.id)))


def test_a_number_that_bodies_share_by_nature_is_none(graph: Repository) -> None:
    commit(graph, quads(identifier("v", A.id, "980780684", "GB-VAT"), identifier("w", B.id, "980780684", "GB-VAT")))


@pytest.mark.parametrize(("one", "other"), [("ab12", "AB12"), ("AB12", "ab12"), ("HRB 1", "hrb 1")])
def test_where_the_spelling_is_not_known_capitals_make_no_difference(graph: Repository, one: str, other: str) -> None:
    commit(graph, quads(identifier("v", A.id, one, "DE-CR")))
    assert told(graph, quads(identifier("w", B.id, other, "DE-CR"))) == [("identifiers/w", SHAPE)]


@pytest.mark.parametrize("relation", ["same-as", "possibly-same-as"])
@pytest.mark.parametrize("ends", [(A.id, B.id), (B.id, A.id)])
def test_bodies_that_are_or_may_be_one_may_have_one_number(
    graph: Repository, relation: str, ends: tuple[str, str]
) -> None:
    commit(graph, quads(link(relation, *ends), OF_B))
    assert told(graph, quads(identifier("z", C.id))) == [("identifiers/z", SHAPE)]


@pytest.mark.parametrize("relation", ["different-from", "successor-of", "related-to"])
def test_no_other_link_allows_it(graph: Repository, relation: str) -> None:
    assert told(graph, quads(link(relation), OF_B)) == [(OF_B.id, SHAPE)]


def test_without_the_link_the_number_is_that_of_two_bodies_again(graph: Repository) -> None:
    commit(graph, quads(link("possibly-same-as"), OF_B))
    assert [shape for _, shape in told(graph, removed=quads(link("possibly-same-as")))] == [SHAPE]
    changed = set(quads(link("different-from"))), set(quads(link("possibly-same-as")))
    assert [shape for _, shape in told(graph, changed[0] - changed[1], changed[1] - changed[0])] == [SHAPE]
    turned = set(quads(link("possibly-same-as", A.id, C.id))), changed[1]
    assert [shape for _, shape in told(graph, turned[0] - turned[1], turned[1] - turned[0])] == [SHAPE]
    commit(graph, removed=[*quads(link("possibly-same-as")), *quads(OF_B)])


def test_a_link_that_another_graph_says_too_still_allows_it(graph: Repository) -> None:
    commit(graph, [*quads(link("possibly-same-as"), OF_B), *quads(link("possibly-same-as"), graph=OTHER)])
    commit(graph, removed=quads(link("possibly-same-as"), graph=OTHER))
    assert [shape for _, shape in told(graph, removed=quads(link("possibly-same-as")))] == [SHAPE]


def test_a_number_may_move_from_one_body_to_another(graph: Repository) -> None:
    commit(graph, quads(OF_B), quads(OF_A))
    moved = set(quads(identifier("y", C.id))), set(quads(OF_B))
    commit(graph, moved[0] - moved[1], moved[1] - moved[0])
    assert told(graph, quads(OF_A)) == [(OF_A.id, SHAPE)]


@pytest.mark.parametrize("change", [identifier("y", A.id), identifier("y", B.id, "01234567")], ids=["body", "value"])
def test_each_part_of_an_identifier_can_make_the_contradiction(graph: Repository, change: Record) -> None:
    start = identifier("y", C.id) if change.one("identifies") == A.id else identifier("y", B.id, "07654321")
    if start.one("identifies") == C.id:
        commit(graph, removed=quads(OF_A))
        commit(graph, quads(start, identifier("z", C.id)))
    else:
        commit(graph, quads(start))
    new, old = set(quads(change)), set(quads(start))
    assert [shape for _, shape in told(graph, new - old, old - new)] == [SHAPE]


def test_free_content_with_the_same_properties_is_none(graph: Repository) -> None:
    free = NamedNode("https://example.org/free")
    rows = [quad for quad in quads(OF_B) if "type" not in quad.predicate.value]
    commit(graph, [Quad(free, quad.predicate, quad.object, GRAPH) for quad in rows if quad.subject == rows[0].subject])


def test_a_trial_tells_it_as_a_commit_does(graph: Repository, gate: Gate) -> None:
    (violation,) = try_quads(gate, graph.store, quads(OF_B)).violations
    assert (violation.shape, violation.field) == (SHAPE, "value")
    assert try_quads(gate, graph.store, quads(identifier("x", B.id))).conforms


@settings(max_examples=60)
@given(data=st.data())
def test_in_steps_or_at_once_the_same_graphs_are_refused(gate: Gate, data: st.DataObject) -> None:
    """What is judged incrementally is what a load of all into an empty graph would judge."""
    bodies = [A, B, C]
    store = EmbeddedStore.in_memory(quads(DOCUMENT, *bodies))
    present: dict[str, Record] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.sampled_from(["i1", "i2", "i3", "l1", "l2"]))
        one, other = data.draw(st.permutations(bodies))[:2]
        fresh: Record | None = None
        if data.draw(st.integers(0, 3)):
            value = data.draw(st.sampled_from(["01234567", "07654321"]))
            relation = data.draw(st.sampled_from(["same-as", "different-from"]))
            made = identifier(at, one.id, value) if at[0] == "i" else link(relation, one.id, other.id)
            fresh = Record(made.type, made.id.rpartition("/")[0] + f"/{at}", made.values)
        wanted = {**present, **({at: fresh} if fresh else {})}
        if fresh is None:
            wanted.pop(at, None)
        whole = try_quads(gate, EmbeddedStore.in_memory(), quads(DOCUMENT, *bodies, *wanted.values()))
        new, old = ({*quads(some[at])} if at in some else set() for some in (wanted, present))
        step = gate.check(_Change(old - new, new - old), store)
        assert step.conforms == whole.conforms, (step, whole)
        if step.conforms:
            store.apply(old - new, new - old)
            present = wanted


class _Change:
    def __init__(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        self._rows = [*((False, each) for each in removed), *((True, each) for each in added)]

    def rows(self) -> Iterator[tuple[bool, Quad]]:
        return iter(sorted(self._rows, key=lambda row: (text_of(row[1].subject).partition("#")[0], row[0])))

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        return ((is_addition, statement_of(quad)) for is_addition, quad in self.rows())

    def outline(self, _: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        return self.rows()


@pytest.mark.parametrize("holder", ["a", "nobody-{}"], ids=["one body", "bodies that are not there"])
def test_thousands_of_one_number_are_judged_in_time(holder: str) -> None:
    end = monotonic() + PATIENCE

    def clock(_: int) -> None:
        assert monotonic() < end, "it takes longer the more there are of one number"

    records = [identifier(f"i{number}", f"organisations/{holder.format(number)}") for number in range(4_000)]
    change = _Change([], quads(DOCUMENT, A, *records))
    after = After(change, Curated(EmbeddedStore.in_memory(), MAPPING.base_iri), MAPPING.vocabulary, FOLLOWED)
    assert list(sharing(after, MAPPING.reference, clock)) == []


def test_what_was_not_checked_is_counted_and_said(repository: Repository, gate: Gate, tmp_path: Path) -> None:
    french = [identifier(slug, B.id, slug, "FR-SIRENE") for slug in ("f1", "f2")]
    records = [DOCUMENT, A, B, OF_A, *french]
    said = "2 identifiers were not checked, because it is not known here how these registers write them: FR-SIRENE"
    path = tmp_path / "demo.jsonl"
    path.write_text("".join(write_json_lines(records, MAPPING.vocabulary)), encoding="utf-8")
    intake = Intake(find_datasets(path), MAPPING, SourceTexts(None))
    assert said in check(intake, gate).notices
    assert said in load(repository, intake).report.notices
    assert said in try_quads(gate, repository.store, quads(*records)).notices
