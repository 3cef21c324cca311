"""Identifiers: each as its register writes it, and none of two bodies.

SHACL Core can say neither. Their shapes stand in `ontology/shapes.ttl` without a constraint, so that a general
processor passes them; what they demand is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.identifiers import fault, load_schemes
from kg.ontology import ONTOLOGY_IRI
from kg.store import statements
from kg.store.rdf import PREFIXES, RDF_TYPE, Literal, NamedNode, Term, text_of
from kg.validation.after import After, ChangeOverlay, Node
from kg.validation.decisions import FIRST, SECOND, VERDICT
from kg.validation.paths import Facts
from kg.validation.result import Result

IDENTIFIER = NamedNode(f"{PREFIXES['adms']}Identifier")
SCHEME = NamedNode(f"{PREFIXES['adms']}schemeAgency")
VALUE = NamedNode(f"{PREFIXES['skos']}notation")
IDENTIFIES = NamedNode(f"{PREFIXES['ikg']}identifies")
SUBJECT, OBJECT = NamedNode(f"{PREFIXES['ikg']}linkSubject"), NamedNode(f"{PREFIXES['ikg']}linkObject")
RELATION = NamedNode(f"{PREFIXES['ikg']}relation")

FOLLOWED = (SCHEME, VALUE, IDENTIFIES, SUBJECT, OBJECT, RELATION, FIRST, SECOND, VERDICT)
"""The predicates that tell whether two bodies have one number."""

_ONE_BODY = frozenset(
    f"{ONTOLOGY_IRI}/{each}"
    for each in ("link-kinds/same-as", "link-kinds/possibly-same-as", "verdicts/same", "verdicts/undecided")
)
_TYPE = str(IDENTIFIER)
_XSD_STRING = f"{PREFIXES['xsd']}string"
_PATHS = {"scheme": SCHEME.value, "value": VALUE.value}

Reference = Callable[[str], str]
"""Gives the record id of an IRI."""


def spelling(facts: Facts) -> Iterator[Result]:
    """Tell what is wrong with the scheme or the value of a record, if it is an identifier that has one of each."""
    for node, properties in facts.items():
        if _TYPE not in properties.get(RDF_TYPE.value, ()):
            continue
        scheme, value = (_only_spelt(properties.get(each.value, ())) for each in (SCHEME, VALUE))
        if scheme and value and (mistake := fault(scheme, value)):
            of_scheme = mistake.field == "scheme"
            shape = "Identifier-scheme-known" if of_scheme else "Identifier-value-in-scheme"
            value = scheme if of_scheme else value
            yield _result(statements.text_of(node), mistake.field, value, mistake.message, shape)


class _Claim(NamedTuple):
    """What an identifier says: the number that a body has."""

    scheme: str
    value: str
    body: str

    @property
    def number(self) -> tuple[str, str]:
        """What two claims to the same have in common; where the register is not known, whatever their capitals."""
        return self.scheme, self.value if self.scheme in load_schemes() else self.value.upper()


def sharing(after: After, reference: Reference, advance: Callable[[int], None] = lambda _: None) -> Iterator[Result]:
    """Tell which identifiers that the change concerns belong to another body already, of the same kind.

    Two bodies that a link or a decision says are, or may be, the same may have one number. Of two identifiers that come
    with one change, the later is told. `advance` is called for each.
    """
    holders = _Holders(after, dict.fromkeys(_concerned(after.overlay)), advance)
    for node in holders.concerned:
        advance(0)
        claim = _claim(after, node)
        rival = holders.rival(claim) if claim else None
        if claim and rival:
            yield _result(
                text_of(node), "value", claim.value, _message(claim, rival, reference), "Identifier-of-one-body"
            )


class _Holders:
    """Who has which number: those whose identifiers the change leaves alone, then one after the other that it concerns.

    Each body is held against others once for a number, however many of its identifiers say it.
    """

    def __init__(self, after: After, concerned: Mapping[Node, None], advance: Callable[[int], None]) -> None:
        self.concerned = concerned
        self._after, self._advance = after, advance
        self._looked_up: set[str] = set()
        self._held: dict[tuple[str, str, str], dict[str, _Claim]] = {}
        self._rivals: dict[tuple[str, str, str], _Claim | None] = {}
        self._links: dict[str, frozenset[str]] = {}

    def rival(self, claim: _Claim) -> _Claim | None:
        """Give what another body of the same kind claims to the same number, and take note of this claim."""
        key = (*claim.number, claim.body)
        if key not in self._rivals:
            self._look_up(claim)
            self._rivals[key] = self._contradiction(claim)
            self._hold(claim)
        return self._rivals[key]

    def _look_up(self, claim: _Claim) -> None:
        """Take note of the identifiers with the same value that the change does not concern."""
        for value in {claim.value, claim.value.upper(), claim.value.lower()} - self._looked_up:
            self._looked_up.add(value)
            for node in self._after.overlay.subjects(VALUE, Literal(value)):
                self._advance(0)
                other = None if node in self.concerned else _claim(self._after, node)
                if other:
                    self._hold(other)

    def _hold(self, claim: _Claim) -> None:
        for kind in self._after.types_of(claim.body):
            self._held.setdefault((*claim.number, kind), {}).setdefault(claim.body, claim)

    def _contradiction(self, claim: _Claim) -> _Claim | None:
        for kind in self._after.types_of(claim.body):
            for body, other in self._held.get((*claim.number, kind), {}).items():
                if body != claim.body and body not in self._linked_to(claim.body):
                    return other
        return None

    def _linked_to(self, body: str) -> frozenset[str]:
        if body not in self._links:
            self._links[body] = _linked(self._after.overlay, NamedNode(body))
        return self._links[body]


def _concerned(overlay: ChangeOverlay) -> Iterator[Node]:
    """Yield the identifiers that are new or changed, and those of bodies of which a link is not what it was."""
    yield from overlay.changed(SCHEME, VALUE, IDENTIFIES)
    links = overlay.changed(SUBJECT, OBJECT, RELATION, FIRST, SECOND, VERDICT)
    ends = (SUBJECT, OBJECT, FIRST, SECOND)
    bodies = (body for link in links for end in ends for body in overlay.before(link, end))
    for body in dict.fromkeys(bodies):
        yield from overlay.subjects(IDENTIFIES, body)


def _claim(after: After, node: Node) -> _Claim | None:
    if not isinstance(node, NamedNode) or IDENTIFIER.value not in after.types_of(node.value):
        return None
    scheme = _only(after.overlay.objects(node, SCHEME))
    value = _only(after.overlay.objects(node, VALUE))
    bodies = after.overlay.objects(node, IDENTIFIES)
    body = bodies[0] if len(bodies) == 1 else None
    if not (scheme and value and isinstance(body, NamedNode)):
        return None
    register = load_schemes().get(scheme)
    if register is not None and register.is_shared:
        return None
    return _Claim(scheme, value, body.value)


def _linked(overlay: ChangeOverlay, body: NamedNode) -> frozenset[str]:
    """Give the bodies that a link or a decision says, either way round, are or may be the same as this one."""
    ways = (
        (SUBJECT, RELATION, OBJECT),
        (OBJECT, RELATION, SUBJECT),
        (FIRST, VERDICT, SECOND),
        (SECOND, VERDICT, FIRST),
    )
    return frozenset(
        text_of(other)
        for near, relation, far in ways
        for link in overlay.subjects(near, body)
        if any(text_of(each) in _ONE_BODY for each in overlay.objects(link, relation))
        for other in overlay.objects(link, far)
    )


def _message(claim: _Claim, rival: _Claim, reference: Reference) -> str:
    one, other = reference(claim.body), reference(rival.body)
    return (
        f"{claim.scheme} {rival.value} belongs to {other} already, so it cannot be that of {one} too; look it up, or, "
        f"if the two are or may be one body, say so in links with the relation possibly-same-as, or decide it"
    )


def _only(terms: Iterable[Term]) -> str:
    """Give the text of the only term, if it is plain text; what else there is, the shapes tell of."""
    distinct = list(dict.fromkeys(terms))
    if len(distinct) != 1 or not isinstance(distinct[0], Literal) or distinct[0].datatype.value != _XSD_STRING:
        return ""
    return distinct[0].value


def _only_spelt(terms: Sequence[str]) -> str:
    return statements.text_of(terms[0]) if len(terms) == 1 and statements.is_text(terms[0]) else ""


def _result(focus: str, field: str, value: str, message: str, shape: str) -> Result:
    return Result(focus, _PATHS[field], value, message, "Violation", f"{PREFIXES['shape']}{shape}")
