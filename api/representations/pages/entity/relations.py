"""What points at an entity, by role: who or what is on the other side, when, how much, and the evidence of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from api.representations.pages.body_words import Wording, listed
from api.representations.pages.languages import Message, marked
from api.representations.pages.rendering import local_evidence
from api.representations.pages.speech import Value
from kg.catalogue import NO_CLAIMS
from kg.reference import label_of

HEADINGS: Mapping[tuple[str, str], Message] = {
    ("contributions", "funder"): marked("Money it gives"),
    ("contributions", "recipient"): marked("Money it receives"),
    ("contributions", "through"): marked("Money that runs through it"),
    ("contributions", "attributed_to"): marked("Money attributed to it"),
    ("contributions", "part_of"): marked("Sums that are parts of this"),
    ("contributions", "same_fact_as"): marked("The same money, told again"),
    ("contributions", "places"): marked("Money for this place"),
    ("participations", "participant"): marked("Takes part in"),
    ("participations", "activity"): marked("Who takes part"),
    ("posts", "organisation"): marked("Posts here"),
    ("posts", "held_by"): marked("Posts held"),
    ("posts", "office_over"): marked("Offices over it"),
    ("organisations", "part_of"): marked("Units of it"),
    ("organisations", "located_in"): marked("Organisations here"),
    ("organisations", "governs"): marked("Governed by"),
    ("groups", "includes"): marked("Member of groups"),
    ("groups", "located_in"): marked("Groups here"),
    ("places", "within"): marked("Smaller places in it"),
    ("programmes", "part_of"): marked("Programmes that are parts of it"),
    ("projects", "part_of"): marked("Projects that are parts of it"),
    ("events", "part_of"): marked("Events that are parts of it"),
    ("agreements", "part_of"): marked("Agreements under it"),
    ("agreements", "signed_at"): marked("Agreements signed here"),
    ("programmes", "addresses"): marked("Programmes that address it"),
    ("projects", "addresses"): marked("Projects that address it"),
    ("events", "addresses"): marked("Events that address it"),
    ("agreements", "addresses"): marked("Agreements that address it"),
    ("programmes", "places"): marked("Programmes here"),
    ("projects", "places"): marked("Projects here"),
    ("events", "places"): marked("Events here"),
    ("agreements", "places"): marked("Agreements for this place"),
    ("goals", "goal_of"): marked("Goals"),
    ("goals", "reported_by"): marked("Goals it reports"),
    ("outcomes", "about"): marked("Outcomes for it"),
    ("outcomes", "attributed_to"): marked("Outcomes attributed to it"),
    ("outcomes", "reported_by"): marked("Outcomes it reports"),
    ("outcomes", "same_fact_as"): marked("The same outcome, told again"),
    ("documents", "author"): marked("Documents it wrote"),
    ("documents", "publisher"): marked("Documents it published"),
    ("documents", "source"): marked("Documents in this file"),
    ("links", "subject"): marked("Tied to"),
    ("links", "object"): marked("Tied from"),
    ("questions", "about"): marked("Questions"),
    ("decisions", "first"): marked("Decisions on what is one"),
    ("decisions", "second"): marked("Decisions on what is one"),
    ("decisions", "canonical"): marked("Stays after decisions"),
}
"""What records of a collection that point at a thing by a field are to it."""

_APART = {("names", "name_of"), ("identifiers", "identifies")}
"""What has a place of its own on the page."""

_OF_TWO_ENDS = {
    "Participation": ("participant", "activity"),
    "Link": ("subject", "object"),
    "Decision": ("first", "second"),
    "Post": ("held_by", "organisation", "office_over"),
}
"""Classes whose records tie things: the reader wants the other end, not the record."""

_TOLD = {
    "Contribution": ("funder", "through", "recipient", "attributed_to"),
    "Outcome": ("about", "attributed_to"),
    "Identifier": ("identifies",),
    "Name": ("name_of",),
    "Goal": ("goal_of",),
}
"""Fields that are told beside the label of a record."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One record that points at the entity: the other end, what else it tells, and where it is taken from.

    `evidence` is None where a record claims nothing, and needs none.
    """

    main: Markup
    type: str
    details: Sequence[Markup]
    record: Value | None
    evidence: Sequence[Value] | None
    confidence: str


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Records of one class that point at an entity by one field, in one role; `address` is the list of all."""

    role: str
    relations: Sequence[Relation]
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class RelationSection:
    """The groups under one heading, how many records they have, and a name by which it can be led to."""

    heading: str
    anchor: str
    groups: Sequence[RelationGroup]
    total: int


def relation_sections(wording: Wording, body: Mapping[str, Any]) -> list[RelationSection]:
    """Lay out the `facts` of a body, in the order of the headings."""
    order = [*HEADINGS]
    keys: dict[str, tuple[str, str]] = {}
    groups: dict[str, list[RelationGroup]] = {}
    ids: dict[str, set[str]] = {}
    for group in body["facts"]:
        key = group["collection"], group["field"]
        if key in _APART or group["field"] == "evidence":
            continue
        heading = _heading(wording, key)
        keys.setdefault(heading, key)
        others = _without(group, ids.setdefault(heading, set()))
        groups.setdefault(heading, []).extend([_group(wording, others)] if others["total"] else [])
    headings = sorted(keys, key=lambda each: (order.index(keys[each]) if keys[each] in HEADINGS else len(order), each))
    return [
        RelationSection(each, "-".join(keys[each]), groups[each], sum(group.total for group in groups[each]))
        for each in headings
    ]


def _without(group: Mapping[str, Any], ids: set[str]) -> Mapping[str, Any]:
    """Leave out the records that stand under the same heading already: those between two that are shown as one."""
    items = [each for each in group["items"] if each["id"] not in ids]
    ids.update(each["id"] for each in items)
    return {**group, "items": items, "total": group["total"] - len(group["items"]) + len(items)}


def _group(wording: Wording, group: Mapping[str, Any]) -> RelationGroup:
    role = _role(wording, group)
    relations = [_relation(wording, item, group["field"], role) for item in group["items"]]
    return RelationGroup(role, relations, group["total"], _local(wording, group["links"]["self"]))


def _heading(wording: Wording, key: tuple[str, str]) -> str:
    if key in HEADINGS:
        return wording.speech.text(HEADINGS[key])
    record_class = wording.edition.mapping.vocabulary.by_collection[key[0]]
    iris = record_class.iri, record_class.fields[key[1]].iri
    return ": ".join(wording.speech.label(label_of(each)) for each in iris)


def _role(wording: Wording, group: Mapping[str, Any]) -> str:
    if group["role"] is None:
        return ""
    record_class = wording.edition.mapping.vocabulary.by_collection[group["collection"]]
    field = next(each for name, each in record_class.fields.items() if name in ("role", "kind", "relation"))
    if not group["role"]:
        return wording.speech.text(marked("role not stated"))
    return wording.value(field, group["role"]).text


def _relation(wording: Wording, item: Mapping[str, Any], field: str, role: str) -> Relation:
    """Lay out a record that points at the entity by a field; what `role` says already is not said again."""
    ends = [name for name in _OF_TWO_ENDS.get(item["type"], ()) if name != field and name in item]
    record = wording.item(item)
    others = [wording.named(iri) for name in ends for iri in listed(item[name])]
    details = [each for each in _details(wording, item, field) if each.casefold() != role.casefold()]
    main = record if item["type"] == "Post" or not others else others.pop(0)
    details = [*map(Markup.escape, others), *details]
    evidence = [
        Value(each["id"].partition("#")[2], local_evidence(each["id"], wording.base, wording.root))
        for each in item["evidence"]
    ]
    sureness = item.get("confidence") or "stated"
    doubt = wording.value(wording.field(item["type"], "confidence"), sureness).text if sureness != "stated" else ""
    return Relation(
        main=Markup.escape(main),
        type=main.type or item["type"],
        details=details,
        record=None if main is record else record,
        evidence=evidence if evidence or item["type"] not in NO_CLAIMS else None,
        confidence=wording.speech.term(doubt),
    )


def _details(wording: Wording, item: Mapping[str, Any], field: str) -> Iterator[Markup]:
    """Yield what else a record tells: kind, sum, the other parties, time and modality."""
    speech, fields = wording.speech, wording.edition.mapping.vocabulary.classes[item["type"]].fields
    if "amount" in item:
        money = speech.amount(item.get("currency", ""), str(item["amount"]), item.get("bound", ""))
        yield Markup('<span class="number">{}</span>').format(money)
    for name in ("kind", "relation", "verdict", "status"):
        if name in item and item["type"] not in ("Participation", "Organisation"):
            yield Markup.escape(speech.term(wording.value(fields[name], item[name]).text))
    for name in _TOLD.get(item["type"], ()):
        if name != field and name in item:
            names = speech.listed([wording.named(each) for each in listed(item[name])[:3]])
            yield speech.say(marked("%(field)s %(names)s"), field=speech.term(label_of(fields[name].iri)), names=names)
    for name in ("when", "published", "as_of"):
        if name in item:
            yield Markup.escape(speech.date(item[name]))
    if item.get("modality") in ("planned", "under-way"):
        yield Markup.escape(speech.term(wording.value(fields["modality"], item["modality"]).text))


def _local(wording: Wording, address: str) -> str:
    """Give the path and query of an address of this service."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith(wording.root) else f"{wording.root}{parts.path}"
    return f"{path}?{parts.query}"
