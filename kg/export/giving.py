"""Grants as a 360Giving package (https://standard.threesixtygiving.org, version 1.1).

A grant there has one funder, one recipient organisation, an exact amount and a full date. A contribution that does not
state all of these is left out, never completed; how many were left out is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from kg.curated import Curated
from kg.export.records import read_records
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import Quads
from kg.store.rdf import NamedNode

_GRANTS = ("grant", "award")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PUBLISHER = "360G-innovationkg"


def write_360giving(store: Quads, mapping: Mapping, output: IO[bytes]) -> str:
    """Write every contribution that is a grant in the sense of the standard; say how many are not."""
    store = Curated(store, mapping.base_iri)
    contributions = list(read_records(store, mapping, mapping.vocabulary.by_collection["contributions"]))
    grants = [grant for each in contributions if (grant := _grant(each, store, mapping))]
    output.write(json.dumps({"grants": grants}, indent=2, ensure_ascii=False).encode() + b"\n")
    left_out = len(contributions) - len(grants)
    return (
        f"{len(grants)} of {len(contributions)} contributions exported; {left_out} do not state one funding and one "
        "recipient organisation, an exact amount and a full date"
    )


def _grant(record: Record, store: Quads, mapping: Mapping) -> dict[str, Any] | None:
    funders, recipients = record.values.get("funder", ()), record.values.get("recipient", ())
    organisations = all(each.startswith("organisations/") for each in (*funders, *recipients))
    complete = (
        record.one("kind") in _GRANTS
        and (len(funders), len(recipients)) == (1, 1)
        and organisations
        and record.one("amount")
        and record.one("bound") in ("", "exact")
        and not record.one("doubt")
        and _DATE.fullmatch(record.one("when"))
    )
    if not complete:
        return None
    title = record.one("label") or record.slug
    return {
        "id": f"{_PUBLISHER}-{record.slug}",
        "title": title,
        "description": record.one("description") or title,
        "currency": record.one("currency"),
        "amountAwarded": _number(record.one("amount")),
        "awardDate": record.one("when"),
        "fundingOrganization": [_organisation(funders[0], store, mapping)],
        "recipientOrganization": [_organisation(recipients[0], store, mapping)],
        "dataSource": mapping.iri(record.id),
    }


def _organisation(reference: str, store: Quads, mapping: Mapping) -> dict[str, str]:
    record = mapping.from_quads(record_quads(store, NamedNode(mapping.iri(reference))))
    return {
        "id": next(_identifiers(reference, store, mapping), f"{_PUBLISHER}-{record.slug}"),
        "name": record.one("label"),
    }


def _identifiers(reference: str, store: Quads, mapping: Mapping) -> Iterator[str]:
    for record in read_records(store, mapping, mapping.vocabulary.by_collection["identifiers"]):
        if record.one("identifies") == reference:
            yield f"{record.one('scheme')}-{record.one('value')}"


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
