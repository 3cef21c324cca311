"""SPARQL Update taken apart into its operations (SPARQL 1.1 Update, W3C 2013, section 3).

Only the outline is read here: which operation, on which graphs, and the text between its braces. The engine has
checked the syntax before, and reads what is between the braces itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.sparql.tokens import tokenise

DEFAULT = ""
"""Stands for the unnamed graph where a graph is named."""


@dataclass(frozen=True, slots=True)
class UpdateOperation:
    """One operation of an update; graphs are written as in the text, an IRI in brackets or a prefixed name."""

    verb: str
    prologue: str
    delete: str | None = None
    insert: str | None = None
    where: str | None = None
    with_graph: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    silent: bool = False
    graphs: tuple[str, ...] = field(default=())
    text: str = ""

    @property
    def whole(self) -> str:
        """Give the operation as an update of its own."""
        return self.prologue + self.text


def operations(text: str, base: str) -> Iterator[UpdateOperation]:
    """Take an update apart, whose IRIs are relative to `base`. Raises LookupError for some that are malformed."""
    return _Reader(text, base).read()


class _Reader:
    """Walks over the tokens once."""

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        self._tokens = list(tokenise(text))
        self._place = 0
        self._prologue = f"BASE <{base}>\n"

    def read(self) -> Iterator[UpdateOperation]:
        while self._place < len(self._tokens):
            word = self._word()
            if word in ("PREFIX", "BASE"):
                self._read_prologue(2 if word == "BASE" else 3)
            elif word == "VERSION":
                self._place += 2
            else:
                start = self._tokens[self._place].start
                operation = self._read_operation(word)
                yield replace(operation, text=self._text[start : self._tokens[self._place - 1].end])
                self._end_operation()

    def _end_operation(self) -> None:
        if self._place < len(self._tokens) and self._next() != ";":
            raise LookupError

    def _word(self) -> str:
        return self._tokens[self._place].word if self._place < len(self._tokens) else ""

    def _take(self, *words: str) -> bool:
        if self._word() in words:
            self._place += 1
            return True
        return False

    def _next(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1].text

    def _read_prologue(self, length: int) -> None:
        first, last = self._tokens[self._place], self._tokens[self._place + length - 1]
        self._prologue += self._text[first.start : last.end] + "\n"
        self._place += length

    def _braces(self) -> str:
        """Take a group in braces and give what is between them."""
        start, depth = self._tokens[self._place].end, 0
        while True:
            mark = self._tokens[self._place]
            depth += {"{": 1, "}": -1}.get(mark.text, 0) if mark.kind == "mark" else 0
            self._place += 1
            if not depth:
                return self._text[start : mark.start]

    def _read_operation(self, word: str) -> UpdateOperation:
        self._place += 1
        if word in ("INSERT", "DELETE") and self._take("DATA"):
            data = self._braces()
            delete, insert = (data, None) if word == "DELETE" else (None, data)
            return UpdateOperation("DATA", self._prologue, delete, insert)
        if word == "DELETE" and self._take("WHERE"):
            pattern = self._braces()
            return UpdateOperation("MODIFY", self._prologue, delete=pattern, where=pattern)
        if word in ("WITH", "INSERT", "DELETE"):
            return self._read_modify(word)
        return self._read_management(word)

    def _read_modify(self, word: str) -> UpdateOperation:
        with_graph = self._next() if word == "WITH" else ""
        verb = self._next().upper() if word == "WITH" else word
        delete = self._braces() if verb == "DELETE" else None
        insert = self._braces() if verb == "INSERT" or self._take("INSERT") else None
        using: dict[bool, list[str]] = {True: [], False: []}
        while self._take("USING"):
            using[self._take("NAMED")].append(self._next())
        self._take("WHERE")
        where = self._braces()
        return UpdateOperation(
            "MODIFY", self._prologue, delete, insert, where, with_graph, tuple(using[False]), tuple(using[True])
        )

    def _read_management(self, verb: str) -> UpdateOperation:
        silent, graphs = self._take("SILENT"), list[str]()
        while self._place < len(self._tokens) and self._tokens[self._place].text != ";":
            if not self._take("GRAPH", "TO", "INTO"):
                text = self._next()
                graphs.append(DEFAULT if text.upper() == "DEFAULT" else text)
        return UpdateOperation(verb, self._prologue, silent=silent, graphs=tuple(graphs))
