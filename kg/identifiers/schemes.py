"""The schemes by which registers give identifiers, as `ontology/identifiers.ttl` says.

>>> load_schemes()["XI-ROR"].accepts("03ysstz10"), load_schemes()["XI-ROR"].accepts("03ysstz01")
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.identifiers.check_digits import CHECKS
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.store.rdf import PREFIXES

_SCHEME = f"{ONTOLOGY_IRI}/identifier-schemes"
_IKG, _SKOS = PREFIXES["ikg"], PREFIXES["skos"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one register writes its identifiers; `page` is where to look one up."""

    code: str
    label: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...] = ()
    check_digits: str = ""
    is_shared: bool = False
    page: str = ""

    def accepts(self, identifier: str) -> bool:
        """Tell whether the register can have given this identifier, in this spelling."""
        return self.has_form(identifier) and (not self.check_digits or CHECKS[self.check_digits](identifier))

    def has_form(self, identifier: str) -> bool:
        """Tell whether it looks like an identifier of the register, whatever its check digits say."""
        has_code = identifier.upper().startswith(f"{self.code}-")
        return not has_code and self.pattern.fullmatch(identifier) is not None


@cache
def load_schemes() -> Mapping[str, Scheme]:
    """Read the schemes from the ontology, once per process; by code."""
    iris = ontology().concepts(_SCHEME)
    return {scheme.code: scheme for scheme in map(_read_scheme, sorted(iris))}


def _read_scheme(iri: str) -> Scheme:
    declared = ontology()
    return Scheme(
        code=iri.removeprefix(f"{_SCHEME}/"),
        label=declared.label(iri),
        pattern=re.compile(declared.text(iri, f"{_IKG}pattern")),
        examples=tuple(sorted(declared.texts(iri, f"{_SKOS}example"))),
        check_digits=declared.text(iri, f"{_IKG}checkDigits"),
        is_shared=declared.text(iri, f"{_IKG}isShared") == "true",
        page=declared.text(iri, f"{PREFIXES['foaf']}page"),
    )
