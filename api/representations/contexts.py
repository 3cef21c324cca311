"""The contexts that JSON-LD may refer to: ours, and those on hosts that the operator allows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.remote import Remote, Unreachable
from kg.store.jsonld import references

_ACCEPT = "application/ld+json, application/json;q=0.9"


def gather_contexts(data: bytes, base_iri: str, ours: Mapping[str, Any], remote: Remote) -> dict[str, Any]:
    """Give our contexts, and those of allowed hosts that a document refers to, which are fetched.

    They have the time together that one may take. Raises Unreachable, and UnreadableInput where the document is nested
    too deeply.
    """
    if not remote:
        return dict(ours)
    missing = (iri for iri in references(data, base_iri) if iri not in ours and remote.allows(iri))
    deadline = remote.deadline()
    return {**ours, **{iri: _fetch(iri, remote, deadline) for iri in missing}}


def _fetch(iri: str, remote: Remote, deadline: float) -> Any:
    data, _ = remote.fetch("The context", iri, _ACCEPT, deadline)
    try:
        return json.loads(data)["@context"]
    except (ValueError, KeyError, TypeError):
        raise Unreachable(f"<{iri}> is no JSON-LD context") from None
