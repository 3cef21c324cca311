"""Property paths in another spelling, where the engine gives too few solutions (SPARQL 1.1 Query, 9.1 and 18.4).

It gives a solution of `p|q` once where both have it; so the alternatives become a UNION. And it begins a path that may
have no steps only at a term that some triple has; so a term that none has is given as where such a path leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.sparql.tokens import Token

_MOST_WAYS = 16
"""Alternatives into which a path is taken apart; one of more stays as it is."""
_MOST_GROUPS = 100
"""Groups within each other, and paths, that are read."""
_OPENING, _CLOSING = ("(", "[", "{"), (")", "]", "}")


class _NotRead(Exception):
    """Something is written in a way that is not read here."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One alternative of a path. Some may have no steps; of sequences, two steps from a given term to itself."""

    text: str
    may_stay: bool = False
    may_return: bool = False


@dataclass(frozen=True, slots=True)
class _End:
    """The subject or the object of a path; a variable if it is neither a constant nor a blank node."""

    text: str
    is_constant: bool
    is_variable: bool


@dataclass(frozen=True, slots=True)
class _Triple:
    """A triple with the alternatives of its path; one for what is no path."""

    subject: _End
    ways: Sequence[_Way]
    object_: _End

    def groups(self, *, varies: bool) -> Iterator[str]:
        """Yield patterns that have its solutions between them.

        `varies` tells that a variable stands for the graph; what holds without a triple would be in no graph then.
        """
        fixed, other = (self.subject, self.object_) if self.subject.is_constant else (self.object_, self.subject)
        for way in self.ways:
            yield f"{self.subject.text} {way.text} {self.object_.text}"
            may_stay = way.may_stay or (way.may_return and other.is_constant)
            if may_stay and fixed.is_constant and not varies:
                absent = f"NOT EXISTS {{ {fixed.text} {way.text} {fixed.text} }}"
                if other.is_constant:
                    absent = f"sameTerm({fixed.text}, {other.text}) && {absent}"
                bound = f"VALUES {other.text} {{ {fixed.text} }} " if other.is_variable else ""
                yield f"{bound}FILTER ({absent})"


def apart(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield statements in another spelling: the places where they begin and end, and the new text.

    There is none where blank nodes have labels, for those stand in one pattern only.
    """
    if any(token.kind == "blank" for token in tokens):
        return
    reader = _Reader(text, tokens)
    try:
        reader.read()
    except (_NotRead, IndexError):
        return
    yield from reader.edits


class _Reader:
    """Reads the groups of a query or an update; `edits` are the statements that are to be written in another way."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text, self._tokens, self._at, self._depth = text, tokens, 0, 0
        self.edits: list[tuple[int, int, str]] = []

    def read(self) -> None:
        """Read all. Raises IndexError and others where it is malformed."""
        while self._at < len(self._tokens):
            if self._take("{"):
                self._group(varies=False)
            else:
                self._at += 1

    @property
    def _next(self) -> str:
        return self._tokens[self._at].text

    def _take(self, text: str) -> bool:
        is_there = self._next == text
        self._at += is_there
        return is_there

    def _written(self, begin: int) -> str:
        return self._text[self._tokens[begin].start : self._tokens[self._at - 1].end]

    def _group(self, *, varies: bool) -> None:
        self._depth += 1
        if self._depth > _MOST_GROUPS:
            raise _NotRead
        while not self._take("}"):
            self._element(self._tokens[self._at].word, varies=varies)
        self._depth -= 1

    def _element(self, word: str, *, varies: bool) -> None:
        if self._take("{"):
            self._group(varies=varies)
        elif word == "SELECT":
            self._expressions("{", varies=varies)
            self._group(varies=varies)
            self._expressions("}", varies=varies)
            self._at -= 1  # it ends the group around as well
        elif word == "GRAPH":
            names = self._tokens[self._at + 1]
            self._at += 3
            self._group(varies=names.kind == "variable")
        elif word in ("SERVICE", "VALUES"):
            self._skip_to("{")
            self._skip_to("}")
        elif word in ("FILTER", "BIND"):
            self._constraint(varies=varies)
        elif word in ("OPTIONAL", "MINUS", "UNION") or self._next == ".":
            self._at += 1
        else:
            self._statement(varies=varies)

    def _skip_to(self, text: str) -> None:
        """Go behind the next such bracket that is in no other."""
        depth = 0
        while depth or self._next != text:
            depth += (self._next in _OPENING) - (self._next in _CLOSING)
            self._at += 1
        self._at += 1

    def _expressions(self, text: str, *, varies: bool) -> None:
        """Go behind the next such bracket that is in no other, and read the groups on the way."""
        while not self._take(text):
            if self._next == "(":
                self._parentheses(varies=varies)
            elif self._next == "{":
                raise _NotRead  # VALUES behind a query within
            else:
                self._at += 1

    def _parentheses(self, *, varies: bool) -> None:
        depth = 0
        while True:
            if self._take("{"):
                self._group(varies=varies)
            else:
                depth += (self._next == "(") - (self._next == ")")
                self._at += 1
            if not depth:
                return

    def _constraint(self, *, varies: bool) -> None:
        while self._next not in ("(", "{"):
            self._at += 1
        if self._take("{"):
            self._group(varies=varies)
        else:
            self._parentheses(varies=varies)

    def _statement(self, *, varies: bool) -> None:
        """Read triples of one subject; those that have several groups are written apart from the others."""
        begin = self._at
        subject = self._end()
        triples = [list(each.groups(varies=varies)) for each in self._triples(subject)]
        is_one_node = subject.is_constant or subject.is_variable or len(triples) == 1
        if is_one_node and any(len(groups) > 1 for groups in triples):
            plain = " . ".join(groups[0] for groups in triples if len(groups) == 1)
            unions = (" UNION ".join(f"{{ {each} }}" for each in groups) for groups in triples if len(groups) > 1)
            new = " . ".join(filter(None, (plain, " ".join(unions))))
            self.edits.append((self._tokens[begin].start, self._tokens[self._at - 1].end, new))

    def _triples(self, subject: _End) -> Iterator[_Triple]:
        while True:
            begin = self._at
            if self._tokens[self._at].kind == "variable":
                self._at += 1
                ways: Sequence[_Way] = [_Way(self._written(begin))]
            else:
                ways = self._alternatives()
                if len(ways) > _MOST_WAYS:
                    ways = [_Way(self._written(begin))]
            yield _Triple(subject, ways, self._end())
            while self._take(","):
                yield _Triple(subject, ways, self._end())
            while self._next == ";" and self._tokens[self._at + 1].text == ";":
                self._at += 1
            if not self._take(";") or self._next in (".", "}"):
                return

    def _end(self) -> _End:
        token, begin = self._tokens[self._at], self._at
        self._at += 1
        if token.text in ("[", "("):
            self._skip_to(_CLOSING[_OPENING.index(token.text)])
            return _End(self._written(begin), is_constant=False, is_variable=False)
        if token.text in ("+", "-"):
            self._at += 1
        elif token.kind == "string":
            if self._tokens[self._at].kind == "language":
                self._at += 1
            elif self._next == "^":
                self._at += 3
        elif token.kind not in ("iri", "prefixed", "number", "variable") and token.text not in ("true", "false"):
            raise _NotRead
        is_variable = token.kind == "variable"
        return _End(self._written(begin), is_constant=not is_variable, is_variable=is_variable)

    def _alternatives(self) -> Sequence[_Way]:
        ways = [*self._sequence()]
        while self._take("|"):
            ways += self._sequence()
        return ways

    def _sequence(self) -> Sequence[_Way]:
        ways = self._step()
        while self._take("/"):
            after = self._step()
            if len(ways) * len(after) > _MOST_WAYS:
                raise _NotRead
            ways = [
                _Way(f"{one.text}/{two.text}", may_return=one.may_stay and two.may_stay)
                for one in ways
                for two in after
            ]
        return ways

    def _step(self) -> Sequence[_Way]:
        if self._take("^"):
            return [_Way(f"^({way.text})", way.may_stay, way.may_return) for way in self._repeated()]
        return self._repeated()

    def _repeated(self) -> Sequence[_Way]:
        begin = self._at
        ways = self._primary()
        if self._next not in ("*", "+", "?"):
            return ways
        self._at += 1
        may_stay = self._tokens[self._at - 1].text != "+" or any(way.may_stay for way in ways)
        return [_Way(self._written(begin), may_stay)]

    def _primary(self) -> Sequence[_Way]:
        begin, token = self._at, self._tokens[self._at]
        self._at += 1
        if token.text == "(":
            self._depth += 1
            if self._depth > _MOST_GROUPS:
                raise _NotRead
            ways = self._alternatives()
            if not self._take(")"):
                raise _NotRead
            self._depth -= 1
            return ways
        if token.text == "!":
            return self._negated()
        if token.kind not in ("iri", "prefixed") and token.text != "a":
            raise _NotRead
        return [_Way(self._written(begin))]

    def _negated(self) -> Sequence[_Way]:
        """Read a negated set: what it says of either direction is an alternative of its own."""
        excluded: dict[str, list[str]] = {"": [], "^": []}
        is_set = self._take("(")
        while True:
            direction = "^" * self._take("^")
            excluded[direction].append(f"{direction}{self._next}")
            self._at += 1
            if not (is_set and self._take("|")):
                break
        if is_set and not self._take(")"):
            raise _NotRead
        return [_Way(f"!({'|'.join(each)})") for each in excluded.values() if each]
