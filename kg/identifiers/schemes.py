"""The schemes by which registers give identifiers, as `ontology/identifiers.ttl` says.

>>> load_schemes()["XI-ROR"].accepts("03ysstz10"), load_schemes()["XI-ROR"].accepts("03ysstz01")
(True, False)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.identifiers.check_digits import CHECKS
from kg.store.rdf import PREFIXES, text_of
from kg.vocabulary import ONTOLOGY_IRI, ontology_quads

_SCHEMES = f"{ONTOLOGY_IRI}/identifier-schemes/"
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
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ontology_quads():
        if (iri := text_of(quad.subject)).startswith(_SCHEMES):
            told[iri.removeprefix(_SCHEMES)][quad.predicate.value].append(text_of(quad.object))
    return {code: _scheme(code, told[code]) for code in sorted(told)}


def _scheme(code: str, told: Mapping[str, list[str]]) -> Scheme:
    one = {predicate: values[0] for predicate, values in told.items()}
    return Scheme(
        code=code,
        label=one[f"{_SKOS}prefLabel"],
        pattern=re.compile(one[f"{_IKG}pattern"]),
        examples=tuple(sorted(told.get(f"{_SKOS}example", ()))),
        check_digits=one.get(f"{_IKG}checkDigits", ""),
        is_shared=one.get(f"{_IKG}isShared") == "true",
        page=one[f"{PREFIXES['foaf']}page"],
    )
