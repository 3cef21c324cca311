"""Terms of an answer to a query as a page shows them: things by their names, numbers grouped, texts with a language."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from api.representations.pages.rendering import grouped, local, local_evidence
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.store.rdf import PREFIXES, compact

_TERM = re.compile(
    r"<(?P<iri>[^<>]*)>"
    r'|"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^<>]*)>)?'
    r"|(?P<plain>.*)",
    re.DOTALL,
)
_TRIPLE = re.compile(r"(\S+) (\S+) (.*) \.", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}

_XSD = PREFIXES["xsd"]
_NUMERIC = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger"),
        *("positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "negativeInteger"),
        "nonPositiveInteger",
    )
)
_LONGEST = 600
"""Characters of a cell that a page shows."""


@dataclass(frozen=True, slots=True)
class ReadTerm:
    """One term of an answer: `kind` is iri, text, number, other or none, `note` its language or its datatype."""

    kind: str = "none"
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A term in words. `address` leads to what it names; `whole` is the IRI, the number, or a text that was cut."""

    kind: str
    text: str
    address: str = ""
    note: str = ""
    whole: str = ""
    type: str = ""
    is_cut: bool = False


def read_term(text: str) -> ReadTerm:
    r"""Read one term as SPARQL results in TSV and N-Triples write it.

    >>> read_term(r'"a\t\"b\u0041"@en'), read_term("1.5"), read_term("<urn:x>").kind, read_term("").kind
    (ReadTerm(kind='text', text='a\t"bA', note='en'), ReadTerm(kind='number', text='1.5', note=''), 'iri', 'none')
    """
    match = _TERM.fullmatch(text)
    if match is None or not text:
        return ReadTerm()
    if match["iri"] is not None:
        return ReadTerm("iri", _unescaped(match["iri"]))
    if match["text"] is not None:
        datatype = match["datatype"] or ""
        value = _unescaped(match["text"])
        if datatype in _NUMERIC and _is_number(value):
            return ReadTerm("number", value)
        return ReadTerm("text", value, match["language"] or compact(datatype))
    return ReadTerm("number" if _is_number(text) else "other", text)


def read_triple(line: str) -> Sequence[ReadTerm]:
    """Read a line of N-Triples; empty for what is none."""
    match = _TRIPLE.fullmatch(line)
    return tuple(map(read_term, match.groups())) if match else ()


class Naming:
    """Puts the terms of one answer into words, with the names that the graph has for them; `root` is as for pages."""

    def __init__(self, edition: Edition, terms: Iterable[ReadTerm], root: str) -> None:
        self._base, self._root = edition.mapping.base_iri, root
        records = {each.text for each in terms if each.kind == "iri" and each.text.startswith(self._base)}
        self._names = edition.catalogue.names(sorted(records))

    def cell(self, term: ReadTerm) -> Cell:
        """Show one term."""
        if term.kind == "iri":
            return self._named(term.text)
        if term.kind == "number":
            return Cell("number", grouped(term.text), whole=term.text)
        text, is_cut = term.text[:_LONGEST], len(term.text) > _LONGEST
        return Cell(term.kind, text, note=term.note, is_cut=is_cut)

    def _named(self, iri: str) -> Cell:
        if iri.startswith((f"{ONTOLOGY_IRI}#", f"{ONTOLOGY_IRI}/")) or iri == ONTOLOGY_IRI:
            return term_cell(iri, self._root)
        name = self._names.get(iri)
        if name is not None and name.type:
            return Cell("iri", _short(name.label), local(iri, self._base, self._root), whole=iri, type=name.type)
        if iri.startswith(self._base):
            record, mark, _ = iri.partition("#")
            address = local_evidence(iri, self._base, self._root) if mark else local(record, self._base, self._root)
            return Cell("iri", _short(iri.removeprefix(self._base)), address, whole=iri)
        address = local(iri, self._base, self._root)
        return Cell("iri", _short(compact(iri)), address, whole=iri)


def term_cell(iri: str, root: str) -> Cell:
    """Show a class, a property or a term of the ontology, or of another vocabulary, which has no page here."""
    if not iri.startswith(ONTOLOGY_IRI):
        return Cell("iri", compact(iri), local(iri, f"{ONTOLOGY_IRI}/", root), whole=iri, type="term")
    path, _, fragment = iri.removeprefix(ONTOLOGY_IRI).partition("#")
    address = f"{root}/ontology{quote(path)}" + (f"#{quote(fragment)}" if fragment else "")
    return Cell("iri", ontology().label(iri) or compact(iri), address, whole=iri, type="term")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if digits:
        return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else "\ufffd"
    return _CHARACTERS.get(match[3], match[3])


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False
