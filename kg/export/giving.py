"""Grants as a 360Giving package (https://standard.threesixtygiving.org, version 1.1).

A grant there has one funder, one recipient organisation, an exact amount and a full date. A contribution that does not
state all of these is left out, never completed. So is what is only planned, what another record tells already, and a
part of what is exported as a whole; how many were left out is reported, by reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from kg.curated import Curated
from kg.facts import Facts, smallest_linked
from kg.mapping import Mapping, read_records
from kg.ontology import ONTOLOGY_IRI
from kg.records import Record
from kg.store import Quads
from kg.store.rdf import NamedNode, text_of
from kg.terms import BROADER, counts_as

_GRANTS = frozenset(f"{ONTOLOGY_IRI}/contribution-kinds/{each}" for each in ("grant", "award"))
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PUBLISHER = "360G-innovationkg"
_PREFERRED = ("GB-CHC", "GB-SC", "GB-NIC", "GB-COH")
"""Registers from the most to the least preferred, as the standard wants it: those of charities before that of
companies, in which a charity may be as well. All others follow by their code."""


def write_360giving(store: Quads, mapping: Mapping, output: IO[bytes]) -> str:
    """Write every contribution that is a grant in the sense of the standard; say how many are not, and why."""

    def read(collection: str) -> Iterator[Record]:
        return read_records(store, mapping, mapping.vocabulary.by_collection[collection])

    contributions = list(read("contributions"))
    kinds = _kinds(contributions, store, mapping)
    complete = [each for each in contributions if kinds[each.one("kind")] in _GRANTS and _is_complete(each)]
    facts = _facts(contributions)
    records = _one_per_fact(complete, facts)
    outermost = facts.outermost(record.id for record in records)
    grants = [record for record in records if outermost[record.id] == facts.of(record.id)]
    organisations = _Organisations(read)
    body = {"grants": [_grant(each, organisations, mapping) for each in grants]}
    output.write(json.dumps(body, indent=2, ensure_ascii=False).encode() + b"\n")
    return _told(contributions, grants, facts)


def _is_complete(record: Record) -> bool:
    """Tell whether a contribution states what the standard asks for of a grant."""
    funders, recipients = record.values.get("funder", ()), record.values.get("recipient", ())
    return bool(
        (len(funders), len(recipients)) == (1, 1)
        and all(each.startswith("organisations/") for each in (*funders, *recipients))
        and record.one("amount")
        and record.one("currency")
        and record.one("bound") in ("", "exact")
        and not record.one("doubt")
        and record.one("modality") != "planned"
        and _DATE.fullmatch(record.one("when"))
    )


def _kinds(contributions: Iterable[Record], store: Quads, mapping: Mapping) -> dict[str, str]:
    """Map the kinds that contributions name to the terms of ours that they count as."""
    field, curated = mapping.vocabulary.classes["Contribution"].fields["kind"], Curated(store, mapping.base_iri)

    def broader(iri: str) -> Iterator[str]:
        return (text_of(quad.object) for quad in curated.quads(NamedNode(iri), BROADER))

    names = {record.one("kind") for record in contributions}
    return {name: counts_as(text_of(mapping.term(field, name)), broader) for name in names}


def _facts(contributions: Iterable[Record]) -> Facts:
    same, parts = (
        [(record.id, other) for record in contributions for other in record.values.get(name, ())]
        for name in ("same_fact_as", "part_of")
    )
    return Facts(same, parts)


def _one_per_fact(records: Iterable[Record], facts: Facts) -> list[Record]:
    funders: dict[str, Record] = {}
    for record in records:
        funders.setdefault(facts.of(record.id), record)
    return list(funders.values())


def _grant(record: Record, organisations: _Organisations, mapping: Mapping) -> dict[str, Any]:
    title, amount = record.one("label") or record.slug, record.one("amount")
    return {
        "id": f"{_PUBLISHER}-{record.slug}",
        "title": title,
        "description": record.one("description") or title,
        "currency": record.one("currency"),
        "amountAwarded": float(amount) if "." in amount else int(amount),
        "awardDate": record.one("when"),
        "fundingOrganization": [organisations.body(record.one("funder"))],
        "recipientOrganization": [organisations.body(record.one("recipient"))],
        "dataSource": mapping.iri(record.id),
    }


class _Organisations:
    """Organisations by their ids, with their identifiers: each table is read once."""

    def __init__(self, read: Callable[[str], Iterable[Record]]) -> None:
        self._labels = {record.id: record.one("label") for record in read("organisations")}
        same = (link for link in read("links") if link.one("relation") == "same-as")
        self._same = smallest_linked((link.one("subject"), link.one("object")) for link in same)
        self._identifiers: dict[str, list[tuple[str, str]]] = {}
        for record in read("identifiers"):
            identifier = record.one("scheme"), record.one("value")
            self._identifiers.setdefault(self._one(record.one("identifies")), []).append(identifier)

    def body(self, reference: str) -> dict[str, str]:
        """Give one as the standard has it."""
        identifiers = sorted(self._identifiers.get(self._one(reference), ()), key=_preference)
        own = f"{_PUBLISHER}-{reference.partition('/')[2]}"
        scheme, value = next((each for each in identifiers if each[0]), ("", ""))
        identifier = f"{scheme}-{value.removeprefix(f'{scheme}-')}" if scheme else own
        return {"id": identifier, "name": self._labels.get(reference, "") or own}

    def _one(self, reference: str) -> str:
        return self._same.get(reference, reference)


def _preference(identifier: tuple[str, str]) -> tuple[int, str, str]:
    scheme, value = identifier
    place = _PREFERRED.index(scheme) if scheme in _PREFERRED else len(_PREFERRED)
    return place, scheme, value


def _told(contributions: list[Record], grants: list[Record], facts: Facts) -> str:
    """Say what became of all contributions."""
    exported = {record.id for record in grants}
    covered = {facts.of(record.id) for record in grants}
    reasons = Counter(_reason(record, facts, covered) for record in contributions if record.id not in exported)
    left_out = "".join(f"; {count} {reason}" for reason, count in sorted(reasons.items()))
    return f"{len(grants)} of {len(contributions)} contributions exported{left_out}"


def _reason(record: Record, facts: Facts, covered: set[str]) -> str:
    if facts.of(record.id) in covered:
        return "tell what another tells"
    if record.one("modality") == "planned":
        return "are only planned"
    if not _is_complete(record):
        return "do not state one funding and one recipient organisation, an exact amount, a currency and a full date"
    return "are parts of others"
