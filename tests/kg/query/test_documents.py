"""RDF that somebody sends is read in a worker, and whatever it is, it harms no more than that worker."""

import asyncio
from typing import Any

import pytest

from kg.errors import KgError, LimitExceeded, UnreadableInput
from kg.query import Document, Limits, QueryPool
from kg.store import Snapshot
from kg.store.rdf import GRAPH_FORMATS, BlankNode, DefaultGraph, Literal, Quad, Triple, write_triples
from tests.kg.query.conftest import NAME, NOTE, PLACES, Shelf, ask, pids, place
from tests.processes import is_running
from tests.waiting import eventually_async

BASE = "https://example.org/"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a#"'
LONG = Document(b"<a> <b> 1 .\n" * 4_000_000, "turtle", BASE, PLACES, most=10_000_000)
"""It takes far longer to be read than a second."""


async def nothing() -> Snapshot:
    raise AssertionError("to read a document takes no snapshot")


def parse(
    data: bytes, format_name: str, limits: Limits | None = None, *, contexts: dict[str, Any] | None = None
) -> list[Quad]:
    """Read a document with a new pool, and see that the pool is whole after that."""

    async def read() -> list[Quad]:
        async with QueryPool(nothing, limits or Limits(workers=1)) as pool:
            try:
                return await pool.parse(Document(data, format_name, BASE, PLACES, contexts or {}))
            finally:
                await eventually_async(lambda: pool.idle == 1)
                assert await pool.parse(Document(b"<a> <b> <c> .", "turtle", BASE, PLACES))

    return asyncio.run(read())


def fault_of(data: bytes, format_name: str, limits: Limits | None = None) -> KgError:
    with pytest.raises(KgError) as caught:
        parse(data, format_name, limits)
    return caught.value


def test_a_document_of_any_format_comes_as_quads_of_its_graph() -> None:
    quads = {Quad(place(1), NAME, each, PLACES) for each in (Literal("광주", language="ko"), Literal(7), NOTE)}

    async def read() -> None:
        async with QueryPool(nothing, Limits(workers=1)) as pool:
            for name in GRAPH_FORMATS:
                assert set(await pool.parse(Document(write_triples(quads, name), name, BASE, PLACES))) == quads
            [quad] = await pool.parse(Document(b"<a> <b> <c> .", "turtle", BASE, DefaultGraph()))
            assert str(quad) == f"<{BASE}a> <{BASE}b> <{BASE}c>"

    asyncio.run(read())


def test_a_document_of_many_quads_comes_whole() -> None:
    lines = [f"<{BASE}{number}> {NAME} {number} ." for number in range(20_000)]
    assert len(parse("\n".join(lines).encode(), "turtle")) == 20_000


def test_blank_nodes_are_new_ones_and_stay_the_same_within_a_document() -> None:
    first, second = parse(b"_:a <b> _:c . _:c <b> _:a .", "turtle")
    assert (first.subject, first.object) == (second.object, second.subject)
    assert first.subject != BlankNode("a")


def test_a_triple_term_comes_through_and_a_pile_of_them_does_not() -> None:
    [quad] = parse(b"<a> <b> <<( <a> <b> <<( <c> <d> 1 )>> )>> .", "turtle")
    assert isinstance(quad.object, Triple)
    assert isinstance(quad.object.object, Triple)
    for depth, said in ((100, "more than 16 levels deep"), (30_000, "nested too deeply")):
        pile = b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * depth + b"<urn:c>" + b" )>>" * depth + b" ."
        error = fault_of(pile, "ntriples")
        assert isinstance(error, UnreadableInput)
        assert said in error.message


def test_a_fault_names_its_place_and_a_way_out() -> None:
    error = fault_of(b"<a> <b> <c> .\n<a> <b> .", "turtle")
    assert isinstance(error, UnreadableInput)
    assert error.message.startswith("The turtle does not parse at line 2, column ")
    error = fault_of(b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> <a:other> .", "nquads")
    assert isinstance(error, UnreadableInput)
    assert "at line 2" in error.message
    assert error.fix == f"Only quads in no graph or in {PLACES} go into this one."


def test_a_fault_after_much_that_was_right_leaves_nothing() -> None:
    error = fault_of(b"<a> <b> <c> .\n" * 20_000 + b"<a", "turtle")
    assert "line 20001" in error.message


def test_json_ld_gets_the_contexts_that_are_given() -> None:
    data = b'{"@context": "c.jsonld", "@id": "x", "name": "y"}'
    assert parse(data, "jsonld", contexts={f"{BASE}c.jsonld": {"name": NAME.value}})[0].predicate == NAME
    error = fault_of(data, "jsonld")
    assert error.message == f"The jsonld refers to the context {BASE}c.jsonld, and contexts are not fetched"
    assert error.fix == "Write the context into the document."


@pytest.mark.parametrize(
    "start",
    ["<!DOCTYPE a [", "<?xml version='1.0'?>\n<!-- <!-- a --> <!-- --> <!DOCTYPE rdf:RDF [<!-- b -->", " <!DOCTYPE a["],
)
def test_entities_are_to_be_written_out(start: str) -> None:
    data = f'{start}<!ENTITY b "c">]><rdf:RDF {RDF}><a:a><a:b>&b;</a:b></a:a></rdf:RDF>'
    error = fault_of(data.encode(), "rdfxml")
    assert error.message.startswith("The rdfxml declares entities at line ")
    assert error.fix.startswith("Write them out")


def test_xml_that_only_speaks_of_entities_is_read() -> None:
    text = '<![CDATA[<!DOCTYPE a [<!ENTITY b "c">]>]]>'
    data = f"<!-- <!ENTITY --><rdf:RDF {RDF}><a:a><a:b>{text}</a:b></a:a></rdf:RDF>"
    assert Literal('<!DOCTYPE a [<!ENTITY b "c">]>') in {quad.object for quad in parse(data.encode(), "rdfxml")}


def test_a_document_over_its_time_ends_with_its_worker() -> None:
    async def read() -> None:
        async with QueryPool(nothing, Limits(workers=1, timeout=1)) as pool:
            with pytest.raises(LimitExceeded) as caught:
                await pool.parse(LONG)
            said = "The document ran over its time limit of 1 s. Send less at once, or raise the limit."
            assert str(caught.value) == said
            await eventually_async(lambda: pool.idle == 1, "the worker is free")

    asyncio.run(read())


def test_a_document_over_its_memory_ends_with_its_worker() -> None:
    many = b"[" + b",".join([b'{"@context": "c"}'] * 50_000) + b"]"
    context = {"name": f"urn:{'x' * 20_000}"}
    with pytest.raises(LimitExceeded, match="The document ran over its memory limit of 256 MiB"):
        parse(many, "jsonld", Limits(workers=1, memory=256, timeout=120), contexts={f"{BASE}c": context})


def test_a_document_that_would_be_far_larger_written_out_is_given_up() -> None:
    prefix = f"PREFIX p: <urn:{'x' * 100_000}>"
    error = fault_of(f"{prefix} {'p:a p:b p:c . ' * 10_000}".encode(), "turtle")
    assert isinstance(error, LimitExceeded)
    assert error.limit == "result"


def test_a_document_of_too_many_quads_is_given_up() -> None:
    async def read() -> None:
        async with QueryPool(nothing, Limits(workers=1)) as pool:
            many = b"".join(b"<a> <b> %d .\n" % number for number in range(1000))
            assert len(await pool.parse(Document(many, "turtle", BASE, PLACES, most=1000))) == 1000
            with pytest.raises(LimitExceeded, match="The change ran over its size limit of 999 triples"):
                await pool.parse(Document(many, "turtle", BASE, PLACES, most=999))
            await eventually_async(lambda: pool.idle == 1, "the worker is free")

    asyncio.run(read())


def test_queries_go_on_beside_documents(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=2, timeout=2, per_client=1)) as pool:
            before = pids(pool)
            greedy = [asyncio.create_task(pool.parse(LONG, "greedy")) for _ in range(2)]
            await eventually_async(lambda: (pool.idle, pool.waiting) == (1, 1))
            assert "true" in await ask(pool, "ASK { ?s ?p ?o }", "csv", client="other")
            failed = await asyncio.gather(*greedy, return_exceptions=True)
            assert all(isinstance(each, KgError) for each in failed)
            await eventually_async(lambda: pool.idle == 2)
            assert not all(is_running(pid) for pid in before)

    asyncio.run(answers())
