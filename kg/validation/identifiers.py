"""Identifiers: each as its register writes it, and none of two bodies.

SHACL Core can say neither. Their shapes stand in `ontology/shapes.ttl` without a constraint, so that a general
processor passes them; what they demand is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.identifiers import fault, load_schemes
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad, Term, text_of
from kg.validation.after import After
from kg.validation.overlay import Node, Overlay
from kg.validation.result import Result
from kg.vocabulary import ONTOLOGY_IRI

IDENTIFIER = NamedNode(f"{PREFIXES['adms']}Identifier")
SCHEME = NamedNode(f"{PREFIXES['adms']}schemeAgency")
VALUE = NamedNode(f"{PREFIXES['skos']}notation")
IDENTIFIES = NamedNode(f"{PREFIXES['ikg']}identifies")
SUBJECT, OBJECT = NamedNode(f"{PREFIXES['ikg']}linkSubject"), NamedNode(f"{PREFIXES['ikg']}linkObject")
RELATION = NamedNode(f"{PREFIXES['ikg']}relation")

FOLLOWED = (SCHEME, VALUE, IDENTIFIES, SUBJECT, OBJECT, RELATION)
"""The predicates that tell whether two bodies have one number."""

_ONE_BODY = frozenset(f"{ONTOLOGY_IRI}/link-kinds/{each}" for each in ("same-as", "possibly-same-as"))
_XSD_STRING = f"{PREFIXES['xsd']}string"
_PATHS = {"scheme": SCHEME.value, "value": VALUE.value}

Reference = Callable[[str], str]
"""Gives the record id of an IRI."""


def spelling(quads: Sequence[Quad]) -> Iterator[Result]:
    """Tell what is wrong with the scheme or the value of a record, if it is an identifier that has one of each."""
    for node in dict.fromkeys(each.subject for each in quads if each.object == IDENTIFIER):
        scheme = _only(each.object for each in quads if (each.subject, each.predicate) == (node, SCHEME))
        value = _only(each.object for each in quads if (each.subject, each.predicate) == (node, VALUE))
        if scheme and value and (found := fault(scheme, value)):
            of_scheme = found.field == "scheme"
            shape = "Identifier-scheme-known" if of_scheme else "Identifier-value-in-scheme"
            yield _result(node, found.field, scheme if of_scheme else value, found.message, shape)


class _Claim(NamedTuple):
    """What an identifier says: the number that a body has."""

    scheme: str
    value: str
    body: str


def sharing(after: After, reference: Reference, advance: Callable[[int], None] = lambda _: None) -> Iterator[Result]:
    """Tell which identifiers that the change concerns belong to another body already, of the same kind.

    Two bodies that a link says are, or may be, the same may have one number. Of two identifiers that come with one
    change, the later is told. `advance` is called for each.
    """
    concerned = {node: at for at, node in enumerate(_concerned(after.overlay))}
    for node, at in concerned.items():
        advance(0)
        claim = _claim(after, node)
        for other in _namesakes(after.overlay, claim) if claim else ():
            rival = _claim(after, other) if concerned.get(other, -1) < at else None
            if claim and rival and _is_contradicted(after, claim, rival):
                yield _result(node, "value", claim.value, _message(claim, rival, reference), "Identifier-of-one-body")
                break


def _concerned(overlay: Overlay) -> Iterator[Node]:
    """Yield the identifiers that are new or changed, and those of bodies of which a link is not what it was."""
    changed = dict.fromkeys(overlay.changed(SCHEME, VALUE, IDENTIFIES))
    for link in overlay.changed(SUBJECT, OBJECT, RELATION):
        for body in (*overlay.before(link, SUBJECT), *overlay.before(link, OBJECT)):
            changed.update(dict.fromkeys(overlay.subjects(IDENTIFIES, body)))
    return iter(changed)


def _claim(after: After, node: Node) -> _Claim | None:
    if not isinstance(node, NamedNode) or IDENTIFIER.value not in after.types_of(node.value):
        return None
    scheme = _only(after.overlay.objects(node, SCHEME))
    value = _only(after.overlay.objects(node, VALUE))
    bodies = after.overlay.objects(node, IDENTIFIES)
    if not (scheme and value and len(bodies) == 1) or _is_shared(scheme):
        return None
    return _Claim(scheme, value, text_of(bodies[0]))


def _namesakes(overlay: Overlay, claim: _Claim) -> Iterator[Node]:
    """Yield the nodes with the same value; of a register that is not known, whatever their capitals."""
    is_known = claim.scheme in load_schemes()
    spellings = (claim.value,) if is_known else (claim.value, claim.value.upper(), claim.value.lower())
    for each in dict.fromkeys(spellings):
        yield from overlay.subjects(VALUE, Literal(each))


def _is_contradicted(after: After, claim: _Claim, rival: _Claim) -> bool:
    return (
        claim.scheme == rival.scheme
        and claim.body != rival.body
        and bool({*after.types_of(claim.body)} & {*after.types_of(rival.body)})
        and not _are_linked(after, claim.body, rival.body)
    )


def _are_linked(after: After, one: str, other: str) -> bool:
    """Tell whether a link says, either way round, that two bodies are or may be the same."""
    return any(
        text_of(relation) in _ONE_BODY
        for subject, object_ in ((one, other), (other, one))
        for link in after.overlay.subjects(SUBJECT, NamedNode(subject))
        if NamedNode(object_) in after.overlay.objects(link, OBJECT)
        for relation in after.overlay.objects(link, RELATION)
    )


def _is_shared(scheme: str) -> bool:
    known = load_schemes().get(scheme)
    return known is not None and known.is_shared


def _message(claim: _Claim, rival: _Claim, reference: Reference) -> str:
    one, other = reference(claim.body), reference(rival.body)
    return (
        f"{claim.scheme} {rival.value} belongs to {other} already, so it cannot be that of {one} too; look it up, or, "
        f"if the two are or may be one body, say so in links with the relation possibly-same-as"
    )


def _only(terms: Iterable[Term]) -> str:
    """Give the text of the only term, if it is plain text; what else there is, the shapes tell of."""
    distinct = list(dict.fromkeys(terms))
    if len(distinct) != 1 or not isinstance(distinct[0], Literal) or distinct[0].datatype.value != _XSD_STRING:
        return ""
    return distinct[0].value


def _result(node: Term, field: str, value: str, message: str, shape: str) -> Result:
    return Result(text_of(node), _PATHS[field], value, message, "Violation", f"{PREFIXES['shape']}{shape}")
