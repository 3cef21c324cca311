"""SPARQL Update as a change: which quads it would remove and add, computed before anything is written.

Each operation is evaluated on a scratch copy that already has the changes of those before it, or over a store that is
only read where no pattern comes after a change. Patterns are the engine's business; templates are read as TriG with
IRIs in the place of variables, and filled from the solutions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from secrets import token_hex

from kg.errors import LimitExceeded, MalformedQuery, QueryFailed, UnreadableInput
from kg.query.patch import patch_rows
from kg.query.question import Needs, Question
from kg.query.update_syntax import DEFAULT, UpdateOperation, operations
from kg.remote import NotAllowed
from kg.sparql.spelling import Spelling, spell
from kg.sparql.tokens import Token, tokenise
from kg.store.rdf import (
    PREFIXES,
    BlankNode,
    DefaultGraph,
    GraphName,
    Literal,
    NamedNode,
    Quad,
    Term,
    Triple,
    as_stored,
    instead_of,
    parse_graph,
    read_quads,
)
from kg.store.scratch import Scratch

_VARIABLE = f"urn:x-kg-variable:{token_hex(8)}:"
"""Begins the IRIs that stand for variables; nobody can guess it, so that no IRI of a user is taken for one."""

MOST_OPERATIONS, MOST_DOCUMENTS = 10_000, 100
"""Operations that an update may have, and documents that it may load."""

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
Solution = Mapping[str, Term]


class Update:
    """The net effect of an update that `outline` passed on a scratch copy, which it changes on the way."""

    def __init__(self, scratch: Scratch, base: str, question: Question) -> None:
        """Begin; IRIs are relative to `base`, and the dataset of the question takes the place of USING."""
        self._scratch, self._base, self._text = scratch, base, spell(question.query).text
        self._dataset, self._documents, self._most = question.dataset, question.documents, question.most
        self._reserved = question.reserved
        self.added: dict[Quad, None] = {}
        self.removed: dict[Quad, None] = {}

    def run(self) -> None:
        """Evaluate all operations.

        Raises QueryFailed, NotAllowed for LOAD of what is not at hand, and LimitExceeded for too large a change.
        """
        for operation in operations(self._text, self._base):
            _VERBS[operation.verb](self, operation)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads from the scratch copy; one that was there is part of the net effect."""
        for stored in filter(None, map(self._scratch.find, quads)):
            self._scratch.remove(stored)
            if stored in self.added:
                del self.added[stored]
            else:
                self.removed[stored] = None
                self._demand_few()

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads to the scratch copy; one that was not there is part of the net effect."""
        for quad in quads:
            if self._scratch.find(quad) is None:
                self._scratch.add(quad)
                stored = self._scratch.find(quad) or quad
                if stored in self.removed:
                    del self.removed[stored]
                else:
                    self.added[stored] = None
                    self._demand_few()

    def _demand_few(self) -> None:
        if len(self.removed) + len(self.added) > self._most:
            raise LimitExceeded.of_size(self._most)

    def modify(self, operation: UpdateOperation) -> None:
        """Evaluate the pattern, then remove and add what the templates make of its solutions."""
        if operation.insert:
            _demand_storable(operation)
        graph = _named(operation, operation.with_graph) if operation.with_graph else DefaultGraph()
        pattern = f"{operation.prologue}SELECT * WHERE {{{operation.where}}}"
        solutions = self._scratch.solutions(pattern, *self._asked(operation))
        removals, additions = list[Quad](), list[Quad]()
        delete, insert = _template(operation, operation.delete, graph), _template(operation, operation.insert, graph)
        for solution in solutions:
            removals += _filled(delete, solution)
            additions += _filled(insert, solution)
        self.remove(removals)
        self.add(additions)

    def _asked(self, operation: UpdateOperation) -> tuple[list[NamedNode] | None, list[NamedNode] | None]:
        """Tell which graphs the pattern is matched in: the default ones and the named ones, None for all there are."""
        names_them = bool(operation.using or operation.using_named or operation.with_graph)
        if self._dataset is not None:
            if names_them:
                raise QueryFailed("using-graph-uri cannot go with USING or WITH in the update")
            return [NamedNode(each) for each in self._dataset.default], [
                NamedNode(each) for each in self._dataset.named
            ]
        if operation.using or operation.using_named:
            default, named = operation.using, operation.using_named
            return [_named(operation, each) for each in default], [_named(operation, each) for each in named]
        return ([_named(operation, operation.with_graph)] if operation.with_graph else None), None

    def patch(self) -> Iterator[bytes]:
        """Yield the net effect as rows of RDF Patch."""
        return patch_rows(self.removed, self.added)

    def change_data(self, operation: UpdateOperation) -> None:
        """Remove or add the quads that stand there."""
        self.remove(_template(operation, operation.delete, DefaultGraph()))
        self.add(_filled(_template(operation, operation.insert, DefaultGraph()), {}))

    def clear(self, operation: UpdateOperation) -> None:
        """Remove all quads of some graphs."""
        self.remove(list(chain.from_iterable(self._scratch.quads(graph) for graph in self._meant(operation))))

    def create(self, operation: UpdateOperation) -> None:
        """Do nothing: a graph is there when it has quads."""

    def copy(self, operation: UpdateOperation) -> None:
        """Copy, move or add one graph to another; a graph to itself changes nothing."""
        source, target = (_graph(operation, each) for each in operation.graphs)
        if source == target:
            return
        quads = list(self._scratch.quads(source))
        if operation.verb != "ADD":
            self.remove(list(self._scratch.quads(target)))
        self.add(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
        if operation.verb == "MOVE":
            self.remove(quads)

    def load(self, operation: UpdateOperation) -> None:
        """Add a document that was fetched before; SILENT asks to go on without."""
        target = _graph(operation, operation.graphs[1]) if len(operation.graphs) > 1 else DefaultGraph()
        iri = _named(operation, operation.graphs[0]).value
        document = self._documents.get(iri)
        if document is not None:
            path, format_name = document
            try:
                self.add(parse_graph(Path(path).read_bytes(), format_name, iri, target))
            except UnreadableInput as error:
                raise QueryFailed(f"LOAD <{iri}>: {error.message}") from None
        elif not operation.silent:
            raise NotAllowed("LOAD", iri)

    def _meant(self, operation: UpdateOperation) -> Iterator[GraphName]:
        (which,) = operation.graphs
        if which.upper() in ("ALL", "NAMED"):
            yield from (graph for graph in self._scratch.graphs() if graph.value not in self._reserved)
            yield from (DefaultGraph(),) * (which.upper() == "ALL")
        else:
            yield _graph(operation, which)


def needs_of(text: str, base: str) -> Needs:
    """Tell what an update needs. Raises MalformedQuery, and QueryFailed for too many operations or documents."""
    outlined = outline(text, base)
    loads = [each for each in outlined if each.verb == "LOAD"]
    if len(loads) > MOST_DOCUMENTS:
        raise QueryFailed(f"it loads more than {MOST_DOCUMENTS} documents")
    return Needs(
        tuple((_named(each, each.graphs[0]).value, each.silent) for each in loads),
        any(each.verb == "MODIFY" for each in outlined[1:]),
    )


def outline(text: str, base: str) -> list[UpdateOperation]:
    """Take an update apart that the engine reads. Raises MalformedQuery, and QueryFailed for too many operations."""
    update = spell(text, with_paths=False)
    fault = _fault_in(update, base)
    try:
        outlined = list(islice(operations(update.text, base), MOST_OPERATIONS + 1))
    except LookupError:  # the engine is more lenient than the grammar: `PREFIX:<urn:x>`
        reason = QueryFailed("its outline is not understood; put white space after each keyword")
        raise fault or reason from None
    if len(outlined) > MOST_OPERATIONS:
        raise QueryFailed(f"it has more than {MOST_OPERATIONS:,} operations")
    # the engine takes no prologue between operations, though the grammar does (SPARQL 1.1 Query, rule 29)
    if fault is not None and (
        len({each.prologue for each in outlined}) < 2
        or any(_fault_in(Spelling(each.whole, each.whole), base) for each in outlined)
    ):
        raise fault
    return outlined


def _fault_in(update: Spelling, base: str) -> MalformedQuery | None:
    try:
        Scratch.check_update(update, base)
    except MalformedQuery as fault:
        return fault
    return None


_VERBS: Mapping[str, Callable[[Update, UpdateOperation], None]] = {
    "MODIFY": Update.modify,
    "DATA": Update.change_data,
    "CLEAR": Update.clear,
    "DROP": Update.clear,
    "CREATE": Update.create,
    "ADD": Update.copy,
    "COPY": Update.copy,
    "MOVE": Update.copy,
    "LOAD": Update.load,
}


def _graph(operation: UpdateOperation, text: str) -> GraphName:
    return DefaultGraph() if text == DEFAULT else _named(operation, text)


def _named(operation: UpdateOperation, text: str) -> NamedNode:
    """Resolve the name of a graph by the prologue: as the subject of a triple."""
    (quad,) = _read(operation, f"{text} a <urn:x> .")
    if not isinstance(quad.subject, NamedNode):
        raise QueryFailed(f"{text} does not name a graph")
    return quad.subject


def _template(operation: UpdateOperation, text: str | None, graph: GraphName) -> list[Quad]:
    """Read a template; its variables are IRIs of a scheme of their own, its unnamed graph is `graph`."""
    if text is None:
        return []
    quads = _read(operation, as_trig(text))
    if any(isinstance(quad.object, Triple) for quad in quads):
        raise QueryFailed("a template cannot have triple terms")
    return [
        Quad(
            quad.subject,
            quad.predicate,
            _storable(quad.object),
            graph if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name,
        )
        for quad in quads
    ]


def _storable(term: Term) -> Term:
    try:
        return as_stored(term)
    except UnreadableInput as error:
        raise QueryFailed(str(error).removesuffix(".")) from None


def _demand_storable(operation: UpdateOperation) -> None:
    """Refuse a pattern with a literal that is not kept: what is made of it is another one already."""
    tokens = list(tokenise(operation.where or ""))
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.text == "(":
            opened.append(number)
        elif token.text == ")" and opened:
            opening = opened.pop()
            if opening and tokens[opening - 1].word == "STRDT":
                _demand_datatype(operation, tokens[number - 1])
        elif token.kind == "string" and [each.text for each in tokens[number + 1 : number + 3]] == ["^", "^"]:
            (quad,) = _read(operation, f"<urn:x> <urn:x> {token.text}^^{tokens[number + 3].text} .")
            _storable(quad.object)


def _demand_datatype(operation: UpdateOperation, named: Token) -> None:
    """Refuse a datatype that is not as_stored, if it is named: what a variable stands for is not known here."""
    if named.kind in ("iri", "prefixed"):
        datatype = _named(operation, named.text).value
        if instead := instead_of(datatype):
            raise QueryFailed(f"STRDT with {named.text} gives what has the datatype {instead}; write that")


def _read(operation: UpdateOperation, trig: str) -> list[Quad]:
    """Read TriG after the prologue of an operation. What SPARQL has beyond TriG, such as literal subjects, fails."""
    try:
        return list(read_quads(f"{_PREFIXES}{operation.prologue}{trig}", "trig"))
    except UnreadableInput as error:
        raise QueryFailed(f"a template is no RDF: {error.message}") from None


def as_trig(template: str) -> str:
    """Write a template as TriG: IRIs for variables, and a full stop after triples but none after a block.

    >>> as_trig("<a> a 'x'@en GRAPH ?g { <b> a true } . <c> a <d>").replace(_VARIABLE, "urn:")
    "<a> a 'x'@en . GRAPH <urn:g> { <b> a true }  <c> a <d> ."
    """
    parts: list[str] = []
    place, last = 0, "."
    for token in tokenise(template):
        parts.append(template[place : token.start])
        place = token.end
        if token.kind == "variable":
            parts.append(f"<{_VARIABLE}{token.text[1:]}>")
        elif token.text == "." and last == "}":
            continue
        else:
            begins_block = token.word == "GRAPH" and last not in (".", "}")
            parts.append(f". {token.text}" if begins_block else token.text)
        last = token.text
    return "".join(parts) + ("" if last in (".", "}") else " .")


def _filled(template: Iterable[Quad], solution: Solution) -> Iterator[Quad]:
    """Fill a template; what would be no RDF, or has an unbound variable, is left out. Blank nodes are new ones."""
    fresh: dict[Term, BlankNode] = {}

    def fill(term: Term | DefaultGraph) -> Term | DefaultGraph | None:
        if isinstance(term, BlankNode):
            return fresh.setdefault(term, BlankNode())
        if isinstance(term, NamedNode) and term.value.startswith(_VARIABLE):
            return solution.get(term.value.removeprefix(_VARIABLE))
        return term

    for quad in template:
        subject, predicate, object_ = fill(quad.subject), fill(quad.predicate), fill(quad.object)
        graph = fill(quad.graph_name)
        if (
            isinstance(subject, NamedNode | BlankNode)
            and isinstance(predicate, NamedNode)
            and isinstance(object_, NamedNode | BlankNode | Literal)
            and isinstance(graph, NamedNode | BlankNode | DefaultGraph)
        ):
            yield Quad(subject, predicate, object_, graph)
