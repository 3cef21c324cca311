from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes.change_set import ChangeWriter, Origin, read_change
from kg.changes.patch_file import seal
from kg.changes.position import START, Position
from kg.errors import JournalDamaged
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, text_of
from kg.validation.form import unwritable_in
from tests.generator import texts

GRAPH = NamedNode("https://example.org/graph")
literals = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    texts.map(lambda text: Literal(text, language="ko")),
    texts.map(lambda text: Literal(text, datatype=NamedNode("https://example.org/odd"))),
    st.sampled_from(["\nA <urn:x>", "TC .\n", "\r\nD ", '"', "\\", "\x00\x7f", "\u2028"]).map(Literal),
)
quads = st.builds(
    Quad,
    st.sampled_from([NamedNode("https://example.org/a"), BlankNode("b")]),
    st.just(NamedNode("https://example.org/p")),
    literals,
    st.sampled_from([GRAPH, DefaultGraph()]),
)


@given(st.lists(st.tuples(st.booleans(), quads), max_size=8))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[bool, Quad]]) -> None:
    folder = tmp_path_factory.getbasetemp() / "patches"
    with ChangeWriter(folder, Origin('A "name"\n', "why\t사유")) as writer:
        for is_addition, quad in rows:
            (writer.add if is_addition else writer.remove)([quad])
        written = writer.finish()
    position = seal(written.path, Position(6, "a" * 64))
    read = read_change(written.path)
    assert read == replace(written, position=position, previous="a" * 64)
    assert position.version == 7
    assert list(read.rows()) == rows
    assert list(read.additions()) == [quad for is_addition, quad in rows if is_addition]
    assert list(read.removals()) == [quad for is_addition, quad in rows if not is_addition]
    assert (read.added, read.removed) == (sum(a for a, _ in rows), sum(not a for a, _ in rows))
    assert read.is_empty == (not rows)
    assert (read.author, read.origin.reason) == ('A "name"\n', "why\t사유")
    read.discard()
    assert not list(folder.iterdir())


def test_many_rows_keep_their_order(tmp_path: Path) -> None:
    many = [Quad(NamedNode(f"https://example.org/{n}"), GRAPH, Literal("x" * 300), GRAPH) for n in range(12_000)]
    with ChangeWriter(tmp_path, Origin("a", "b")) as writer:
        writer.remove(many[:6_000])
        writer.add(many[6_000:])
        change = writer.finish()
    assert [quad for _, quad in change.rows()] == many
    assert list(change.additions()) == many[6_000:]
    assert list(change.removals()) == many[:6_000]


def test_rows_of_some_predicates_and_more_rows_at_the_end(tmp_path: Path) -> None:
    node, other = NamedNode("https://example.org/a"), NamedNode("https://example.org/q")
    own = [Quad(node, GRAPH, Literal("x <https://example.org/q> y"), GRAPH), Quad(BlankNode("b"), other, node, GRAPH)]
    more = [Quad(node, other, Literal(text), DefaultGraph()) for text in ("gone", "new\nline")]
    with ChangeWriter(tmp_path, Origin("a", "b")) as writer:
        writer.add(own)
        written = writer.finish()
    change = written.extended(more[:1], more[1:])
    assert list(change.rows()) == [(True, own[0]), (True, own[1]), (False, more[0]), (True, more[1])]
    assert list(change.rows([other])) == [(True, own[1]), (False, more[0]), (True, more[1])]
    seal(change.path, START)
    assert (
        (read_change(change.path).added, read_change(change.path).removed) == (3, 1) == (change.added, change.removed)
    )


def fail(folder: Path) -> None:
    with ChangeWriter(folder, Origin("a", "b")) as writer:
        writer.add([Quad(GRAPH, GRAPH, Literal("x"), GRAPH)])
        raise ZeroDivisionError


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keep", [0, 10, 100, -1, -6])
def test_what_was_never_finished_counts_for_nothing(tmp_path: Path, keep: int) -> None:
    with ChangeWriter(tmp_path, Origin("a", "b")) as writer:
        writer.add([Quad(GRAPH, GRAPH, Literal("x"), GRAPH)])
        change = writer.finish()
    seal(change.path, START)
    change.path.write_bytes(change.path.read_bytes()[:keep])
    with pytest.raises(JournalDamaged):
        read_change(change.path)


def test_the_file_is_rdf_patch(tmp_path: Path) -> None:
    with ChangeWriter(tmp_path, Origin("ann", "more")) as writer:
        writer.remove([Quad(GRAPH, GRAPH, Literal("old"), GRAPH)])
        writer.add([Quad(GRAPH, GRAPH, Literal("new\n"), DefaultGraph())])
        lines = writer.finish().path.read_text(encoding="utf-8").splitlines()
    iri = "<https://example.org/graph>"
    assert [line.split()[0] for line in lines] == ["H"] * 9 + ["TX", "D", "A", "TC"]
    assert lines[6:8] == ['H author "ann" .', 'H reason "more" .']
    assert lines[10:12] == [f'D {iri} {iri} "old" {iri} .', f'A {iri} {iri} "new\\n" .']


LABEL = NamedNode("https://example.org/label")


@given(st.lists(st.tuples(st.booleans(), quads, st.booleans()), max_size=8))
def test_the_outline_leaves_out_only_what_is_plain(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[bool, Quad, bool]]
) -> None:
    """It has the predicates that are asked for, the graphs that are added to, and what XML cannot hold."""
    rows = [
        (is_addition, Quad(quad.subject, LABEL if is_label else quad.predicate, quad.object, quad.graph_name))
        for is_addition, quad, is_label in drawn
    ]
    with ChangeWriter(tmp_path_factory.getbasetemp() / "outlines", Origin("a", "b")) as writer:
        for is_addition, quad in rows:
            (writer.add if is_addition else writer.remove)([quad])
        written = writer.finish()
    outline = list(written.outline([LABEL]))
    rest = iter(rows)
    assert all(row in rest for row in outline), "in the order written"
    assert [row for row in outline if row[1].predicate == LABEL] == [row for row in rows if row[1].predicate == LABEL]
    assert {quad.graph_name for added, quad in outline if added} == {quad.graph_name for added, quad in rows if added}
    assert {quad for added, quad in rows if added and unwritable_in(quad.object)} <= {quad for _, quad in outline}
    written.discard()


def test_the_outline_passes_over_most(tmp_path: Path) -> None:
    texts_ = ["plain", "광주", "ﾊﾝｶｸ", 'a "quote"\n', "\x0b", "\ufffe", "\x1f", "\b"]
    with ChangeWriter(tmp_path, Origin("a", "b")) as writer:
        writer.add(Quad(GRAPH, LABEL, Literal(text), GRAPH) for text in ["first", *texts_])
        change = writer.finish()
    assert [text_of(quad.object) for _, quad in change.outline([])] == ["first", "\x0b", "\ufffe", "\x1f", "\b"]
