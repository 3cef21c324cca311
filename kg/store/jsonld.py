"""What JSON-LD needs before the engine gets it: bounded nesting, and the contexts it refers to written into it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from kg.errors import UnreadableInput
from kg.store.nesting import demand_shallow

_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")

Contexts = Mapping[str, Any]
"""Contexts at hand, by the IRI under which documents refer to them."""


def prepare(data: bytes, base_iri: str, contexts: Contexts) -> bytes:
    """Write the contexts that a document refers to into it; one that refers to none stays as it is.

    Raises UnreadableInput where it is nested too deeply, has half a character, or refers to a context that is not at
    hand: none is fetched.

    >>> prepare(b'{"@context": "c"}', "http://x/", {"http://x/c": {"name": "urn:name"}})
    b'{"@context": {"name": "urn:name"}}'
    """
    demand_shallow(data, "jsonld")
    try:
        document = _read(data)
    except ValueError:
        return data  # the engine says where it does not parse
    inliner = _Inliner(base_iri, contexts)
    complete = inliner.document(document)
    return json.dumps(complete).encode() if inliner.any else data


def references(data: bytes, base_iri: str) -> list[str]:
    """List the contexts that a document refers to. Raises UnreadableInput as :func:`prepare` does.

    >>> references(b'[{"@context": ["c", {"@import": "d"}]}, {"@context": "c"}]', "http://x/")
    ['http://x/c', 'http://x/d']
    """
    demand_shallow(data, "jsonld")
    seen = _Seen()
    with suppress(ValueError):  # whoever parses it says so
        _Inliner(base_iri, seen).document(_read(data))
    return list(seen)


def _read(data: bytes) -> Any:
    """Parse JSON in UTF-8. Raises ValueError, and UnreadableInput for half a character, which JSON alone can write."""
    text = data.decode("utf-8-sig")
    document = json.loads(text)
    if _MAY_BE_HALF.search(text):
        try:
            json.dumps(document, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise UnreadableInput(f"The jsonld has {error.object[error.start]!r}, which is half a character") from None
    return document


class _Seen(dict[str, Any]):
    """Has a context for each IRI, and notes for which one was wanted."""

    def __contains__(self, iri: object) -> bool:
        return True

    def __missing__(self, iri: str) -> Any:
        return self.setdefault(iri, {})


class _Inliner:
    """Copies JSON with contexts in the place of references to them; `any` tells whether there was one."""

    def __init__(self, base_iri: str, contexts: Contexts) -> None:
        self._base_iri, self._contexts = base_iri, contexts
        self.any = False

    def document(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.document(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._context(each) if name == "@context" else self.document(each) for name, each in value.items()
        }

    def _context(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._context(each) for each in value]
        if isinstance(value, str):
            return self._known(value)
        if not isinstance(value, dict):
            return value
        imported = self._known(value["@import"]) if isinstance(value.get("@import"), str) else {}
        own = {name: self.document(each) for name, each in value.items() if not (imported and name == "@import")}
        return {**imported, **own}

    def _known(self, reference: str) -> Any:
        self.any = True
        iri = urljoin(self._base_iri, reference)
        if iri not in self._contexts:
            contexts = ", ".join(sorted(self._contexts))
            fix = "Write the context into the document" + (f", or refer to {contexts}." if contexts else ".")
            raise UnreadableInput(f"The jsonld refers to the context {iri}, and contexts are not fetched", fix)
        return self._contexts[iri]
