"""Scores of a version as they are published, and what is told of them in RDF, in the terms of the ontology."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from kg.store.rdf import PREFIXES, RDF_TYPE, Literal, NamedNode, Quad, Term


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(f"{PREFIXES[prefix]}{local}")


_SCORES, _SCORE = map(_term, ("ikg:PublishedScores", "ikg:Score"))
_MEASURE, _VIEW, _RECIPE = map(_term, ("ikg:measure", "ikg:scoredView", "ikg:recipe"))
_VERSION, _STALE, _PARAMETERS = map(_term, ("ikg:scoredVersion", "ikg:isStale", "ikg:parameters"))
_DIGEST, _BY = map(_term, ("ikg:recipeDigest", "dcterms:creator"))
_IN, _OF, _VALUE, _RANK = map(_term, ("ikg:scoredIn", "ikg:scoreOf", "ikg:score", "ikg:rank"))
_KEPT = (
    *("view", "recipe", "digest", "options", "version", "measure", "parameters", "meaning", "remarks"),
    *("coded_remarks", "coverage", "scores", "undefined"),
)
_INTEGER, _DOUBLE, _BOOLEAN = map(_term, ("xsd:integer", "xsd:double", "xsd:boolean"))


def publication(ranking: Mapping[str, Any], author: str) -> dict[str, Any]:
    """Give what is published of a ranking, as its JSON has it.

    It is named by view and measure and, where something else than usual was chosen, by a digest of that.
    """
    unusual = {name: value for name, value in ranking["parameters"].items() if name == "weighted" and value}
    options = json.dumps({**ranking["options"], **unusual}, sort_keys=True)
    name = f"{ranking['view']}-{ranking['measure']}"
    if options != "{}":
        name += f"-{sha256(options.encode()).hexdigest()[:8]}"
    return {"name": name, "author": author, **{each: ranking[each] for each in _KEPT}}


def score_quads(published: Mapping[str, Any], version: int, graph: NamedNode) -> Iterator[Quad]:
    """Tell of published scores in a graph, as they stand to a version: of another than theirs they are stale."""
    node = NamedNode(f"{graph.value}#{published['name']}")

    def tell(subject: NamedNode, property_: NamedNode, value: Term) -> Quad:
        return Quad(subject, property_, value, graph)

    yield tell(node, RDF_TYPE, _SCORES)
    words = (_VIEW, "view"), (_RECIPE, "recipe"), (_DIGEST, "digest"), (_MEASURE, "measure"), (_BY, "author")
    yield from (tell(node, property_, Literal(text)) for property_, name in words if (text := published[name]))
    yield tell(node, _VERSION, Literal(str(published["version"]), datatype=_INTEGER))
    yield tell(node, _STALE, Literal("true" if published["version"] != version else "false", datatype=_BOOLEAN))
    parameters = {**published["parameters"], **published["options"]}
    yield tell(node, _PARAMETERS, Literal(json.dumps(parameters, sort_keys=True, ensure_ascii=False)))
    for number, each in enumerate(published["scores"], start=1):
        score = NamedNode(f"{node.value}-{number}")
        yield tell(score, RDF_TYPE, _SCORE)
        yield tell(score, _IN, node)
        yield tell(score, _OF, NamedNode(each["id"]))
        yield tell(score, _VALUE, Literal(str(each["score"]), datatype=_DOUBLE))
        yield tell(score, _RANK, Literal(str(each["rank"]), datatype=_INTEGER))
