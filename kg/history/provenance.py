"""Changes as PROV-O tells of them (W3C 2013): each an activity, with who answers for it and what it influenced.

The IRI of a change is its address under the base IRI; that of an agent is the list of the changes that are theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

from kg.changes import ChangeSet
from kg.history.log import places_of
from kg.mapping import Mapping
from kg.store.rdf import PREFIXES, RDF_TYPE, Literal, NamedNode, Quad, Term

MOST_RECORDS = 1_000
"""Records of one change that are told one by one; a load may have touched all there are."""


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(f"{PREFIXES[prefix]}{local}")


_ACTIVITY, _CHANGE, _AGENT = map(_term, ("prov:Activity", "ikg:Change", "prov:Agent"))
_VERSION, _ADDED, _REMOVED, _TOUCHED = map(
    _term, ("ikg:version", "ikg:triplesAdded", "ikg:triplesRemoved", "ikg:recordsTouched")
)
_BY, _PROPOSED_BY, _AFTER = map(_term, ("prov:wasAssociatedWith", "ikg:proposedBy", "prov:wasInformedBy"))
_ENDED, _WAY, _REASON = map(_term, ("prov:endedAtTime", "ikg:cameBy", "dcterms:description"))
_INFLUENCED, _LABEL = map(_term, ("prov:influenced", "rdfs:label"))
_INTEGER, _TIME = map(_term, ("xsd:integer", "xsd:dateTime"))


def activity(change: ChangeSet, mapping: Mapping) -> Iterator[Quad]:
    """Yield what there is to tell of a change that happened, in the graph of changes.

    Of the records that it touched, by IRI, the first `MOST_RECORDS` are told; their number is.
    """
    graph, version = mapping.changes_graph, change.position.version
    node = change_iri(mapping, version)

    def tell(property_: NamedNode, value: Term) -> Quad:
        return Quad(node, property_, value, graph)

    origin = change.origin
    yield from (tell(RDF_TYPE, each) for each in (_ACTIVITY, _CHANGE))
    yield tell(_VERSION, _number(version))
    if version > 1:
        yield tell(_AFTER, change_iri(mapping, version - 1))
    if origin.time:
        yield tell(_ENDED, Literal(origin.time, datatype=_TIME))
    yield from (
        tell(property_, Literal(text)) for property_, text in ((_REASON, origin.reason), (_WAY, origin.source)) if text
    )
    for property_, name in ((_BY, origin.author), (_PROPOSED_BY, origin.proposed_by)):
        if name:
            agent = NamedNode(f"{mapping.base_iri}changes?author={quote(name, safe='')}#agent")
            yield tell(property_, agent)
            yield Quad(agent, RDF_TYPE, _AGENT, graph)
            yield Quad(agent, _LABEL, Literal(name), graph)
    places = set(places_of(change, mapping))
    records = sorted({record for record, _ in places})
    yield tell(_TOUCHED, _number(len(records)))
    for property_, count in ((_ADDED, change.added), (_REMOVED, change.removed)):
        yield tell(property_, _number(count))
    for dataset in sorted({dataset for _, dataset in places}):
        yield tell(_INFLUENCED, mapping.graph(dataset))
    yield from (tell(_INFLUENCED, NamedNode(record)) for record in islice(records, MOST_RECORDS))


def change_iri(mapping: Mapping, version: int) -> NamedNode:
    """Name the change that made a version."""
    return NamedNode(f"{mapping.base_iri}changes/{version}")


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=_INTEGER)
