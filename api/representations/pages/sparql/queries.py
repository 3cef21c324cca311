"""The page for queries: an editor, questions to begin with, and the first rows of an answer or what is wrong."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.http.visitor import LANGUAGES, visitor_of
from api.representations.pages.languages import Message, marked, messages
from api.representations.pages.rendering import render, root_of
from api.representations.pages.sparql.cells import Cell, Naming, ReadTerm, read_term, read_triple, term_cell
from api.representations.pages.sparql.snippets import snippets
from kg.edition import Edition
from kg.errors import UnknownName
from kg.ontology import ontology
from kg.query import Explanation, QueryResult
from kg.query.gallery import SavedQuery, brought_by_datasets
from kg.query.lint import terms_of
from kg.query.question import AcceptedFormats
from kg.settings import Settings
from kg.store.protocol import AnswerKind
from kg.store.rdf import PREFIXES

_FOLDER = Path(__file__).parent / "examples"

SHOWN = AcceptedFormats("tsv", "ntriples")
"""The formats that a page is made of: one row or triple a line."""

ROWS, DEEPEST = 500, 50_000
"""Rows of one page, and the row after which there are no more pages; all are there in every data format."""

_LARGEST = 1 << 18
"""Bytes of one page."""

_AROUND = 80
"""Characters of a line that are shown before and after its fault."""

_OF_QUERY = frozenset({"query", "default-graph-uri", "named-graph-uri", "version", "at", "history"})
_TRIPLE = ("subject", "predicate", "object")
BEGINNINGS = marked("First steps")
_OWN = (
    ("contributions", marked("Money, each figure by itself")),
    ("organisations", marked("Organisations by name")),
    ("participations", marked("Who takes part in what, and in which role")),
    ("classes", marked("How much there is of each class")),
)
"""The queries that the service itself brings, by the names of their files."""
_OF_TABLES = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
_OF_GRAPHS = (("ttl", "Turtle"), ("nt", "N-Triples"), ("jsonld", "JSON-LD"), ("rdf", "RDF/XML"))


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """Some rows of an answer, from the row `start` on, which counts from 0.

    `goes_on` tells that there are more, `is_too_wide` that the next row alone is more than a page shows; `seconds` went
    by until the last of them was here.
    """

    version: int
    kind: AnswerKind
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[ReadTerm]] = ()
    start: int = 0
    goes_on: bool = False
    is_too_wide: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class QueryView:
    """What the page shows beside the query: its answer, an account of it, or what is wrong with it.

    `told` are the sentences of that, each with the tag of its language.
    """

    query: str
    answer: AnswerPart | None = None
    explanation: tuple[int, Explanation] | None = None
    problem: Mapping[str, Any] = field(default_factory=dict)
    told: Sequence[tuple[str, str]] = ()


async def read_part(result: QueryResult, start: int, began: float) -> AnswerPart:
    """Read the rows of one page of an answer in `SHOWN`; `began` is when it was asked. Raises as its chunks do."""
    rows, size, number, goes_on = list[str](), 0, 0, False
    names: Sequence[str] = _TRIPLE if result.kind == "graph" else ("",)
    async with aclosing(_lines(result.chunks)) as lines:
        if result.kind == "solutions":
            head = await anext(lines, "")
            names = tuple(each.removeprefix("?") for each in head.split("\t")) if head else ()
        async for line in lines:
            goes_on = len(rows) == ROWS or size + len(line) > _LARGEST
            if goes_on:
                break
            if number >= start:
                rows.append(line)
                size += len(line)
            number += 1
    terms = [read_triple(row) if result.kind == "graph" else tuple(map(read_term, row.split("\t"))) for row in rows]
    seconds = perf_counter() - began
    return AnswerPart(result.version, result.kind, names, terms, start, goes_on, goes_on and not rows, seconds)


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[str]:
    """Yield lines, of one that is larger than a page the beginning, which is the last then."""
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
        if len(rest) > _LARGEST:
            break
    if rest:
        yield rest.decode(errors="replace")


def query_page(request: Request, view: QueryView, edition: Edition | None = None) -> bytes:
    """Show the editor with a query, and what there is to show of it; things have their names in the `edition`."""
    settings: Settings = request.app.state.service.settings
    root, answer = root_of(request), view.answer
    naming = None
    if answer and edition:
        naming = Naming(edition, chain.from_iterable(answer.rows), root)
    is_graph = answer is not None and answer.kind == "graph"
    endpoint = f"{request.base_url}sparql"
    values = {
        "query": view.query,
        "answer": answer,
        "columns": _columns(answer),
        "rows": [[naming.cell(term) for term in row] for row in answer.rows] if naming and answer else [],
        "deepest": DEEPEST,
        "downloads": _downloads(request, is_graph=is_graph),
        "snippets": snippets(endpoint, view.query, is_graph=is_graph) if answer else (),
        "explanation": view.explanation,
        "terms": _terms_in(view.query, root) if view.explanation else (),
        "problem": view.problem,
        "told": view.told,
        "fault": _fault_place(view.query, view.problem),
        "gallery": _gallery(settings.data, visitor_of(request).language),
        "limits": settings,
        "prefixes": PREFIXES,
    }
    return render(request, "sparql/sparql.html", values)


def example(name: str, settings: Settings) -> str:
    """Give the text of a query of the gallery. Raises UnknownName."""
    by_name = {each.name: each for each in _queries(settings.data)}
    if name not in by_name:
        raise UnknownName("example", name, by_name)
    return by_name[name].text


def _terms_in(query: str, root: str) -> Sequence[tuple[Cell, str]]:
    """Explain the terms of the ontology that a query names."""
    terms = (each for each in dict.fromkeys(terms_of(query)) if ontology().label(each))
    return [(term_cell(each, root), ontology().definition(each)) for each in terms]


def _columns(answer: AnswerPart | None) -> Sequence[tuple[str, bool]]:
    """Name the columns, and tell of each whether all that it has are numbers."""
    if answer is None:
        return ()
    kinds = [{row[number].kind for row in answer.rows} - {"none"} for number in range(len(answer.columns))]
    return [(name, each == {"number"}) for name, each in zip(answer.columns, kinds, strict=True)]


def _downloads(request: Request, *, is_graph: bool) -> Sequence[tuple[str, str]]:
    """Give the name and the address of each format, of the same query about the same version and graphs."""
    parameters = [each for each in request.query_params.multi_items() if each[0] in _OF_QUERY]
    path = f"{root_of(request)}/sparql"
    formats = _OF_GRAPHS if is_graph else _OF_TABLES
    return [(name, f"{path}.{suffix}?{urlencode(parameters)}") for suffix, name in formats]


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """The line of a query that is wrong, by its number: what is before the place, at it, and after it."""

    line: int
    before: str
    at: str
    after: str


def _fault_place(query: str, problem: Mapping[str, Any]) -> FaultPlace | None:
    line, column = problem.get("line", 0), problem.get("column", 0)
    lines = query.split("\n")
    if not 0 < line <= len(lines):
        return None
    text, place = lines[line - 1].rstrip("\r"), column - 1
    end = next((number for number in range(place + 1, len(text)) if text[number].isspace()), len(text))
    return FaultPlace(
        line,
        before=text[max(0, place - _AROUND) : place],
        at=text[place : min(end, place + _AROUND)],
        after=text[end : end + _AROUND],
    )


def _gallery(data: Path | None, language: str) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Give the groups of the gallery, in the order of their first query, each with the names and titles of its queries.

    What the service brings is said in the language of the page, what datasets bring where they say it in that.
    """
    groups: dict[str, list[SavedQuery]] = {}
    for each in _queries(data):
        groups.setdefault(each.group, []).append(each)
    return [
        (
            next((each.groups[language] for each in queries if language in each.groups), group),
            [(each.name, each.titles.get(language, each.title)) for each in queries],
        )
        for group, queries in groups.items()
    ]


@cache
def _queries(data: Path | None) -> Sequence[SavedQuery]:
    """Read the gallery; what datasets bring anew is there from the next start on."""
    return (*map(_own, _OWN), *brought_by_datasets(data))


def _own(entry: tuple[str, Message]) -> SavedQuery:
    """Read a query that the service brings, with its words in all languages."""
    name, title = entry
    text = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8").strip()
    titles, groups = ({tag: messages(tag).gettext(each) for tag in LANGUAGES} for each in (title, BEGINNINGS))
    return SavedQuery(name, BEGINNINGS, title, text, titles, groups)
