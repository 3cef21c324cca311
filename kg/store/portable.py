"""A query as any engine reads it: checked, its prologue written out, the graphs that it is asked of told apart.

The usual prefixes need no declaration here, and what the engines make of FROM beside the dataset of the protocol
differs. So an engine is given the query without FROM, with the prefixes that it uses, and the dataset beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryFailed
from kg.sparql.spelling import spell
from kg.sparql.tokens import ESCAPE, Token, tokenise
from kg.store.embedded import EmbeddedStore
from kg.store.protocol import AnswerKind, QueryDataset
from kg.store.rdf import PREFIXES

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(ESCAPE)
_INNARDS = ("bif:", "sql:", "java:")
"""Schemes of IRIs by which engines let queries call functions of the database or the machine (Virtuoso, Jena)."""


@dataclass(frozen=True, slots=True)
class PortableQuery:
    """The text without FROM, the kind of its answer, and the dataset that FROM named, None where it named none."""

    text: str
    kind: AnswerKind
    dataset: QueryDataset | None


def make_portable(query: str, base: str) -> PortableQuery:
    """Make a query portable, whose IRIs are relative to `base`.

    Raises MalformedQuery with line and column, and QueryFailed or RuntimeError for functions that are not of SPARQL.

    >>> print(make_portable("SELECT ?s FROM <a> { ?s a org:Organization }", "http://x/").text)
    PREFIX org: <http://www.w3.org/ns/org#>
    SELECT ?s   { ?s a org:Organization }
    >>> make_portable("BASE <http://y/> ASK FROM NAMED <a> {}", "http://x/").dataset
    QueryDataset(default=(), named=('http://y/a',))
    """
    kind = EmbeddedStore.in_memory(base=base).query(query).kind
    text = spell(query, with_paths=False).text if "\\u" in query.lower() or query.startswith("\ufeff") else query
    tokens = list(tokenise(text))
    body = tokens[_prologue(tokens) :]
    clauses = _dataset_clauses(body)
    left_out = {token.start for clause in clauses for token in clause}
    rest = [token for token in body if token.start not in left_out]
    prefixes = sorted({token.text.partition(":")[0] for token in rest if token.kind == "prefixed"})
    graphs = [clause[-1].text for clause in clauses]
    begin = body[0].start
    iris = _resolve(text[:begin], ["<>", *(f"{each}:" for each in prefixes), *graphs], base)
    declared = dict(zip(prefixes, iris[1:], strict=False))
    _demand_plain([iris[0], *declared.values(), *(token.text[1:-1] for token in rest if token.kind == "iri")])
    is_relative = any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in rest)
    head = f"BASE <{iris[0]}>\n" if is_relative else ""
    head += "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared.items())
    named = [len(clause) == 3 for clause in clauses]
    dataset = _dataset(iris[1 + len(prefixes) :], named) if clauses else None
    return PortableQuery(head + _without(text, begin, clauses), kind, dataset)


def _prologue(tokens: Sequence[Token]) -> int:
    """Count the tokens of the prologue."""
    place, lengths = 0, {"BASE": 2, "PREFIX": 3, "VERSION": 2}
    while length := lengths.get(tokens[place].word, 0):
        place += length
    return place


def _dataset_clauses(body: Sequence[Token]) -> list[Sequence[Token]]:
    """Find the dataset clauses (13.2): FROM, maybe NAMED, and the graph."""
    places = (number for number, token in enumerate(body) if token.word == "FROM")
    return [body[number : number + (3 if body[number + 1].word == "NAMED" else 2)] for number in places]


def _resolve(prologue: str, names: Sequence[str], base: str) -> list[str]:
    """Give the IRIs that names stand for behind a prologue, as the embedded engine resolves them."""
    variables = " ".join(f"({name} AS ?name{number})" for number, name in enumerate(names))
    solutions = ox.Store().query(f"{prologue}\nSELECT {variables} {{}}", base_iri=base, prefixes=PREFIXES)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("SELECT has solutions")
    return [solution[number].value for solution in solutions for number in range(len(names))]


def _demand_plain(iris: Sequence[str]) -> None:
    """Raise QueryFailed where an IRI, or the beginning of one, would reach into the engine."""
    for iri in iris:
        decoded = _ESCAPE.sub(lambda match: chr(int(match[0][2:], 16)), iri)
        if decoded.lower().startswith(_INNARDS):
            raise QueryFailed(f"<{decoded}> is of the inner parts of the engine, and not of SPARQL")


def _dataset(iris: Sequence[str], named: Sequence[bool]) -> QueryDataset:
    pairs = list(zip(iris, named, strict=True))
    return QueryDataset(
        tuple(iri for iri, is_named in pairs if not is_named), tuple(iri for iri, is_named in pairs if is_named)
    )


def _without(text: str, begin: int, clauses: Sequence[Sequence[Token]]) -> str:
    """Give the text from a place on, but for the clauses."""
    parts, place = list[str](), begin
    for clause in clauses:
        parts.append(text[place : clause[0].start])
        place = clause[-1].end
    return " ".join((*parts, text[place:]))
