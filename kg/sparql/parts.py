"""A query taken apart: its groups and patterns, as a tree, in the words of whoever wrote it.

The query is one that the engine has read, so nothing is checked here (SPARQL 1.1 Query, W3C 2013, 19.8). What this does
not take apart, such as collections and triple terms, it says so of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from kg.sparql.tokens import Token, tokenise

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_KEYWORDS = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "UNION"})
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_DEEPEST = 50


class NotTakenApart(ValueError):
    """A query with something in it that is not taken apart."""


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query, and the parts in it.

    `kind` is query, group, pattern, optional, union, minus, graph, service, filter, bind or values. A pattern that can
    be asked by itself has the text to be matched in `asked`, within the graphs that it stands in.
    """

    kind: str
    text: str
    asked: str = ""
    parts: tuple[QueryPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ApartQuery:
    """A query in parts; `prologue` declares its prefixes, and `dataset` is its clauses FROM."""

    prologue: str
    dataset: str
    whole: QueryPart


def take_apart(query: str) -> ApartQuery:
    """Take a query apart. Raises NotTakenApart.

    >>> whole = take_apart("SELECT ?a { ?c ex:by ?a ; ex:at [ ex:of 5 ] OPTIONAL { ?a a ex:B } }").whole
    >>> [(each.kind, each.text) for each in whole.parts]
    [('pattern', '?c ex:by ?a'), ('pattern', '?_1 ex:of 5'), ('pattern', '?c ex:at ?_1'), ('optional', 'OPTIONAL')]
    """
    tokens = [*tokenise(query)]
    start = next((place for place, each in enumerate(tokens) if each.word in _FORMS), len(tokens))
    if start == len(tokens):
        raise NotTakenApart
    reader = _Reader(tokens)
    whole = reader.form(start, "", 0)[0]
    return ApartQuery(query[: tokens[start].start], reader.dataset, whole)


class _Reader:
    """Reads the tokens of one query; each method takes the place of a token, and gives that behind what it read."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._numbers = tokens, count(1)
        self.dataset = ""

    def form(self, place: int, graphs: str, depth: int) -> tuple[QueryPart, int]:
        """Read a query or a query within it, until its end or the bracket that closes it."""
        start, clauses = place, list[int]()
        while self._text(place) not in ("{", "") or self._is_template(start, place):
            if self._word(place) in ("FROM", "WHERE"):
                clauses.append(place)
            place = self._beyond(place)
        head = self._slice(start, place)
        if clauses and self._word(clauses[0]) == "FROM":
            end = clauses[-1] if self._word(clauses[-1]) == "WHERE" else place
            self.dataset = self._slice(clauses[0], end)
        if not self._text(place):
            return QueryPart("query", head), place
        parts, place = self._group(place, graphs, depth)
        end = place
        while self._text(end) not in ("", "}"):
            end = self._beyond(end)
        text = " … ".join(filter(None, (head, self._slice(place, end))))
        return QueryPart("query", text, parts=parts), end

    def _is_template(self, start: int, place: int) -> bool:
        return self._word(start) == "CONSTRUCT" and place == start + 1

    def _group(self, place: int, graphs: str, depth: int) -> tuple[tuple[QueryPart, ...], int]:
        """Read what is in curly brackets."""
        if depth > _DEEPEST:
            raise NotTakenApart
        parts: list[QueryPart] = []
        place += 1
        if self._word(place) == "SELECT":
            part, place = self.form(place, graphs, depth + 1)
            return (part,), place + 1
        while self._text(place) != "}":
            if not self._text(place):
                raise NotTakenApart
            if self._text(place) == ".":
                place += 1
            elif self._text(place) == "{":
                part, place = self._union(place, graphs, depth)
                parts.append(part)
            elif self._word(place) in _KEYWORDS:
                part, place = self._keyword(place, graphs, depth)
                parts.append(part)
            else:
                triples, place = self._triples(place)
                parts += (QueryPart("pattern", each, _within(graphs, each)) for each in triples)
        return tuple(parts), place + 1

    def _union(self, place: int, graphs: str, depth: int) -> tuple[QueryPart, int]:
        inner, place = self._group(place, graphs, depth + 1)
        sides = [QueryPart("group", "{ }", parts=inner)]
        while self._word(place) == "UNION":
            inner, place = self._group(place + 1, graphs, depth + 1)
            sides.append(QueryPart("group", "{ }", parts=inner))
        return (sides[0] if len(sides) == 1 else QueryPart("union", "UNION", parts=tuple(sides))), place

    def _keyword(self, place: int, graphs: str, depth: int) -> tuple[QueryPart, int]:
        word, start = self._word(place), place
        if word in ("BIND", "VALUES"):
            end = self._beyond(place + 1)
            end = end if word == "BIND" else self._beyond(end)
            return QueryPart(word.lower(), self._slice(start, end)), end
        if word == "FILTER" and not {self._word(place + 1), self._word(place + 2)} & {"EXISTS"}:
            end = self._beyond(place + 1)
            end = self._beyond(end) if self._text(end) == "(" and self._text(place + 1) != "(" else end
            return QueryPart("filter", self._slice(start, end)), end
        while self._text(place) != "{":
            place += 1
        head = self._slice(start, place)
        if word == "GRAPH":
            graphs = head
        elif word == "SERVICE":
            graphs = word
        parts, end = self._group(place, graphs, depth + 1)
        return QueryPart(word.lower(), head, parts=parts), end

    def _triples(self, place: int) -> tuple[list[str], int]:
        """Read the triples of one subject, each as a text of its own."""
        triples: list[str] = []
        subject, place = self._node(place, triples)
        return triples, self._properties(subject, place, triples)

    def _properties(self, subject: str, place: int, triples: list[str]) -> int:
        while self._text(place) not in (".", "}", "]", "{", "") and self._word(place) not in _KEYWORDS:
            start, place = place, self._path(place)
            verb = self._slice(start, place)
            while True:
                object_, place = self._node(place, triples)
                triples.append(f"{subject} {verb} {object_}")
                if self._text(place) != ",":
                    break
                place += 1
            while self._text(place) == ";":
                place += 1
        return place

    def _path(self, place: int) -> int:
        while True:
            while self._text(place) in ("^", "!"):
                place += 1
            place = self._beyond(place)
            while self._text(place) in ("*", "+", "?"):
                place += 1
            if self._text(place) not in ("/", "|"):
                return place
            place += 1

    def _node(self, place: int, triples: list[str]) -> tuple[str, int]:
        text, start = self._text(place), place
        if text == "[":
            name = f"?_{next(self._numbers)}"
            return name, self._properties(name, place + 1, triples) + 1
        if text in ("+", "-"):
            place += 1
        kind = self._tokens[place].kind if place < len(self._tokens) else ""
        is_truth = self._word(place) in ("TRUE", "FALSE")
        if kind not in ("iri", "string", "variable", "blank", "prefixed", "number") and not is_truth:
            raise NotTakenApart
        place += 1
        if kind == "string" and place < len(self._tokens) and self._tokens[place].kind == "language":
            place += 1
        elif kind == "string" and self._text(place) == "^":
            place += 3
        return self._slice(start, place), place

    def _beyond(self, place: int) -> int:
        """Give the place behind a token, or behind the bracket that closes what it opens."""
        closing = _CLOSING.get(self._text(place))
        place += 1
        while closing and self._text(place) != closing:
            if not self._text(place):
                raise NotTakenApart
            place = self._beyond(place)
        return place + 1 if closing else place

    def _text(self, place: int) -> str:
        return self._tokens[place].text if place < len(self._tokens) else ""

    def _word(self, place: int) -> str:
        return self._tokens[place].word if place < len(self._tokens) else ""

    def _slice(self, start: int, end: int) -> str:
        """Give what is written from one token until before another, without comments, and with one blank for many."""
        texts, last = list[str](), None
        for token in self._tokens[start:end]:
            texts += [" " if last is not None and last < token.start else "", token.text]
            last = token.end
        return "".join(texts)


def _within(graphs: str, pattern: str) -> str:
    """Give what is to be asked about a pattern; nothing for one of another service, and for a way of any length."""
    if graphs == "SERVICE" or any(each.text in ("*", "+") for each in tokenise(pattern) if each.kind == "mark"):
        return ""
    return f"{graphs} {{ {pattern} }}" if graphs else pattern


def patterns(part: QueryPart) -> Iterator[QueryPart]:
    """Yield the patterns of a part, at any depth."""
    if part.kind == "pattern":
        yield part
    for each in part.parts:
        yield from patterns(each)
