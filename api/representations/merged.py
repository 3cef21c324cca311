"""What several records say of one thing, where it was decided that they are one: each value, with who tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from api.representations.bodies import Bodies
from kg.catalogue import SEPARATE
from kg.edition import Edition


def merged_into(bodies: Bodies, edition: Edition, iri: str, members: Sequence[str]) -> dict[str, Any]:
    """Give the `members` that are shown as a record, and all that these and the record itself tell, `merged`.

    Each field has its values in the order of the records, the one that is shown first, and each value once.
    """
    fields = edition.mapping.vocabulary.classes[edition.catalogue.type_of(iri)].fields
    merged: dict[str, dict[str, dict[str, Any]]] = {}
    decisions = []
    for ready in bodies.entities([iri, *members]):
        body = json.loads(ready)
        address = f"{body['links']['self']}?members={SEPARATE}"
        decisions.append({"id": body["id"], "label": body["label"], "links": {"self": address}})
        for name in (each for each in fields if each in body):
            for value in body[name] if fields[name].many else [body[name]]:
                same = merged.setdefault(name, {}).setdefault(json.dumps(value), {"value": value, "from": []})
                same["from"].append(body["id"])
    return {"members": decisions[1:], "merged": {name: [*values.values()] for name, values in merged.items()}}
