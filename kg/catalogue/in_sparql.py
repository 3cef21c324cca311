"""A selection as a SPARQL query that gives the same things, to be read and changed by people.

What a search of names finds is told by regular expressions over the names; there, upper and lower case are the same,
while other widths and compositions of letters are not. Initials are told by capitals from A to Z.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.catalogue import layout as of
from kg.catalogue.choice import RecordChoice
from kg.catalogue.layout import DERIVED, Layout
from kg.catalogue.linking import LINKED_TYPES
from kg.catalogue.postings import Postings
from kg.catalogue.ranking import SearchQuestion
from kg.catalogue.selection import ANY, SEPARATE, Selection
from kg.catalogue.years import yearly_fields
from kg.errors import KgError
from kg.sentences import Sentence
from kg.spelling import fold
from kg.store.literals import as_stored
from kg.store.rdf import PREFIXES, Literal, compact
from kg.vocabulary import Field, FieldKind, RecordClass

_MOST_DATES = 200
"""Dates that a query lists one by one: which of them are in a range is not told by their spelling."""

_NAMES = "skos:prefLabel|dcterms:title|^ikg:nameOf/skosxl:literalForm|^ikg:identifies/skos:notation"
_SOURCE = "ikg:evidence/prov:hadPrimarySource"
_LOCAL = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)


class InSparql:
    """Writes selections of one index as queries."""

    def __init__(self, layout: Layout, postings: Postings, choice: RecordChoice) -> None:
        self._layout, self._postings, self._choice = layout, postings, choice
        self._vocabulary = layout.mapping.vocabulary

    def query(
        self, collection: str, record_class: RecordClass, selection: Selection, question: SearchQuestion, show: str = ""
    ) -> str:
        """Write what a selection of a collection is about, or with `show` what is linked with it.

        Raises KgError for what cannot be said in SPARQL.
        """
        if selection.known_by:
            raise KgError(
                Sentence("What was known by a date cannot be said in SPARQL"), Sentence("Leave out known_by.")
            )
        is_separate = selection.members == SEPARATE or self._postings.is_empty(of.SHOWN_AS, "")
        found = [*self._found(collection, record_class, selection, question, is_separate=is_separate)]
        if show:
            body = [*self._linked(found, show, is_separate=is_separate)]
            last = "?linked"
        else:
            body, last = found, "?record"
        if not is_separate:
            body.append(f"OPTIONAL {{ {last} ikg:canonical ?canonical }}")
            body.append(f"BIND (COALESCE(?canonical, {last}) AS ?shown)")
            last = "?shown"
        lines = [f"SELECT DISTINCT {last}", *self._graphs(selection, is_separate=is_separate), "WHERE {"]
        text = "\n".join([*lines, *(f"  {each}" for each in body), "}"])
        used = [name for name in PREFIXES if re.search(rf"(?<![\w<]){name}:", text)]
        return "\n".join([*(f"PREFIX {name}: <{PREFIXES[name]}>" for name in used), text, ""])

    def _graphs(self, selection: Selection, *, is_separate: bool) -> Iterator[str]:
        """Name the graphs: records are those of datasets, all else is free content."""
        keys = self._postings.keys(of.DATASETS)
        yield from (f"FROM <{self._layout.text(*key.split(' ', 1))}>" for key in keys)
        if not is_separate:
            yield f"FROM <{self._layout.mapping.derived}same>"
        yield from (f"FROM NAMED <{self._layout.mapping.graph(each).value}>" for each in selection.datasets)

    def _found(
        self,
        collection: str,
        record_class: RecordClass,
        selection: Selection,
        question: SearchQuestion,
        *,
        is_separate: bool,
    ) -> Iterator[str]:
        if record_class.name:
            yield f"?record a {_named(record_class.iri)} ."
        elif selection.filters or selection.datasets or not fold(selection.search):
            yield "?record a ?class ."
            yield f"VALUES ?class {{ {' '.join(_named(each.iri) for each in self._vocabulary.classes.values())} }}"
        if selection.datasets:
            graphs = " ".join(f"<{self._layout.mapping.graph(each).value}>" for each in selection.datasets)
            classes = " ".join(_named(each.iri) for each in self._vocabulary.classes.values())
            yield f"GRAPH ?dataset {{ ?record a ?told VALUES ?told {{ {classes} }} }}"
            yield f"VALUES ?dataset {{ {graphs} }}"
        yearly = yearly_fields(record_class)
        for number, (name, values) in enumerate(selection.filters.items()):
            if name in yearly:
                terms = self._spelt_dates(yearly[name], self._choice.dates_in_years(yearly[name], values))
                yield from self._filter(_named(yearly[name].iri), terms, values, number)
                continue
            field = record_class.fields[name]
            path = _SOURCE if field.kind is FieldKind.EVIDENCE else _named(field.iri)
            terms = self._terms(record_class, field, values, is_separate=is_separate)
            yield from self._filter(path, terms, values, number)
        for number, (name, ends) in enumerate(selection.ranges.items()):
            yield from self._range(record_class.fields[name], *ends, number)
        if collection in DERIVED:
            yield f"FILTER EXISTS {{ ?anything {_named(DERIVED[collection][1])} ?record }}"
        if fold(selection.search):
            yield from self._search(question, is_separate=is_separate)

    def _terms(self, record_class: RecordClass, field: Field, values: Sequence[str], *, is_separate: bool) -> list[str]:
        return sorted(
            {
                _named(term[1:-1]) if term.startswith("<") else term
                for value in values
                if value not in ("", ANY)
                for term in self._choice.terms(record_class, field, value, is_separate=is_separate)
            }
        )

    def _filter(self, path: str, terms: Sequence[str], values: Sequence[str], number: int) -> Iterator[str]:
        told = f"{{ ?record {path} ?any{number} }}"
        ways = [f"EXISTS {told}"] if ANY in values else []
        ways += [f"NOT EXISTS {told}"] if "" in values else []
        if not ways and len(terms) == 1:
            yield f"?record {path} {terms[0]} ."
        elif not ways:
            yield f"?record {path} ?value{number} . VALUES ?value{number} {{ {' '.join(terms)} }}"
        else:
            if terms:
                choice = f"?value{number} IN ({', '.join(terms)})"
                ways.append(f"EXISTS {{ ?record {path} ?value{number} FILTER ({choice}) }}")
            yield f"FILTER ({' || '.join(ways)})"

    def _range(self, field: Field, least: str, most: str, number: int) -> Iterator[str]:
        if field.datatype in of.NUMBERS:
            ends = [f"?number{number} {sign} {end}" for sign, end in ((">=", least), ("<=", most)) if end]
            yield f"?record {_named(field.iri)} ?number{number} . FILTER ({' && '.join(ends)})"
            return
        dates = " ".join(self._spelt_dates(field, self._choice.dates_between(field, least, most)))
        yield f"?record {_named(field.iri)} ?date{number} . VALUES ?date{number} {{ {dates} }}"

    def _spelt_dates(self, field: Field, keys: Sequence[str]) -> list[str]:
        if len(keys) > _MOST_DATES:
            raise KgError(
                Sentence("%(field)s: so many dates cannot be listed in a query", field=field.name),
                Sentence("Give a narrower range."),
            )
        terms = {str(as_stored(self._layout.mapping.term(field, key.partition(" ")[2]))) for key in keys}
        return [_short(each) for each in sorted(terms)]

    def _search(self, question: SearchQuestion, *, is_separate: bool) -> Iterator[str]:
        names = f"({_NAMES})" if is_separate else f"(ikg:canonical|^ikg:canonical)*/({_NAMES})"
        if question.initials:
            yield f"?record {names} ?name ."
            yield f"FILTER (REGEX(STR(?name), {Literal(_initialled(question.initials))}))"
            return
        tests = [f"CONTAINS(?text, {Literal(question.phrase)})"] if question.phrase else []
        tests += [_matching(spellings) for spellings in question.words]
        ways = [
            f"EXISTS {{ ?record {names} ?name{number} BIND (LCASE(STR(?name{number})) AS ?text) FILTER {test} }}"
            for number, test in enumerate(tests)
        ]
        phrase, words = (ways[:1], ways[1:]) if question.phrase else ([], ways)
        both = " && ".join(words)
        yield f"?record {names} ?name ."
        yield f"FILTER ({' || '.join([*phrase, f'({both})'] if words else phrase)})"

    def _linked(self, found: Sequence[str], show: str, *, is_separate: bool) -> Iterator[str]:
        yield "{ SELECT DISTINCT ?record WHERE {"
        yield from (f"  {each}" for each in found)
        yield "} }"
        record = "?record"
        if not is_separate:
            yield "?record (ikg:canonical|^ikg:canonical)* ?one ."
            record = "?one"
        kinds = " ".join(_named(self._vocabulary.classes[each].iri) for each in LINKED_TYPES)
        yield f"VALUES ?kind {{ {kinds} }} {record} a ?kind ."
        yield f"?fact (!rdf:type|({_SOURCE}))? {record} ."
        yield f"VALUES ?sort {{ {kinds} }} ?fact a ?sort ."
        yield f"?fact (!rdf:type|({_SOURCE}))? ?linked ."
        yield f"?linked a {_named(self._vocabulary.classes[show].iri)} ."


def _matching(spellings: Sequence[str]) -> str:
    """Write the condition for a text to have a word in one of its spellings, where one of Latin letters begins."""
    latin = "|".join(each for each in spellings if each.isascii())
    ways = [f'REGEX(?text, "(^|\\\\W)({latin})")'] if latin else []
    ways += [f"CONTAINS(?text, {Literal(each)})" for each in spellings if not each.isascii()]
    return f"({' || '.join(ways)})" if ways else "(false)"


def _initialled(letters: str) -> str:
    """Write the pattern of names with such initials: between them begins no other word with a capital."""
    rest = "([a-z0-9][A-Z]+|[^A-Z])*"
    between = f"([A-Z]*{rest}[^A-Za-z0-9])?"
    return f"^({rest}[^A-Za-z0-9])?{between.join(letters)}[A-Z]*{rest}$"


def _named(iri: str) -> str:
    """Write an IRI, by its prefix where what follows is plain."""
    short = compact(iri)
    return short if short != iri and _LOCAL.fullmatch(short.partition(":")[2]) else f"<{iri}>"


def _short(term: str) -> str:
    """Write a literal with its datatype by the prefix."""
    text, sign, datatype = term.rpartition("^^")
    return f"{text}^^{_named(datatype[1:-1])}" if sign else term
