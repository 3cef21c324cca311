"""The contexts that JSON-LD may refer to: ours, and those on hosts that the operator allows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.remote import Remote, Unreachable

_ACCEPT = "application/ld+json, application/json;q=0.9"


class KnownContexts(Mapping[str, Any]):
    """Contexts by IRI; those of allowed hosts are fetched when they are asked for, and are not listed."""

    def __init__(self, ours: Mapping[str, Any], remote: Remote) -> None:
        self._ours, self._remote = ours, remote

    def __contains__(self, iri: object) -> bool:
        return iri in self._ours or (isinstance(iri, str) and self._remote.allows(iri))

    def __getitem__(self, iri: str) -> Any:
        if iri in self._ours:
            return self._ours[iri]
        data, _ = self._remote.fetch("The context", iri, _ACCEPT)
        try:
            return json.loads(data)["@context"]
        except (ValueError, KeyError, TypeError):
            raise Unreachable(f"<{iri}> is no JSON-LD context") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ours)

    def __len__(self) -> int:
        return len(self._ours)
