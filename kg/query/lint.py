"""What may be wrong with a query though it parses: terms that nothing in the graph has, columns that stay empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import Literal

from kg.errors import MalformedQuery
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.query.terms import written_terms
from kg.sparql.tokens import Token, tokenise
from kg.spelling import nearest
from kg.store.rdf import PREFIXES, NamedNode, text_of

_MOST_TOKENS = 20_000
_MOST_FAULTS = 50
_LIKE = frozenset(
    {
        *(f"{PREFIXES['rdfs']}{each}" for each in ("subClassOf", "subPropertyOf")),
        *(f"{PREFIXES['skos']}{each}" for each in ("closeMatch", "relatedMatch")),
    }
)
_OF_THE_LANGUAGE = frozenset({PREFIXES["rdf"], PREFIXES["xsd"]})
"""Namespaces that queries use for what no graph has to have: types of literals, and functions that convert."""


@dataclass(frozen=True, slots=True)
class QueryFault:
    """Something wrong with a query: `line` and `column` count from 1, in characters, and are 0 where no place is known.

    `length` is in characters too; `instead` is what was probably meant, empty where nothing is near.
    """

    line: int
    column: int
    length: int
    severity: Literal["error", "warning"]
    message: str
    instead: str = ""


def fault_of(error: MalformedQuery, query: str) -> QueryFault:
    """Tell of a query that does not parse; the token at its place is what is wrong."""
    length = 0
    if error.line:
        place = sum(len(line) for line in query.split("\n")[: error.line - 1]) + error.line - 1 + error.column - 1
        length = next((len(each.text) for each in _tokens(query) if each.start == place), 0)
    return QueryFault(error.line, error.column, length, "error", error.reason)


def warnings_about(query: str, stands: Callable[[str], bool] = lambda _: False) -> Sequence[QueryFault]:
    """List what may be wrong with a query that parses, by its place; `stands` tells whether the graph has a term.

    >>> [each.message for each in warnings_about("SELECT ?nme { ?x ikg:fundr ?name }")]
    ['?nme stands nowhere else: its column stays empty', 'ikg:fundr is not in the ontology']
    """
    tokens = _tokens(query)
    faults = sorted([*_unknown_terms(tokens, stands), *_empty_columns(tokens)], key=lambda it: it[0].start)
    return [_fault_at(query, *each) for each in faults[:_MOST_FAULTS]]


def terms_of(query: str) -> Iterator[str]:
    """Yield the IRIs that a query names, with and without prefixes.

    >>> list(terms_of("PREFIX ex: <urn:> ASK { ?x a ikg:Contribution , ex:Y }"))
    ['https://w3id.org/innovation-kg/ontology#Contribution', 'urn:Y']
    """
    for _, iri, _ in _named(_tokens(query)):
        yield iri


def _named(tokens: Sequence[Token]) -> Iterator[tuple[Token, str, dict[str, str]]]:
    """Yield each name outside the prologue, with its IRI and the prefixes that are declared there."""
    prefixes, before = dict(PREFIXES), list[Token]()
    for token in tokens:
        if token.kind == "iri" and len(before) > 1 and before[-2].word == "PREFIX":
            prefixes[before[-1].text.removesuffix(":")] = token.text[1:-1]
        elif token.kind in ("iri", "prefixed") and not (before and before[-1].word in ("PREFIX", "BASE")):
            yield token, _iri_of(token, prefixes), prefixes
        before.append(token)


def _unknown_terms(tokens: Sequence[Token], stands: Callable[[str], bool]) -> Iterator[tuple[Token, str, str]]:
    """Find names under the IRI of the ontology that it does not have, and those of others that nothing here has."""
    for token, iri, prefixes in _named(tokens):
        if iri in _terms():
            continue
        if iri.startswith((f"{ONTOLOGY_IRI}#", f"{ONTOLOGY_IRI}/")):
            yield token, f"{token.text} is not in the ontology", _meant(iri, token, prefixes)
        elif iri[: _seam(iri)] in _namespaces() and iri[_seam(iri) :] and not stands(iri):
            meant = _meant(iri, token, prefixes)
            message = f"nothing in the graph has {token.text}"
            yield token, f"{message}; did you mean {meant}?" if meant else message, meant


def _iri_of(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + local.replace("\\", "")


def _meant(iri: str, token: Token, prefixes: dict[str, str]) -> str:
    """Write the term that was probably meant as the other is written."""
    seam = _seam(iri)
    around = ((each[seam:], each) for each in _terms() if each.startswith(iri[:seam]))
    siblings = {local: each for local, each in around if local and "/" not in local}
    near = siblings.get(nearest(iri[seam:], siblings), "")
    if not near or token.kind == "iri":
        return near and f"<{near}>"
    prefix = token.text.partition(":")[0]
    return f"{prefix}:{near.removeprefix(prefixes[prefix])}"


def _empty_columns(tokens: Sequence[Token]) -> Iterator[tuple[Token, str, str]]:
    """Find variables that a SELECT names, and nothing gives a value."""
    uses = Counter(token.text[1:] for token in tokens if token.kind == "variable")
    for number, token in enumerate(tokens):
        if token.word == "SELECT":
            clause = takewhile(
                lambda each: each.word not in ("WHERE", "FROM") and each.text != "{", tokens[number + 1 :]
            )
            depth = 0
            for each in clause:
                depth += (each.text == "(") - (each.text == ")")
                if each.kind == "variable" and not depth and uses[each.text[1:]] == 1:
                    near = nearest(each.text[1:], (name for name in uses if name != each.text[1:]))
                    yield each, f"{each.text} stands nowhere else: its column stays empty", near and f"?{near}"


def _fault_at(query: str, token: Token, message: str, instead: str) -> QueryFault:
    line, column = query.count("\n", 0, token.start) + 1, token.start - query.rfind("\n", 0, token.start)
    return QueryFault(line, column, token.end - token.start, "warning", message, instead)


def _tokens(query: str) -> Sequence[Token]:
    return list(islice(tokenise(query), _MOST_TOKENS))


def _seam(iri: str) -> int:
    """Give the place in an IRI where its namespace ends."""
    return max(iri.rfind("#"), iri.rfind("/")) + 1


@cache
def _terms() -> frozenset[str]:
    """List what stands in the ontology, and what records, their descriptions and their history are written in."""
    terms = (text_of(term) for quad in ontology().quads for term in quad if isinstance(term, NamedNode))
    return frozenset({*terms, *written_terms()})


@cache
def _namespaces() -> frozenset[str]:
    """List the namespaces of other vocabularies: of what the graph is written in, and what ours narrows or is like."""
    iris = {*written_terms(), *(text_of(quad.predicate) for quad in ontology().quads)}
    iris.update(text_of(quad.object) for quad in ontology().quads if text_of(quad.predicate) in _LIKE)
    return frozenset(iri[: _seam(iri)] for iri in iris) - _OF_THE_LANGUAGE
